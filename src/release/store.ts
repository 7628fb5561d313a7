import { createHash, type Hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { and, desc, eq, isNotNull, isNull, ne } from 'drizzle-orm';
import { from as copyFrom } from 'pg-copy-streams';
import type { Drawn } from '../cells/store.ts';
import { Problem } from '../problem.ts';
import type { Transaction } from '../storage/database.ts';
import { coverage, draftCell, release } from '../storage/publication-tables.ts';
import type { Coverage, ProtectedCell } from '../vocabulary/cell.ts';
import { BUMPS, type Bump, type ReleaseChanges } from '../vocabulary/release-changes.ts';
import { RELEASE_MOVES, type ReleaseStatus } from './status.ts';

const LOCK = 5_170_433_003;

/** Drafting and publishing take turns: one at a time in the whole cluster, until the transaction ends. */
export async function lockReleases({ client }: Transaction): Promise<void> {
  await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
}

export interface DraftFacts {
  readonly id: number;
  readonly version: string;
  readonly status: ReleaseStatus;
  readonly baseNumber: number | null;
  readonly notes: string;
  readonly edition: number;
  readonly draftedBy: string;
  readonly approvedBy: string | null;
  readonly cellCount: number;
  readonly withheldCount: number;
  readonly manifest: Readonly<Record<string, unknown>>;
  /** The step in the version that was asked for; null where it is to be worked out. */
  readonly bump: Bump | null;
  readonly correction: string | null;
  /** null while it is being protected. */
  readonly changes: ReleaseChanges | null;
}

const FACTS = {
  id: release.id,
  version: release.version,
  status: release.status,
  baseNumber: release.baseNumber,
  notes: release.notes,
  edition: release.edition,
  draftedBy: release.draftedBy,
  approvedBy: release.approvedBy,
  cellCount: release.cellCount,
  withheldCount: release.withheldCount,
  manifest: release.manifest,
  bump: release.bump,
  correction: release.correction,
  changes: release.changes,
};

function toDraftFacts(
  row: Omit<DraftFacts, 'status' | 'bump'> & { readonly status: string; readonly bump: string | null },
): DraftFacts {
  const status = isStatus(row.status) ? row.status : 'withdrawn';
  return { ...row, status, bump: BUMPS.find((bump) => bump === row.bump) ?? null };
}

function isStatus(text: string): text is ReleaseStatus {
  return Object.hasOwn(RELEASE_MOVES, text);
}

export async function latestRelease({
  tables,
}: Transaction): Promise<{ version: string; number: number } | undefined> {
  const [row] = await tables
    .select({ version: release.version, number: release.number })
    .from(release)
    .where(isNotNull(release.number))
    .orderBy(desc(release.number))
    .limit(1);
  return row === undefined || row.number === null ? undefined : { version: row.version, number: row.number };
}

/** Measure → the periods that a publication has of it. */
export async function publishedPeriods(
  { client }: Transaction,
  number: number,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await client.query<{ measure_id: string; periods: string[] }>(
    `select measure_id, array_agg(distinct period) as periods from (
       select distinct on (measure_id, period, area, ethnic_group, sex, age_band, category) measure_id, period, ended
       from publication.cell where since <= $1
       order by measure_id, period, area, ethnic_group, sex, age_band, category, since desc) c
     where not ended group by measure_id`,
    [number],
  );
  return new Map(rows.map((row) => [row.measure_id, row.periods]));
}

/** The release of a version, or undefined. A withdrawn draft gives its version back: see `insertDraft`. */
export async function releaseByVersion(
  { tables }: Transaction,
  version: string,
): Promise<DraftFacts | undefined> {
  const working = WORKING_NAME.exec(version)?.[1];
  const named =
    working === undefined
      ? eq(release.version, version)
      : and(eq(release.id, Number(working)), isNull(release.number));
  const [row] = await tables.select(FACTS).from(release).where(named);
  return row === undefined ? undefined : toDraftFacts(row);
}

/** What a draft is called until its version has been worked out; it goes on being found by it until it is published. */
const WORKING_NAME = /^draft-(\d{1,9})$/;

export async function openDrafts({ tables }: Transaction): Promise<readonly DraftFacts[]> {
  const rows = await tables
    .select(FACTS)
    .from(release)
    .where(and(isNull(release.number), ne(release.status, 'withdrawn')))
    .orderBy(desc(release.id));
  return rows.map(toDraftFacts);
}

export async function insertDraft(
  { tables, client }: Transaction,
  draft: {
    /** null where it is worked out later. */
    readonly version: string | null;
    readonly bump: Bump | null;
    readonly correction: string | null;
    readonly nextRelease: string | null;
    readonly baseNumber: number | null;
    readonly notes: string;
    readonly edition: number;
    readonly actor: string;
    readonly at: Date;
    readonly manifest: Record<string, unknown>;
  },
): Promise<DraftFacts> {
  const { version } = draft;
  if (version !== null) await makeRoom({ tables, client }, { version, at: draft.at });
  const { rows } = await client.query<{ id: number }>(
    `select nextval('publication.release_id_seq')::int as id`,
  );
  const id = rows[0]?.id ?? 0;
  const [row] = await tables
    .insert(release)
    .values({
      id,
      version: version ?? `draft-${id}`,
      bump: draft.bump,
      correction: draft.correction,
      nextRelease: draft.nextRelease,
      status: 'draft',
      baseNumber: draft.baseNumber,
      isLatest: false,
      notes: draft.notes,
      edition: draft.edition,
      cellCount: 0,
      withheldCount: 0,
      manifest: draft.manifest,
      draftedBy: draft.actor,
      draftedAt: draft.at,
    })
    .returning(FACTS);
  if (row === undefined) throw new Error('The draft was not inserted');
  return toDraftFacts(row);
}

/** An earlier draft of the same version makes room: it was never public. Its row stays, under a name of its own. */
async function makeRoom(
  { tables, client }: Transaction,
  { version, at, id }: { readonly version: string; readonly at: Date; readonly id?: number },
): Promise<void> {
  const open = await tables
    .select({ id: release.id })
    .from(release)
    .where(and(eq(release.version, version), isNull(release.number)));
  for (const earlier of open.filter((each) => each.id !== id)) {
    await tables.delete(draftCell).where(eq(draftCell.releaseId, earlier.id));
    await client.query(
      `update publication.release set status = 'withdrawn', withdrawn_at = $2, withdrawn_reason = $3,
         version = version || '-draft.' || id where id = $1 and number is null`,
      [earlier.id, at, 'Drafted again'],
    );
  }
}

/** Gives a draft the version that was worked out for it. */
export async function nameDraft(
  tx: Transaction,
  { id, version, at }: { readonly id: number; readonly version: string; readonly at: Date },
): Promise<void> {
  await makeRoom(tx, { version, at, id });
  await tx.tables.update(release).set({ version }).where(eq(release.id, id));
}

/** Writes down what a draft is made from, and what else was approved meanwhile: a purge goes by both. */
export async function recordSources(
  { client }: Transaction,
  releaseId: number,
  { heldBack, carried }: Drawn,
): Promise<void> {
  await client.query(
    `insert into publication.release_source (release_id, submission_id, drawn)
     select $1::int, id, id <> all ($2::uuid[]) from intake.submission
       where status = 'approved' and id <> all ($3::uuid[])
     union all select $1::int, unnest($3::uuid[]), true on conflict do nothing`,
    [releaseId, heldBack, carried],
  );
}

/** What was approved while a draft was being made may have been looked at. */
export async function recordLateSources({ client }: Transaction, releaseId: number): Promise<void> {
  await client.query(
    `insert into publication.release_source (release_id, submission_id, drawn)
     select $1, id, false from intake.submission where status = 'approved' on conflict do nothing`,
    [releaseId],
  );
}

const CELL_COLUMNS = `measure_id, period, area, ethnic_group, sex, age_band, category,
  numerator, numerator_status, denominator, denominator_status, sum_of_squares, origin, coverage_id`;

/** Streams protected cells into the draft by COPY, and into its digest. Nothing but protected cells can be given. */
export async function writeDraftCells(
  tx: Transaction,
  { releaseId, digest }: { readonly releaseId: number; readonly digest: Hash },
  cells: readonly ProtectedCell[],
): Promise<void> {
  const coverageIds = await storeCoverages(tx, cells);
  const target = tx.client.query(
    copyFrom(`copy publication.draft_cell (release_id, ${CELL_COLUMNS}) from stdin`),
  );
  const lines = function* () {
    let block = '';
    for (const cell of cells) {
      const fields = [
        releaseId,
        cell.measure,
        cell.period,
        cell.area,
        cell.group,
        cell.sex,
        cell.ageBand,
        cell.category,
        cell.numerator.value,
        cell.numerator.status,
        cell.denominator?.value ?? null,
        cell.denominator?.status ?? null,
        cell.sumOfSquares,
        cell.origin,
        cell.coverage === null ? null : (coverageIds.get(cell.coverage) ?? null),
      ];
      block += `${fields.map((field) => (field === null ? '\\N' : String(field))).join('\t')}\n`;
      if (block.length > 65_536) {
        digest.update(block);
        yield block;
        block = '';
      }
    }
    digest.update(block);
    yield block;
  };
  await pipeline(Readable.from(lines()), target);
}

async function storeCoverages(
  { tables }: Transaction,
  cells: readonly ProtectedCell[],
): Promise<ReadonlyMap<Coverage, number>> {
  const ids = new Map<Coverage, number>();
  for (const { coverage: body } of cells) {
    if (body === null || ids.has(body)) continue;
    const sha256 = createHash('sha256').update(JSON.stringify(body)).digest('hex');
    const [known] = await tables
      .select({ id: coverage.id })
      .from(coverage)
      .where(eq(coverage.sha256, sha256));
    const [row] =
      known === undefined
        ? await tables.insert(coverage).values({ sha256, body }).returning({ id: coverage.id })
        : [known];
    if (row !== undefined) ids.set(body, row.id);
  }
  return ids;
}

/** Says what a draft has come to hold. false where it is a draft no longer: somebody has withdrawn it or drafted again. */
export async function setProtected(
  { tables }: Transaction,
  { id, cellCount, withheldCount, manifest, changes }: DraftFacts,
): Promise<boolean> {
  const found = { status: 'protected', cellCount, withheldCount, manifest: { ...manifest }, changes };
  const changed = await tables
    .update(release)
    .set(found)
    .where(and(eq(release.id, id), eq(release.status, 'draft')))
    .returning({ id: release.id });
  return changed.length === 1;
}

/** Whether a draft is being worked on; while the transaction lasts, nobody withdraws it. */
export async function isStillDraft({ client }: Transaction, id: number): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from publication.release where id = $1 and status = 'draft' for share`,
    [id],
  );
  return rowCount === 1;
}

/** A draft that could not be protected: it was never public, and its row says why it is not there. */
export async function setFailed(
  { tables }: Transaction,
  { id, reason, at }: { readonly id: number; readonly reason: string; readonly at: Date },
): Promise<void> {
  await tables
    .update(release)
    .set({ status: 'withdrawn', withdrawnReason: reason, withdrawnAt: at })
    .where(and(eq(release.id, id), eq(release.status, 'draft')));
}

/** A release as it stands now. */
export async function releaseById({ tables }: Transaction, id: number): Promise<DraftFacts> {
  const [row] = await tables.select(FACTS).from(release).where(eq(release.id, id));
  if (row === undefined) throw new Error('The release is gone');
  return toDraftFacts(row);
}

export async function setApproved(
  { tables }: Transaction,
  id: number,
  by: { readonly actor: string; readonly at: Date },
): Promise<void> {
  const changed = await tables
    .update(release)
    .set({ status: 'approved', approvedBy: by.actor, approvedAt: by.at })
    .where(and(eq(release.id, id), eq(release.status, 'protected')))
    .returning({ id: release.id });
  if (changed.length !== 1) throw new Problem('wrong-move', 'The release has moved on.');
}

/** Moves the draft's cells into the publication: what is new or changed holds from `number` on, what is gone ends there. */
export async function publishCells(
  { client }: Transaction,
  { id, baseNumber, number }: { readonly id: number; readonly baseNumber: number; readonly number: number },
): Promise<void> {
  const place = ['measure_id', 'period', 'area', 'ethnic_group', 'sex', 'age_band', 'category'];
  const onPlace = place.map((column) => `p.${column} = d.${column}`).join(' and ');
  const previous = `select distinct on (${place.join(', ')}) * from publication.cell where since <= $2
    order by ${place.join(', ')}, since desc`;
  await client.query(
    `with p as (${previous}), d as (select * from publication.draft_cell where release_id = $1)
     insert into publication.cell (${CELL_COLUMNS}, since, ended)
     select ${CELL_COLUMNS.split(',')
       .map((column) => `d.${column.trim()}`)
       .join(', ')}, $3, false
     from d left join p on ${onPlace}
     where p.measure_id is null or p.ended
       or (p.numerator, p.numerator_status, p.denominator, p.denominator_status, p.sum_of_squares, p.origin, p.coverage_id)
          is distinct from
          (d.numerator, d.numerator_status, d.denominator, d.denominator_status, d.sum_of_squares, d.origin, d.coverage_id)`,
    [id, baseNumber, number],
  );
  await client.query(
    `with p as (${previous}), d as (select * from publication.draft_cell where release_id = $1)
     insert into publication.cell (${place.join(', ')}, numerator_status, origin, since, ended)
     select ${place.map((column) => `p.${column}`).join(', ')}, 'x', p.origin, $3, true
     from p left join d on ${onPlace} where d.measure_id is null and not p.ended`,
    [id, baseNumber, number],
  );
  await client.query('delete from publication.draft_cell where release_id = $1', [id]);
}

export async function setPublished(
  { tables }: Transaction,
  {
    id,
    number,
    actor,
    at,
  }: { readonly id: number; readonly number: number; readonly actor: string; readonly at: Date },
): Promise<void> {
  await tables
    .update(release)
    .set({ isLatest: false, status: 'superseded' })
    .where(eq(release.isLatest, true));
  await tables
    .update(release)
    .set({ status: 'published', isLatest: true, number, publishedBy: actor, publishedAt: at })
    .where(eq(release.id, id));
}

/** Withdraws a release with a public reason. The release before it, if any stands, becomes the latest again. */
export async function setWithdrawn(
  { tables, client }: Transaction,
  { id, reason, at }: { readonly id: number; readonly reason: string; readonly at: Date },
): Promise<void> {
  await tables
    .update(release)
    .set({ status: 'withdrawn', isLatest: false, withdrawnReason: reason, withdrawnAt: at })
    .where(eq(release.id, id));
  await client.query(
    `update publication.release set is_latest = true, status = 'published'
     where number = (select max(number) from publication.release where status <> 'withdrawn')
       and not exists (select 1 from publication.release where is_latest)`,
  );
}
