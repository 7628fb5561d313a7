import type { FileCheck } from '../check.ts';

export const formulaNotWorkedOut: FileCheck = {
  of: 'file',
  code: 'formula-not-worked-out',
  severity: 'error',
  title: 'A formula has no value saved with it',
  hint: 'Open the workbook in Excel or LibreOffice, let it calculate, save it and send it again.',
  find: ({ sheet }) => {
    const unknown = sheet?.notWorkedOut ?? null;
    if (unknown === null) return [];
    const { count, row, column } = unknown;
    const cells =
      count === 1 ? '1 cell has a formula' : `${count.toLocaleString('en-GB')} cells have formulas`;
    return [
      {
        message: `${cells} that the program which wrote the file never worked out, first ${column}${row}.`,
        first: { row, line: row },
        occurrences: count,
        value: `${column}${row}`,
      },
    ];
  },
};
