import { sql } from 'drizzle-orm';
import { check, date, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { intake } from './intake-tables.ts';

/** What authorities are asked to send, and by when. Everybody may read it. */
export const collection = intake.table(
  'collection',
  {
    id: uuid('id').primaryKey(),
    domain: text('domain').notNull(),
    period: text('period').notNull(),
    /** The last day, in London. */
    dueOn: date('due_on', { mode: 'string' }).notNull(),
    measures: text('measures').array().notNull(),
    status: text('status').notNull(),
    openedBy: text('opened_by').notNull(),
    openedAt: timestamp('opened_at', { withTimezone: true, mode: 'date' }).notNull(),
  },
  (table) => [
    uniqueIndex('collection_one_of_domain_and_period').on(table.domain, table.period),
    check('collection_status_known', sql`${table.status} in ('open','closed')`),
    check('collection_asks_for_something', sql`cardinality(${table.measures}) > 0`),
  ],
);
