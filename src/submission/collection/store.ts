import { desc, eq, gte, or } from 'drizzle-orm';
import { collection } from '../../storage/collection-tables.ts';
import type { Transaction } from '../../storage/database.ts';
import { DOMAINS, type Domain } from '../../vocabulary/measure.ts';
import type { SubmissionStatus } from '../status.ts';

export const COLLECTION_STATUSES = ['open', 'closed'] as const;
export type CollectionStatus = (typeof COLLECTION_STATUSES)[number];

export interface CollectionFacts {
  readonly id: string;
  readonly domain: Domain;
  readonly period: string;
  /** ISO day, the last on which a return is in time. */
  readonly dueOn: string;
  readonly measures: readonly string[];
  readonly status: CollectionStatus;
  readonly openedBy: string;
  readonly openedAt: Date;
}

/** That an authority has returned, and since when: all that anybody may see of its submissions. */
export interface Returned {
  readonly collection: string;
  readonly area: string;
  /** ISO day in London on which the first file of it came. */
  readonly returnedOn: string;
}

/** Where an authority's return to a collection stands: for its own eyes and the steward's. */
export interface Standing {
  readonly collection: string;
  readonly area: string;
  /** The newest file of it that no other has replaced. */
  readonly submission: string;
  readonly status: SubmissionStatus;
  readonly receivedAt: Date;
  readonly errors: number;
  readonly queries: number;
  /** Those without a note. */
  readonly openQueries: number;
  readonly lastAct: string;
  readonly lastActAt: Date;
}

/** The index that lets each domain and period have one collection. */
export const ONE_OF_DOMAIN_AND_PERIOD = 'collection_one_of_domain_and_period';
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const MOST = 200;

/** Collections that are open, or were due on `since` or later; the last due first. */
export async function listCollections(
  { tables }: Transaction,
  since: string,
): Promise<readonly CollectionFacts[]> {
  const rows = await tables
    .select()
    .from(collection)
    .where(or(eq(collection.status, 'open'), gte(collection.dueOn, since)))
    .orderBy(desc(collection.dueOn), collection.domain, collection.period)
    .limit(MOST);
  return rows.map(toFacts);
}

/** The measures that a collection asks for; undefined where there is no collection. */
export async function measuresAskedFor(
  { client }: Transaction,
  { domain, period }: { readonly domain: Domain; readonly period: string },
): Promise<readonly string[] | undefined> {
  const { rows } = await client.query<{ measures: readonly string[] }>(
    'select measures from intake.collection where domain = $1 and period = $2',
    [domain, period],
  );
  return rows[0]?.measures;
}

/** A collection that nobody else can change until the transaction ends. */
export async function lockCollection(
  { tables }: Transaction,
  id: string,
): Promise<CollectionFacts | undefined> {
  if (!UUID.test(id)) return undefined;
  const [row] = await tables.select().from(collection).where(eq(collection.id, id)).for('update');
  return row === undefined ? undefined : toFacts(row);
}

export async function insertCollection({ tables }: Transaction, facts: CollectionFacts): Promise<void> {
  await tables.insert(collection).values({ ...facts, measures: [...facts.measures] });
}

export async function updateCollection(
  { tables }: Transaction,
  { id, dueOn, measures, status }: CollectionFacts,
): Promise<void> {
  await tables
    .update(collection)
    .set({ dueOn, measures: [...measures], status })
    .where(eq(collection.id, id));
}

/** Who has returned to these collections. Needs no scope: the view shows what everybody may know. */
export async function readReturns(
  { client }: Transaction,
  collections: readonly string[],
): Promise<readonly Returned[]> {
  const { rows } = await client.query<Returned>(
    `select collection_id as collection, area, returned_on::text as "returnedOn"
     from intake.collection_return where collection_id = any($1::uuid[])`,
    [collections],
  );
  return rows;
}

/** Where the returns within the scope of the transaction stand: row-level security keeps the others out. */
export async function readStandings(
  { client }: Transaction,
  collections: readonly string[],
): Promise<readonly Standing[]> {
  const { rows } = await client.query<Standing>(
    `select newest.*, coalesce(act.act, 'submission.receive') as "lastAct", coalesce(act.at, newest."receivedAt") as "lastActAt",
       (select count(*)::int from intake.submission_finding f
        where f.submission_id = newest.submission and f.severity = 'query' and not exists
          (select 1 from intake.finding_note n where n.submission_id = f.submission_id and n.key = f.key)) as "openQueries"
     from (select distinct on (c.id, s.area) c.id as collection, s.area, s.id as submission, s.status,
         s.received_at as "receivedAt", s.error_count as errors, s.query_count as queries
       from intake.collection c join intake.submission s on s.domain = c.domain and s.period = c.period
       where c.id = any($1::uuid[]) and s.area is not null and s.status <> 'superseded'
       order by c.id, s.area, s.received_at desc, s.id desc) as newest
     left join lateral (select act, at from audit.event e
       where e.subject_kind = 'submission' and e.subject_id = newest.submission::text order by e.id desc limit 1) as act on true`,
    [collections],
  );
  return rows;
}

function toFacts(row: typeof collection.$inferSelect): CollectionFacts {
  const status = COLLECTION_STATUSES.find((each) => each === row.status);
  const domain = DOMAINS.find((each) => each === row.domain);
  if (status === undefined || domain === undefined) {
    throw new Error(`Collection ${row.id} has a status or a domain that the service does not know`);
  }
  return { ...row, status, domain };
}
