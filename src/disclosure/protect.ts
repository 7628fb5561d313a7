import { asProtected, type ProtectedCell, type RawCell } from '../vocabulary/cell.ts';
import { type Count, WITHHELD } from '../vocabulary/symbol.ts';
import { attack } from './attack.ts';
import type { TableOptions } from './linked-table.ts';
import { isOfPersons, rangeThreshold } from './policy.ts';
import { roundedTotal } from './rounded-total.ts';
import { withholdMore } from './secondary.ts';
import { buildTable } from './table.ts';

export interface Protection {
  readonly cells: readonly ProtectedCell[];
  /** How many counts were withheld for themselves, and how many for the sake of others. Never published apart. */
  readonly primary: number;
  readonly secondary: number;
  /** Cells whose smallness could not be hidden. Where there are any, nothing may be published. */
  readonly breaches: number;
}

/** More rounds than any table has needed; a table that needs more is a matter for the steward. */
const ROUNDS = 50;

/**
 * The only way from raw to published. Takes every cell of a family (one domain and period, totals included) at once,
 * since what one table shows may give away what another withholds.
 *
 * Official figures pass as their source published them (decision 12), as do counts that are not of people. Of the rest,
 * small counts are withheld, further counts are withheld so that no sum gives a small one away, and the outcome is
 * attacked before it is returned. A derived number is not made here: it is made of released counts only, or not at all.
 */
export function protect(cells: readonly RawCell[], options: TableOptions): Protection {
  const { policy } = options;
  const measureOf = (cell: RawCell) => options.measures.get(cell.measure);
  const ours = cells.filter((cell) => {
    const measure = measureOf(cell);
    return cell.origin === 'authority' && measure !== undefined && isOfPersons(policy, measure);
  });
  const table = buildTable(ours, options);
  const threshold = rangeThreshold(
    policy,
    ours.map(measureOf).filter((each) => each !== undefined),
  );
  const withheld = new Set<number>();
  table.variables.forEach((variable, index) => {
    if (variable.primary || !variable.published) withheld.add(index);
  });
  const primary = table.variables.filter((variable) => variable.primary && variable.published).length;
  const atFirst = withheld.size;

  withholdMore(table, { withheld, harder: [], threshold });
  let breaches = attack(table, withheld, threshold);
  for (let round = 0; round < ROUNDS && breaches.length > 0; round += 1) {
    const before = withheld.size;
    withholdMore(table, { withheld, harder: breaches.flatMap(({ through }) => through), threshold });
    if (withheld.size === before) break;
    breaches = attack(table, withheld, threshold);
  }

  const release = (count: Count, index: number | undefined): Count =>
    index !== undefined && withheld.has(index) ? WITHHELD : count;
  return {
    cells: cells.map((cell) => {
      const numerator = release(cell.numerator, table.numeratorOf.get(cell));
      const denominator =
        cell.denominator === null ? null : release(cell.denominator, table.denominatorOf.get(cell));
      const kind = measureOf(cell)?.kind;
      const mean = kind === 'mean' || kind === 'median';
      // A mean's sum, or a median, goes where the number of people behind it goes.
      const unseen = numerator.status === 'c' || (mean && denominator?.status === 'c');
      const released = {
        ...cell,
        numerator: unseen ? WITHHELD : numerator,
        denominator,
        sumOfSquares: unseen ? null : cell.sumOfSquares,
      };
      return asProtected(roundedTotal(released, measureOf(cell), policy));
    }),
    primary,
    secondary: withheld.size - atFirst,
    breaches: breaches.length,
  };
}
