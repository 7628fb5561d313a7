import type { HeaderCheck } from '../check.ts';

export const missingColumn: HeaderCheck = {
  of: 'header',
  code: 'missing-column',
  severity: 'error',
  title: 'A column is missing',
  hint: 'Add the column to the header row. The template has all of them.',
  find: ({ missing }, { layout }) =>
    missing.map((column) => ({
      column,
      expected: column,
      message:
        layout === null
          ? `The header row has no column '${column}'. Without it no row can be read.`
          : `The header row has no column '${column}', which the layout '${layout.name}' reads.`,
    })),
};
