import type { CellCheck } from '../check.ts';

export const duplicateRow: CellCheck = {
  of: 'cell',
  code: 'duplicate-row',
  severity: 'error',
  title: 'A cell stands twice',
  hint: 'Leave one of them, or add the column that tells them apart. We never choose and never add.',
  fires: ({ sameAs }) => sameAs > 0,
  // A table that was pasted twice is one slip.
  alike: ({ draft, sameAs }) => `${draft.row - sameAs}`,
  tell: ({ sameAs }) => [
    {
      message: `measure, period, area, ethnic group, sex, age band and category are those of row ${sameAs}.`,
      field: 'measure',
      expected: `different from row ${sameAs}`,
    },
  ],
};
