import type { RawCell } from '../vocabulary/cell.ts';
import type { TableOptions } from './linked-table.ts';
import { protect } from './protect.ts';
import { buildTable } from './table.ts';

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
export function previewProtection(cells: readonly RawCell[], options: TableOptions): Preview {
  const { cells: outcome, breaches } = protect(cells, options);
  const { variables, numeratorOf, denominatorOf } = buildTable(cells, options);
  const isSmall = (index: number | undefined) => index !== undefined && variables[index]?.primary === true;
  const withheld = cells.flatMap((cell, index) => {
    const shown = outcome[index];
    const hidden =
      (cell.numerator.value !== null && shown?.numerator.value === null) ||
      (cell.denominator?.value != null && shown?.denominator?.value === null);
    if (!hidden) return [];
    const small = isSmall(numeratorOf.get(cell)) || isSmall(denominatorOf.get(cell));
    return { cell, why: small ? ('small' as const) : ('to-protect-another' as const) };
  });
  return { withheld, breaches };
}
