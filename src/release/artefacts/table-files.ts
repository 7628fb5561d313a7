import type { Transaction } from '../../storage/database.ts';
import { type About, LICENCE, type Source, TITLE } from './about.ts';
import type { ArtefactRow } from './columns.ts';
import { openFrozenFile } from './frozen-file.ts';
import { openParquet } from './parquet.ts';
import type { SharedStrings } from './sheet-xml.ts';
import { openWorkbook } from './workbook.ts';
import { openZip } from './zip.ts';

export const MEDIA_TYPES = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'csv-metadata.json': 'application/csvm+json',
} as const;

export interface TableFiles {
  /** `sheetRow` is the row as `dataRow` makes it, once for all workbooks; `subject` names the sheet it goes to. */
  write(row: ArtefactRow, sheet: { readonly subject: string; readonly sheetRow: string }): Promise<void>;
  close(about: About, sources: readonly Source[]): Promise<void>;
}

/** The Parquet file and the workbook of one table: whoever shares no lines with another. */
export function openTableFiles(
  tx: Transaction,
  {
    releaseId,
    name,
    strings,
  }: { readonly releaseId: number; readonly name: string; readonly strings: SharedStrings },
): TableFiles {
  const file = (format: 'parquet' | 'xlsx') =>
    openFrozenFile(tx, { releaseId, name, format, mediaType: MEDIA_TYPES[format] });
  const [parquetFile, xlsxFile] = [file('parquet'), file('xlsx')];
  const parquet = openParquet((bytes) => parquetFile.write(bytes));
  const workbook = openWorkbook({ zip: openZip(xlsxFile), strings });
  let rows = 0;
  return {
    async write(row, { subject, sheetRow }) {
      rows += 1;
      await parquet.write(row);
      await workbook.write(subject, sheetRow);
    },
    async close(about, sources) {
      await parquet.close({
        title: TITLE,
        release: about.version,
        published: about.publishedAt.toISOString(),
        licence: `${LICENCE.title} ${LICENCE.path}`,
        source: [...new Set(sources.map(({ attribution }) => attribution))].join(' '),
      });
      await parquetFile.close(rows);
      await workbook.close(about, sources);
      await xlsxFile.close(rows);
    },
  };
}
