import type { FileCheck } from '../check.ts';

export const stageExceedsEarlier: FileCheck = {
  of: 'file',
  code: 'stage-exceeds-earlier',
  severity: 'query',
  title: 'A stage is larger than the stage that feeds it',
  hint: 'Say why, such as cases that began in an earlier period, or mend the one that is wrong.',
  find: ({ countConflicts }) =>
    countConflicts
      .filter(({ kind }) => kind === 'exceed')
      .map(({ count, of, one, other, places }) => ({
        message:
          `Row ${one.place.row}: '${count}' is ${one.value}, and '${of}', which it counts some of, is ${other.value} ` +
          `in row ${other.place.row}${places === 1 ? '.' : `; so in ${places.toLocaleString('en-GB')} places.`}`,
        field: one.field,
        value: String(one.value),
        expected: `at most ${other.value}`,
        first: one.place,
        occurrences: places,
        restsOn: `${count} ${of} ${one.value} ${other.value} ${places}`,
      })),
};
