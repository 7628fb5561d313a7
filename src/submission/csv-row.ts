export interface CsvRow {
  /** As the spreadsheet shows it: the header is row 1, and empty lines count. */
  readonly row: number;
  /** Where it begins in the file as text: a quoted field may hold line ends. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** Whether anything stands in a row: one of separators and spaces is none. */
export function isFilled(fields: readonly string[]): boolean {
  return fields.some((field) => field !== '' && field.trim() !== '');
}

/** A row longer than this, in bytes, is none: a quotation mark was never closed, or the file is no table. */
export const LONGEST_ROW = 1_000_000;
