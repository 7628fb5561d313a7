import { sql } from 'drizzle-orm';
import { check, index, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { intake } from './intake-tables.ts';

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** That one authority's officers may act for another: joint services send each other's returns. */
export const authorityGrant = intake.table(
  'authority_grant',
  {
    id: uuid('id').primaryKey(),
    /** Whose submissions. */
    area: text('area').notNull(),
    /** Whose officers may act. */
    grantee: text('grantee').notNull(),
    domains: text('domains').array().notNull(),
    rights: text('rights').array().notNull(),
    grantedBy: text('granted_by').notNull(),
    grantedAt: moment('granted_at').notNull(),
    /** null for one that lasts until it is revoked. */
    expiresAt: moment('expires_at'),
    revokedBy: text('revoked_by'),
    revokedAt: moment('revoked_at'),
  },
  (table) => [
    index('authority_grant_by_grantee').on(table.grantee, table.area),
    check('authority_grant_to_another', sql`${table.area} <> ${table.grantee}`),
    check(
      'authority_grant_rights_known',
      sql`cardinality(${table.rights}) > 0 and ${table.rights} <@ array['submit','approve']`,
    ),
    check('authority_grant_of_some_domain', sql`cardinality(${table.domains}) > 0`),
  ],
);
