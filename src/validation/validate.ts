import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AcceptedCell } from '../submission/accepted-cell.ts';
import type { ByteSource } from '../submission/byte-source.ts';
import { type CsvRow, isFilled } from '../submission/csv-row.ts';
import type { Drafter, FieldColumns } from '../submission/draft.ts';
import { declaredDrafter } from '../submission/layouts/declared.ts';
import { tidyDrafter } from '../submission/layouts/tidy.ts';
import { openTable } from '../submission/open-table.ts';
import type { CsvTable } from '../submission/read-csv.ts';
import { watchForRecords } from '../submission/records-of-children.ts';
import { HEADER_ROWS } from '../submission/survey.ts';
import type { SheetFacts } from '../submission/workbook/sheet-facts.ts';
import { groupResolver, inferClassification } from '../vocabulary/classification.ts';
import { accept } from './accept.ts';
import { unknownMeasure } from './checks/unknown-measure.ts';
import { type Comparisons, createComparisons } from './comparisons.ts';
import type { CheckContext } from './context.ts';
import { createGatherer, type Gatherer } from './file-facts.ts';
import type { Finding, FindingCounts } from './finding.ts';
import type { Change } from './movement.ts';
import { createPlaces } from './places.ts';
import { cellReader, type Reading } from './reading.ts';
import { createReport, type Report } from './report.ts';
import {
  CELL_CHECKS,
  CHANGE_CHECKS,
  FILE_CHECKS,
  HEADER_CHECKS,
  ROW_CHECKS,
  WORD_CHECKS,
} from './rulebook.ts';
import { isStray } from './stray-row.ts';

export interface ValidateOptions {
  /** The file; read twice or three times. */
  readonly source: ByteSource;
  /** Of a table that came in a workbook; null or left out for a file of text. */
  readonly sheet?: SheetFacts | null;
  readonly context: CheckContext;
  /** Given the cells batch by batch while nothing is wrong; never called again after the first error. */
  readonly take: (cells: readonly AcceptedCell[]) => Promise<void>;
  /** Asked once all cells are taken and nothing is wrong with them: what has changed since earlier figures, if there are any. */
  readonly change?: () => Promise<Change | null>;
}

export interface Validated {
  readonly findings: readonly Finding[];
  readonly counts: FindingCounts;
  /** Below the header, empty ones not counted. */
  readonly rows: number;
  /** Rows that are added into one cell are counted as that one. */
  readonly cells: number;
  /** As declared, or as inferred where the file needed it. */
  readonly classification: string | null;
}

/**
 * Checks a file against the rulebook in one stream, with memory that does not grow with the file beyond a few bytes a
 * cell. Throws the Problems `unreadable-file` and `records-of-children`; whatever else is wrong is a finding.
 */
export async function validate(options: ValidateOptions): Promise<Validated> {
  const ahead = oneAhead(options.take);
  try {
    const { change } = options;
    return await checkAll({
      ...options,
      take: ahead.take,
      ...(change === undefined ? {} : { change: () => ahead.end().then(change) }),
    });
  } finally {
    await ahead.end();
  }
}

/** Hands the cells of one batch over while the next is read and checked: whoever takes them works beside us. */
function oneAhead(take: ValidateOptions['take']): Pick<ValidateOptions, 'take'> & { end(): Promise<void> } {
  let under = Promise.resolve();
  return {
    async take(cells) {
      await under;
      under = take(cells);
      // Told by the next call, or by the end.
      under.catch(() => {});
    },
    end: () => under,
  };
}

