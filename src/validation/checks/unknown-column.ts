import { FIELDS } from '../../submission/draft.ts';
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
      const expected = nearest(column, FIELDS);
      return {
        column,
        value: column,
        expected,
        message: `The column ${quote(column)} is not one of ours and is not read.${didYouMean(expected)}`,
      };
    }),
};
