import type { Transaction } from './database.ts';
import { auditEvent } from './intake-tables.ts';

export interface AuditEvent {
  readonly at: Date;
  readonly actor: string;
  readonly act: string;
  readonly subjectKind: 'submission' | 'release' | 'key' | 'collection' | 'policy';
  readonly subjectId: string;
  readonly area: string | null;
  /** Ids and sizes only, never a cell's value. */
  readonly detail: Record<string, string | number | boolean | null>;
}

/** Writes the act beside what it did, in the same transaction: both are there or neither. */
export async function recordAct({ tables }: Transaction, event: AuditEvent): Promise<void> {
  await tables.insert(auditEvent).values(event);
}
