import type { FileHandle } from 'node:fs/promises';
import { finished, type Readable } from 'node:stream';
import { openTable } from '../submission/open-table.ts';
import { openReceived } from '../submission/received-table.ts';
import type { WorkbookReader } from '../submission/workbook/reader.ts';
import type { Layout } from '../vocabulary/layout.ts';
import { type ReportWorkbook, reportWorkbook } from './report-workbook.ts';

export interface FileReport extends Pick<ReportWorkbook, 'about' | 'counts' | 'findings'> {
  /** The file as it was received. Closed when the workbook has been read, or nobody wants it any more. */
  readonly file: FileHandle;
  readonly layout: Layout | null;
  readonly workbooks: WorkbookReader;
}

/** The report of a file as a workbook with the file's own table in it. */
export async function reportOfFile({ file, layout, workbooks, ...report }: FileReport): Promise<Readable> {
  try {
    const received = await openReceived({ file, layout, workbooks });
    const close = async () => {
      await received.close();
      await file.close();
    };
    try {
      const table = await openTable(received.source, layout);
      const workbook = reportWorkbook({ ...report, table, sheet: received.sheet?.name ?? null });
      finished(workbook, () => void close());
      return workbook;
    } catch (error) {
      await received.close();
      throw error;
    }
  } catch (error) {
    await file.close();
    throw error;
  }
}
