import type { FileCheck } from '../check.ts';

export const groupsBelowTotal: FileCheck = {
  of: 'file',
  code: 'groups-below-total',
  severity: 'notice',
  title: 'Groups add up to less than their total',
  hint: 'What is left is counted as ethnicity not known. It is never shared out, and the total is never changed.',
  find: ({ differences }) =>
    differences
      .filter(({ kind }) => kind === 'less')
      .map(({ measure, totals, first, by, restsOn }) => ({
        message:
          `The groups of '${measure}' add up to less than 'all' in ${totals.toLocaleString('en-GB')} ` +
          `${totals === 1 ? 'place' : 'places'}; to the total in row ${first.row} they lack ${by}.`,
        field: 'numerator' as const,
        value: measure,
        first,
        occurrences: totals,
        restsOn,
      })),
};
