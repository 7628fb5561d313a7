import { notAFormula } from '../../platform/csv-line.ts';
import { PUBLISHER } from './about.ts';
import { type ArtefactRow, COLUMNS } from './columns.ts';
import { dayOf } from './parquet.ts';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
export const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** Days from 30 December 1899, where spreadsheets begin to count, to 1970. */
const SPREADSHEET_EPOCH = 25_569;

/** The cell styles of `STYLES`, by their place in it. */
export const STYLE = { plain: 0, title: 1, header: 2, wrapped: 3, link: 4, date: 5, section: 6 } as const;

const WRAPPED = '<alignment vertical="top" wrapText="1"/>';
/** Titles are tagged as headings, which is what a screen reader finds its way by. */
export const STYLES =
  `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>` +
  '<fonts count="4"><font><sz val="12"/><name val="Arial"/></font><font><b/><sz val="15"/><name val="Arial"/></font>' +
  '<font><b/><sz val="12"/><name val="Arial"/></font><font><u/><sz val="12"/><color rgb="FF0563C1"/><name val="Arial"/></font></fonts>' +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border/></borders><cellStyleXfs count="3"><xf fontId="0"/><xf fontId="1"/><xf fontId="2"/></cellStyleXfs>' +
  `<cellXfs count="7"><xf fontId="0"/><xf xfId="1" fontId="1" applyFont="1"/><xf fontId="2" applyFont="1" applyAlignment="1">${WRAPPED}</xf>` +
  `<xf fontId="0" applyFont="1" applyAlignment="1">${WRAPPED}</xf><xf fontId="3" applyFont="1"/><xf fontId="0" numFmtId="164" applyNumberFormat="1"/>` +
  '<xf xfId="2" fontId="2" applyFont="1"/></cellXfs><cellStyles count="3"><cellStyle name="Normal" xfId="0" builtinId="0"/>' +
  '<cellStyle name="Heading 1" xfId="1" builtinId="16"/><cellStyle name="Heading 2" xfId="2" builtinId="17"/></cellStyles></styleSheet>';

/** Text, each distinct one once, for all the workbooks that are written together. */
export interface SharedStrings {
  idOf(text: string): number;
  xml(): string;
}

