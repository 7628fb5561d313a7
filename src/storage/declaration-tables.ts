import { sql } from 'drizzle-orm';
import { check, integer, jsonb, pgSchema, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

export const declarations = pgSchema('declaration');

/** A version of what an authority, or London, has declared for everybody to read. Inserted, never changed. */
export const declaration = declarations.table(
  'declaration',
  {
    kind: text('kind').notNull(),
    id: text('id').notNull(),
    version: integer('version').notNull(),
    /** Whose it is: the authority's, or London's where it is of more than one. */
    area: text('area').notNull(),
    body: jsonb('body').$type<Record<string, unknown>>().notNull(),
    declaredBy: text('declared_by').notNull(),
    declaredAt: timestamp('declared_at', { withTimezone: true, mode: 'date' }).notNull(),
  },
  (table) => [
    primaryKey({ name: 'declaration_version_once', columns: [table.kind, table.id, table.version] }),
    check('declaration_kind_known', sql`${table.kind} in ('target', 'programme')`),
    check('declaration_versions_from_one', sql`${table.version} > 0`),
  ],
);
