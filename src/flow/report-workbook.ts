import type { Readable } from 'node:stream';
import { notAFormula } from '../platform/csv-line.ts';
import { MOST_ROWS } from '../platform/workbook/sheet-xml.ts';
import { workbookStream } from '../platform/workbook/workbook-stream.ts';
import type { CellContent, CellStyle, SheetLine, StyledCell } from '../platform/workbook/written-sheet.ts';
import type { StoredFinding } from '../submission/content/store.ts';
import type { CsvRow } from '../submission/csv-row.ts';
import type { CsvTable } from '../submission/read-csv.ts';
import { stretchesOf } from '../validation/alike.ts';
import { SEVERITIES, type Severity } from '../validation/finding.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';

/** A finding; one of a file that has not been sent has no note. */
export type ReportedFinding = Omit<StoredFinding, 'key'> & {
  readonly key: string;
  readonly note?: string | null;
};

/** The columns of a report, in CSV and in XLSX. */
export const REPORT_COLUMNS = [
  'key',
  'code',
  'severity',
  'title',
  'message',
  'row',
  'line',
  'column',
  'field',
  'value',
  'expected',
  'hint',
  'note',
  'occurrences',
  'rows',
] as const;

export interface ReportWorkbook {
  /** What the file is of, a line each. */
  readonly about: readonly string[];
  readonly counts: { readonly errors: number; readonly queries: number; readonly notices: number };
  readonly findings: readonly ReportedFinding[];
  /** The file as it is read; its rows are read while the workbook is. */
  readonly table: CsvTable;
  /** The sheet that was read of a workbook; null for a file of text. */
  readonly sheet: string | null;
}

export interface ReportedFile {
  readonly name: string | null;
  readonly domain: string;
  readonly period: string | null;
  readonly area: string | null;
  /** Of one that has been sent. */
  readonly status?: string;
}

/** What a file is of, a line each. */
export function aboutFile(file: ReportedFile, vocabulary: Vocabulary): readonly string[] {
  const { name, domain, period, area, status } = file;
  const whose = area === null ? 'areas as in the file' : `${vocabulary.area.get(area)?.name ?? ''} (${area})`;
  return [
    ...(name === null ? [] : [name]),
    `${domain}, ${period ?? 'periods as in the file'}, ${whose}`,
    status === undefined ? 'Checked on this machine; nothing has been sent.' : `Status: ${status}`,
  ];
}

const WIDTHS: Readonly<Partial<Record<(typeof REPORT_COLUMNS)[number], number>>> = {
  key: 12,
  code: 26,
  title: 36,
  message: 70,
  value: 18,
  expected: 18,
  hint: 60,
  note: 40,
};
const MOST_FIELDS = 1_000;
/** In characters, of the column that says what was found. */
const FOUND_WIDTH = 90;
/** A header further down would leave no room for rows. */
const LOWEST_FROZEN = 5;
const NEXT: Readonly<Record<Severity, string>> = {
  error: 'Mend what is red, and send the file again: errors block.',
  query: 'Look at what is yellow: mend it, or say in a note why it is right. Each query wants a note.',
  notice: 'What is blue says what was done. Look whether it was meant so; nothing else is needed.',
};

/**
 * A report as a workbook: a summary with what to do next, every finding, and the officer's own table with the cells marked,
 * each row where it stands in the file, with a column that says what was found in it.
 */
export function reportWorkbook(report: ReportWorkbook): Readable {
  const own = ownSheetName(report.sheet);
  const { header } = report.table;
  const width = widthOf(header);
  const seen = { lastRow: 0 };
  return workbookStream([
    { name: 'Summary', widths: [12, 34, 60, 10, 80], lines: summary(report, own, seen) },
    {
      name: 'Findings',
      widths: REPORT_COLUMNS.map((column) => WIDTHS[column] ?? 12),
      frozen: 1,
      lines: findingLines(report.findings),
    },
    {
      name: own,
      widths: [...header.fields.slice(0, width).map(() => 18), FOUND_WIDTH],
      frozen: header.row <= LOWEST_FROZEN ? header.row : 0,
      // Written before the summary, which says where it ends.
      first: true,
      lines: noting(ownLines(report), seen),
    },
  ]);
}

