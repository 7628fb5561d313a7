import { type About, DESCRIPTION, LICENCE, type Source, TITLE } from './about.ts';
import { COLUMNS, STATUS_WORDS } from './columns.ts';
import {
  type SharedStrings,
  type SheetTable,
  STYLE,
  STYLES,
  sheetClosing,
  sheetOpening,
  type TextCell,
  tablePart,
  tableRelation,
  textRow,
  workbookParts,
} from './sheet-xml.ts';
import type { ZipArchive, ZipEntry } from './zip.ts';

/** What a sheet can hold in Excel, whose last row is 1,048,576. */
const MOST_ROWS = 1_048_576;
/** Title, what the sheet holds, symbols, way back, header. */
const HEADER_ROW = 5;
const PAGES = ['Cover', 'Contents', 'Notes', 'Columns'];
const CHUNK = 256 * 1024;
/** Above each table, for whoever has not read the notes. */
const SYMBOLS = [
  'A number that is not there is empty; the status beside it says why.',
  ...STATUS_WORDS.filter(([status]) => status !== 'shown' && status !== 'rounded').map(
    ([status, meaning]) => `${status}: ${meaning}`,
  ),
].join(' ');

export interface Workbook {
  /** Adds a row, as `dataRow` makes it, to the table of that subject; subjects follow one another. */
  write(subject: string, row: string): Promise<void>;
  close(about: About, sources: readonly Source[]): Promise<void>;
}

interface DataSheet {
  readonly name: string;
  readonly subject: string;
  readonly entry: ZipEntry;
  rows: number;
}

export interface WorkbookOptions {
  readonly zip: ZipArchive;
  readonly strings: SharedStrings;
  /** Rows of data in a sheet at most; the tests take a few. */
  readonly mostRows?: number;
}

/**
 * An Excel workbook as the Analysis Function asks for it: cover, contents, notes, then one table a sheet with its symbols
 * explained. A table longer than a sheet goes on in the next, and both say so.
 */
export function openWorkbook({ zip, strings, mostRows = MOST_ROWS - HEADER_ROW }: WorkbookOptions): Workbook {
  const sheets: DataSheet[] = [];
  let pending = '';
  const flush = async () => {
    const text = pending;
    pending = '';
    await sheets.at(-1)?.entry.write(text);
  };
  const numberOf = (index: number) => PAGES.length + index + 1;
  const partsOf = (subject: string) => sheets.filter((each) => each.subject === subject).length;
  const addTable = async (table: SheetTable) => {
    await zip.text(`xl/tables/table${table.number}.xml`, tablePart(table));
    await zip.text(`xl/worksheets/_rels/sheet${table.number}.xml.rels`, tableRelation(table.number));
  };

  async function openSheet(subject: string): Promise<DataSheet> {
    await closeSheet();
    const part = partsOf(subject) + 1;
    const name = part === 1 ? titleOf(subject) : `${titleOf(subject)} ${part}`;
    const entry = zip.entry(`xl/worksheets/sheet${numberOf(sheets.length)}.xml`);
    const sheet = { name, subject, entry, rows: 0 };
    sheets.push(sheet);
    const continued = part === 1 ? '' : ` It goes on from the sheet before, which was full.`;
    pending =
      sheetOpening({ frozenRows: HEADER_ROW, widths: COLUMNS.map(widthOf) }) +
      [
        [{ text: name, style: STYLE.title }],
        [{ text: `This sheet holds one table.${continued}`, style: STYLE.plain }],
        [{ text: SYMBOLS, style: STYLE.plain }],
        [{ text: 'Contents', style: STYLE.link }],
        COLUMNS.map((column) => ({ text: column.name, style: STYLE.header })),
      ]
        .map((cells) => textRow(cells, strings))
        .join('');
    return sheet;
  }

  async function closeSheet(): Promise<void> {
    const sheet = sheets.at(-1);
    if (sheet === undefined) return;
    pending += sheetClosing({ links: [{ cell: 'A4', sheet: 'Contents' }], table: true });
    await flush();
    await sheet.entry.end();
    const part = partsOf(sheet.subject);
    await addTable({
      number: numberOf(sheets.length - 1),
      name: `${sheet.subject.replaceAll('-', '_')}${part === 1 ? '' : `_${part}`}`,
      columns: COLUMNS.map(({ name }) => name),
      headerRow: HEADER_ROW,
      rows: sheet.rows,
    });
  }

  return {
    async write(subject, row) {
      let sheet = sheets.at(-1);
      if (sheet === undefined || sheet.subject !== subject || sheet.rows === mostRows) {
        sheet = await openSheet(subject);
      }
      sheet.rows += 1;
      pending += row;
      if (pending.length >= CHUNK) await flush();
    },
    async close(about, sources) {
      await closeSheet();
      const pages = [cover(about, sources), contents(sheets), notes(), columnsPage()];
      for (const [index, { widths, rows, links, table }] of pages.entries()) {
        const number = index + 1;
        const body = rows.map((cells) => textRow(cells, strings, widths)).join('');
        const closing = sheetClosing({ links, table: table !== null, printed: true });
        const xml = sheetOpening({ frozenRows: 0, widths, printed: true }) + body + closing;
        await zip.text(`xl/worksheets/sheet${number}.xml`, xml);
        if (table !== null) await addTable({ number, ...table });
      }
      await zip.text('xl/styles.xml', STYLES);
      await zip.text('xl/sharedStrings.xml', strings.xml());
      const parts = workbookParts({
        sheets: [...PAGES, ...sheets.map(({ name }) => name)],
        tables: [
          ...pages.flatMap(({ table }, index) => (table === null ? [] : [index + 1])),
          ...sheets.map((_, index) => numberOf(index)),
        ],
        title: `${TITLE}, release ${about.version}`,
      });
      for (const [path, xml] of parts) await zip.text(path, xml);
      await zip.close();
    },
  };
}

