import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  doublePrecision,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  serial,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Coverage } from '../vocabulary/cell.ts';
import type { ReleaseChanges } from '../vocabulary/release-changes.ts';
import type { VocabularyBody } from '../vocabulary/vocabulary.ts';
import { bytes } from './intake-tables.ts';

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export const vocabularySchema = pgSchema('vocabulary');

/** The words, whole, as they stood: a changed seed makes a new edition, and a release names the one it was made with. */
export const edition = vocabularySchema.table('edition', {
  id: serial('id').primaryKey(),
  sha256: text('sha256').notNull().unique(),
  loadedAt: moment('loaded_at').notNull(),
  body: jsonb('body').$type<VocabularyBody>().notNull(),
});

export const publication = pgSchema('publication');

export const release = publication.table(
  'release',
  {
    /** The order of drafting; only for joining. */
    id: serial('id').primaryKey(),
    version: text('version').notNull().unique(),
    status: text('status').notNull(),
    /** The publication number: null until published, then one more than the last. Cells hold from a number on. */
    number: integer('number').unique(),
    /** The publication number that the draft was compared with; publishing onto another is refused. */
    baseNumber: integer('base_number'),
    isLatest: boolean('is_latest').notNull(),
    notes: text('notes').notNull(),
    edition: integer('edition')
      .notNull()
      .references(() => edition.id),
    cellCount: integer('cell_count').notNull(),
    withheldCount: integer('withheld_count').notNull(),
    /** What went in and what was left out, in words and ids; never a value. */
    manifest: jsonb('manifest').$type<Record<string, unknown>>().notNull(),
    draftedBy: text('drafted_by').notNull(),
    draftedAt: moment('drafted_at').notNull(),
    approvedBy: text('approved_by'),
    approvedAt: moment('approved_at'),
    publishedBy: text('published_by'),
    publishedAt: moment('published_at'),
    withdrawnReason: text('withdrawn_reason'),
    withdrawnAt: moment('withdrawn_at'),
    /** What the steward asked for; null where the service was to work it out. */
    bump: text('bump'),
    /** Of a release that corrects a mistake: which one, in a sentence for everybody. */
    correction: text('correction'),
    /** ISO day on which the next release is expected, as was said with this one. */
    nextRelease: text('next_release'),
    /** What is different from the release before, worked out with the draft. */
    changes: jsonb('changes').$type<ReleaseChanges>(),
  },
  (table) => [
    check('release_bump_known', sql`${table.bump} in ('major','minor','patch')`),
    uniqueIndex('release_one_latest').on(table.isLatest).where(sql`${table.isLatest}`),
    check(
      'release_status_known',
      sql`${table.status} in ('draft','protected','approved','published','superseded','withdrawn')`,
    ),
    check(
      'release_second_person',
      sql`${table.approvedBy} is null or ${table.approvedBy} <> ${table.draftedBy}`,
    ),
  ],
);

/** The submissions that a release was drafted from. Never public: an id is its authority's own. */
export const releaseSource = publication.table(
  'release_source',
  {
    releaseId: integer('release_id')
      .notNull()
      .references(() => release.id),
    // No foreign key: the role that drafts may not look at submissions that are not approved any more.
    submissionId: uuid('submission_id').notNull(),
    /** false for what was approved while the draft was being made, or is held back from it: nothing shown is made of it. */
    drawn: boolean('drawn').notNull().default(true),
  },
  (table) => [primaryKey({ columns: [table.releaseId, table.submissionId] })],
);

/** Which authorities a total is made of. Each distinct answer once. */
export const coverage = publication.table('coverage', {
  id: serial('id').primaryKey(),
  sha256: text('sha256').notNull().unique(),
  body: jsonb('body').$type<Coverage>().notNull(),
});

const place = {
  measureId: text('measure_id').notNull(),
  period: text('period').notNull(),
  area: text('area').notNull(),
  ethnicGroup: text('ethnic_group').notNull(),
  sex: text('sex').notNull(),
  ageBand: text('age_band').notNull(),
  category: text('category').notNull(),
};
const numbers = {
  numerator: doublePrecision('numerator'),
  numeratorStatus: text('numerator_status').notNull(),
  denominator: doublePrecision('denominator'),
  denominatorStatus: text('denominator_status'),
  sumOfSquares: doublePrecision('sum_of_squares'),
  origin: text('origin').notNull(),
  coverageId: integer('coverage_id'),
};

/** A protected cell and the publication number from which it holds. Inserted, never changed. */
export const cell = publication.table(
  'cell',
  { ...place, since: integer('since').notNull(), ...numbers, ended: boolean('ended').notNull() },
  (table) => [
    primaryKey({
      name: 'cell_pkey',
      columns: [
        table.measureId,
        table.period,
        table.area,
        table.ethnicGroup,
        table.sex,
        table.ageBand,
        table.category,
        table.since,
      ],
    }),
    check(
      'cell_value_or_reason',
      sql`(${table.numerator} is not null) = (${table.numeratorStatus} in ('shown','rounded'))`,
    ),
    check(
      'cell_denominator_or_reason',
      sql`(${table.denominator} is not null) = coalesce(${table.denominatorStatus} in ('shown','rounded'), false)`,
    ),
  ],
);

/** The protected cells of a draft, until it is published or thrown away. */
export const draftCell = publication.table(
  'draft_cell',
  {
    // No foreign key: checking it row by row would halve the speed of COPY.
    releaseId: integer('release_id').notNull(),
    ...place,
    ...numbers,
  },
  (table) => [
    primaryKey({
      name: 'draft_cell_pkey',
      columns: [
        table.releaseId,
        table.measureId,
        table.period,
        table.area,
        table.ethnicGroup,
        table.sex,
        table.ageBand,
        table.category,
      ],
    }),
  ],
);

/** A frozen file of a release. */
export const artefact = publication.table(
  'artefact',
  {
    releaseId: integer('release_id')
      .notNull()
      .references(() => release.id),
    name: text('name').notNull(),
    format: text('format').notNull(),
    mediaType: text('media_type').notNull(),
    sha256: text('sha256').notNull(),
    byteLength: bigint('byte_length', { mode: 'number' }).notNull(),
    /** Of its gzip, where the parts hold that; digest and length above are always of the plain bytes. */
    gzipSha256: text('gzip_sha256'),
    gzipLength: bigint('gzip_length', { mode: 'number' }),
    rowCount: integer('row_count').notNull(),
  },
  (table) => [primaryKey({ columns: [table.releaseId, table.name, table.format] })],
);

export const artefactPart = publication.table(
  'artefact_part',
  {
    releaseId: integer('release_id')
      .notNull()
      .references(() => release.id),
    name: text('name').notNull(),
    format: text('format').notNull(),
    part: integer('part').notNull(),
    bytes: bytes('bytes').notNull(),
  },
  (table) => [primaryKey({ columns: [table.releaseId, table.name, table.format, table.part] })],
);

/** Where the rows of a measure, period and area stand in a frozen CSV file, so that a slice reads nothing else. */
export const artefactRun = publication.table(
  'artefact_run',
  {
    releaseId: integer('release_id')
      .notNull()
      .references(() => release.id),
    name: text('name').notNull(),
    measureId: text('measure_id').notNull(),
    period: text('period').notNull(),
    area: text('area').notNull(),
    firstByte: bigint('first_byte', { mode: 'number' }).notNull(),
    byteLength: bigint('byte_length', { mode: 'number' }).notNull(),
    rowCount: integer('row_count').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.releaseId, table.name, table.measureId, table.period, table.area] }),
  ],
);
