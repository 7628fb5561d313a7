import type { FileCheck } from '../check.ts';

const BREAKDOWNS: ReadonlyMap<string, string> = new Map([
  ['sex', 'sexes'],
  ['age', 'age bands'],
]);

export const partsAboveTotal: FileCheck = {
  of: 'file',
  code: 'parts-above-total',
  severity: 'query',
  title: 'Sexes, age bands or categories add up to more than their total',
  hint: 'Somebody is counted in two of them, or is missing from the total. Say why, or mend it.',
  find: ({ partsExcesses }) =>
    partsExcesses.map(({ measure, breakdown, first, by, places }) => ({
      message:
        `The ${BREAKDOWNS.get(breakdown) ?? `categories of '${breakdown}'`} of '${measure}' add up to more than their total ` +
        `in ${places.toLocaleString('en-GB')} ${places === 1 ? 'place' : 'places'}; over the total in row ${first.row} ` +
        `they are by ${by}.`,
      field: 'numerator' as const,
      value: measure,
      first,
      occurrences: places,
      restsOn: `${breakdown} ${by} ${places}`,
    })),
};
