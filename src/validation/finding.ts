/** Errors block, queries want a note, notices say what was done. */
export const SEVERITIES = ['error', 'query', 'notice'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** One thing found in a file. Its own authority may see the value; nobody else may. */
export interface Finding {
  /** The same for the same code at the same, unchanged cell: what a note holds on to. */
  readonly key: string;
  readonly code: string;
  readonly severity: Severity;
  readonly title: string;
  readonly message: string;
  readonly hint: string;
  /** As the spreadsheet shows it: the header is row 1. For findings about many rows, the first. */
  readonly row: number | null;
  readonly line: number | null;
  /** The column as it is headed in the file. */
  readonly column: string | null;
  /** The column of our own file that it stands for. */
  readonly field: string | null;
  readonly value: string | null;
  readonly expected: string | null;
  /** In how many rows. */
  readonly occurrences: number;
  /** Which, where there are several and it is about their cells: `2 to 12, 15`. */
  readonly rows: string | null;
}

export interface FindingCounts {
  readonly errors: number;
  readonly queries: number;
  readonly notices: number;
}

export interface Place {
  readonly row: number;
  readonly line: number;
}
