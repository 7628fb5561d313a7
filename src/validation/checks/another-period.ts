import type { WordCheck } from '../check.ts';

export const anotherPeriod: WordCheck = {
  of: 'words',
  code: 'another-period',
  severity: 'error',
  title: "A row is of another period than the submission's",
  hint: 'Send each period in a file of its own.',
  fires: ({ period }, context) =>
    period !== undefined && context.period !== null && period !== context.period,
  alike: ({ draft }) => draft.period,
  tell: ({ draft: { period } }, context) => [
    {
      message: `the period is ${period}, and this submission is of ${context.period}.`,
      field: 'period',
      value: period,
      expected: context.period ?? undefined,
    },
  ],
};
