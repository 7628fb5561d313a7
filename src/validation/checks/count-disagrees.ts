import type { FileCheck } from '../check.ts';

export const countDisagrees: FileCheck = {
  of: 'file',
  code: 'count-disagrees',
  severity: 'error',
  title: 'The same count has two values',
  hint: 'Measures that share a count must give the same number of it for the same group at the same place. Mend the wrong one.',
  find: ({ countConflicts }) =>
    countConflicts
      .filter(({ kind }) => kind === 'disagree')
      .map(({ count, one, other, places }) => ({
        message:
          `Row ${other.place.row}: the ${other.field} of '${other.measure}' is ${other.value}, and the ${one.field} of ` +
          `'${one.measure}' in row ${one.place.row} is ${one.value}. Both are the count '${count}'` +
          `${places === 1 ? '.' : `, and so in ${places.toLocaleString('en-GB')} places.`}`,
        field: other.field,
        value: String(other.value),
        expected: String(one.value),
        first: other.place,
        occurrences: places,
        restsOn: `${count} ${one.measure} ${other.measure}`,
      })),
};
