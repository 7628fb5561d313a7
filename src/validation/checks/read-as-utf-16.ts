import type { FileCheck } from '../check.ts';

export const readAsUtf16: FileCheck = {
  of: 'file',
  code: 'read-as-utf-16',
  severity: 'notice',
  title: 'The file is UTF-16 and was read as that',
  hint: "Nothing is lost. 'CSV UTF-8' is half as large and read by more programs.",
  find: ({ encoding }) =>
    encoding === 'utf-16le' || encoding === 'utf-16be'
      ? [
          {
            message: "The file is UTF-16, as Excel's 'Unicode Text' is, and was read as that.",
            value: encoding,
            expected: 'utf-8',
          },
        ]
      : [],
};