async function checkAll({
  source,
  sheet = null,
  context,
  take,
  change,
}: ValidateOptions): Promise<Validated> {
  const table = await openTable(source, context.layout);
  const header = withoutBlankEnd(table.header.fields);
  const drafter = drafterFor(context, header);
  const watch = watchForRecords({ header, declared: drafter.declared });
  watch.names(header);
  for (const { fields } of [...table.above, table.header]) watch.numbers(fields);

  const report = createReport({ sheet: sheet?.name ?? null });
  for (const check of HEADER_CHECKS) report.ofFile(check, check.find(drafter.faults, context));
  const readable = drafter.faults.missing.length === 0;
  const gatherer = createGatherer();
  const comparisons = createComparisons(context);
  const places = createPlaces();
  const checker: Checker = { context, report, gatherer, comparisons, quiet: -1 };
  let read = cellReader({ context, inferred: null, places });
  const open = openTexts(context);
  let inferred: string | null | undefined;
  /** Our own columns are headed alike in every row; of a declared layout each row may have its own. */
  let columns: FieldColumns = {};
  let rows = 0;
  let cells = 0;

  for await (const batch of table.rows) {
    const accepted: AcceptedCell[] = [];
    for (const row of batch) {
      rows += 1;
      watch.take(row.fields);
      // Without our columns, the header of somebody else's table may stand below its title.
      if (!readable && row.row <= HEADER_ROWS) watch.names(row.fields);
      if (!readable) continue;
      if (ragged(row, header.length, report)) {
        comparisons.unplaced.takeRagged();
        continue;
      }
      const drafts = drafter.draft(row);
      let left = drafts.length === 0;
      for (const draft of drafts) {
        if (context.layout === null) columns = draft.columns;
        if (inferred === undefined && open(draft.group)) {
          inferred = await inferFrom(await openTable(source, context.layout), drafter, context);
          read = cellReader({ context, inferred, places });
        }
        const reading = read(draft);
        if (reading.group.kind === 'nobody') {
          left = true;
          continue;
        }
        if (reading.sameAs !== -1) cells += 1;
        check(checker, reading);
        const cell = report.errors() === 0 ? accept(reading) : undefined;
        if (cell !== undefined) accepted.push(cell);
      }
      if (left) gatherer.leaveOut(row);
    }
    if (accepted.length > 0 && report.errors() === 0) await take(accepted);
    // A file that is read in one piece would keep everybody else waiting until its end.
    await nextTurn();
  }

  watch.end();

  const classification = context.classification ?? inferred ?? null;
  if (readable) {
    const facts = {
      ...gatherer.facts(),
      encoding: table.encoding,
      sheet,
      above: table.above,
      headerRow: table.header.row,
      classification,
      rows,
      cells,
      ...comparisons.facts(),
    };
    for (const check of FILE_CHECKS) report.ofFile(check, check.find(facts, context), columns);
    const changed = report.errors() === 0 ? ((await change?.()) ?? null) : null;
    if (changed !== null)
      for (const check of CHANGE_CHECKS) report.ofFile(check, check.find(changed, context), columns);
  }
  return { ...report.finish(), rows, cells, classification };
}

interface Checker {
  readonly context: CheckContext;
  readonly report: Report;
  readonly gatherer: Gatherer;
  readonly comparisons: Comparisons;
  /** The place whose words nothing is wrong with; -1 where none is known. */
  quiet: number;
}

/** The header without the columns at its end that have no name: what spreadsheets leave beside a table. */
function withoutBlankEnd(fields: readonly string[]): readonly string[] {
  const last = fields.findLastIndex((field) => isFilled([field]));
  return fields.slice(0, last + 1);
}

function drafterFor({ layout, vocabulary }: CheckContext, header: readonly string[]): Drafter {
  return layout === null ? tidyDrafter(header) : declaredDrafter({ layout, vocabulary, header });
}

function ragged(row: CsvRow, width: number, report: Report): boolean {
  const check = ROW_CHECKS.find((each) => each.fires(row, width));
  if (check !== undefined) report.ofRow(check, row, width);
  return check !== undefined;
}

function check(checker: Checker, reading: Reading): void {
  const { context, report, gatherer, comparisons, quiet } = checker;
  if (reading.measure === undefined && isStray(reading.draft)) {
    // One slip, told once: none of its words is there, and none of its numbers is a cell's.
    report.ofCell(unknownMeasure, reading, context);
    return;
  }
  if (reading.whole === -1 || reading.whole !== quiet || reading.slot === -1) {
    let fired = false;
    let wrong = false;
    for (const each of WORD_CHECKS) {
      if (!each.fires(reading, context)) continue;
      report.ofCell(each, reading, context);
      fired = true;
      wrong ||= each.severity === 'error';
    }
    if (wrong) comparisons.unplaced.take(reading);
    checker.quiet = fired ? -1 : reading.whole;
  }
  for (const each of CELL_CHECKS) {
    if (each.fires(reading, context)) report.ofCell(each, reading, context);
  }
  gatherer.take(reading);
  comparisons.take(reading);
}

/** Tells of each text, once, whether what the file says elsewhere may tell which ethnic group is meant. */
function openTexts({ vocabulary, layout, classification }: CheckContext): (text: string) => boolean {
  const resolve = groupResolver(vocabulary, { declared: classification, inferred: null });
  const looked = new Set<string>();
  return (text) => {
    if (looked.has(text)) return false;
    if (looked.size < MOST_CODES) looked.add(text);
    const reading = resolve(text);
    if (reading.kind !== 'group') return reading.kind === 'ambiguous';
    return layout === null && classification === null && reading.contested === true;
  };
}

/** Reads the whole file once more for its codes: one of them means different groups in different classifications. */
async function inferFrom(
  table: CsvTable,
  drafter: Drafter,
  { vocabulary }: CheckContext,
): Promise<string | null> {
  const texts = new Set<string>();
  for await (const batch of table.rows) {
    for (const row of batch) {
      for (const { group } of drafter.draft(row)) {
        if (texts.size < MOST_CODES) texts.add(group);
      }
    }
  }
  return inferClassification(vocabulary, texts);
}

/** More than all classifications have together. */
const MOST_CODES = 5_000;
