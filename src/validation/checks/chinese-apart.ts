import type { FileCheck } from '../check.ts';

const APART = 'asian-excluding-chinese';

export const chineseApart: FileCheck = {
  of: 'file',
  code: 'chinese-apart',
  severity: 'notice',
  title: 'Asian and Chinese are apart',
  hint: 'Asian, Chinese included, is made from the two where both are there, so that it compares with the Census.',
  find: ({ groups }) => {
    const first = groups.get(APART);
    if (first === undefined || !groups.has('chinese')) return [];
    return [
      {
        message: `Asian does not hold Chinese in this file, and Chinese is a group of its own, first in row ${first.row}.`,
        field: 'ethnic_group',
        value: APART,
        first,
      },
    ];
  },
};
