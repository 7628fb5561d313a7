import { and, eq } from 'drizzle-orm';
import { from as copyFrom } from 'pg-copy-streams';
import type { Transaction } from '../../storage/database.ts';
import { findingNote, submissionFile, submissionFinding } from '../../storage/intake-tables.ts';
import type { AcceptedCell } from '../accepted-cell.ts';
import type { ByteSource } from '../byte-source.ts';
import { BLOCK_COLUMNS, createBlockWriter } from './cell-block.ts';

/** A finding as it is stored. */
export interface StoredFinding {
  readonly key: string;
  readonly code: string;
  readonly severity: string;
  readonly title: string;
  readonly message: string;
  readonly hint: string;
  readonly row: number | null;
  readonly line: number | null;
  readonly column: string | null;
  readonly field: string | null;
  readonly value: string | null;
  readonly expected: string | null;
  readonly occurrences: number;
}

/** A finding with what its authority says to it; null where nobody has said anything yet, or need not. */
export interface NotedFinding extends StoredFinding {
  readonly note: string | null;
}

const PART_BYTES = 1024 * 1024;
const FINDINGS_AT_ONCE = 2_000;

/** Keeps the bytes as received, in parts of a mebibyte. */
export async function insertFile(
  { client }: Transaction,
  submissionId: string,
  { source, byteLength }: { readonly source: ByteSource; readonly byteLength: number },
): Promise<void> {
  // One buffer for all parts: what is thrown away for each weighs on the memory until somebody looks for it.
  const buffer = Buffer.allocUnsafe(Math.min(PART_BYTES, byteLength));
  let part = 0;
  let size = 0;
  const flush = async () => {
    await client.query(
      'insert into intake.submission_file (submission_id, part, bytes) values ($1, $2, $3)',
      [submissionId, part, buffer.subarray(0, size)],
    );
    part += 1;
    size = 0;
  };
  for await (const chunk of source()) {
    for (let from = 0; from < chunk.length; ) {
      const copied = chunk.copy(buffer, size, from);
      size += copied;
      from += copied;
      if (size === PART_BYTES) await flush();
    }
  }
  if (size > 0) await flush();
}

/** One part of the file as received; undefined beyond the last. */
export async function readFilePart(
  { tables }: Transaction,
  submissionId: string,
  part: number,
): Promise<Buffer | undefined> {
  const [row] = await tables
    .select({ bytes: submissionFile.bytes })
    .from(submissionFile)
    .where(and(eq(submissionFile.submissionId, submissionId), eq(submissionFile.part, part)));
  return row?.bytes;
}

export interface CellWriter {
  write(cells: readonly AcceptedCell[]): Promise<void>;
  /** Ends the writing; `keep` false takes back whatever was written. */
  end(keep: boolean): Promise<void>;
  /** Breaks the writing off, so that the transaction can be rolled back. For when something else has failed. */
  abandon(): Promise<void>;
}

/** Writes cells by COPY. The transaction's connection is busy with it until it is ended or abandoned. */
export async function writeCells({ client }: Transaction, submissionId: string): Promise<CellWriter> {
  await client.query('savepoint cells');
  const copy = client.query(
    copyFrom(`copy intake.cell_block (${BLOCK_COLUMNS.join(', ')}) from stdin (format binary)`, {
      highWaterMark: 1024 * 1024,
    }),
  );
  // The stream tells an error of the server by this event alone: callbacks of writes under way are never called.
  const failed = new Promise<never>((_resolve, reject) => copy.once('error', reject));
  let over = false;
  failed.catch(() => {
    over = true;
  });
  const until = (act: (done: (error?: Error | null) => void) => void) =>
    Promise.race([
      failed,
      new Promise<void>((resolve, reject) => act((error) => (error ? reject(error) : resolve()))),
    ]);
  const blocks = createBlockWriter(submissionId);
  return {
    async write(cells) {
      const bytes = blocks.take(cells);
      if (bytes !== null) await until((done) => copy.write(bytes, done));
    },
    async end(keep) {
      await until((done) => copy.end(blocks.finish(), done));
      over = true;
      await client.query(keep ? 'release savepoint cells' : 'rollback to savepoint cells');
    },
    async abandon() {
      if (over) return;
      await new Promise<void>((resolve) => {
        copy.once('close', resolve);
        copy.destroy();
      });
    },
  };
}

export async function insertFindings(
  { tables }: Transaction,
  submissionId: string,
  findings: readonly StoredFinding[],
): Promise<void> {
  for (let from = 0; from < findings.length; from += FINDINGS_AT_ONCE) {
    await tables.insert(submissionFinding).values(
      findings.slice(from, from + FINDINGS_AT_ONCE).map(({ row, column, ...finding }, index) => ({
        ...finding,
        submissionId,
        ordinal: from + index,
        rowNumber: row,
        columnName: column,
      })),
    );
  }
}

/** A submission's findings in the order in which they were found, each with its note; `key` for the one of that key. */
export async function readFindings(
  { tables }: Transaction,
  submissionId: string,
  key?: string,
): Promise<readonly NotedFinding[]> {
  const noted = and(
    eq(findingNote.submissionId, submissionFinding.submissionId),
    eq(findingNote.key, submissionFinding.key),
  );
  const wanted = and(
    eq(submissionFinding.submissionId, submissionId),
    key === undefined ? undefined : eq(submissionFinding.key, key),
  );
  const rows = await tables
    .select({ finding: submissionFinding, note: findingNote.note })
    .from(submissionFinding)
    .leftJoin(findingNote, noted)
    .where(wanted)
    .orderBy(submissionFinding.ordinal);
  return rows.map(
    ({ finding: { submissionId: _id, ordinal: _ordinal, rowNumber, columnName, ...finding }, note }) => ({
      ...finding,
      row: rowNumber,
      column: columnName,
      note,
    }),
  );
}
