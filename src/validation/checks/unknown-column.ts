import { FIELDS, type Field } from '../../submission/draft.ts';
import { didYouMean, type HeaderCheck, quote } from '../check.ts';
import { nearest } from '../nearest.ts';

export const unknownColumn: HeaderCheck = {
  of: 'header',
  code: 'unknown-column',
  severity: 'query',
  title: 'A column is not one of ours',
  hint: 'Nothing in it is read. Rename it if it was meant for one of ours; otherwise leave it out.',
  find: ({ unknown }) =>
    unknown.map((column) => {
      const expected =
        OTHER_NAMES.get(
          column
            .toLowerCase()
            .replace(/[^a-z]+/g, ' ')
            .trim(),
        ) ?? nearest(column, FIELDS);
      return {
        column,
        value: column,
        expected,
        message: `The column ${quote(column)} is not one of ours and is not read.${didYouMean(expected)}`,
      };
    }),
};

/** What else these columns are called. */
const OTHER_NAMES: ReadonlyMap<string, Field> = new Map(
  Object.entries({
    measure: ['indicator', 'metric'],
    period: ['time period', 'quarter', 'year', 'term'],
    area: ['la', 'la code', 'local authority', 'authority', 'borough', 'gss code'],
    ethnic_group: ['ethnicity', 'ethnic', 'ethnic origin', 'ethnic code'],
    sex: ['gender'],
    age_band: ['age', 'age group', 'age range'],
    numerator: ['number', 'n', 'count', 'value', 'headcount'],
    denominator: ['total', 'base', 'cohort', 'population', 'out of'],
  }).flatMap(([field, names]) =>
    names.flatMap((name) => FIELDS.filter((each) => each === field).map((each) => [name, each] as const)),
  ),
);
