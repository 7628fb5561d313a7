import { and, desc, eq, gte, lt, type SQL } from 'drizzle-orm';
import type { Transaction } from './database.ts';
import { apiKey, auditEvent } from './intake-tables.ts';
import { plainSql } from './plain-sql.ts';

const EVENT = plainSql(auditEvent, ['id']);

export interface AuditEvent {
  readonly at: Date;
  readonly actor: string;
  readonly act: string;
  readonly subjectKind:
    | 'submission'
    | 'release'
    | 'key'
    | 'collection'
    | 'policy'
    | 'grant'
    | 'target'
    | 'programme';
  readonly subjectId: string;
  readonly area: string | null;
  /** Ids and sizes only, never a cell's value. */
  readonly detail: Record<string, string | number | boolean | null>;
}

/** Writes the act beside what it did, in the same transaction: both are there or neither. */
export async function recordAct({ client }: Transaction, event: AuditEvent): Promise<void> {
  await client.query(EVENT.insert, EVENT.valuesOf({ ...event }));
}

export interface RecordedEvent extends Omit<AuditEvent, 'subjectKind'> {
  readonly id: number;
  readonly subjectKind: string;
  /** The name of the key that acted; null where it was no key. */
  readonly actorName: string | null;
}

export interface EventFilter {
  readonly area?: string | undefined;
  readonly submission?: string | undefined;
  readonly act?: string | undefined;
  readonly actor?: string | undefined;
  readonly from?: Date | undefined;
  /** Up to, and not at. */
  readonly until?: Date | undefined;
  /** Only those written before the event of this id. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** The events within the scope of the transaction, the newest first. */
export async function readEvents(
  { tables }: Transaction,
  filter: EventFilter,
): Promise<readonly RecordedEvent[]> {
  const { area, submission, act, actor, from, until, before, limit } = filter;
  const conditions: SQL[] = [];
  if (area !== undefined) conditions.push(eq(auditEvent.area, area));
  if (submission !== undefined) {
    conditions.push(eq(auditEvent.subjectKind, 'submission'), eq(auditEvent.subjectId, submission));
  }
  if (act !== undefined) conditions.push(eq(auditEvent.act, act));
  if (actor !== undefined) conditions.push(eq(auditEvent.actor, actor));
  if (from !== undefined) conditions.push(gte(auditEvent.at, from));
  if (until !== undefined) conditions.push(lt(auditEvent.at, until));
  if (before !== undefined) conditions.push(lt(auditEvent.id, before));
  const rows = await tables
    .select({ event: auditEvent, actorName: apiKey.name })
    .from(auditEvent)
    .leftJoin(apiKey, eq(apiKey.id, auditEvent.actor))
    .where(and(...conditions))
    .orderBy(desc(auditEvent.id))
    .limit(limit);
  return rows.map(({ event, actorName }) => ({ ...event, actorName }));
}
