import { type Coverage, type Origin, type RawCell, SEXES } from '../vocabulary/cell.ts';
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

/** The cell that a stored row is. */
export function cellOf(row: CellRow, context: CellContext): RawCell {
  return {
    ...context,
    area: row.area,
    group: row.ethnic_group,
    sex: SEXES.find((sex) => sex === row.sex) ?? 'all',
    ageBand: row.age_band,
    category: row.category,
    numerator: toCount(row.numerator, row.numerator_status),
    denominator: row.denominator_status === null ? null : toCount(row.denominator, row.denominator_status),
    sumOfSquares: row.sum_of_squares,
  };
}
