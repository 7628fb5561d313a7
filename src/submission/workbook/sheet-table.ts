import { columnName } from '../../platform/workbook/column-name.ts';
import { watchForRecords } from '../records-of-children.ts';
import type { HeaderTest } from '../survey.ts';
import { type Merge, mergeFiller } from './merges.ts';
import type { SheetFacts, SheetTally } from './sheet-facts.ts';
import type { SheetRow, SheetTaker } from './sheet-rows.ts';
import type { TableLines } from './table-lines.ts';

export interface SheetTableOptions {
  /** undefined where no row names the columns: all rows are taken as they are. */
  readonly headerRow: number | undefined;
  readonly merges: readonly Merge[];
  readonly isHeader: HeaderTest;
  /** Whether a column of this heading holds counts, which a merged cell never stands for more than once. */
  readonly isCount: (heading: string) => boolean;
  readonly lines: TableLines;
}

/** What a sheet's rows say of it beside the table. */
type Counted = Omit<SheetFacts, 'name' | 'hidden' | 'others'>;

/** Makes lines of a table of a sheet's rows, one header row of what merged cells make several, and counts what is odd. */
export function sheetTable(options: SheetTableOptions): SheetTaker & { end(): Counted } {
  const { headerRow, merges, isHeader, isCount, lines } = options;
  /** A header of several rows ends where the merged cells of its first row do. */
  const headerEnd = merges.reduce(
    (end, { fromRow, toRow }) => (fromRow === headerRow && toRow <= fromRow + 3 ? Math.max(end, toRow) : end),
    headerRow ?? 0,
  );
  const watch = watchForRecords({ header: [], declared: new Set() });
  const head: SheetRow[] = [];
  const hiddenAt: [number, number][] = [];
  let header: readonly string[] = [];
  let mergedHeader: SheetFacts['mergedHeader'] = null;
  let fill = mergeFiller(merges, () => true);
  let begun = headerRow === undefined;
  let hiddenRows: SheetTally | null = null;
  let merged: SheetTally | null = null;
  let formulas: SheetTally | null = null;
  let notWorkedOut: SheetTally | null = null;
  let noise: SheetTally | null = null;

  const body = ({ row, hidden, texts, ...marks }: SheetRow) => {
    watch.numbers(texts);
    const full = fill(row, texts);
    lines.write(row, full.texts, header.length);
    if (hidden && row > headerEnd) hiddenRows = tally(hiddenRows, row, [0]);
    merged = tally(merged, row, full.filled, 1);
    formulas = tally(formulas, row, marks.formulas);
    notWorkedOut = tally(notWorkedOut, row, marks.unknown);
    noise = tally(noise, row, marks.noisy);
  };
  const writeHead = () => {
    begun = true;
    const last = head.at(-1);
    const tall = head.length > 1 && last !== undefined;
    const joined = tall ? joinedHeader(head, merges) : [];
    header = joined;
    if (!tall || !isHeader(joined)) {
      header = head[0]?.texts ?? [];
      fill = mergeFiller(merges, (column) => !isCount(header[column] ?? ''));
      for (const each of head) body(each);
      return;
    }
    fill = mergeFiller(merges, (column) => !isCount(header[column] ?? ''));
    mergedHeader = [head[0]?.row ?? last.row, last.row];
    body({ ...last, texts: joined, formulas: [], unknown: [], noisy: [] });
  };
  return {
    hiddenColumns(from: number, to: number) {
      hiddenAt.push([from, to]);
    },
    row(row: SheetRow) {
      if (begun) return body(row);
      if (headerRow !== undefined && row.row < headerRow) {
        watch.numbers(row.texts);
        return lines.write(row.row, row.texts, 0);
      }
      if (row.row <= headerEnd) head.push(row);
      if (row.row >= headerEnd) writeHead();
      if (row.row > headerEnd) body(row);
    },
    end() {
      if (!begun) writeHead();
      lines.end();
      const isHidden = (column: number) => hiddenAt.some(([from, to]) => column >= from && column <= to);
      const hiddenColumns = header
        .filter((heading, column) => heading !== '' && isHidden(column))
        .slice(0, 20);
      return { hiddenRows, hiddenColumns, mergedHeader, merged, formulas, notWorkedOut, noise };
    },
  };
}

/** Of each column the lowest heading that it has, where a merged cell's is that of all its rows. */
function joinedHeader(head: readonly SheetRow[], merges: readonly Merge[]): readonly string[] {
  const fill = mergeFiller(merges, () => true);
  const joined: string[] = [];
  for (const { row, texts } of head) {
    fill(row, texts).texts.forEach((text, column) => {
      if (text.trim() !== '') joined[column] = text;
    });
  }
  return Array.from(joined, (text) => text ?? '');
}

function tally(
  before: SheetTally | null,
  row: number,
  columns: readonly number[],
  most = Number.POSITIVE_INFINITY,
) {
  const [column] = columns;
  if (column === undefined) return before;
  const more = Math.min(columns.length, most);
  return before === null
    ? { count: more, row, column: columnName(column) }
    : { ...before, count: before.count + more };
}
