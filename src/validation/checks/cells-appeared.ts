import type { ChangeCheck } from '../check.ts';
import { byMeasure, cellName, digestOf } from '../earlier-words.ts';
import { listed } from '../listed.ts';

export const cellsAppeared: ChangeCheck = {
  of: 'change',
  code: 'cells-appeared',
  severity: 'query',
  title: 'Cells have a number that had no row before',
  hint: 'Say what is new: a group that was counted elsewhere before, or not at all.',
  find: ({ appeared }, { vocabulary }) =>
    byMeasure(appeared).map(({ measure, first, pairs }) => ({
      message:
        `'${measure}' has rows, first row ${first.row}, that were not there in ${pairs[0]?.period}: ` +
        `${listed(pairs.map((pair) => `${cellName(pair, vocabulary)} (${pair.now?.numerator})`))}.`,
      field: 'measure' as const,
      value: measure,
      first,
      occurrences: pairs.length,
      restsOn: digestOf(pairs),
    })),
};
