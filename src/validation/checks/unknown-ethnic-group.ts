import { didYouMean, quote, type WordCheck } from '../check.ts';
import { nearest } from '../nearest.ts';

export const unknownEthnicGroup: WordCheck = {
  of: 'words',
  code: 'unknown-ethnic-group',
  severity: 'error',
  title: 'An ethnic group is not a code or label we know',
  hint: 'Write our ids, DfE or Census codes, or their labels. GET /v1/ethnic-groups lists them.',
  fires: ({ group }) => group.kind === 'unknown',
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
    const expected = nearest(group, [
      ...vocabulary.groups.map(({ label }) => label),
      ...vocabulary.group.keys(),
      ...vocabulary.codes.map(({ code }) => code),
      ...vocabulary.codes.map(({ label }) => label),
      ...vocabulary.aliases.map(({ alias }) => alias),
    ]);
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
