import type { RawCell } from '../vocabulary/cell.ts';
import { type ProtectOptions, protect } from './protect.ts';

/** Told apart for the sender of the figures only: in public it would say which of them are small. */
export type WithheldWhy = 'small' | 'to-protect-another';

export interface Preview {
  readonly withheld: readonly { readonly cell: RawCell; readonly why: WithheldWhy }[];
  /** Small counts that no withholding could hide; a release would not be made of them. */
  readonly breaches: number;
}

/**
 * Which cells of a family `protect` would withhold a count of, and why: `small` where one of the cell's own counts is too
 * small to be shown. What its sender has withheld already is not among them. Cells come in the order they were given in.
 */
export async function previewProtection(
  cells: readonly RawCell[],
  options: ProtectOptions,
): Promise<Preview> {
  const { cells: outcome, breaches, small } = await protect(cells, options);
  const withheld = cells.flatMap((cell, index) => {
    const shown = outcome[index];
    const hidden =
      (cell.numerator.value !== null && shown?.numerator.value === null) ||
      (cell.denominator?.value != null && shown?.denominator?.value === null);
    if (!hidden) return [];
    return { cell, why: small.has(cell) ? ('small' as const) : ('to-protect-another' as const) };
  });
  return { withheld, breaches: [...breaches.values()].reduce((sum, each) => sum + each, 0) };
}
