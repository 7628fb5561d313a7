import { quote, type WordCheck } from '../check.ts';

export const anotherClassification: WordCheck = {
  of: 'words',
  code: 'another-classification',
  severity: 'error',
  title: 'A code is of another classification than the declared one',
  hint: 'Declare the classification that the file uses, or leave ?classification= out to have it inferred.',
  fires: ({ group }) => group.kind === 'another-classification',
  alike: ({ draft }) => draft.group,
  tell: ({ draft, group }, { classification }) => {
    const meanings = group.kind === 'another-classification' ? group.meanings : [];
    const names = [...new Set(meanings.map((each) => each.classification))].join(', ');
    return [
      {
        message: `ethnic group ${quote(draft.group)} is not a code of ${classification}; it is one of ${names}.`,
        field: 'ethnic_group',
        value: draft.group,
        expected: classification ?? undefined,
      },
    ];
  },
};
