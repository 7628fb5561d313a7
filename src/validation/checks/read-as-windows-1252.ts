import type { FileCheck } from '../check.ts';

export const readAsWindows1252: FileCheck = {
  of: 'file',
  code: 'read-as-windows-1252',
  severity: 'notice',
  title: 'The file is not UTF-8 and was read as windows-1252',
  hint: "Save as 'CSV UTF-8' to be sure of accents, dashes and pound signs.",
  find: ({ encoding }) =>
    encoding === 'windows-1252'
      ? [
          {
            message: 'The file is not valid UTF-8, so it was read as windows-1252.',
            value: encoding,
            expected: 'utf-8',
          },
        ]
      : [],
};
