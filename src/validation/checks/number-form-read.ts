import { type FileCheck, quote } from '../check.ts';
import type { NumberForm } from '../read-number.ts';

const FORMS: Readonly<Record<NumberForm, string>> = {
  commas: 'with commas between thousands',
  spaces: 'with spaces between thousands',
  text: 'marked as text',
};

export const numberFormRead: FileCheck = {
  of: 'file',
  code: 'number-form-read',
  severity: 'notice',
  title: 'Numbers that are not in digits alone were read',
  hint: 'Look whether they were read as meant. Digits without separators are never misread.',
  find: ({ numberForms }) =>
    [...numberForms].map(([form, { field, text, value, first, rows }]) => ({
      message:
        `${rows.toLocaleString('en-GB')} ${rows === 1 ? 'number is' : 'numbers are'} written ${FORMS[form]}, ` +
        `first in row ${first.row}: ${quote(text)} was read as ${value}.`,
      field,
      value: text,
      expected: String(value),
      first,
      occurrences: rows,
    })),
};
