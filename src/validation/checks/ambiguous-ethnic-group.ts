import { quote, type WordCheck } from '../check.ts';

export const ambiguousEthnicGroup: WordCheck = {
  of: 'words',
  code: 'ambiguous-ethnic-group',
  severity: 'error',
  title: 'A code means different groups in different classifications',
  hint: 'Say which classification the file uses: send it again with ?classification=.',
  fires: ({ group }) => group.kind === 'ambiguous',
  alike: ({ draft }) => draft.group,
  tell: ({ draft, group }) => {
    const meanings = group.kind === 'ambiguous' ? group.meanings : [];
    const list = meanings.map((each) => `${each.group.label} in ${each.classification}`).join(', ');
    return [
      {
        message: `ethnic group ${quote(draft.group)} means ${list}, and the file does not show which is meant.`,
        field: 'ethnic_group',
        value: draft.group,
        expected: 'classification',
      },
    ];
  },
};
