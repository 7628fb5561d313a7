import { type FileCheck, quote } from '../check.ts';

export const sheetRead: FileCheck = {
  of: 'file',
  code: 'sheet-read',
  severity: 'notice',
  title: 'One sheet of the workbook was read',
  hint: 'Look whether it is the one that you mean. What stands on the others is not taken.',
  find: ({ sheet }) => {
    if (sheet === null || (sheet.others.length === 0 && !sheet.hidden)) return [];
    const others = sheet.others.map(({ name, hidden }) => `${quote(name)}${hidden ? ' (hidden)' : ''}`);
    const left = others.length === 0 ? '' : ` Not read: ${others.join(', ')}.`;
    return [
      {
        message: `The sheet ${quote(sheet.name)}${sheet.hidden ? ', which is hidden,' : ''} was read.${left}`,
        value: sheet.name,
        restsOn: others.join(),
      },
    ];
  },
};
