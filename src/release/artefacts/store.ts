import { finished } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { and, asc, desc, eq, isNotNull } from 'drizzle-orm';
import type { Transaction } from '../../storage/database.ts';
import { artefact, artefactPart, artefactRun, edition, release } from '../../storage/publication-tables.ts';
import type { Coverage, ProtectedCell } from '../../vocabulary/cell.ts';
import type { VocabularyBody } from '../../vocabulary/vocabulary.ts';
import { type PublishedRow, toCell } from '../read.ts';

const CELL_PLACE = 'measure_id, period, area, ethnic_group, sex, age_band, category';

/** Every cell of a release as publication number `number` has it, ordered by its place, as a stream. */
export function publishedCells(tx: Transaction, number: number): AsyncIterable<ProtectedCell> {
  return inPlaceOrder(
    tx,
    `select distinct on (${CELL_PLACE}) * from publication.cell where since <= ${Number(number)}
     order by ${CELL_PLACE}, since desc`,
  );
}

/** The cells that a query gives, without those that have ended, ordered by their place, as a stream. */
export async function* inPlaceOrder({ client }: Transaction, query: string): AsyncIterable<ProtectedCell> {
  const coverages = new Map<number, Coverage>();
  const known = await client.query<{ id: number; body: Coverage }>(
    'select id, body from publication.coverage',
  );
  for (const row of known.rows) coverages.set(row.id, row.body);
  // The order is by bytes, so that the same release is the same file on every server.
  const ordered = CELL_PLACE.split(', ').map((column) => `${column} collate "C"`);
  await client.query(
    `declare published no scroll cursor for
     select * from (${query}) c where not ended order by ${ordered.join(', ')}`,
  );
  for (;;) {
    const { rows } = await client.query<PublishedRow & { measure_id: string; period: string }>(
      'fetch 2000 from published',
    );
    if (rows.length === 0) break;
    for (const row of rows) yield toCell(row, { measure: row.measure_id, period: row.period }, coverages);
  }
  await client.query('close published');
}

/** The cells of every population of a release: small enough to hold, and needed to work out rates. */
export async function publishedPopulations(
  { client }: Transaction,
  { number, populations }: { readonly number: number; readonly populations: readonly string[] },
): Promise<readonly ProtectedCell[]> {
  const place = CELL_PLACE;
  const { rows } = await client.query<PublishedRow & { measure_id: string; period: string }>(
    `select distinct on (${place}) * from publication.cell where since <= $1 and measure_id = any($2)
     order by ${place}, since desc`,
    [number, populations],
  );
  const noCoverage = new Map<number, Coverage>();
  return rows
    .filter((row) => !row.ended)
    .map((row) => toCell(row, { measure: row.measure_id, period: row.period }, noCoverage));
}

/** The words that a release was drafted with. */
export async function editionBody({ tables }: Transaction, id: number): Promise<VocabularyBody> {
  const [row] = await tables.select({ body: edition.body }).from(edition).where(eq(edition.id, id));
  if (row === undefined) throw new Error(`There is no edition ${id} of the vocabulary`);
  return row.body;
}

/** Which frozen file of which release. */
export interface ArtefactKey {
  readonly releaseId: number;
  readonly name: string;
  readonly format: string;
}

export async function insertPart(
  { tables }: Transaction,
  row: ArtefactKey & { readonly part: number; readonly bytes: Buffer },
): Promise<void> {
  await tables.insert(artefactPart).values(row);
}

export async function insertArtefact(
  { tables }: Transaction,
  row: typeof artefact.$inferInsert,
): Promise<void> {
  await tables.insert(artefact).values(row);
}

export type ArtefactRun = typeof artefactRun.$inferInsert;

/** Notes where rows stand in a CSV file; before the file is closed. */
export async function insertRuns({ tables }: Transaction, runs: readonly ArtefactRun[]): Promise<void> {
  if (runs.length > 0) await tables.insert(artefactRun).values([...runs]);
}

/** The files that are whole, in the order of their names. */
export function frozenFiles({ tables }: Transaction, releaseId: number) {
  return tables
    .select()
    .from(artefact)
    .where(eq(artefact.releaseId, releaseId))
    .orderBy(asc(artefact.name), asc(artefact.format));
}

/** A file's bytes as they are kept, part by part. */
async function* storedParts(
  { tables }: Transaction,
  { releaseId, name, format }: ArtefactKey,
): AsyncGenerator<Buffer> {
  const ofFile = [
    eq(artefactPart.releaseId, releaseId),
    eq(artefactPart.name, name),
    eq(artefactPart.format, format),
  ];
  for (let part = 0; ; part += 1) {
    const [row] = await tables
      .select({ bytes: artefactPart.bytes })
      .from(artefactPart)
      .where(and(...ofFile, eq(artefactPart.part, part)));
    if (row === undefined) return;
    yield row.bytes;
  }
}

/** A file's plain bytes, part by part. */
export function plainParts(
  tx: Transaction,
  file: ArtefactKey & { readonly gzipSha256: string | null },
): AsyncGenerator<Buffer> {
  const parts = storedParts(tx, file);
  return file.gzipSha256 === null ? parts : unpacked(parts);
}

/** Unpacks part by part, so that reading and writing take turns on the one connection. */
async function* unpacked(parts: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  let made: Buffer[] = [];
  gunzip.on('data', (chunk: Buffer) => made.push(chunk));
  for await (const part of parts) {
    await new Promise<void>((resolve, reject) => {
      gunzip.write(part, (error) => (error ? reject(error) : resolve()));
    });
    yield* made;
    made = [];
  }
  gunzip.end();
  await finished(gunzip);
  yield* made;
}

/** Every release so far, with the one that is being published; newest first. */
export async function releaseHistory({ tables }: Transaction) {
  const { version, publishedAt, status, notes, correction, withdrawnReason } = release;
  return tables
    .select({ version, publishedAt, status, notes, correction, withdrawnReason })
    .from(release)
    .where(isNotNull(release.number))
    .orderBy(desc(release.number));
}
