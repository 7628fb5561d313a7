import type { CellCheck } from '../check.ts';

/** Three suspensions of two pupils happen; a dozen of ten are more likely two columns that were swapped. */
const FEWEST = 10;

export const rateAboveOne: CellCheck = {
  of: 'cell',
  code: 'rate-above-one',
  severity: 'query',
  title: 'There are more events than people',
  hint: 'Numerator and denominator may be swapped, or the denominator may be of another group. Say why, or mend it.',
  fires: ({ measure, numerator, denominator }) =>
    measure?.takesDenominator === true &&
    !measure.proportion &&
    !measure.scores &&
    numerator.kind === 'number' &&
    denominator.kind === 'number' &&
    numerator.value >= FEWEST &&
    Number.isInteger(numerator.value) &&
    Number.isInteger(denominator.value) &&
    numerator.value > denominator.value,
  tell: ({ draft: { numerator, denominator } }) => [
    {
      message: `there are ${numerator} in the numerator and only ${denominator} in the denominator.`,
      field: 'numerator',
      value: numerator,
    },
  ],
};
