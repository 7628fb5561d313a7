import type { FileCheck } from '../check.ts';

export const rowsAboveHeader: FileCheck = {
  of: 'file',
  code: 'rows-above-header',
  severity: 'notice',
  title: 'Rows above the header row were left out',
  hint: 'A title or a note does no harm there. Rows keep the numbers that the spreadsheet shows.',
  find: ({ above, headerRow }) => {
    const [first] = above;
    if (first === undefined) return [];
    const rows =
      above.length === 1 ? `Row ${first.row} was` : `${above.length} rows, first row ${first.row}, were`;
    return [
      {
        message: `${rows} left out: the columns are named in row ${headerRow}.`,
        first: { row: first.row, line: first.line },
        occurrences: above.length,
      },
    ];
  },
};
