import { createHash } from 'node:crypto';
import type { CsvRow } from '../submission/csv-row.ts';
import {
  type CellCheck,
  type ChangeCheck,
  type Check,
  type FileCheck,
  type HeaderCheck,
  quote,
  type RowCheck,
  type Told,
  type ToldOfFile,
  type WordCheck,
} from './check.ts';
import type { CheckContext } from './context.ts';
import type { Finding, FindingCounts, Place } from './finding.ts';
import type { NumberReading } from './read-number.ts';
import type { Reading } from './reading.ts';

/** A check's findings beyond this number are counted and not kept, so that one wrong column cannot fill the memory. */
export const KEPT_PER_CHECK = 1_000;
const LONGEST_VALUE = 200;

/** Collects findings in the order in which they are found. */
export interface Report {
  ofCell(check: CellCheck | WordCheck, reading: Reading, context: CheckContext): void;
  ofRow(check: RowCheck, row: CsvRow, width: number): void;
  ofFile(check: HeaderCheck | FileCheck | ChangeCheck, told: readonly ToldOfFile[]): void;
  /** How many so far. */
  errors(): number;
  finish(): { readonly findings: readonly Finding[]; readonly counts: FindingCounts };
}

export interface ReportOptions {
  /** The sheet that the rows are of, where the file is a workbook. */
  readonly sheet: string | null;
  readonly kept?: number;
}

export function createReport({ sheet, kept = KEPT_PER_CHECK }: ReportOptions): Report {
  const findings: Finding[] = [];
  const keys = new Map<string, number>();
  const seen = new Map<Check, number>();
  let errors = 0;
  const room = (check: Check, times = 1) => {
    const before = seen.get(check) ?? 0;
    seen.set(check, before + times);
    if (check.severity === 'error') errors += times;
    return before < kept;
  };
  const keep = (check: Check, told: ToldOfFile, subject: readonly string[]) => {
    const { code, severity, title, hint } = check;
    const base = keyOf([code, told.field ?? '', ...subject]);
    const times = (keys.get(base) ?? 0) + 1;
    keys.set(base, times);
    findings.push({
      key: `${code}-${base}${times === 1 ? '' : `-${times}`}`,
      code,
      severity,
      title,
      message: told.message,
      hint,
      row: told.first?.row ?? null,
      // The text that a workbook was written out as is nobody's.
      line: sheet === null ? (told.first?.line ?? null) : null,
      column: told.column ?? null,
      field: told.field ?? null,
      value: told.value === undefined ? null : told.value.slice(0, LONGEST_VALUE),
      expected: told.expected ?? null,
      occurrences: told.occurrences ?? 1,
    });
  };
  return {
    errors: () => errors,
    ofCell(check, reading, context) {
      if (!room(check)) return;
      const { draft } = reading;
      const subject = subjectOf(reading);
      const tellings = check.tell(reading, context);
      room(check, tellings.length - 1);
      for (const told of tellings) {
        const column = told.field === undefined ? undefined : draft.columns[told.field];
        keep(check, atRow(told, { place: draft, sheet, column }), subject);
      }
    },
    ofRow(check, row, width) {
      if (room(check)) keep(check, atRow(check.tell(row, width), { place: row, sheet }), row.fields);
    },
    ofFile(check, told) {
      for (const each of told) {
        if (room(check)) keep(check, each, [each.value ?? '', each.column ?? '', each.restsOn ?? '']);
      }
    },
    finish() {
      for (const [check, times] of seen) {
        if (times <= kept) continue;
        const more = (times - kept).toLocaleString('en-GB');
        const message = `${more} more of the same are not listed one by one: ${check.title.toLowerCase()}.`;
        keep(check, { message, occurrences: times - kept }, ['more', `${times}`]);
      }
      const count = (severity: Check['severity']) =>
        [...seen].reduce((sum, [check, times]) => sum + (check.severity === severity ? times : 0), 0);
      return {
        findings,
        counts: { errors: count('error'), queries: count('query'), notices: count('notice') },
      };
    },
  };
}

interface Where {
  readonly place: Place;
  readonly sheet: string | null;
  readonly column?: string | undefined;
}

/** What stands before the message of a finding about a row. */
export function rowPrefix(row: number, sheet: string | null): string {
  return sheet === null ? `Row ${row}: ` : `Sheet ${quote(sheet)}, row ${row}: `;
}

function atRow(told: Told, { place: { row, line }, sheet, column }: Where): ToldOfFile {
  return {
    ...told,
    message: `${rowPrefix(row, sheet)}${told.message}`,
    first: { row, line },
    ...(column === undefined ? {} : { column }),
  };
}

/**
 * What a cell's finding is about, in our own words where a text is understood: the cell's place and its values. Neither
 * the row nor the spelling is in it, so that the key is the same wherever, and however, the cell is written the next time.
 */
function subjectOf(reading: Reading): readonly string[] {
  const { draft, measure, period, area, group, sex, ageBand, category } = reading;
  return [
    measure?.id ?? draft.measure,
    period ?? draft.period,
    area ?? draft.area,
    group.kind === 'group' ? group.group.id : draft.group,
    sex ?? draft.sex,
    ageBand ?? draft.ageBand,
    category?.id ?? draft.category,
    numberOrText(reading.numerator, draft.numerator),
    numberOrText(reading.denominator, draft.denominator),
    numberOrText(reading.sumOfSquares, draft.sumOfSquares),
  ];
}

function numberOrText(reading: NumberReading, text: string): string {
  if (reading.kind === 'number') return `${reading.value}`;
  return reading.kind === 'symbol' ? reading.status : text;
}

/**
 * A finding's key is its check's code and twelve digits of the SHA-256 of the field and the subject: for a cell its place
 * and values, for a row its fields, for a file what the finding rests on. The same finding a second time in one file gets
 * a number behind it. Notes go by the key: it outlives a new upload exactly as long as what it is about is unchanged.
 */
function keyOf(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\u001f')).digest('hex').slice(0, 12);
}
