import type { Field } from '../../submission/draft.ts';
import { type CellCheck, quote, type Told } from '../check.ts';
import { type NumberReading, plainNumber } from '../read-number.ts';

export const numberNotReadable: CellCheck = {
  of: 'cell',
  code: 'number-not-readable',
  severity: 'error',
  title: 'A number cannot be read',
  hint: 'Write digits only, without thousands separators, percent signs or units; or c, x, z, low or u in its place.',
  fires: ({ numerator, denominator, sumOfSquares }) =>
    numerator.kind === 'unreadable' ||
    denominator.kind === 'unreadable' ||
    sumOfSquares.kind === 'unreadable',
  tell: ({ draft, numerator, denominator, sumOfSquares }) => [
    ...tellOne('numerator', draft.numerator, numerator),
    ...tellOne('denominator', draft.denominator, denominator),
    ...tellOne('sum_of_squares', draft.sumOfSquares, sumOfSquares),
  ],
};

function tellOne(field: Field, text: string, reading: NumberReading): readonly Told[] {
  if (reading.kind !== 'unreadable') return [];
  const expected = plainNumber(text);
  const hint = expected === undefined ? '' : ` Write it as ${expected}.`;
  const name = field.replaceAll('_', ' ');
  return [
    { message: `${name} ${quote(text)} is not a number we can read.${hint}`, field, value: text, expected },
  ];
}