interface Page {
  readonly widths: readonly number[];
  readonly rows: readonly (readonly TextCell[])[];
  readonly links: readonly { readonly cell: string; readonly sheet: string }[];
  readonly table: Omit<SheetTable, 'number'> | null;
}

function cover(
  { version, publishedAt, notes, correction, publicUrl }: About,
  sources: readonly Source[],
): Page {
  const address = publicUrl === '' ? [] : [`This release: ${publicUrl}/v1/releases/${version}`];
  return {
    widths: [90],
    links: [],
    table: null,
    rows: [
      [{ text: TITLE, style: STYLE.title }],
      ...[
        `Release ${version}, published on ${publishedAt.toISOString().slice(0, 10)}. It is never changed; corrections make a new release.`,
        DESCRIPTION,
        ...(notes === '' ? [] : [notes]),
        ...(correction === null ? [] : [`This release corrects a mistake: ${correction}`]),
        ...address,
        `Licence: ${LICENCE.title}, ${LICENCE.path}`,
      ].map((text) => [{ text }]),
      [{ text: 'Sources', style: STYLE.section }],
      ...sources.map(({ title, attribution }) => [{ text: `${title}. ${attribution}` }]),
    ],
  };
}

function contents(sheets: readonly DataSheet[]): Page {
  const words = [
    ['Notes', 'What stands in place of a number, and why'],
    ['Columns', 'What each column holds'],
    ...sheets.map(({ name, rows }) => [
      name,
      `${rows.toLocaleString('en-GB')} ${rows === 1 ? 'row' : 'rows'}`,
    ]),
  ];
  const links = words.map(([sheet = ''], index) => ({ cell: `A${index + 1 + LIST_HEADER_ROW}`, sheet }));
  const rows = words.map(([sheet = '', what = '']) => [{ text: sheet, style: STYLE.link }, { text: what }]);
  return { ...listed('Contents', ['Sheet', 'What it holds'], rows), links };
}

function notes(): Page {
  const rows = STATUS_WORDS.map(([status, meaning]) => [{ text: status }, { text: meaning }]);
  return listed('Notes', ['Status', 'What it means'], rows);
}

function columnsPage(): Page {
  const rows = COLUMNS.map(({ name, description }) => [{ text: name }, { text: description }]);
  return listed('Columns', ['Column', 'What it holds'], rows);
}

/** Title, how many tables, header. */
const LIST_HEADER_ROW = 3;

/** A page that is one table of words. */
function listed(title: string, columns: readonly string[], rows: readonly (readonly TextCell[])[]): Page {
  return {
    widths: [30, 90],
    links: [],
    rows: [
      [{ text: title, style: STYLE.title }],
      [{ text: 'This sheet holds one table.', style: STYLE.plain }],
      columns.map((text) => ({ text, style: STYLE.header })),
      ...rows,
    ],
    table: { name: title.toLowerCase(), columns, headerRow: LIST_HEADER_ROW, rows: rows.length },
  };
}

/** `youth-justice` → `Youth justice`. */
function titleOf(subject: string): string {
  return subject.slice(0, 1).toUpperCase() + subject.slice(1).replaceAll('-', ' ');
}

function widthOf({ name, type }: (typeof COLUMNS)[number]): number {
  if (name === 'measure' || name === 'area_name' || name === 'ethnic_group_label') return 34;
  return type === 'text' ? 20 : 15;
}
