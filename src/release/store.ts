import { and, desc, eq, isNotNull, isNull, ne } from 'drizzle-orm';
import { Problem } from '../problem.ts';
import type { Transaction } from '../storage/database.ts';
import { release } from '../storage/publication-tables.ts';
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

/** The columns of `DraftFacts`. */
export const FACTS = {
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

export function toDraftFacts(
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

/** The release of a version, or undefined. A withdrawn draft gives its version back: see `drafts/store.ts`. */
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
