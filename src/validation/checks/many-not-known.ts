import type { FileCheck } from '../check.ts';

export const manyNotKnown: FileCheck = {
  of: 'file',
  code: 'many-not-known',
  severity: 'query',
  title: 'Ethnicity is not known for more than one in ten',
  hint: 'Rates of the known groups are too low by as much. Say what is done to record ethnicity, or why it cannot be.',
  find: ({ unknownShares }, { vocabulary }) =>
    unknownShares
      // A measure of how many are not known is about nobody else.
      .filter(({ measure }) => !/not-known/.test(vocabulary.measure.get(measure)?.numeratorCount ?? ''))
      .map(({ measure, first, notKnown, all, places }) => ({
        message:
          `Ethnicity is not known for ${notKnown} of ${all} in '${measure}', first in row ${first.row}` +
          `${places === 1 ? '.' : `, and for more than one in ten in ${places.toLocaleString('en-GB')} places.`}`,
        field: 'ethnic_group' as const,
        value: measure,
        first,
        occurrences: places,
        restsOn: `${notKnown} ${all} ${places}`,
      })),
};
