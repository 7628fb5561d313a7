import type { Field } from '../../submission/draft.ts';
import { type CellCheck, quote, type Told } from '../check.ts';
import { type NumberReading, plainNumber } from '../read-number.ts';

export const numberNotReadable: CellCheck = {
  of: 'cell',
  code: 'number-not-readable',
  severity: 'error',
  title: 'A number cannot be read',
  hint: 'Write digits only, with a point before decimals and no percent sign or unit; or c, x, z, low or u in its place.',
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
  const hint = expected === undefined ? commaHint(text) : ` Write it as ${expected}.`;
  const name = field.replaceAll('_', ' ');
  return [
    { message: `${name} ${quote(text)} is not a number we can read.${hint}`, field, value: text, expected },
  ];
}

/** A comma that does not set off three digits may stand before decimals, or be a slip. */
function commaHint(text: string): string {
  const [, whole, rest] = /^([+-]?\d+),(\d+)$/.exec(text) ?? [];
  if (whole === undefined || rest === undefined) return '';
  return ` A comma sets off thousands, three digits at a time: write ${whole}.${rest} or ${whole}${rest}.`;
}
