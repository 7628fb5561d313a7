import type { FileCheck } from '../check.ts';

export const groupsAboveTotal: FileCheck = {
  of: 'file',
  code: 'groups-above-total',
  severity: 'query',
  title: 'Groups add up to more than their total',
  hint: 'Somebody is counted in two groups, or is missing from the total. Say why, or mend it.',
  find: ({ differences }) =>
    differences
      .filter(({ kind }) => kind === 'more')
      .map(({ measure, totals, first, by, restsOn }) => ({
        message:
          `The groups of '${measure}' add up to more than 'all' in ${totals.toLocaleString('en-GB')} ` +
          `${totals === 1 ? 'place' : 'places'}; over the total in row ${first.row} they are by ${by}.`,
        field: 'numerator' as const,
        value: measure,
        first,
        occurrences: totals,
        restsOn,
      })),
};
