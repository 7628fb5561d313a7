import { createHash } from 'node:crypto';
import type { CsvRow } from '../submission/csv-row.ts';
import type { FieldColumns } from '../submission/draft.ts';
import { type Alike, createAlike } from './alike.ts';
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
/** So often the same is told row by row, and then once for all of them. */
const TOLD_EACH = 10;
/** So many different things are told once for all their rows. */
const MOST_ALIKE = 2_000;

/** Collects findings: those about the file stand first, then those about rows in the order of the rows. */
export interface Report {
  ofCell(check: CellCheck | WordCheck, reading: Reading, context: CheckContext): void;
  ofRow(check: RowCheck, row: CsvRow, width: number): void;
  /** `columns`: under which heading each field stands, where that is the same in all rows. */
  ofFile(
    check: HeaderCheck | FileCheck | ChangeCheck,
    told: readonly ToldOfFile[],
    columns?: FieldColumns,
  ): void;
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
  const groups = new Map<string, Group>();
  const keys = new Map<string, number>();
  const seen = new Map<Check, number>();
  let errors = 0;
  const listed = new Map<Check, number>();
  const told = (check: Check, times: number) => {
    seen.set(check, (seen.get(check) ?? 0) + times);
    if (check.severity === 'error') errors += times;
  };
  /** Whether one more is listed. */
  const room = (check: Check) => {
    const before = listed.get(check) ?? 0;
    told(check, 1);
    if (before < kept) listed.set(check, before + 1);
    return before < kept;
  };
  const keep = (check: Check, told: ToldOfFile, subject: readonly string[], heading?: string) => {
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
      column: told.column ?? heading ?? null,
      field: told.field ?? null,
      value: told.value === undefined ? null : told.value.slice(0, LONGEST_VALUE),
      expected: told.expected ?? null,
      occurrences: told.occurrences ?? 1,
      rows: (told.rows?.length ?? 0) > 1 ? createAlike(told.rows?.toSorted((a, b) => a - b)).all() : null,
    });
  };
  return {
    errors: () => errors,
    ofCell(check, reading, context) {
      const { draft } = reading;
      const group = groupOf(groups, check, reading);
      group?.rows.add(draft.row);
      if (group !== undefined && group.rows.times() > TOLD_EACH) {
        told(check, 1);
        return;
      }
      if (!room(check)) return;
      const before = findings.length;
      const subject = subjectOf(reading);
      const tellings = check.tell(reading, context);
      told(check, tellings.length - 1);
      for (const each of tellings) {
        const column = each.field === undefined ? undefined : draft.columns[each.field];
        keep(check, atRow(each, { place: draft, sheet, column }), subject);
      }
      group?.findings.push(...findings.slice(before));
    },
    ofRow(check, row, width) {
      if (room(check)) keep(check, atRow(check.tell(row, width), { place: row, sheet }), row.fields);
    },
    ofFile(check, tellings, columns = {}) {
      for (const each of tellings) {
        if (!room(check)) continue;
        const message = ofSheet(each.message, sheet);
        const subject = [each.value ?? '', each.column ?? '', each.restsOn ?? ''];
        const ofCells = each.first !== undefined && each.field !== undefined;
        keep(check, { ...each, message }, subject, ofCells ? columns[each.field] : undefined);
      }
    },
    finish() {
      const once = saidOnce(findings, groups.values());
      const sorted = once.toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0));
      const told = new Map<string, number>();
      for (const { code, occurrences } of once) told.set(code, (told.get(code) ?? 0) + occurrences);
      findings.length = 0;
      for (const [check, times] of seen) {
        // Of a file check each finding is one, in however many rows.
        const rest = (listed.get(check) ?? 0) < kept ? 0 : times - (told.get(check.code) ?? 0);
        if (rest <= 0) continue;
        const more = rest.toLocaleString('en-GB');
        const message = `${more} more of the same are not listed one by one: ${check.title.toLowerCase()}.`;
        keep(check, { message, occurrences: rest }, ['more', `${times}`]);
      }
      const count = (severity: Check['severity']) =>
        [...seen].reduce((sum, [check, times]) => sum + (check.severity === severity ? times : 0), 0);
      return {
        findings: [...sorted, ...findings],
        counts: { errors: count('error'), queries: count('query'), notices: count('notice') },
      };
    },
  };
}

interface Group {
  readonly rows: Alike;
  /** The first few, which are listed each for itself. */
  readonly findings: Finding[];
}

/** Those of which the same is said as of this one; undefined where each is to be told for itself. */
function groupOf(
  groups: Map<string, Group>,
  check: CellCheck | WordCheck,
  reading: Reading,
): Group | undefined {
  if (check.alike === undefined) return undefined;
  const key = `${check.code}\u001f${check.alike(reading)}`;
  const known = groups.get(key);
  if (known !== undefined || groups.size >= MOST_ALIKE) return known;
  const made = { rows: createAlike(), findings: [] };
  groups.set(key, made);
  return made;
}

/** The findings, of which the first of many alike stands for all of them. */
function saidOnce(findings: readonly Finding[], groups: Iterable<Group>): readonly Finding[] {
  const said = new Map<Finding, Finding | null>();
  for (const { rows, findings: alike } of groups) {
    if (rows.times() <= TOLD_EACH) continue;
    const [first] = alike;
    for (const each of alike) said.set(each, null);
    if (first === undefined) continue;
    const message = `${first.message} The same in ${(rows.times() - 1).toLocaleString('en-GB')} more: rows ${rows.others()}.`;
    said.set(first, { ...first, message, occurrences: rows.times(), rows: rows.all() });
  }
  return findings.flatMap((each) => {
    const instead = said.get(each);
    return instead === undefined ? [each] : (instead ?? []);
  });
}

/** A message about a whole file, or about many rows, with the sheet that it is about. */
function ofSheet(message: string, sheet: string | null): string {
  if (sheet === null || message.includes(quote(sheet))) return message;
  return `Sheet ${quote(sheet)}: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
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
