import { rowsInWords } from '../alike.ts';
import type { FileCheck } from '../check.ts';

export const shareTotalsDiffer: FileCheck = {
  of: 'file',
  code: 'share-totals-differ',
  severity: 'error',
  title: 'The groups of a share are divided by different totals',
  hint: 'The denominator of a share is everybody whose ethnicity is known: the same number in the row of each group.',
  find: ({ totalsDiffer }) =>
    totalsDiffer.map(({ measure, one, ofMost, other, places, rows }) => ({
      message:
        `Row ${other.place.row}: the denominator of '${measure}' is ${other.value}, and that of ${ofMost ? 'most groups' : 'another group'} at ` +
        `the same place is ${one.value}, as in row ${one.place.row}.` +
        `${rows.length === 1 ? '' : ` So in ${places === 1 ? '' : `${places.toLocaleString('en-GB')} places: `}${rowsInWords(rows)}.`}`,
      field: 'denominator' as const,
      value: String(other.value),
      ...(ofMost ? { expected: String(one.value) } : {}),
      first: other.place,
      occurrences: rows.length,
      rows,
      restsOn: measure,
    })),
};
