import { type FileCheck, quote } from '../check.ts';

export const ethnicGroupResolved: FileCheck = {
  of: 'file',
  code: 'ethnic-group-resolved',
  severity: 'notice',
  title: 'A label or spelling was taken for an ethnic group',
  hint: 'Look whether it was taken as meant. What was typed is kept beside what it was taken for.',
  find: ({ resolvedGroups }) =>
    [...resolvedGroups].map(([text, { group, how, first, rows }]) => ({
      message:
        `${quote(text)} was taken for ${group.label} (${group.id})` +
        `${how === 'misspelling' ? ', as a known misspelling,' : ''} in ${rows.toLocaleString('en-GB')} ` +
        `${rows === 1 ? 'row' : 'rows'}, first in row ${first.row}.`,
      field: 'ethnic_group',
      value: text,
      expected: group.id,
      first,
      occurrences: rows,
    })),
};
