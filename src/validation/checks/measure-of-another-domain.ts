import type { WordCheck } from '../check.ts';

export const measureOfAnotherDomain: WordCheck = {
  of: 'words',
  code: 'measure-of-another-domain',
  severity: 'error',
  title: 'A measure belongs to another domain',
  hint: 'Send each domain in a file of its own.',
  fires: ({ measure }, { domain }) =>
    measure !== undefined && measure.domain !== null && measure.domain !== domain,
  alike: ({ draft }) => draft.measure,
  tell: ({ measure }, { domain }) => [
    {
      message: `measure '${measure?.id}' belongs to ${measure?.domain}, and this submission is of ${domain}.`,
      field: 'measure',
      ...(measure === undefined ? {} : { value: measure.id }),
    },
  ],
};
