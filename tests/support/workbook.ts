import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** The parts of an archive, by their paths; a function makes a part that is too large to hold. */
export type ZipParts = Readonly<Record<string, string | Buffer | (() => Iterable<Buffer>)>>;

export async function zipOf(parts: ZipParts): Promise<Buffer> {
  const archive = new ZipFile();
  for (const [path, content] of Object.entries(parts)) {
    if (typeof content === 'function') archive.addReadStream(Readable.from(content()), path);
    else archive.addBuffer(Buffer.from(content), path, { compress: content.length > 1_000 });
  }
  archive.end();
  return buffer(Readable.from(archive.outputStream as AsyncIterable<Buffer>));
}

export interface SheetXml {
  readonly name: string;
  readonly state?: 'hidden' | 'veryHidden';
  /** What stands in `<worksheet>`, or a part of its own making. */
  readonly xml: string | (() => Iterable<Buffer>);
}

export interface WorkbookXml {
  readonly sheets: readonly SheetXml[];
  /** Formats of styles 0, 1, 2 …: a number of a built-in one, or a code. */
  readonly formats?: readonly (number | string)[];
  readonly strings?: readonly string[];
  readonly from1904?: boolean;
  readonly more?: ZipParts;
}

const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const RELS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** A workbook as raw as one likes: what writers of workbooks would never write. */
export function workbookParts({
  sheets,
  formats = [0],
  strings,
  from1904,
  more = {},
}: WorkbookXml): ZipParts {
  const custom = formats.filter((format) => typeof format === 'string');
  const idOf = (format: number | string) =>
    typeof format === 'number' ? format : 164 + custom.indexOf(format);
  const relation = (id: string, kind: string, target: string) =>
    `<Relationship Id="${id}" Type="${RELS}/${kind}" Target="${target}"/>`;
  const relations = (inner: string) =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${inner}</Relationships>`;
  return {
    '[Content_Types].xml': `<?xml version="1.0"?><Types><Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/></Types>`,
    '_rels/.rels': relations(relation('rId1', 'officeDocument', 'xl/workbook.xml')),
    'xl/workbook.xml': `<workbook ${MAIN} xmlns:r="${RELS}">${from1904 ? '<workbookPr date1904="1"/>' : ''}<sheets>${sheets
      .map(
        ({ name, state }, at) =>
          `<sheet name="${name}" sheetId="${at + 1}" ${state === undefined ? '' : `state="${state}" `}r:id="rId${at + 1}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      sheets.map((_, at) => relation(`rId${at + 1}`, 'worksheet', `worksheets/sheet${at + 1}.xml`)).join('') +
        relation('rIdS', 'styles', '/xl/styles.xml') +
        (strings === undefined ? '' : relation('rIdT', 'sharedStrings', 'sharedStrings.xml')),
    ),
    'xl/styles.xml': `<styleSheet ${MAIN}><numFmts>${custom
      .map((code) => `<numFmt numFmtId="${idOf(code)}" formatCode="${escaped(code)}"/>`)
      .join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${formats
      .map((format) => `<xf numFmtId="${idOf(format)}"/>`)
      .join('')}</cellXfs></styleSheet>`,
    ...(strings === undefined
      ? {}
      : {
          'xl/sharedStrings.xml': `<sst ${MAIN}>${strings.map((each) => `<si>${each}</si>`).join('')}</sst>`,
        }),
    ...Object.fromEntries(
      sheets.map(({ xml }, at) => [
        `xl/worksheets/sheet${at + 1}.xml`,
        typeof xml === 'function'
          ? xml
          : `<?xml version="1.0" encoding="UTF-8"?><worksheet ${MAIN}>${xml}</worksheet>`,
      ]),
    ),
    ...more,
  };
}

export const workbookOf = (workbook: WorkbookXml) => zipOf(workbookParts(workbook));

/** Rows of cells from row 1 on: a text in place, or a cell as raw XML where it begins with `<`. */
export function sheetData(rows: readonly (readonly (string | number | null)[])[], from = 1): string {
  const cell = (value: string | number | null): string => {
    if (value === null) return '<c/>';
    if (typeof value === 'number') return `<c><v>${value}</v></c>`;
    return value.startsWith('<')
      ? value
      : `<c t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`;
  };
  const xml = rows.map((cells, at) => `<row r="${from + at}">${cells.map(cell).join('')}</row>`);
  return `<sheetData>${xml.join('')}</sheetData>`;
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
