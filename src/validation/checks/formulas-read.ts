import type { FileCheck } from '../check.ts';

export const formulasRead: FileCheck = {
  of: 'file',
  code: 'formulas-read',
  severity: 'notice',
  title: 'Formulas were read as the values saved with them',
  hint: 'What another workbook, or a later change, would make of them is not known here.',
  find: ({ sheet }) => {
    const formulas = sheet?.formulas ?? null;
    if (formulas === null) return [];
    const { count, row, column } = formulas;
    const cells =
      count === 1 ? '1 cell has a formula' : `${count.toLocaleString('en-GB')} cells have formulas`;
    return [
      {
        message: `${cells}, first ${column}${row}: the values saved with the file were taken.`,
        first: { row, line: row },
        occurrences: count,
      },
    ];
  },
};
