import type { WordCheck } from '../check.ts';

export const derivedMeasure: WordCheck = {
  of: 'words',
  code: 'derived-measure',
  severity: 'error',
  title: 'A measure is worked out by us and cannot be sent',
  hint: 'Leave these rows out: gaps are made from the counts of the measures they compare.',
  fires: ({ measure }) => measure?.derived === true,
  alike: ({ draft }) => draft.measure,
  tell: ({ draft: { measure } }) => [
    {
      message: `measure '${measure}' is worked out from other measures and is not sent.`,
      field: 'measure',
      value: measure,
    },
  ],
};
