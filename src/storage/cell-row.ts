import { type Coverage, type Origin, type RawCell, SEXES, type Sex } from '../vocabulary/cell.ts';
import { toCount } from '../vocabulary/symbol.ts';

/** The columns that a cell has wherever it is stored, as the database gives them. */
export interface CellRow {
  readonly area: string;
  readonly ethnic_group: string;
  readonly sex: string;
  readonly age_band: string;
  readonly category: string;
  readonly numerator: number | null;
  readonly numerator_status: string;
  readonly denominator: number | null;
  readonly denominator_status: string | null;
  readonly sum_of_squares: number | null;
}

/** What a row does not say itself. */
export interface CellContext {
  readonly measure: string;
  readonly period: string;
  readonly origin: Origin;
  readonly coverage: Coverage | null;
}

/** The sex of a stored word. */
export function sexOf(text: string): Sex {
  for (const sex of SEXES) if (sex === text) return sex;
  return 'all';
}

/** The cell that a stored row is. */
export function cellOf(row: CellRow, context: CellContext): RawCell {
  // Written out: an object that is spread into another costs several times as much, and a question reads a thousand.
  return {
    measure: context.measure,
    period: context.period,
    origin: context.origin,
    coverage: context.coverage,
    area: row.area,
    group: row.ethnic_group,
    sex: sexOf(row.sex),
    ageBand: row.age_band,
    category: row.category,
    numerator: toCount(row.numerator, row.numerator_status),
    denominator: row.denominator_status === null ? null : toCount(row.denominator, row.denominator_status),
    sumOfSquares: row.sum_of_squares,
  };
}
