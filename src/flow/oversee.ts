import type { Identity } from '../platform/identity.ts';
import { Problem } from '../problem.ts';
import { type EventFilter, type RecordedEvent, readEvents } from '../storage/audit.ts';
import { type Database, transaction } from '../storage/database.ts';
import { findSubmission } from '../submission/store.ts';
import { scopeOf } from './scope.ts';

export type { RecordedEvent };

export type AuditQuestion = EventFilter;

/** So many acts of one submission are told; there are a dozen. */
const MOST_OF_ONE = 1_000;

/** Who did what and when: the steward reads all of it, an authority what concerns its own. */
export interface Oversee {
  /** The newest first. */
  audit(identity: Identity, question: AuditQuestion): Promise<readonly RecordedEvent[]>;
  /** What was done with one submission, the first act first. Throws `not-found`. */
  history(identity: Identity, submission: string): Promise<readonly RecordedEvent[]>;
}

export function createOversee({ pool }: { readonly pool: Database['intake'] }): Oversee {
  return {
    audit: (identity, question) => {
      const scope = scopeOf(identity);
      const area = question.area ?? (scope.area === '*' ? undefined : (scope.area ?? undefined));
      return transaction(pool, (tx) => readEvents(tx, { ...question, area }), scope);
    },
    history: (identity, submission) =>
      transaction(
        pool,
        async (tx) => {
          if ((await findSubmission(tx, submission)) === undefined) {
            throw new Problem('not-found', 'There is no submission of this id for this key.');
          }
          const events = await readEvents(tx, { submission, limit: MOST_OF_ONE });
          return events.toReversed();
        },
        scopeOf(identity),
      ),
  };
}
