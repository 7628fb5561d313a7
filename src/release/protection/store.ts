import { deflateSync, inflateSync } from 'node:zlib';
import { eq } from 'drizzle-orm';
import type { Release } from '../../disclosure/certify/joint.ts';
import type { FamilyFacts, FamilyOutcome, FamilyTask } from '../../disclosure/family-task.ts';
import { Problem } from '../../problem.ts';
import type { Transaction } from '../../storage/database.ts';
import { protectedFamily, protectionRun, releaseFamily } from '../../storage/disclosure-tables.ts';
import type { DraftFacts } from '../store.ts';

/** What is kept of a family, packed: the table as it was, and what was made of it. */
interface Body extends Release {
  readonly unmet: readonly number[];
  readonly facts: FamilyFacts;
}

/** How far the protection of a draft has come. */
export interface ProtectionRun {
  readonly policyVersion: number;
  readonly done: number;
  readonly total: number;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly problem: string | null;
}

/** The outcome for a family that has been worked on before, whoever asked for it; undefined where it has not. */
export async function outcomeOf({ tables }: Transaction, sha256: string): Promise<FamilyOutcome | undefined> {
  const [row] = await tables.select().from(protectedFamily).where(eq(protectedFamily.sha256, sha256));
  if (row === undefined) return undefined;
  const { withheld, unmet, facts } = unpacked(row.body);
  return { withheld, unmet, facts };
}

export async function keepOutcome(
  { tables }: Transaction,
  {
    sha256,
    task,
    outcome,
    at,
  }: {
    readonly sha256: string;
    readonly task: FamilyTask;
    readonly outcome: FamilyOutcome;
    readonly at: Date;
  },
): Promise<void> {
  const { withheld, unmet, facts } = outcome;
  const body: Body = { ...task.table, withheld, unmet, facts };
  await tables
    .insert(protectedFamily)
    .values({
      sha256,
      body: deflateSync(JSON.stringify(body)),
      facts: { ...facts },
      protectedAt: at,
    })
    .onConflictDoNothing();
}

function unpacked(body: Buffer): Body {
  return JSON.parse(inflateSync(body).toString('utf8'));
}

/** The families of a domain in every release that was ever shown, newest first; each that is the same once. */
export async function publishedFamilies(
  { client }: Transaction,
  domain: string,
): Promise<readonly Release[]> {
  const { rows } = await client.query<{ body: Buffer }>(
    `select f.body from disclosure.protected_family f join (
       select rf.sha256, max(r.number) as number, max(r.id) as id from disclosure.release_family rf
       join publication.shown_release r on r.id = rf.release_id
       where rf.domain = $1 group by rf.sha256) seen on seen.sha256 = f.sha256
     order by seen.number desc nulls last, seen.id desc, f.sha256`,
    [domain],
  );
  return rows.map(({ body }) => {
    const { variables, equations, withheld } = unpacked(body);
    return { variables, equations, withheld };
  });
}

/** How many other releases were ever public or, as drafts, previewed. It only ever grows. */
export async function shownBeside({ client }: Transaction, releaseId: number): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    'select count(*)::int as count from publication.shown_release where id <> $1',
    [releaseId],
  );
  return rows[0]?.count ?? 0;
}

/** Throws `stale-draft` where something was shown since a draft was protected, which is not held against that. */
export async function ensureHeldAgainstAll(
  tx: Transaction,
  { id, version, manifest }: Pick<DraftFacts, 'id' | 'version' | 'manifest'>,
): Promise<void> {
  if (manifest.heldAgainst !== (await shownBeside(tx, id)))
    throw new Problem(
      'stale-draft',
      `Another draft has been previewed, or a release published, since ${version} was drafted.`,
    );
}

export async function linkFamilies(
  { tables }: Transaction,
  families: readonly { readonly releaseId: number; readonly sha256: string; readonly domain: string }[],
): Promise<void> {
  if (families.length > 0)
    await tables
      .insert(releaseFamily)
      .values([...families])
      .onConflictDoNothing();
}

/** What was shown for each family of a release. No counts: numbers of bounds, and times. */
export async function factsOf(
  { client }: Transaction,
  releaseId: number,
): Promise<readonly { readonly domain: string; readonly facts: FamilyFacts }[]> {
  const { rows } = await client.query<{ domain: string; facts: FamilyFacts }>(
    `select rf.domain, f.facts from disclosure.release_family rf
     join disclosure.protected_family f on f.sha256 = rf.sha256 where rf.release_id = $1 order by rf.domain, f.sha256`,
    [releaseId],
  );
  return rows;
}

export async function runOf({ tables }: Transaction, releaseId: number): Promise<ProtectionRun | undefined> {
  const [row] = await tables.select().from(protectionRun).where(eq(protectionRun.releaseId, releaseId));
  return row;
}

export async function startRun(
  { tables }: Transaction,
  run: { readonly releaseId: number; readonly policyVersion: number; readonly at: Date },
): Promise<void> {
  const { releaseId, policyVersion, at } = run;
  const fresh = { policyVersion, done: 0, total: 0, startedAt: at, endedAt: null, problem: null };
  await tables
    .insert(protectionRun)
    .values({ releaseId, ...fresh })
    .onConflictDoUpdate({ target: protectionRun.releaseId, set: fresh });
}

export async function noteProgress(
  { tables }: Transaction,
  {
    releaseId,
    ...progress
  }: { readonly releaseId: number } & Partial<Pick<ProtectionRun, 'done' | 'total' | 'endedAt' | 'problem'>>,
): Promise<void> {
  await tables.update(protectionRun).set(progress).where(eq(protectionRun.releaseId, releaseId));
}
