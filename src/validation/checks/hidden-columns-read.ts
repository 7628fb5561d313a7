import { type FileCheck, quote } from '../check.ts';

export const hiddenColumnsRead: FileCheck = {
  of: 'file',
  code: 'hidden-columns-read',
  severity: 'notice',
  title: 'Columns that the sheet hides were read',
  hint: 'Unhide them and look whether what stands in them is right.',
  find: ({ sheet }) =>
    (sheet?.hiddenColumns ?? []).map((column) => ({
      message: `The column ${quote(column)} is hidden, and was read like any other.`,
      column,
    })),
};
