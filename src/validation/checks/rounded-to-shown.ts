import type { FileCheck } from '../check.ts';

export const roundedToShown: FileCheck = {
  of: 'file',
  code: 'rounded-to-shown',
  severity: 'notice',
  title: 'Numbers were taken to fifteen digits, as the spreadsheet shows them',
  hint: 'Adding fractions leaves such remainders, as 12.000000000000002 for 12. Nothing need be done.',
  find: ({ sheet }) => {
    const noise = sheet?.noise ?? null;
    if (noise === null) return [];
    const { count, row, column } = noise;
    const numbers = count === 1 ? '1 number is' : `${count.toLocaleString('en-GB')} numbers are`;
    return [
      {
        message: `${numbers} stored with more digits than are shown, first ${column}${row}: the shown ones were taken.`,
        first: { row, line: row },
        occurrences: count,
      },
    ];
  },
};
