/** What a table that came in a workbook has that one of text has not. Names and places only, so that it stays small. */
export interface SheetFacts {
  readonly name: string;
  readonly hidden: boolean;
  /** The sheets that were not read. */
  readonly others: readonly { readonly name: string; readonly hidden: boolean }[];
  readonly hiddenRows: SheetTally | null;
  /** Headings of columns that the sheet hides. */
  readonly hiddenColumns: readonly string[];
  /** The header is made of several rows by merged cells. */
  readonly mergedHeader: readonly [from: number, to: number] | null;
  /** Rows in which a merged cell's text was read that stands in the first of its rows. */
  readonly merged: SheetTally | null;
  readonly formulas: SheetTally | null;
  readonly notWorkedOut: SheetTally | null;
  readonly noise: SheetTally | null;
}

/** How many, and the first. */
export interface SheetTally {
  readonly count: number;
  readonly row: number;
  /** `H` */
  readonly column: string;
}
