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
  // One habit of a whole column is told once.
  alike: ({ draft, numerator, denominator, sumOfSquares }) =>
    [
      numerator.kind === 'unreadable' ? `numerator ${habitOf(draft.numerator)}` : '',
      denominator.kind === 'unreadable' ? `denominator ${habitOf(draft.denominator)}` : '',
      sumOfSquares.kind === 'unreadable' ? `squares ${habitOf(draft.sumOfSquares)}` : '',
    ].join(' '),
  tell: ({ draft, numerator, denominator, sumOfSquares }) => [
    ...tellOne('numerator', draft.numerator, numerator),
    ...tellOne('denominator', draft.denominator, denominator),
    ...tellOne('sum_of_squares', draft.sumOfSquares, sumOfSquares),
  ],
};

function tellOne(field: Field, text: string, reading: NumberReading): readonly Told[] {
  if (reading.kind !== 'unreadable') return [];
  const expected = plainNumber(text);
  const habit = HABITS.find(({ form }) => form.test(text));
  const hint = expected === undefined ? (habit?.advice ?? commaHint(text)) : ` Write it as ${expected}.`;
  const name = field.replaceAll('_', ' ');
  return [
    { message: `${name} ${quote(text)} is not a number we can read.${hint}`, field, value: text, expected },
  ];
}

/** What people write in place of a number, and what to write instead. */
const HABITS: readonly { readonly form: RegExp; readonly advice: string }[] = [
  { form: /%$/, advice: ' Send the count that the percentage was worked out from.' },
  {
    form: /^(?:[<≤>≥]\s*=?\s*\d+|\*+|supp(?:ressed)?\.?|s)$/i,
    advice: ' Send the number: we protect small ones before anything is published. Withheld by you, it is c.',
  },
  {
    form: /^(?:[-\u2010-\u2015\u2212]+|\.{1,3}|\u2026|:|n\/?a|nil|none|null|nk|not known|unknown|blank|tbc)\.?$/i,
    advice: ' Nobody is 0. A number that is not available is x; one that there cannot be is z.',
  },
];

/** The habit that a text is of; the text itself where it is of none. */
function habitOf(text: string): string {
  const habit = HABITS.findIndex(({ form }) => form.test(text));
  return habit === -1 ? text : `habit ${habit}`;
}

/** A comma that does not set off three digits may stand before decimals, or be a slip. */
function commaHint(text: string): string {
  const [, whole, rest] = /^([+-]?\d+),(\d+)$/.exec(text) ?? [];
  if (whole === undefined || rest === undefined) return '';
  return ` A comma sets off thousands, three digits at a time: write ${whole}.${rest} or ${whole}${rest}.`;
}
