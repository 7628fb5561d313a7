import { and, eq, isNull } from 'drizzle-orm';
import type { Drawn } from '../../cells/store.ts';
import type { Transaction } from '../../storage/database.ts';
import { draftCell, release } from '../../storage/publication-tables.ts';
import type { Bump } from '../../vocabulary/release-changes.ts';
import { type DraftFacts, FACTS, toDraftFacts } from '../store.ts';

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
