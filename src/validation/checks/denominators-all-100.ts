import { rowsInWords } from '../alike.ts';
import type { FileCheck } from '../check.ts';

export const denominatorsAll100: FileCheck = {
  of: 'file',
  code: 'denominators-all-100',
  severity: 'query',
  title: 'Every denominator of a measure is 100',
  hint: 'Send the counts that percentages were worked out from: percentages cannot be added up. Or say why there are 100 each time.',
  find: ({ ofHundred }, { layout }) =>
    layout !== null
      ? []
      : ofHundred.map(({ measure, first, times, rows, cut }) => ({
          message: `The denominators of '${measure}' are all 100, in ${rowsInWords(rows, cut)}: the numerators may be percentages.`,
          field: 'denominator' as const,
          value: '100',
          first,
          occurrences: times,
          rows,
          restsOn: measure,
        })),
};
