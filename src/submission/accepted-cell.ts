import type { CellKey } from '../vocabulary/cell.ts';
import type { Count } from '../vocabulary/symbol.ts';

/** A cell of a file in which nothing is wrong, as it is kept. */
export interface AcceptedCell extends CellKey {
  readonly row: number;
  readonly ordinal: number;
  /** What was typed, where it differs from the group it was taken for. */
  readonly groupAsSent: string | null;
  readonly numerator: Count;
  readonly denominator: Count | null;
  readonly sumOfSquares: number | null;
  readonly isPart: boolean;
}
