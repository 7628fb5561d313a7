import { createHash } from 'node:crypto';
import type { CsvRow } from '../submission/csv-row.ts';
import type { CellCheck, Check, FileCheck, HeaderCheck, RowCheck, Told, ToldOfFile } from './check.ts';
import type { CheckContext } from './context.ts';
import type { Finding, FindingCounts, Place } from './finding.ts';
import type { Reading } from './reading.ts';

/** A check's findings beyond this number are counted and not kept, so that one wrong column cannot fill the memory. */
export const KEPT_PER_CHECK = 1_000;
const LONGEST_VALUE = 200;

/** Collects findings in the order in which they are found. */
export interface Report {
  ofCell(check: CellCheck, reading: Reading, context: CheckContext): void;
  ofRow(check: RowCheck, row: CsvRow, width: number): void;
  ofFile(check: HeaderCheck | FileCheck, told: readonly ToldOfFile[]): void;
  /** How many so far. */
  errors(): number;
  finish(): { readonly findings: readonly Finding[]; readonly counts: FindingCounts };
}

export function createReport(kept = KEPT_PER_CHECK): Report {
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
      line: told.first?.line ?? null,
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
      const tellings = check.tell(reading, context);
      room(check, tellings.length - 1);
      for (const told of tellings) {
        const column = told.field === undefined ? undefined : draft.columns[told.field];
        keep(check, atRow(told, draft, column), [
          draft.measure,
          draft.period,
          draft.area,
          draft.group,
          draft.sex,
          draft.ageBand,
          draft.category,
          draft.numerator,
          draft.denominator,
          draft.sumOfSquares,
        ]);
      }
    },
    ofRow(check, row, width) {
      if (room(check)) keep(check, atRow(check.tell(row, width), row, undefined), row.fields);
    },
    ofFile(check, told) {
      for (const each of told) {
        if (room(check)) keep(check, each, [each.value ?? '', each.column ?? '']);
      }
    },
    finish() {
      for (const [check, times] of seen) {
        if (times <= kept) continue;
        const more = (times - kept).toLocaleString('en-GB');
        const message = `${more} more of the same are not listed one by one: ${check.title.toLowerCase()}.`;
        keep(check, { message, occurrences: times - kept }, ['more']);
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

function atRow(told: Told, { row, line }: Place, column: string | undefined): ToldOfFile {
  return {
    ...told,
    message: `Row ${row}: ${told.message}`,
    first: { row, line },
    ...(column === undefined ? {} : { column }),
  };
}

function keyOf(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\u001f')).digest('hex').slice(0, 12);
}
