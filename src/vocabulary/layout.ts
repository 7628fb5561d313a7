/** Column → the value, or one of the values, that a row must have. Compared without regard to case. */
export type Where = Readonly<Record<string, string | readonly string[]>>;

/** How a table that is not ours names the period. */
export interface PeriodMapping {
  readonly column: string;
  /** 201718 | 2025 for 2024/25 | 2024 with a day | 2023 for mid-2023 | 2021 census day. */
  readonly form: 'academic-year' | 'academic-year-ending' | 'snapshot' | 'fixed';
  /** For `snapshot`: `03-31`. For `fixed`: the period's id (column is then not read). */
  readonly value?: string;
}

/** Which columns name the area, at which geographic level. The first mapping whose `where` holds is used. */
export interface AreaMapping {
  readonly where?: Where;
  readonly code?: string;
  readonly name?: string;
  readonly fixed?: string;
  /** Which to believe where the code and the name disagree; without it they must agree. */
  readonly trust?: 'code' | 'name';
}

/** A text from a column, renamed by `map` (compared without regard to case), or one fixed word. */
export interface TextMapping {
  readonly column?: string;
  readonly fixed?: string;
  readonly map?: Readonly<Record<string, string>>;
}

export interface ValueMapping {
  /** A measure's or a population's id. */
  readonly measure: string;
  readonly numerator: string;
  readonly denominator?: string;
  /** Overrides the rule's group, for tables with one column a group. */
  readonly group?: string;
}

export interface RowRule {
  readonly where?: Where;
  readonly group: TextMapping;
  readonly sex?: TextMapping;
  readonly ageBand?: TextMapping;
  readonly category?: TextMapping;
  /** `sum`: several rows make one cell and are added, where a source gives a total only through another breakdown. */
  readonly combine?: 'sum';
  readonly values: readonly ValueMapping[];
}

/** A declared mapping of somebody else's table to our cells. */
export interface Layout {
  readonly name: string;
  readonly title: string;
  readonly publisher: string;
  readonly licence: string;
  readonly attribution: string;
  /** Official figures go out as their source published them (decision 12). */
  readonly policy: 'already-public';
  /** One of the ethnic codes' classifications; `none` where the table has no ethnicity. */
  readonly classification: string;
  readonly period: PeriodMapping;
  readonly areas: readonly AreaMapping[];
  readonly rules: readonly RowRule[];
  readonly symbols: Readonly<Record<string, 'c' | 'x' | 'z' | 'low' | 'u'>>;
  /** Rows whose numbers the source rounded, and to what. */
  readonly rounded?: { readonly where: Where; readonly to: number };
  /** What a user of the figures must know; becomes caveats. A plain sentence is about all of them. */
  readonly caveats: readonly (string | ScopedNote)[];
}

/** A sentence about some of a table's figures only: of these measures (or populations), groups and periods. */
export interface ScopedNote {
  readonly text: string;
  readonly measures?: readonly string[];
  readonly groups?: readonly string[];
  readonly periods?: readonly string[];
}

export function scopedNote(note: string | ScopedNote): ScopedNote {
  return typeof note === 'string' ? { text: note } : note;
}