export function sharedStrings(): SharedStrings {
  const ids = new Map<string, number>();
  return {
    idOf(text) {
      const known = ids.get(text);
      if (known !== undefined) return known;
      ids.set(text, ids.size);
      return ids.size - 1;
    },
    xml() {
      const items = [...ids.keys()].map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`);
      return `${XML}<sst xmlns="${MAIN}" uniqueCount="${ids.size}">${items.join('')}</sst>`;
    },
  };
}

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A row of the data. Cells without an address follow one another, so that the row may stand in any sheet. */
export function dataRow(row: ArtefactRow, strings: SharedStrings): string {
  let xml = '<row>';
  for (let index = 0; index < COLUMNS.length; index += 1) {
    const value = row[index] ?? null;
    if (value === null) xml += '<c/>';
    else if (typeof value === 'number') xml += `<c><v>${value}</v></c>`;
    else if (COLUMNS[index]?.type === 'date') {
      xml += `<c s="${STYLE.date}"><v>${dayOf(value) + SPREADSHEET_EPOCH}</v></c>`;
    } else xml += `<c t="s"><v>${strings.idOf(notAFormula(value))}</v></c>`;
  }
  return `${xml}</row>`;
}

/** A line of words above a table or on a page of words. */
export interface TextCell {
  readonly text: string;
  readonly style?: number;
}

/** As high as its longest text needs in columns of these widths: not every program works that out when it opens a file. */
export function textRow(
  cells: readonly TextCell[],
  strings: SharedStrings,
  widths: readonly number[] = [],
): string {
  const lines = cells.map(({ text }, index) => Math.ceil(text.length / (widths[index] ?? Infinity)));
  const height = Math.max(...lines) > 1 ? ` ht="${LINE_POINTS * Math.max(...lines)}" customHeight="1"` : '';
  const made = cells.map(
    ({ text, style }) => `<c t="s" s="${style ?? STYLE.wrapped}"><v>${strings.idOf(text)}</v></c>`,
  );
  return `<row${height}>${made.join('')}</row>`;
}

const LINE_POINTS = 16;

/** What stands before a sheet's rows: the panes that stay, and how wide the columns are. `printed`: no wider than a page. */
export function sheetOpening({
  frozenRows,
  widths,
  printed = false,
}: {
  readonly frozenRows: number;
  readonly widths: readonly number[];
  readonly printed?: boolean;
}): string {
  const below = `A${frozenRows + 1}`;
  const pane =
    frozenRows === 0
      ? ''
      : `<pane ySplit="${frozenRows}" topLeftCell="${below}" activePane="bottomLeft" state="frozen"/>` +
        `<selection pane="bottomLeft" activeCell="${below}" sqref="${below}"/>`;
  const columns = widths.map(
    (width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  );
  return (
    `${XML}<worksheet xmlns="${MAIN}" xmlns:r="${RELATIONS}">` +
    (printed ? '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' : '') +
    `<sheetViews><sheetView workbookViewId="0" showGridLines="1">${pane}</sheetView>` +
    `</sheetViews><cols>${columns.join('')}</cols><sheetData>`
  );
}

export interface SheetLink {
  /** Such as `A4`. */
  readonly cell: string;
  readonly sheet: string;
}

export function sheetClosing({
  links = [],
  table = false,
  printed = false,
}: {
  links?: readonly SheetLink[];
  table?: boolean;
  printed?: boolean;
}) {
  const hyperlinks = links.map(
    ({ cell, sheet }) => `<hyperlink ref="${cell}" location="${escaped(`'${sheet}'!A1`)}"/>`,
  );
  return (
    '</sheetData>' +
    (hyperlinks.length === 0 ? '' : `<hyperlinks>${hyperlinks.join('')}</hyperlinks>`) +
    (printed ? '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>' : '') +
    (table ? '<tableParts count="1"><tablePart r:id="rId1"/></tableParts>' : '') +
    '</worksheet>'
  );
}

/** A range that screen readers and filters know as a table. */
export interface SheetTable {
  /** Of its sheet, and so of its own. */
  readonly number: number;
  /** Of letters, digits and underscores. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly headerRow: number;
  readonly rows: number;
}

export function tablePart({ number, name, columns, headerRow, rows }: SheetTable): string {
  const range = `A${headerRow}:${columnLetters(columns.length)}${headerRow + rows}`;
  const parts = columns.map((each, index) => `<tableColumn id="${index + 1}" name="${escaped(each)}"/>`);
  return (
    `${XML}<table xmlns="${MAIN}" id="${number}" name="${name}" displayName="${name}" ref="${range}" totalsRowShown="0">` +
    `<autoFilter ref="${range}"/><tableColumns count="${columns.length}">${parts.join('')}</tableColumns>` +
    '<tableStyleInfo showFirstColumn="0" showLastColumn="0" showRowStripes="0" showColumnStripes="0"/></table>'
  );
}

function columnLetters(count: number): string {
  let letters = '';
  for (let rest = count; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}

/** The list of sheets, what they are, and how the parts hang together; `tables` are the numbers of sheets that have one. */
export function workbookParts({
  sheets,
  tables,
  title,
}: {
  readonly sheets: readonly string[];
  readonly tables: readonly number[];
  readonly title: string;
}): ReadonlyMap<string, string> {
  const office = RELATIONS;
  const packages = 'http://schemas.openxmlformats.org/package/2006';
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const numbered = sheets.map((name, index) => ({ name: escaped(name), number: index + 1 }));
  const overrides = [
    ['/xl/workbook.xml', `${type}.sheet.main+xml`],
    ['/xl/styles.xml', `${type}.styles+xml`],
    ['/xl/sharedStrings.xml', `${type}.sharedStrings+xml`],
    ...numbered.map(({ number }) => [`/xl/worksheets/sheet${number}.xml`, `${type}.worksheet+xml`]),
    ...tables.map((number) => [`/xl/tables/table${number}.xml`, `${type}.table+xml`]),
    ['/docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml'],
  ].map(([part, media]) => `<Override PartName="${part}" ContentType="${media}"/>`);
  const relations = [
    ...numbered.map(({ number }) => ['worksheet', `worksheets/sheet${number}.xml`]),
    ['styles', 'styles.xml'],
    ['sharedStrings', 'sharedStrings.xml'],
  ].map(
    ([kind, target], index) =>
      `<Relationship Id="rId${index + 1}" Type="${office}/${kind}" Target="${target}"/>`,
  );
  const listed = numbered.map(
    ({ name, number }) => `<sheet name="${name}" sheetId="${number}" r:id="rId${number}"/>`,
  );
  return new Map([
    [
      '[Content_Types].xml',
      `${XML}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${overrides.join('')}</Types>`,
    ],
    [
      '_rels/.rels',
      `${XML}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="${packages}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`,
    ],
    [
      'docProps/core.xml',
      `${XML}<cp:coreProperties xmlns:cp="${packages}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${escaped(title)}</dc:title><dc:creator>${escaped(PUBLISHER)}</dc:creator><dc:language>en-GB</dc:language></cp:coreProperties>`,
    ],
    [
      'xl/workbook.xml',
      `${XML}<workbook xmlns="${MAIN}" xmlns:r="${office}"><bookViews><workbookView activeTab="0"/></bookViews><sheets>${listed.join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${XML}<Relationships xmlns="${packages}/relationships">${relations.join('')}</Relationships>`,
    ],
  ]);
}

/** Ties a sheet to its table. */
export function tableRelation(table: number): string {
  return `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${RELATIONS}/table" Target="../tables/table${table}.xml"/></Relationships>`;
}
