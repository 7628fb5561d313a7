import type { FileCheck } from '../check.ts';

export const mergedCellsRead: FileCheck = {
  of: 'file',
  code: 'merged-cells-read',
  severity: 'notice',
  title: 'Merged cells were read for each row that they span',
  hint: 'Look whether it was meant so. Numbers are never taken twice: a merged number is that of its first row.',
  find: ({ sheet }) => {
    if (sheet === null) return [];
    const { mergedHeader, merged } = sheet;
    const told = [];
    if (mergedHeader !== null) {
      const [from, to] = mergedHeader;
      const message = `The columns are named in rows ${from} to ${to} together, where cells are merged.`;
      told.push({ message, first: { row: to, line: to } });
    }
    if (merged !== null) {
      const { count, row, column } = merged;
      const message =
        `${count.toLocaleString('en-GB')} ${count === 1 ? 'row has its' : 'rows have their'} text from a merged cell ` +
        `above, first row ${row} in column ${column}.`;
      told.push({ message, first: { row, line: row }, occurrences: count, value: column });
    }
    return told;
  },
};
