import { and, eq, isNull } from 'drizzle-orm';
import type { Transaction } from '../../storage/database.ts';
import { purge } from '../../storage/purge-tables.ts';

export type PurgeFacts = Readonly<typeof purge.$inferSelect>;

export type Proposal = Pick<PurgeFacts, 'id' | 'submissionId' | 'reason' | 'proposedBy' | 'proposedAt'>;

export async function insertProposal(
  { client }: Transaction,
  { id, submissionId, reason, proposedBy, proposedAt }: Proposal,
): Promise<void> {
  // The other columns are not this role's to write, not even with what they have by default.
  await client.query(
    'insert into intake.purge (id, submission_id, reason, proposed_by, proposed_at) values ($1, $2, $3, $4, $5)',
    [id, submissionId, reason, proposedBy, proposedAt],
  );
}

/** The purge of a submission that is proposed, or has been done; undefined for none, or one that was taken back. */
export async function currentPurge(
  { tables }: Transaction,
  submissionId: string,
): Promise<PurgeFacts | undefined> {
  const [row] = await tables
    .select()
    .from(purge)
    .where(and(eq(purge.submissionId, submissionId), isNull(purge.takenBackAt)));
  return row;
}

/** Takes a proposal back that is still open; false where it is not. */
export async function takeProposalBack(
  { client }: Transaction,
  { id, by, at }: { readonly id: string; readonly by: string; readonly at: Date },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `update intake.purge set taken_back_by = $2, taken_back_at = $3
     where id = $1 and taken_back_at is null and confirmed_at is null`,
    [id, by, at],
  );
  return rowCount === 1;
}

/** The releases that can be read and were made with a submission. */
export async function releasesMadeWith({ client }: Transaction, id: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ versions: string[] }>(
    'select intake.releases_made_with($1) as versions',
    [id],
  );
  return rows[0]?.versions ?? [];
}

export interface PurgeOrder {
  readonly submissionId: string;
  /** The second person. */
  readonly by: string;
  readonly at: Date;
  /** Codes of findings that quote an authority's earlier figures. */
  readonly quoting: readonly string[];
}

/**
 * Deletes what a submission brought and writes the audit line. The database itself sees that it was proposed by somebody
 * else, and refuses by the constraints `purge_proposed_first` and `purge_second_person`. Returns the releases that stand
 * in the way: then nothing has been done.
 */
export async function purgeSubmission(
  { client }: Transaction,
  { submissionId, by, at, quoting }: PurgeOrder,
): Promise<readonly string[]> {
  const { rows } = await client.query<{ standing: string[] }>(
    'select intake.purge_submission($1, $2, $3, $4) as standing',
    [submissionId, by, at, quoting],
  );
  return rows[0]?.standing ?? [];
}
