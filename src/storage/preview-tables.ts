import { integer, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { publication, release } from './publication-tables.ts';

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** Lets whoever holds it look at one draft before it is published. The token itself is not kept. */
export const previewToken = publication.table('preview_token', {
  id: uuid('id').primaryKey(),
  releaseId: integer('release_id')
    .notNull()
    .references(() => release.id),
  sha256: text('sha256').notNull().unique(),
  /** For whom, in words. */
  label: text('label').notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: moment('created_at').notNull(),
  expiresAt: moment('expires_at').notNull(),
});
