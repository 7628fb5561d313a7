import { type FileCheck, quote } from '../check.ts';

export const ageBandFromDate: FileCheck = {
  of: 'file',
  code: 'age-band-from-date',
  severity: 'notice',
  title: 'An age band that a spreadsheet made a date of was read back',
  hint: 'Look whether it was taken as meant. Set the column to Text before you fill it in, and it stays as typed.',
  find: ({ datedAgeBands }) =>
    [...datedAgeBands.values()].map(({ text, taken, first, rows }) => ({
      message:
        `${quote(text)} was taken for the age band ${taken} in ${rows.toLocaleString('en-GB')} ` +
        `${rows === 1 ? 'row' : 'rows'}, first in row ${first.row}.`,
      field: 'age_band',
      value: text,
      expected: taken,
      first,
      occurrences: rows,
    })),
};
