import type { ChangedCell } from '../flow/collect.ts';
import { type CsvValue, csvLine } from '../platform/csv-line.ts';

const COLUMNS = [
  'measure',
  'period',
  'area',
  'ethnic_group',
  'sex',
  'age_band',
  'category',
  'change',
  'numerator_before',
  'numerator_before_status',
  'denominator_before',
  'denominator_before_status',
  'sum_of_squares_before',
  'numerator_after',
  'numerator_after_status',
  'denominator_after',
  'denominator_after_status',
  'sum_of_squares_after',
];

/** Changed cells as CSV in pieces, with a byte-order mark, since people open it in a spreadsheet. */
export async function* differenceCsv(pages: AsyncIterable<readonly ChangedCell[]>): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(COLUMNS)}`;
  for await (const cells of pages) {
    let text = '';
    for (const cell of cells) text += csvLine(fieldsOf(cell));
    if (text !== '') yield text;
  }
}

function fieldsOf({ place, change, before, after }: ChangedCell): readonly CsvValue[] {
  const { measure, period, area, group, sex, ageBand, category } = place;
  return [
    measure,
    period,
    area,
    group,
    sex,
    ageBand,
    category,
    change,
    ...content(before),
    ...content(after),
  ];
}

function content(cell: ChangedCell['before']): readonly CsvValue[] {
  if (cell === null) return [null, null, null, null, null];
  const { numerator, denominator, sumOfSquares } = cell;
  return [
    numerator.value,
    numerator.status,
    denominator?.value ?? null,
    denominator?.status ?? null,
    sumOfSquares,
  ];
}
