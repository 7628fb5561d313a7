import type { FileCheck } from '../check.ts';

export const hiddenRowsRead: FileCheck = {
  of: 'file',
  code: 'hidden-rows-read',
  severity: 'query',
  title: 'Rows that the sheet hides were read',
  hint: 'Unhide them, or take the filter off, and look: say that they belong to it, or delete them and send it again.',
  find: ({ sheet }) => {
    const hidden = sheet?.hiddenRows ?? null;
    if (hidden === null) return [];
    const { count, row } = hidden;
    const rows = count === 1 ? '1 hidden row was' : `${count.toLocaleString('en-GB')} hidden rows were`;
    return [
      {
        message: `${rows} read like any other, first row ${row}: a filter or a person has hidden what stands there.`,
        first: { row, line: row },
        occurrences: count,
        value: String(count),
      },
    ];
  },
};
