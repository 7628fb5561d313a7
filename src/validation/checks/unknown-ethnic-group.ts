import { didYouMean, quote, type WordCheck } from '../check.ts';
import { nearestGroup } from '../nearest-group.ts';

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
    const expected = nearestGroup(group, vocabulary);
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
