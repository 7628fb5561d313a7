import { type CellCheck, quote, type Told } from '../check.ts';
import type { NumberReading } from '../read-number.ts';

export const notAWholeNumber: CellCheck = {
  of: 'cell',
  code: 'not-a-whole-number',
  severity: 'error',
  title: 'A count is not a whole number',
  hint: 'Send counts, never rates or percentages. Only sums of scores and medians have decimals.',
  fires: ({ measure, numerator, denominator }) =>
    measure !== undefined && ((!measure.scores && broken(numerator)) || broken(denominator)),
  alike: ({ measure, numerator, denominator }) =>
    `${measure?.id} ${broken(numerator)} ${broken(denominator)}`,
  tell: ({ draft, measure, numerator, denominator }) => {
    const told: Told[] = [];
    if (measure?.scores === false && broken(numerator)) {
      const value = draft.numerator;
      told.push({
        message: `numerator ${quote(value)} is not a whole number.${pointHint(value)}`,
        field: 'numerator',
        value,
      });
    }
    if (broken(denominator)) {
      const value = draft.denominator;
      told.push({
        message: `denominator ${quote(value)} is not a whole number.${pointHint(value)}`,
        field: 'denominator',
        value,
      });
    }
    return told;
  },
};

function broken(reading: NumberReading): boolean {
  return reading.kind === 'number' && !Number.isInteger(reading.value);
}

/** In some countries a point sets off thousands; here it stands before decimals. */
function pointHint(text: string): string {
  return /^[1-9]\d{0,2}\.\d{3}$/.test(text)
    ? ` If the point sets off thousands, write ${text.replace('.', '')}.`
    : '';
}
