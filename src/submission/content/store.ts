import { and, eq } from 'drizzle-orm';
import { from as copyFrom } from 'pg-copy-streams';
import type { Transaction } from '../../storage/database.ts';
import { submissionFile } from '../../storage/intake-tables.ts';
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
  readonly rows: string | null;
}

/** A finding with what its authority says to it; null where nobody has said anything yet, or need not. */
export interface NotedFinding extends StoredFinding {
  readonly note: string | null;
}

const PART_BYTES = 1024 * 1024;
const FINDINGS_AT_ONCE = 2_000;
/** Bytes of cells: as many as a quarter's return comes to, twice. */
const MOST_HELD = 1024 * 1024;
/** Each column with its type and what it holds of a finding. */
const FINDING_COLUMNS: readonly (readonly [
  column: string,
  type: 'text' | 'int',
  field: keyof StoredFinding,
])[] = [
  ['key', 'text', 'key'],
  ['code', 'text', 'code'],
  ['severity', 'text', 'severity'],
  ['title', 'text', 'title'],
  ['message', 'text', 'message'],
  ['hint', 'text', 'hint'],
  ['row_number', 'int', 'row'],
  ['line', 'int', 'line'],
  ['column_name', 'text', 'column'],
  ['field', 'text', 'field'],
  ['value', 'text', 'value'],
  ['expected', 'text', 'expected'],
  ['occurrences', 'int', 'occurrences'],
  ['rows', 'text', 'rows'],
];
const INSERT_FINDINGS = `
  insert into intake.submission_finding (submission_id, ordinal, ${FINDING_COLUMNS.map(([column]) => column).join(', ')})
  select $1, * from unnest($2::int[], ${FINDING_COLUMNS.map(([, type], at) => `$${at + 3}::${type}[]`).join(', ')})`;
const READ_FINDINGS = `
  select ${FINDING_COLUMNS.map(([column, , field]) => `f.${column} as "${field}"`).join(', ')}, n.note
  from intake.submission_finding f
  left join intake.finding_note n on n.submission_id = f.submission_id and n.key = f.key
  where f.submission_id = $1 and ($2::text is null or f.key = $2) order by f.ordinal`;

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

/**
 * Writes cells by COPY. What is little waits until it is certain to be kept: it then needs no savepoint. From the first
 * `write` on the transaction's connection may be busy with it, until it is ended or abandoned.
 */
export function writeCells({ client }: Transaction, submissionId: string): CellWriter {
  const blocks = createBlockWriter(submissionId);
  const waiting: Buffer[] = [];
  let held = 0;
  let copy: CellCopy | undefined;
  return {
    async write(cells) {
      const bytes = blocks.take(cells);
      if (bytes === null) return;
      if (copy === undefined) {
        waiting.push(bytes);
        held += bytes.length;
        if (held < MOST_HELD) return;
        await client.query('savepoint cells');
        copy = copyCells(client);
      }
      const sent = waiting.length > 0 ? Buffer.concat(waiting.splice(0)) : bytes;
      await copy.write(sent);
    },
    async end(keep) {
      const last = blocks.finish();
      if (copy !== undefined) {
        await copy.end(last);
        await client.query(keep ? 'release savepoint cells' : 'rollback to savepoint cells');
      } else if (keep) {
        copy = copyCells(client);
        await copy.end(Buffer.concat([...waiting, last]));
      }
    },
    abandon: async () => copy?.abandon(),
  };
}

interface CellCopy {
  write(bytes: Buffer): Promise<void>;
  end(last: Buffer): Promise<void>;
  abandon(): Promise<void>;
}

function copyCells(client: Transaction['client']): CellCopy {
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
  return {
    write: (bytes) => until((done) => copy.write(bytes, done)),
    async end(last) {
      await until((done) => copy.end(last, done));
      over = true;
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
  { client }: Transaction,
  submissionId: string,
  findings: readonly StoredFinding[],
): Promise<void> {
  for (let from = 0; from < findings.length; from += FINDINGS_AT_ONCE) {
    const part = findings.slice(from, from + FINDINGS_AT_ONCE);
    await client.query(INSERT_FINDINGS, [
      submissionId,
      part.map((_, index) => from + index),
      ...FINDING_COLUMNS.map(([, , field]) => part.map((finding) => finding[field])),
    ]);
  }
}

/** A submission's findings in the order in which they were found, each with its note; `key` for the one of that key. */
export async function readFindings(
  { client }: Transaction,
  submissionId: string,
  key?: string,
): Promise<readonly NotedFinding[]> {
  const { rows } = await client.query<NotedFinding>(READ_FINDINGS, [submissionId, key ?? null]);
  return rows;
}
