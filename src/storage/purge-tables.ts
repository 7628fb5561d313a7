import { sql } from 'drizzle-orm';
import { check, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { intake, submission } from './intake-tables.ts';

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** That a submission's contents are to be deleted: proposed by one person, confirmed by another. */
export const purge = intake.table(
  'purge',
  {
    id: uuid('id').primaryKey(),
    submissionId: uuid('submission_id')
      .notNull()
      .references(() => submission.id),
    reason: text('reason').notNull(),
    proposedBy: text('proposed_by').notNull(),
    proposedAt: moment('proposed_at').notNull(),
    /** Written by `intake.purge_submission` alone, in the transaction that deletes. */
    confirmedBy: text('confirmed_by'),
    confirmedAt: moment('confirmed_at'),
    takenBackBy: text('taken_back_by'),
    takenBackAt: moment('taken_back_at'),
  },
  (table) => [
    uniqueIndex('purge_one_each').on(table.submissionId).where(sql`${table.takenBackAt} is null`),
    check('purge_second_person', sql`${table.confirmedBy} <> ${table.proposedBy}`),
    check('purge_ends_once', sql`${table.confirmedAt} is null or ${table.takenBackAt} is null`),
    check('purge_says_why', sql`length(${table.reason}) between 1 and 500`),
  ],
);
