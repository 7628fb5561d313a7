import type { ChangeCheck } from '../check.ts';
import { byMeasure, cellName, digestOf } from '../earlier-words.ts';
import { listed } from '../listed.ts';

export const cellsGone: ChangeCheck = {
  of: 'change',
  code: 'cells-gone',
  severity: 'query',
  title: 'Cells that had a number are not in the file',
  hint: 'If there is nobody any more, send 0. If the number cannot be given, send x. Or say why the rows have ended.',
  find: ({ gone }, { vocabulary }) =>
    byMeasure(gone).map(({ measure, pairs }) => ({
      message: `'${measure}' has no row for ${listed(
        pairs.map((pair) => `${cellName(pair, vocabulary)} (${pair.before?.numerator} in ${pair.period})`),
      )}.`,
      field: 'measure' as const,
      value: measure,
      occurrences: pairs.length,
      restsOn: digestOf(pairs),
    })),
};
