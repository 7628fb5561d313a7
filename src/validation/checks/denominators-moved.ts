import type { ChangeCheck } from '../check.ts';
import { byMeasure, cellName, digestOf } from '../earlier-words.ts';
import { listed } from '../listed.ts';

export const denominatorsMoved: ChangeCheck = {
  of: 'change',
  code: 'denominators-moved',
  severity: 'query',
  title: 'Denominators are a fifth larger or smaller than before',
  hint: 'Look whether they are of the same people as last time, and of the same day. Say why, or mend them.',
  find: ({ denominators }, { vocabulary }) => {
    const told = new Set<string>();
    return byMeasure(denominators).flatMap(({ measure, first, pairs }) => {
      // Fifteen measures that divide by the same pupils have one thing to say of them.
      const count = vocabulary.measure.get(measure)?.denominatorCount ?? measure;
      if (told.has(count)) return [];
      told.add(count);
      const cells = pairs.map(
        (pair) =>
          `${cellName(pair, vocabulary)} from ${pair.before?.denominator} in ${pair.period} to ${pair.now?.denominator}`,
      );
      return [
        {
          message: `The denominators of '${measure}' ('${count}'), first in row ${first.row}, changed: ${listed(cells)}.`,
          field: 'denominator' as const,
          value: measure,
          first,
          occurrences: pairs.length,
          restsOn: digestOf(pairs),
        },
      ];
    });
  },
};
