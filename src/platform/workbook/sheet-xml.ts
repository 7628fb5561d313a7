import { columnName } from './column-name.ts';
import {
  CELL_STYLES,
  type CellContent,
  type Choice,
  type SheetLine,
  type SheetToWrite,
  type StyledCell,
} from './written-sheet.ts';

const AT_ONCE = 64 * 1024;
/** Excel's own. */
export const MOST_ROWS = 1_048_576;
const LONGEST = 32_767;
const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A sheet's part of the workbook, piece by piece. */
export async function* sheetXml(sheet: SheetToWrite): AsyncGenerator<Buffer> {
  let text = opening(sheet);
  for await (const { row, cells } of sheet.lines) {
    if (row > MOST_ROWS) break;
    text += line(row, cells);
    if (text.length < AT_ONCE) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(`${text}</sheetData>${choices(sheet.choices ?? [])}</worksheet>`);
}

/** A text as XML, without the characters that XML has no place for. */
export function xmlText(text: string): string {
  return text
    .replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]|\p{Cs}/gu, '\ufffd')
    .replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
    .replace(/[&<>"]/g, (sign) => ESCAPED[sign] ?? sign);
}

function opening({ widths, columnStyles = [], frozen = 0 }: SheetToWrite): string {
  const pane =
    frozen === 0
      ? ''
      : `<pane ySplit="${frozen}" topLeftCell="A${frozen + 1}" activePane="bottomLeft" state="frozen"/>`;
  const columns = widths.map((width, at) => {
    const style = CELL_STYLES.indexOf(columnStyles[at] ?? 'plain');
    return `<col min="${at + 1}" max="${at + 1}" width="${width}" style="${style}" customWidth="1"/>`;
  });
  return (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
    `<sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews>` +
    `${columns.length === 0 ? '' : `<cols>${columns.join('')}</cols>`}<sheetData>`
  );
}

function line(row: number, cells: SheetLine['cells']): string {
  let xml = `<row r="${row}">`;
  cells.forEach((cell, column) => {
    if (cell !== null) xml += cellXml(`${columnName(column)}${row}`, cell);
  });
  return `${xml}</row>`;
}

function cellXml(at: string, cell: Exclude<CellContent, null> | StyledCell): string {
  const { content, style } = typeof cell === 'object' ? cell : { content: cell, style: 'plain' as const };
  const place = `r="${at}" s="${CELL_STYLES.indexOf(style)}"`;
  if (content === null || content === '') return `<c ${place}/>`;
  if (typeof content === 'number') return `<c ${place}><v>${content}</v></c>`;
  return `<c ${place} t="inlineStr"><is><t xml:space="preserve">${xmlText(content.slice(0, LONGEST))}</t></is></c>`;
}

function choices(all: readonly Choice[]): string {
  if (all.length === 0) return '';
  const each = all.map(({ cells, from, prompt }) => {
    const list = typeof from === 'string' ? from : `"${from.join(',')}"`;
    return (
      `<dataValidation type="list" allowBlank="1" showInputMessage="1" showErrorMessage="0" sqref="${cells}" ` +
      `prompt="${xmlText(prompt)}"><formula1>${xmlText(list)}</formula1></dataValidation>`
    );
  });
  return `<dataValidations count="${all.length}">${each.join('')}</dataValidations>`;
}
