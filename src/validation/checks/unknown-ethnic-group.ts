import { ofVocabulary } from '../../vocabulary/of-vocabulary.ts';
import { didYouMean, quote, type WordCheck } from '../check.ts';
import { nearest } from '../nearest.ts';

const spellings = ofVocabulary(({ groups, codes, aliases }): readonly string[] => [
  ...new Set([
    ...groups.map(({ label }) => label),
    ...groups.map(({ id }) => id),
    ...codes.map(({ code }) => code),
    ...codes.map(({ label }) => label),
    ...aliases.map(({ alias }) => alias),
  ]),
]);

export const unknownEthnicGroup: WordCheck = {
  of: 'words',
  code: 'unknown-ethnic-group',
  severity: 'error',
  title: 'An ethnic group is not a code or label we know',
  hint: 'Write our ids, DfE or Census codes, or their labels. GET /v1/ethnic-groups lists them.',
  fires: ({ group }) => group.kind === 'unknown',
  alike: ({ draft }) => draft.group,
  tell: ({ draft: { group } }, { vocabulary }) => {
    if (group === '') {
      return [
        {
          message: "the ethnic group is empty. Everybody together is 'all'.",
          field: 'ethnic_group',
          value: '',
        },
      ];
    }
    const expected = nearest(group, spellings(vocabulary));
    return [
      {
        message: `ethnic group ${quote(group)} is not a code or label we know.${didYouMean(expected)}`,
        field: 'ethnic_group',
        value: group,
        expected,
      },
    ];
  },
};
