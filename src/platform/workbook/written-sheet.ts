/** How a cell looks. `text` keeps what is typed into it as it is typed. */
export const CELL_STYLES = [
  'plain',
  'title',
  'heading',
  'wrapped',
  'text',
  'error',
  'query',
  'notice',
  'given',
] as const;
export type CellStyle = (typeof CELL_STYLES)[number];

/** null for an empty cell. */
export type CellContent = string | number | null;

export interface StyledCell {
  readonly content: CellContent;
  readonly style: CellStyle;
}

export interface SheetLine {
  /** From 1; rows come from the top, and may leave some out. */
  readonly row: number;
  readonly cells: readonly (CellContent | StyledCell)[];
}

/** A list to choose from. What is not on it may be typed all the same. */
export interface Choice {
  /** `A2:A500` */
  readonly cells: string;
  /** `Codes!$A$2:$A$40`, or the words themselves. */
  readonly from: string | readonly string[];
  readonly prompt: string;
}

export interface SheetToWrite {
  readonly name: string;
  /** In characters. */
  readonly widths: readonly number[];
  /** How the empty cells of a column look, by column from 0. */
  readonly columnStyles?: readonly CellStyle[];
  /** Its lines are read before those of the others, wherever its tab is. */
  readonly first?: boolean;
  /** So many rows at the top stay in sight. */
  readonly frozen?: number;
  readonly choices?: readonly Choice[];
  readonly lines: Iterable<SheetLine> | AsyncIterable<SheetLine>;
}
