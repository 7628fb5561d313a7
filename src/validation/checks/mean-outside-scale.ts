import type { CellCheck } from '../check.ts';

export const meanOutsideScale: CellCheck = {
  of: 'cell',
  code: 'mean-outside-scale',
  severity: 'error',
  title: 'A mean is outside its scale',
  hint: 'The numerator is the sum of all scores, and the denominator the number of those who have one.',
  fires: ({ measure, numerator, denominator }) =>
    measure !== undefined &&
    measure.scale !== null &&
    numerator.kind === 'number' &&
    denominator.kind === 'number' &&
    (numerator.value < measure.scale.from * denominator.value ||
      numerator.value > measure.scale.to * denominator.value),
  tell: ({ draft, measure }) => [
    {
      message:
        `a sum of ${draft.numerator} over ${draft.denominator} cannot be: '${measure?.id}' is a score from ` +
        `${measure?.scale?.from} to ${measure?.scale?.to}.`,
      field: 'numerator',
      value: draft.numerator,
      expected: `${measure?.scale?.from} to ${measure?.scale?.to} for each of ${draft.denominator}`,
    },
  ],
};
