import type { MissingStatus } from '../../vocabulary/symbol.ts';
import { type FileCheck, quote } from '../check.ts';

const MEANINGS: Readonly<Record<MissingStatus, string>> = {
  c: 'withheld',
  x: 'not available',
  z: 'not applicable',
  low: 'rounds to zero',
  u: 'unreliable',
};

export const symbolKept: FileCheck = {
  of: 'file',
  code: 'symbol-kept',
  severity: 'notice',
  title: 'A symbol stands in place of a number',
  hint: 'It stays a symbol and is never read as 0. Send the number if you have it: we protect small ones ourselves.',
  find: ({ symbols }) =>
    [...symbols.values()].map(({ text, status, first, rows }) => ({
      message:
        `${quote(text)} stands in place of a number ${rows.toLocaleString('en-GB')} ` +
        `${rows === 1 ? 'time' : 'times'}, first in row ${first.row}, and is kept as ${status} (${MEANINGS[status]}).`,
      value: text,
      expected: status,
      first,
      occurrences: rows,
    })),
};
