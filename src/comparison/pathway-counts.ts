import type { ProtectedCell } from '../vocabulary/cell.ts';
import type { Measure } from '../vocabulary/measure.ts';
import { missing } from '../vocabulary/symbol.ts';
import { coverageKey } from './table.ts';

/** The released cells of one measure. */
export interface MeasureCells {
  readonly measure: Measure;
  readonly cells: readonly ProtectedCell[];
}

/** A count with the measure that it was taken from, each cell's numerator being the count. */
export interface CountCells {
  readonly measure: Measure;
  readonly cells: readonly ProtectedCell[];
}

const placeOf = ({ area, group }: ProtectedCell): string => `${area} ${group}`;

/**
 * The cells of a count, wherever a measure has it as numerator or denominator. Two measures of one count agree, since it
 * is protected as one; should one of them withhold it, it is withheld.
 */
export function cellsOfCount(count: string, all: readonly MeasureCells[]): CountCells | undefined {
  const found = new Map<string, ProtectedCell>();
  let measure: Measure | undefined;
  for (const { measure: each, cells } of all) {
    const above = each.numeratorCount === count;
    if ((!above && each.denominatorCount !== count) || cells.length === 0) continue;
    measure = above || measure === undefined ? each : measure;
    for (const cell of cells) {
      const numerator = above ? cell.numerator : (cell.denominator ?? missing('x'));
      const before = found.get(placeOf(cell));
      if (before !== undefined && (before.numerator.value !== null || before.numerator.status === 'c')) {
        if (numerator.status !== 'c') continue;
      }
      found.set(placeOf(cell), { ...cell, numerator, denominator: null, sumOfSquares: null });
    }
  }
  return measure === undefined ? undefined : { measure, cells: [...found.values()] };
}

/** One count out of another: only where both are made from the same authorities. */
export function countOutOf(
  count: readonly ProtectedCell[],
  from: readonly ProtectedCell[],
): readonly ProtectedCell[] {
  const bases = new Map(from.map((cell) => [placeOf(cell), cell]));
  return count.map((cell) => {
    const base = bases.get(placeOf(cell));
    const together = base !== undefined && coverageKey(base.coverage) === coverageKey(cell.coverage);
    return { ...cell, denominator: together ? base.numerator : missing('x') };
  });
}
