import type { Field } from '../../submission/draft.ts';
import { type CellCheck, quote, type Told } from '../check.ts';
import type { NumberReading } from '../read-number.ts';

export const spreadsheetError: CellCheck = {
  of: 'cell',
  code: 'spreadsheet-error',
  severity: 'error',
  title: 'A formula has failed',
  hint: 'Mend the formula in the spreadsheet, or write the number itself in its place.',
  fires: ({ numerator, denominator, sumOfSquares }) =>
    numerator.kind === 'failed' || denominator.kind === 'failed' || sumOfSquares.kind === 'failed',
  tell: ({ draft, numerator, denominator, sumOfSquares }) => [
    ...tellOne('numerator', draft.numerator, numerator),
    ...tellOne('denominator', draft.denominator, denominator),
    ...tellOne('sum_of_squares', draft.sumOfSquares, sumOfSquares),
  ],
};

function tellOne(field: Field, value: string, { kind }: NumberReading): readonly Told[] {
  if (kind !== 'failed') return [];
  const message = `${field.replaceAll('_', ' ')} is ${quote(value)}: the formula in this cell has failed.`;
  return [{ message, field, value }];
}
