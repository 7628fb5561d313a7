import type { FileCheck } from '../check.ts';

export const symbolGivenAway: FileCheck = {
  of: 'file',
  code: 'symbol-given-away',
  severity: 'query',
  title: 'A withheld number can be worked out from the others',
  hint: 'Send the number and let us protect it, or withhold a second group beside it. Until then we keep it withheld.',
  find: ({ givenAway }, { vocabulary }) =>
    givenAway.map(({ measure, group, first, places }) => ({
      message:
        `'c' for ${vocabulary.group.get(group)?.label ?? group} in '${measure}' follows from the total and the other groups ` +
        `in ${places.toLocaleString('en-GB')} ${places === 1 ? 'place' : 'places'}, first in row ${first.row}.`,
      field: 'numerator' as const,
      value: 'c',
      first,
      occurrences: places,
      restsOn: `${measure} ${group} ${places}`,
    })),
};
