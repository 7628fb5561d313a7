import type { CellCheck } from '../check.ts';

/** Sums of decimals differ in the last places by the order in which they were added. */
const NOISE = 1e-6;

export const squaresTooSmall: CellCheck = {
  of: 'cell',
  code: 'squares-too-small',
  severity: 'error',
  title: 'A sum of squares is smaller than its sum allows',
  hint: 'Square each score first and then add the squares up. Leave it empty if you do not have it.',
  // By Cauchy and Schwarz: n times the sum of the squares is never less than the square of the sum.
  fires: ({ measure, numerator, denominator, sumOfSquares }) =>
    measure?.takesSquares === true &&
    sumOfSquares.kind === 'number' &&
    numerator.kind === 'number' &&
    denominator.kind === 'number' &&
    sumOfSquares.value * denominator.value < numerator.value ** 2 * (1 - NOISE),
  tell: ({ draft: { numerator, denominator, sumOfSquares } }) => [
    {
      message: `a sum of squares of ${sumOfSquares} cannot go with a sum of ${numerator} over ${denominator}.`,
      field: 'sum_of_squares',
      value: sumOfSquares,
    },
  ],
};
