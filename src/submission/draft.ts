import type { CsvRow } from './csv-row.ts';

/** The columns of our own file, in the order of the template. */
export const FIELDS = [
  'measure',
  'period',
  'area',
  'ethnic_group',
  'sex',
  'age_band',
  'category',
  'numerator',
  'denominator',
  'sum_of_squares',
] as const;
export type Field = (typeof FIELDS)[number];

/** Which column of the file, as it is headed there, a field came from. */
export type FieldColumns = Readonly<Partial<Record<Field, string>>>;

/** One cell as its sender wrote it: trimmed texts, not yet understood. */
export interface DraftCell {
  readonly row: number;
  readonly line: number;
  /** Which of the row's cells: a wide table has several. */
  readonly ordinal: number;
  readonly measure: string;
  readonly period: string;
  readonly area: string;
  readonly group: string;
  /** What stands in the file, where the layout has given `group` another name. */
  readonly groupAsSent: string;
  /** Empty for all, as are the next two. */
  readonly sex: string;
  readonly ageBand: string;
  readonly category: string;
  readonly numerator: string;
  /** Empty where there is none, as is the next. */
  readonly denominator: string;
  readonly sumOfSquares: string;
  /** The source has rounded the row's numbers. */
  readonly rounded: boolean;
  /** Several rows make this cell and are added. */
  readonly isPart: boolean;
  readonly areaDispute: AreaDispute | null;
  readonly columns: FieldColumns;
}

/** The area's code and its name stand for different areas. */
export interface AreaDispute {
  readonly code: string;
  readonly name: string;
  /** Whether the layout says which of them to believe; `area` is then that one. */
  readonly settled: boolean;
}

export interface HeaderFaults {
  readonly missing: readonly string[];
  readonly repeated: readonly string[];
  readonly unknown: readonly string[];
}

/** Reads rows of one kind of table into draft cells. */
export interface Drafter {
  readonly faults: HeaderFaults;
  /** Columns whose meaning a layout has declared. */
  readonly declared: ReadonlySet<string>;
  /** The row's cells; none where the layout leaves the row out. Call it only where no column is missing. */
  draft(row: CsvRow): readonly DraftCell[];
}

/** The text without the white space around it. Most texts have none, and are not copied. */
export function clean(text: string | undefined): string {
  if (text === undefined) return '';
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  return first <= 0x20 || last <= 0x20 || first >= 0xa0 || last >= 0xa0 ? text.trim() : text;
}
