import { eq, sql } from 'drizzle-orm';
import type { Transaction } from '../../storage/database.ts';
import { smallRevision } from '../../storage/disclosure-tables.ts';

/** A correction by one authority of a domain and period. */
export interface RevisedReturn {
  readonly domain: string;
  readonly period: string;
  readonly area: string;
}

/** One that a steward wants released however few records it changes. */
export interface Exception extends RevisedReturn {
  readonly reason: string;
}

/** A correction of so few records that it is held back, unless a reason was given. */
export interface SmallRevision extends RevisedReturn {
  /** false where an exception was asked for and turned out not to be needed. */
  readonly found: boolean;
  readonly reason: string | null;
}

export async function smallRevisions(
  { tables }: Transaction,
  releaseId: number,
): Promise<readonly SmallRevision[]> {
  const { domain, period, area, found, reason } = smallRevision;
  return tables
    .select({ domain, period, area, found, reason })
    .from(smallRevision)
    .where(eq(smallRevision.releaseId, releaseId))
    .orderBy(domain, period, area);
}

export async function askExceptions(
  { tables }: Transaction,
  releaseId: number,
  exceptions: readonly Exception[],
): Promise<void> {
  if (exceptions.length === 0) return;
  await tables
    .insert(smallRevision)
    .values(exceptions.map((exception) => ({ ...exception, releaseId, found: false })));
}

/** Writes down that corrections are small; what reason was given for one stays. */
export async function noteSmall(
  { tables }: Transaction,
  releaseId: number,
  revisions: readonly SmallRevision[],
): Promise<void> {
  if (revisions.length === 0) return;
  const { domain, period, area } = smallRevision;
  await tables
    .insert(smallRevision)
    .values(revisions.map((revision) => ({ ...revision, releaseId })))
    .onConflictDoUpdate({
      target: [smallRevision.releaseId, domain, period, area],
      set: { found: sql`true` },
    });
}
