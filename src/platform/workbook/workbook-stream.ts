import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { contentTypes, ROOT_RELATIONS, STYLES_XML, workbookRelations, workbookXml } from './package-xml.ts';
import { sheetXml } from './sheet-xml.ts';
import type { SheetToWrite } from './written-sheet.ts';

/** A workbook (XLSX) as a stream: each sheet's lines are read as they are written, and none is held. */
export function workbookStream(sheets: readonly SheetToWrite[]): Readable {
  const archive = new ZipFile();
  const names = sheets.map(({ name }) => name);
  archive.addBuffer(Buffer.from(contentTypes(names)), '[Content_Types].xml');
  archive.addBuffer(Buffer.from(ROOT_RELATIONS), '_rels/.rels');
  archive.addBuffer(Buffer.from(workbookXml(names)), 'xl/workbook.xml');
  archive.addBuffer(Buffer.from(workbookRelations(names)), 'xl/_rels/workbook.xml.rels');
  archive.addBuffer(Buffer.from(STYLES_XML), 'xl/styles.xml');
  const placed = sheets.map((sheet, at) => ({ sheet, at }));
  const byTurn = placed.toSorted((a, b) => Number(b.sheet.first ?? false) - Number(a.sheet.first ?? false));
  for (const { sheet, at } of byTurn) {
    archive.addReadStreamLazy(`xl/worksheets/sheet${at + 1}.xml`, (done) => {
      done(null, Readable.from(sheetXml(sheet), { objectMode: false }));
    });
  }
  const output = Readable.from(archive.outputStream, { objectMode: false });
  archive.on('error', (error: Error) => output.destroy(error));
  archive.end();
  return output;
}
