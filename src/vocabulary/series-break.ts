export const BREAK_KINDS = ['definition', 'classification', 'collection', 'circumstance'] as const;
export type BreakKind = (typeof BREAK_KINDS)[number];

/** A point in a series before and after which figures do not compare. */
export interface SeriesBreak {
  readonly measures: readonly string[];
  /** The first academic, financial or calendar year (or other period) after the break. */
  readonly from: string;
  readonly kind: BreakKind;
  readonly text: string;
  readonly source: string;
}
