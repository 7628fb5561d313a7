import { type HeaderCheck, quote } from '../check.ts';

export const repeatedColumn: HeaderCheck = {
  of: 'header',
  code: 'repeated-column',
  severity: 'error',
  title: 'A column stands twice',
  hint: 'Leave one of them. Which was meant cannot be told from here.',
  find: ({ repeated }) =>
    repeated.map((column) => ({
      column,
      value: column,
      message: `The header row has the column ${quote(column)} more than once.`,
    })),
};
