import type { CellCheck } from '../check.ts';

export const numeratorExceedsDenominator: CellCheck = {
  of: 'cell',
  code: 'numerator-exceeds-denominator',
  severity: 'error',
  title: 'A numerator is greater than its denominator',
  hint: 'The numerator counts some of those in the denominator. The two may be swapped.',
  // Of a number that is no count, that is told.
  fires: ({ measure, numerator, denominator }) =>
    measure?.proportion === true &&
    numerator.kind === 'number' &&
    denominator.kind === 'number' &&
    numerator.value > denominator.value &&
    Number.isInteger(numerator.value) &&
    Number.isInteger(denominator.value),
  tell: ({ draft: { numerator, denominator } }) => [
    {
      message: `the numerator ${numerator} is greater than the denominator ${denominator}.`,
      field: 'numerator',
      value: numerator,
      expected: `at most ${denominator}`,
    },
  ],
};
