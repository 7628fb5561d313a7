import { and, desc, eq, type SQL, sql } from 'drizzle-orm';
import type { Transaction } from '../storage/database.ts';
import { submission } from '../storage/intake-tables.ts';
import { plainSql } from '../storage/plain-sql.ts';
import type { Origin } from '../vocabulary/cell.ts';
import { DOMAINS, type Domain } from '../vocabulary/measure.ts';
import { SUBMISSION_STATUSES, type SubmissionStatus } from './status.ts';

export interface SubmissionFacts {
  readonly id: string;
  readonly domain: Domain;
  /** null where a national file names its own periods, and areas. */
  readonly period: string | null;
  readonly area: string | null;
  readonly sender: string;
  readonly layout: string;
  readonly classification: string | null;
  readonly origin: Origin;
  readonly status: SubmissionStatus;
  readonly fileName: string | null;
  readonly mediaType: string;
  readonly sha256: string;
  readonly byteLength: number;
  readonly rowCount: number;
  readonly cellCount: number;
  readonly errorCount: number;
  readonly queryCount: number;
  readonly noticeCount: number;
  readonly idempotencyKey: string | null;
  readonly submittedBy: string;
  readonly receivedAt: Date;
  readonly approvedBy: string | null;
  readonly approvedAt: Date | null;
  readonly supersededBy: string | null;
  /** When its contents were deleted; null for one that has them. */
  readonly purgedAt: Date | null;
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const SUBMISSION = plainSql(submission);
const FIND = `select ${SUBMISSION.columns} from intake.submission where id = $1`;
/** Any number that no other lock of ours has. */
const IDEMPOTENCY_LOCK = 5_170;
const APPROVAL_LOCK = 5_171;

export async function insertSubmission({ client }: Transaction, facts: SubmissionFacts): Promise<void> {
  await client.query(SUBMISSION.insert, SUBMISSION.valuesOf({ ...facts }));
}

/** What is known once the file has been read. */
export type Outcome = Pick<
  SubmissionFacts,
  'status' | 'classification' | 'rowCount' | 'cellCount' | 'errorCount' | 'queryCount' | 'noticeCount'
>;

export async function recordOutcome(
  { client }: Transaction,
  id: string,
  { status, classification, rowCount, cellCount, errorCount, queryCount, noticeCount }: Outcome,
): Promise<void> {
  await client.query(
    `update intake.submission set status = $2, classification = $3, row_count = $4, cell_count = $5, error_count = $6,
       query_count = $7, notice_count = $8 where id = $1`,
    [id, status, classification, rowCount, cellCount, errorCount, queryCount, noticeCount],
  );
}

/** The submission that a sender's idempotency key belongs to. Until the transaction ends nobody else can use the key. */
export async function findByIdempotencyKey(
  { client, tables }: Transaction,
  sender: string,
  key: string,
): Promise<SubmissionFacts | undefined> {
  await client.query('select pg_advisory_xact_lock($1, hashtext($2))', [
    IDEMPOTENCY_LOCK,
    `${sender}\n${key}`,
  ]);
  const [row] = await tables
    .select()
    .from(submission)
    .where(and(eq(submission.sender, sender), eq(submission.idempotencyKey, key)));
  return row === undefined ? undefined : toFacts(row);
}

/** Whether a file of these bytes has been purged, among the submissions in the scope of the transaction. */
export async function isPurgedFile({ client }: Transaction, sha256: string): Promise<boolean> {
  const { rows } = await client.query(
    'select from intake.submission where sha256 = $1 and purged_at is not null limit 1',
    [sha256],
  );
  return rows.length > 0;
}

/** One submission within the scope of the transaction; `lock` keeps others from moving it meanwhile. */
export async function findSubmission(
  { client }: Transaction,
  id: string,
  lock = false,
): Promise<SubmissionFacts | undefined> {
  if (!UUID.test(id)) return undefined;
  const {
    rows: [row],
  } = await client.query<typeof submission.$inferSelect>(lock ? `${FIND} for update` : FIND, [id]);
  // Postgres gives a number of sixty-four bits as a text.
  return row === undefined ? undefined : toFacts({ ...row, byteLength: Number(row.byteLength) });
}

export interface SubmissionFilter {
  readonly area?: string | undefined;
  readonly domain?: Domain | undefined;
  readonly period?: string | undefined;
  readonly status?: SubmissionStatus | undefined;
  readonly limit: number;
  /** Only those received before this one. */
  readonly before?: string | undefined;
}

/** Submissions within the scope of the transaction, newest first. */
export async function listSubmissions(
  { tables }: Transaction,
  filter: SubmissionFilter,
): Promise<readonly SubmissionFacts[]> {
  const conditions: SQL[] = [];
  if (filter.area !== undefined) conditions.push(eq(submission.area, filter.area));
  if (filter.domain !== undefined) conditions.push(eq(submission.domain, filter.domain));
  if (filter.period !== undefined) conditions.push(eq(submission.period, filter.period));
  if (filter.status !== undefined) conditions.push(eq(submission.status, filter.status));
  if (filter.before !== undefined && UUID.test(filter.before)) {
    conditions.push(
      sql`(${submission.receivedAt}, ${submission.id}) <
        (select received_at, id from intake.submission where id = ${filter.before})`,
    );
  }
  const rows = await tables
    .select()
    .from(submission)
    .where(and(...conditions))
    .orderBy(desc(submission.receivedAt), desc(submission.id))
    .limit(filter.limit);
  return rows.map(toFacts);
}

/** False where the submission is not in sight any more: a grant may end while somebody acts under it. */
export async function recordMove(
  { tables }: Transaction,
  id: string,
  change: Partial<Pick<SubmissionFacts, 'status' | 'approvedBy' | 'approvedAt'>>,
): Promise<boolean> {
  const { rowCount } = await tables.update(submission).set(change).where(eq(submission.id, id));
  return rowCount === 1;
}

/**
 * Supersedes the submissions that an approved one replaces: those of the same domain, period and layout, from the same
 * authority, or from the same sender where a file has no authority. Returns their ids.
 */
export async function supersedeEarlier(
  { client }: Transaction,
  { id, domain, period, layout, area, sender }: SubmissionFacts,
): Promise<readonly string[]> {
  const series = [domain, period, layout, area, area === null ? sender : null];
  await client.query('select pg_advisory_xact_lock($1, hashtext($2))', [
    APPROVAL_LOCK,
    JSON.stringify(series),
  ]);
  const { rows } = await client.query<{ id: string }>(
    `update intake.submission set status = 'superseded', superseded_by = $1
     where status = 'approved' and id <> $1 and domain = $2 and period is not distinct from $3 and layout = $4
       and area is not distinct from $5 and ($5::text is not null or sender = $6)
     returning id`,
    [id, domain, period, layout, area, sender],
  );
  return rows.map((row) => row.id);
}

function toFacts(row: typeof submission.$inferSelect): SubmissionFacts {
  const status = SUBMISSION_STATUSES.find((each) => each === row.status);
  const domain = DOMAINS.find((each) => each === row.domain);
  if (status === undefined || domain === undefined) {
    throw new Error(`Submission ${row.id} has a status or a domain that the service does not know`);
  }
  return { ...row, status, domain, origin: row.origin === 'official' ? 'official' : 'authority' };
}
