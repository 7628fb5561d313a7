import type { FileCheck } from '../check.ts';

export const emptyFile: FileCheck = {
  of: 'file',
  code: 'empty-file',
  severity: 'error',
  title: 'There is nothing in the file',
  hint: 'Send at least one row below the header row.',
  find: ({ rows, cells, leftOut }) => {
    if (rows === 0) return [{ message: 'The file has a header row and nothing below it.' }];
    if (cells === 0 && leftOut !== undefined) {
      return [{ message: `The layout takes none of the ${rows.toLocaleString('en-GB')} rows of the file.` }];
    }
    return [];
  },
};
