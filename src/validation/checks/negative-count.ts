import { type CellCheck, quote, type Told } from '../check.ts';
import type { NumberReading } from '../read-number.ts';

export const negativeCount: CellCheck = {
  of: 'cell',
  code: 'negative-count',
  severity: 'error',
  title: 'A count is below zero',
  hint: 'Counts begin at zero. Only the sum of the scores of a mean, or a median, may be below it.',
  fires: ({ measure, numerator, denominator, sumOfSquares }) =>
    measure !== undefined &&
    ((!measure.scores && below(numerator)) || below(denominator) || below(sumOfSquares)),
  tell: ({ draft, measure, numerator, denominator, sumOfSquares }) => {
    const told: Told[] = [];
    if (measure?.scores === false && below(numerator)) {
      told.push({
        message: `numerator ${quote(draft.numerator)} is below zero.`,
        field: 'numerator',
        value: draft.numerator,
      });
    }
    if (below(denominator)) {
      const value = draft.denominator;
      told.push({ message: `denominator ${quote(value)} is below zero.`, field: 'denominator', value });
    }
    if (below(sumOfSquares)) {
      const value = draft.sumOfSquares;
      told.push({ message: `sum of squares ${quote(value)} is below zero.`, field: 'sum_of_squares', value });
    }
    return told;
  },
};

function below(reading: NumberReading): boolean {
  return reading.kind === 'number' && reading.value < 0;
}