/** Two sheets cannot have one name, in whatever case. */
function ownSheetName(sheet: string | null): string {
  const name = (sheet ?? '')
    .replace(/[\][\\/?*:']/g, ' ')
    .trim()
    .slice(0, 31);
  return name === '' || ['summary', 'findings', 'history'].includes(name.toLowerCase()) ? 'Your file' : name;
}

/** What has been seen of the sender's table when it has been written. */
interface Seen {
  lastRow: number;
}

async function* noting(lines: AsyncIterable<SheetLine>, seen: Seen): AsyncGenerator<SheetLine> {
  for await (const line of lines) {
    seen.lastRow = line.row;
    yield line;
  }
}

/** So many columns have a heading, and are shown. */
function widthOf({ fields }: CsvRow): number {
  return Math.min(MOST_FIELDS, fields.findLastIndex((name) => name.trim() !== '') + 1);
}

function* summary(
  { about, counts, findings }: ReportWorkbook,
  own: string,
  seen: Seen,
): Generator<SheetLine> {
  let row = 0;
  const line = (...cells: (CellContent | StyledCell)[]): SheetLine => {
    row += 1;
    return { row, cells };
  };
  yield line({ content: 'What was found in the file', style: 'title' });
  for (const each of about) yield line(notAFormula(each));
  row += 1;
  const numbers = { error: counts.errors, query: counts.queries, notice: counts.notices };
  yield line(...['', '', 'What to do next', 'How many'].map(heading));
  for (const severity of SEVERITIES) {
    if (numbers[severity] > 0)
      yield line({ content: severity, style: severity }, null, NEXT[severity], numbers[severity]);
  }
  if (counts.errors === 0) {
    const next =
      counts.queries === 0
        ? 'Nothing stands in the way: submit it.'
        : 'Once each query has a note, submit it.';
    yield line(null, null, next);
  }
  yield line(null, null, `The sheet '${own}' is your own table, with the cells marked.`);
  if (seen.lastRow > MOST_ROWS) {
    const most = MOST_ROWS.toLocaleString('en-GB');
    yield line(
      null,
      null,
      `A sheet ends at row ${most}, and your table does not: later rows are checked, and are not on '${own}'. What was found in them is on 'Findings'.`,
    );
  }
  row += 1;
  yield line(...['Severity', 'Code', 'What it says', 'How many', 'What to do'].map(heading));
  for (const severity of SEVERITIES) {
    const codes = new Map<string, { first: ReportedFinding; times: number }>();
    for (const finding of findings) {
      if (finding.severity !== severity) continue;
      const before = codes.get(finding.code);
      codes.set(finding.code, {
        first: before?.first ?? finding,
        times: (before?.times ?? 0) + finding.occurrences,
      });
    }
    for (const [code, { first, times }] of codes) {
      yield line({ content: severity, style: severity }, code, first.title, times, first.hint);
    }
  }
}

function* findingLines(findings: readonly ReportedFinding[]): Generator<SheetLine> {
  yield { row: 1, cells: REPORT_COLUMNS.map(heading) };
  let row = 1;
  for (const finding of findings) {
    row += 1;
    const fields = { note: null, ...finding };
    const cells = REPORT_COLUMNS.map((column): CellContent | StyledCell => {
      const value = fields[column];
      const content = typeof value === 'string' ? notAFormula(value) : value;
      return column === 'severity' ? { content, style: severityOf(finding) } : content;
    });
    yield { row, cells };
  }
}

/** Every row of the file where it stands, the cells of findings filled, and beside them what was found. */
async function* ownLines({ findings, table }: ReportWorkbook): AsyncGenerator<SheetLine> {
  const header = table.header.fields.map((name) => name.trim().toLowerCase());
  const width = widthOf(table.header);
  const byRow = new Map<number, ReportedFinding[]>();
  const alsoIn = laterRows(findings);
  for (const finding of findings) {
    // What is said of a column stands at its heading.
    const ofHeading = finding.column !== null && header.includes(finding.column.trim().toLowerCase());
    const row = finding.row ?? (ofHeading ? table.header.row : null);
    if (row === null) continue;
    const list = byRow.get(row);
    if (list === undefined) byRow.set(row, [finding]);
    else list.push(finding);
  }
  const line = ({ row, fields }: CsvRow): SheetLine => {
    const found = byRow.get(row) ?? [];
    const also = alsoIn(row);
    const marks = new Map<number, Severity>();
    for (const finding of [...found, ...also]) {
      const at = finding.column === null ? width : header.indexOf(finding.column.trim().toLowerCase());
      const column = at === -1 ? width : at;
      marks.set(column, worse(marks.get(column), severityOf(finding)));
    }
    const cells = fields.slice(0, MOST_FIELDS).map((text, column): CellContent | StyledCell => {
      const mark = marks.get(column);
      const content = asTyped(text);
      return mark === undefined || column >= width ? content : { content, style: mark };
    });
    if (found.length + also.length === 0) return { row, cells };
    while (cells.length < width) {
      const mark = marks.get(cells.length);
      cells.push(mark === undefined ? null : { content: null, style: mark });
    }
    const worst = [...found, ...also].map(severityOf).reduce(worse);
    const messages = [
      ...found.map(({ message, hint }) => `${message} ${hint}`),
      ...also.map((finding) => `${finding.title}: see row ${finding.row}.`),
    ];
    return { row, cells: [...cells, { content: notAFormula(messages.join('\n')), style: worst }] };
  };
  for (const row of table.above) yield line(row);
  const { row, cells } = line(table.header);
  yield { row, cells: [...headed(cells, width), cells[width] ?? heading('What was found')] };
  for await (const batch of table.rows) {
    for (const row of batch) yield line(row);
  }
}

/** What is said of a row at another before it. Asked row by row, from the first on. */
function laterRows(findings: readonly ReportedFinding[]): (row: number) => readonly ReportedFinding[] {
  const waiting = findings
    .flatMap((finding) => stretchesOf(finding.rows ?? '').map(([from, to]) => ({ finding, from, to })))
    .sort((a, b) => b.from - a.from);
  let open: typeof waiting = [];
  return (row) => {
    for (let next = waiting.at(-1); next !== undefined && next.from <= row; next = waiting.at(-1)) {
      open.push(next);
      waiting.pop();
    }
    if (open.length === 0) return [];
    open = open.filter(({ to }) => to >= row);
    return open.filter(({ finding }) => finding.row !== row).map(({ finding }) => finding);
  };
}

function headed(cells: SheetLine['cells'], width: number): SheetLine['cells'] {
  return cells.slice(0, width).map((cell) => (isStyled(cell) ? cell : { content: cell, style: 'heading' }));
}

function isStyled(cell: CellContent | StyledCell): cell is StyledCell {
  return typeof cell === 'object' && cell !== null;
}

function worse(one: Severity | undefined, other: Severity): Severity {
  return one !== undefined && SEVERITIES.indexOf(one) < SEVERITIES.indexOf(other) ? one : other;
}

/** A number as a number, so that the officer can go on calculating; any other text as it is, and never as a formula. */
function asTyped(text: string): CellContent {
  return /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?$/.test(text) ? Number(text) : notAFormula(text);
}

function severityOf({ severity }: Pick<ReportedFinding, 'severity'>): Severity {
  return SEVERITIES.find((each) => each === severity) ?? 'error';
}

function heading(content: string): { readonly content: string; readonly style: CellStyle } {
  return { content, style: 'heading' };
}
