import { type About, DESCRIPTION, LICENCE, type Source, TITLE } from './about.ts';
import { COLUMNS, STATUS_WORDS } from './columns.ts';
import {
  type SharedStrings,
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

  async function openSheet(subject: string): Promise<DataSheet> {
    await closeSheet();
    const part = sheets.filter((each) => each.subject === subject).length + 1;
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
        [{ text: 'A number that is not there is empty; the status beside it says why.', style: STYLE.plain }],
        [{ text: 'Contents', style: STYLE.link }],
        COLUMNS.map((column) => ({ text: column.name, style: STYLE.heading })),
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
    const id = sheets.length;
    const number = numberOf(id - 1);
    await zip.text(`xl/tables/table${id}.xml`, tablePart({ id, headerRow: HEADER_ROW, rows: sheet.rows }));
    await zip.text(`xl/worksheets/_rels/sheet${number}.xml.rels`, tableRelation(id));
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
      for (const [index, { widths, rows, links }] of pages.entries()) {
        const body = rows.map((cells) => textRow(cells, strings)).join('');
        const xml = sheetOpening({ frozenRows: 0, widths }) + body + sheetClosing({ links });
        await zip.text(`xl/worksheets/sheet${index + 1}.xml`, xml);
      }
      await zip.text('xl/styles.xml', STYLES);
      await zip.text('xl/sharedStrings.xml', strings.xml());
      const names = [...PAGES, ...sheets.map(({ name }) => name)];
      for (const [path, xml] of workbookParts(names, sheets.length)) await zip.text(path, xml);
      await zip.close();
    },
  };
}

interface Page {
  readonly widths: readonly number[];
  readonly rows: readonly (readonly TextCell[])[];
  readonly links: readonly { readonly cell: string; readonly sheet: string }[];
}

function cover(
  { version, publishedAt, notes, correction, publicUrl }: About,
  sources: readonly Source[],
): Page {
  const address = publicUrl === '' ? [] : [`This release: ${publicUrl}/v1/releases/${version}`];
  return {
    widths: [110],
    links: [],
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
      [{ text: 'Sources', style: STYLE.heading }],
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
  return {
    widths: [30, 60],
    links: words.map(([sheet = ''], index) => ({ cell: `A${index + 3}`, sheet })),
    rows: [
      [{ text: 'Contents', style: STYLE.title }],
      [
        { text: 'Sheet', style: STYLE.heading },
        { text: 'What it holds', style: STYLE.heading },
      ],
      ...words.map(([sheet = '', what = '']) => [{ text: sheet, style: STYLE.link }, { text: what }]),
    ],
  };
}

function notes(): Page {
  return {
    widths: [30, 90],
    links: [],
    rows: [
      [{ text: 'Notes', style: STYLE.title }],
      [
        { text: 'Status', style: STYLE.heading },
        { text: 'What it means', style: STYLE.heading },
      ],
      ...STATUS_WORDS.map(([status, meaning]) => [{ text: status }, { text: meaning }]),
    ],
  };
}

function columnsPage(): Page {
  return {
    widths: [30, 90],
    links: [],
    rows: [
      [{ text: 'Columns', style: STYLE.title }],
      [
        { text: 'Column', style: STYLE.heading },
        { text: 'What it holds', style: STYLE.heading },
      ],
      ...COLUMNS.map(({ name, description }) => [{ text: name }, { text: description }]),
    ],
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
