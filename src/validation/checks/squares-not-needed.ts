import type { FileCheck } from '../check.ts';

export const squaresNotNeeded: FileCheck = {
  of: 'file',
  code: 'squares-not-needed',
  severity: 'notice',
  title: 'A sum of squares was sent that is not used',
  hint: 'Only means take one.',
  find: ({ unneededSquares }) =>
    [...unneededSquares].map(([id, { first, rows }]) => ({
      message:
        `The sums of squares of '${id}' were left out in ${rows.toLocaleString('en-GB')} ` +
        `${rows === 1 ? 'row' : 'rows'}, first in row ${first.row}: it is not a mean.`,
      field: 'sum_of_squares',
      value: id,
      first,
      occurrences: rows,
    })),
};
