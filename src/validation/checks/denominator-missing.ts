import type { CellCheck } from '../check.ts';

export const denominatorMissing: CellCheck = {
  of: 'cell',
  code: 'denominator-missing',
  severity: 'error',
  title: 'A denominator is missing',
  hint: 'This measure divides by a count that only you have. A number you cannot give is x.',
  fires: ({ measure, denominator }) => measure?.takesDenominator === true && denominator.kind === 'empty',
  alike: ({ measure }) => measure?.id ?? '',
  tell: ({ measure }, { vocabulary }) => {
    const meaning = vocabulary.measure.get(measure?.id ?? '')?.denominator;
    const what = meaning ? ` (${meaning})` : '';
    return [
      {
        message: `the denominator${what} is empty, and '${measure?.id}' needs one.`,
        field: 'denominator',
        value: '',
      },
    ];
  },
};
