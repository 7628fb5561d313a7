import type { CsvRow } from '../csv-row.ts';
import { clean, type DraftCell, type Drafter, FIELDS, type Field, type FieldColumns } from '../draft.ts';

/** The name under which our own columns are kept beside the declared layouts. */
export const TIDY = 'tidy';

/** So many of a table's columns in one row make it the header. */
export const ENOUGH_COLUMNS = 3;

export const REQUIRED: readonly Field[] = ['measure', 'period', 'area', 'ethnic_group', 'numerator'];
const NOTHING_DECLARED: ReadonlySet<string> = new Set();

/** Our own columns, in any order; case, spaces, hyphens and underscores in their names do not matter. */
export function tidyDrafter(header: readonly string[]): Drafter {
  const position = new Map<Field, number>();
  const repeated: string[] = [];
  const unknown: string[] = [];
  const columns: Partial<Record<Field, string>> = {};
  header.forEach((name, index) => {
    const field = fieldOf(name);
    if (field === undefined) {
      if (name.trim() !== '') unknown.push(name.trim());
    } else if (position.has(field)) {
      repeated.push(name.trim());
    } else {
      position.set(field, index);
      columns[field] = name.trim();
    }
  });
  const missing = REQUIRED.filter((field) => !position.has(field));
  return {
    faults: { missing, repeated, unknown },
    declared: NOTHING_DECLARED,
    draft: compile(position, columns),
  };
}

/** Whether a row is the header of our own file: it has at least three of our columns. */
export function isTidyHeader(fields: readonly string[]): boolean {
  return new Set(fields.map(fieldOf).filter((field) => field !== undefined)).size >= ENOUGH_COLUMNS;
}

/** The field that a column of this name holds: `Ethnic Group`, `ethnic-group` and `ETHNIC_GROUP` are one. */
export function fieldOf(name: string): Field | undefined {
  const key = name
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '_');
  return FIELDS.find((field) => field === key);
}

/** Whether a column of this name holds counts. */
export function isTidyCount(name: string): boolean {
  const field = fieldOf(name);
  return field === 'numerator' || field === 'denominator' || field === 'sum_of_squares';
}

function compile(
  position: ReadonlyMap<Field, number>,
  columns: FieldColumns,
): (row: CsvRow) => readonly DraftCell[] {
  const at = (field: Field) => position.get(field);
  const measure = at('measure');
  const period = at('period');
  const area = at('area');
  const group = at('ethnic_group');
  const sex = at('sex');
  const ageBand = at('age_band');
  const category = at('category');
  const numerator = at('numerator');
  const denominator = at('denominator');
  const squares = at('sum_of_squares');
  return ({ row, line, fields }) => {
    const groupText = textAt(fields, group);
    return [
      {
        row,
        line,
        ordinal: 0,
        measure: textAt(fields, measure),
        period: textAt(fields, period),
        area: textAt(fields, area),
        group: groupText,
        groupAsSent: groupText,
        sex: textAt(fields, sex),
        ageBand: textAt(fields, ageBand),
        category: textAt(fields, category),
        numerator: textAt(fields, numerator),
        denominator: textAt(fields, denominator),
        sumOfSquares: textAt(fields, squares),
        rounded: false,
        isPart: false,
        areaDispute: null,
        columns,
      },
    ];
  };
}

/** Empty for a column that the file does not have. */
function textAt(fields: readonly string[], column: number | undefined): string {
  return column === undefined ? '' : clean(fields[column]);
}
