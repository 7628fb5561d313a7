import type { FileCheck } from '../check.ts';

export const rowsLeftOut: FileCheck = {
  of: 'file',
  code: 'rows-left-out',
  severity: 'notice',
  title: 'The layout leaves rows out',
  hint: 'These are areas, breakdowns or codes that it does not take. Compare the number with what you expect.',
  find: ({ leftOut, rows }) =>
    leftOut === undefined
      ? []
      : [
          {
            message:
              `${leftOut.rows.toLocaleString('en-GB')} of ${rows.toLocaleString('en-GB')} rows were left out, ` +
              `first row ${leftOut.first.row}.`,
            first: leftOut.first,
            occurrences: leftOut.rows,
          },
        ],
};
