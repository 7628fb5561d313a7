import type { FileHandle } from 'node:fs/promises';
import { Problem } from '../problem.ts';
import type { Layout } from '../vocabulary/layout.ts';
import type { ByteSource } from './byte-source.ts';
import { bytesOf } from './scratch-file.ts';
import { unsupported } from './workbook/contents.ts';
import type { WorkbookReader } from './workbook/reader.ts';
import type { SheetFacts } from './workbook/sheet-facts.ts';

/** A file that has come, as text that can be read for a table. */
export interface ReceivedTable {
  readonly source: ByteSource;
  /** Of a workbook the sheet that was read; null for a file of text. */
  readonly sheet: SheetFacts | null;
  close(): Promise<void>;
}

export interface ReceivedTableOptions {
  readonly file: FileHandle;
  /** Its bytes; read from the file where left out. */
  readonly source?: ByteSource;
  /** null for our own columns. */
  readonly layout: Layout | null;
  readonly workbooks: WorkbookReader;
}

const ZIP = Buffer.from('PK', 'latin1');
const OLD_OFFICE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);
/** The stream in which Office puts an encrypted document, in an archive of the old kind. */
const ENCRYPTED = Buffer.from('EncryptedPackage', 'utf16le');

/**
 * Opens a file by what it is, whatever it is called: a workbook's table is written out as text first, and a text is taken
 * as it is. Throws the Problems of `WorkbookReader`.
 */
export async function openReceived({
  file,
  source = () => bytesOf(file),
  layout,
  workbooks,
}: ReceivedTableOptions): Promise<ReceivedTable> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
  const head = buffer.subarray(0, bytesRead);
  if (head.equals(OLD_OFFICE)) {
    if (await holds(source(), ENCRYPTED)) {
      throw new Problem('encrypted-workbook', 'The workbook cannot be opened without its password.');
    }
    throw unsupported('an old Excel workbook (.xls) or another old Office document');
  }
  if (head.length === 4 && head.subarray(0, 2).equals(ZIP) && (head[2] ?? 255) < 9)
    return workbooks.read(file, layout);
  return { source, sheet: null, close: async () => {} };
}

async function holds(chunks: AsyncIterable<Buffer>, wanted: Buffer): Promise<boolean> {
  let before: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([before, chunk]);
    if (bytes.includes(wanted)) return true;
    before = bytes.subarray(-wanted.length);
  }
  return false;
}
