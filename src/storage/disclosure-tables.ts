import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  serial,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import { bytes } from './intake-tables.ts';
import { release } from './publication-tables.ts';

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export const disclosure = pgSchema('disclosure');

/** A version of the policy. Inserted, never changed; one that protects less than the floor holds once it is approved. */
export const policyVersion = disclosure.table(
  'policy_version',
  {
    version: integer('version').primaryKey(),
    /** The version that it was changed from; 0 for the one that the service came with. */
    basedOn: integer('based_on').notNull(),
    sha256: text('sha256').notNull(),
    body: jsonb('body').$type<Record<string, unknown>>().notNull(),
    reason: text('reason').notNull(),
    /** What of it lies below the floor and did not before. */
    weakened: text('weakened').array().notNull(),
    changedBy: text('changed_by').notNull(),
    changedAt: moment('changed_at').notNull(),
  },
  (table) => [
    check('policy_version_has_a_reason', sql`length(${table.reason}) > 0`),
    check('policy_version_follows_another', sql`${table.basedOn} < ${table.version}`),
  ],
);

/** A second person's word for a version that lies below the floor. */
export const policyApproval = disclosure.table('policy_approval', {
  version: integer('version')
    .primaryKey()
    .references(() => policyVersion.version),
  approvedBy: text('approved_by').notNull(),
  approvedAt: moment('approved_at').notNull(),
});

/** Which margins of a measure are planned for publication, until when, and from which periods' counts that was worked out. */
export const releasePlan = disclosure.table(
  'release_plan',
  {
    id: serial('id').primaryKey(),
    measureId: text('measure_id').notNull(),
    basis: text('basis').array().notNull(),
    margins: jsonb('margins').$type<Record<string, unknown>>().notNull(),
    madeBy: text('made_by').notNull(),
    madeAt: moment('made_at').notNull(),
    holdsUntil: moment('holds_until').notNull(),
  },
  (table) => [index('release_plan_by_measure').on(table.measureId, table.id)],
);

/**
 * A family of counts as it was protected: what went in and which of it was withheld, packed, and how its bounds were
 * shown. Holds raw counts: nobody who answers the public may read it. A family that comes again unchanged is not worked
 * on again, whether in the next draft or after a restart in the middle of one.
 */
export const protectedFamily = disclosure.table('protected_family', {
  /** Of everything that the outcome depends on: counts, sums, earlier releases, the solver. */
  sha256: text('sha256').primaryKey(),
  body: bytes('body').notNull(),
  facts: jsonb('facts').$type<Record<string, unknown>>().notNull(),
  protectedAt: moment('protected_at').notNull(),
});

/** Which families a release is made of. */
export const releaseFamily = disclosure.table(
  'release_family',
  {
    releaseId: integer('release_id')
      .notNull()
      .references(() => release.id),
    sha256: text('sha256')
      .notNull()
      .references(() => protectedFamily.sha256),
    domain: text('domain').notNull(),
  },
  (table) => [primaryKey({ columns: [table.releaseId, table.sha256] })],
);

/** How far the protection of a draft has come: families of counts done, of how many. */
export const protectionRun = disclosure.table('protection_run', {
  releaseId: integer('release_id')
    .primaryKey()
    .references(() => release.id),
  policyVersion: integer('policy_version').notNull(),
  done: integer('done').notNull(),
  total: integer('total').notNull(),
  startedAt: moment('started_at').notNull(),
  endedAt: moment('ended_at'),
  /** What the steward is told where it failed. */
  problem: text('problem'),
});

/**
 * Corrections of so few records that releasing them would tell of single children: held back, unless the steward gave a
 * reason when drafting. What was asked for and found to need no exception is there too.
 */
export const smallRevision = disclosure.table(
  'small_revision',
  {
    releaseId: integer('release_id')
      .notNull()
      .references(() => release.id),
    domain: text('domain').notNull(),
    period: text('period').notNull(),
    area: text('area').notNull(),
    /** Whether the correction is as small as that. */
    found: boolean('found').notNull(),
    /** Why it is released all the same; null where it is held. */
    reason: text('reason'),
  },
  (table) => [
    primaryKey({ columns: [table.releaseId, table.domain, table.period, table.area] }),
    check('small_revision_says_why', sql`length(${table.reason}) between 1 and 500`),
    check('small_revision_found_or_asked', sql`${table.found} or ${table.reason} is not null`),
  ],
);
