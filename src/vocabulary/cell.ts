import type { Count } from './symbol.ts';

export const SEXES = ['all', 'female', 'male', 'not-known'] as const;
export type Sex = (typeof SEXES)[number];

/** Where a number stands: one place in the one table that all four domains share. */
export interface CellKey {
  readonly measure: string;
  readonly period: string;
  readonly area: string;
  readonly group: string;
  readonly sex: Sex;
  readonly ageBand: string;
  readonly category: string;
}

/** `official` figures are already public and keep their source's symbols; `authority` figures are protected by us. */
export type Origin = 'official' | 'authority';

/** Which authorities a total is made of. Absent from a total that its source published itself. */
export interface Coverage {
  readonly included: readonly string[];
  /** Sent nothing for this measure and period. */
  readonly notReturned: readonly string[];
  /** Counted in another authority's return. */
  readonly joint: readonly string[];
  /** Have no population to divide by, so that neither their events nor their people are in the total. */
  readonly noPopulation: readonly string[];
}

/** A count as its sender knows it. Never leaves `cells/` but through `disclosure/protect`. */
export interface RawCell extends CellKey {
  readonly numerator: Count;
  /** null where a population supplies it, or where the measure has none. */
  readonly denominator: Count | null;
  /** For means: the sum of the squared scores, where it was sent. */
  readonly sumOfSquares: number | null;
  readonly origin: Origin;
  readonly coverage: Coverage | null;
}

declare const protection: unique symbol;

/** A cell that has passed disclosure control. Made by `disclosure/protect` and read back by `release/read` only. */
export interface ProtectedCell extends RawCell {
  readonly [protection]: true;
}

/** The brand. Only `disclosure/protect` and `release/read` may call it; a guard test looks. */
export function asProtected(cell: RawCell): ProtectedCell {
  // The one cast of the codebase: the brand exists for the compiler only.
  return cell as ProtectedCell;
}

const SEPARATOR = '\u001f';

/** One string per place, for maps. */
export function cellId(key: CellKey): string {
  return [key.measure, key.period, key.area, key.group, key.sex, key.ageBand, key.category].join(SEPARATOR);
}
