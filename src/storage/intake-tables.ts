import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  boolean,
  check,
  customType,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';

export const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export const intake = pgSchema('intake');

/** Who may knock. The secret itself is shown once and never stored. */
export const apiKey = intake.table('api_key', {
  id: text('id').primaryKey(),
  secretHash: bytes('secret_hash').notNull(),
  name: text('name').notNull(),
  roles: text('roles').array().notNull(),
  /** An authority's GSS code; null for London's own staff and national senders. */
  area: text('area'),
  createdAt: moment('created_at').notNull(),
  /** null for one that lasts until it is revoked. */
  expiresAt: moment('expires_at'),
  revokedAt: moment('revoked_at'),
  /** To the minute: written at most once a minute, beside the requests. */
  lastUsedAt: moment('last_used_at'),
});

export const submission = intake.table(
  'submission',
  {
    id: uuid('id').primaryKey(),
    domain: text('domain').notNull(),
    /** null where a national sender's file names its own periods and areas. */
    period: text('period'),
    area: text('area'),
    sender: text('sender').notNull(),
    layout: text('layout').notNull(),
    classification: text('classification'),
    origin: text('origin').notNull(),
    status: text('status').notNull(),
    fileName: text('file_name'),
    mediaType: text('media_type').notNull(),
    sha256: text('sha256').notNull(),
    byteLength: bigint('byte_length', { mode: 'number' }).notNull(),
    rowCount: integer('row_count').notNull(),
    cellCount: integer('cell_count').notNull(),
    errorCount: integer('error_count').notNull(),
    queryCount: integer('query_count').notNull(),
    noticeCount: integer('notice_count').notNull(),
    idempotencyKey: text('idempotency_key'),
    submittedBy: text('submitted_by').notNull(),
    receivedAt: moment('received_at').notNull(),
    approvedBy: text('approved_by'),
    approvedAt: moment('approved_at'),
    supersededBy: uuid('superseded_by'),
    /** When its file, cells, findings and notes were deleted. */
    purgedAt: moment('purged_at'),
  },
  (table) => [
    uniqueIndex('submission_idempotency').on(
      table.sender,
      sql`coalesce(${table.area}, '')`,
      table.idempotencyKey,
    ),
    index('submission_by_area').on(table.area, table.domain, table.period, table.status),
    index('submission_purged').on(table.sha256).where(sql`${table.purgedAt} is not null`),
    check(
      'submission_status_known',
      sql`${table.status} in ('checked','returned','submitted','approved','superseded','withdrawn')`,
    ),
    check('submission_origin_known', sql`${table.origin} in ('official','authority')`),
  ],
);

/** The bytes as received, in parts of at most a mebibyte. */
export const submissionFile = intake.table(
  'submission_file',
  {
    submissionId: uuid('submission_id')
      .notNull()
      .references(() => submission.id),
    part: integer('part').notNull(),
    bytes: bytes('bytes').notNull(),
  },
  (table) => [primaryKey({ columns: [table.submissionId, table.part] })],
);

/**
 * Cells of one submission, measure and period, column by column: a row for each cell would take four times as long to
 * write. In the arrays one element stands for all cells and none for null in all of them; `intake.stored_cell` shows cells.
 */
export const cellBlock = intake.table(
  'cell_block',
  {
    // No foreign key: only `collect` writes here, in the transaction that inserts the submission.
    submissionId: uuid('submission_id').notNull(),
    block: integer('block').notNull(),
    measureId: text('measure_id').notNull(),
    period: text('period').notNull(),
    /** As the spreadsheet shows it: the header is row 1. */
    rowNumber: integer('row_number').array().notNull(),
    /** Which of the row's cells: a wide table has several. */
    ordinal: integer('ordinal').array().notNull(),
    area: text('area').array().notNull(),
    ethnicGroup: text('ethnic_group').array().notNull(),
    /** What was typed, where it differs from the group it was taken for. */
    ethnicGroupAsSent: text('ethnic_group_as_sent').array().notNull(),
    sex: text('sex').array().notNull(),
    ageBand: text('age_band').array().notNull(),
    category: text('category').array().notNull(),
    numerator: doublePrecision('numerator').array().notNull(),
    numeratorStatus: text('numerator_status').array().notNull(),
    denominator: doublePrecision('denominator').array().notNull(),
    denominatorStatus: text('denominator_status').array().notNull(),
    sumOfSquares: doublePrecision('sum_of_squares').array().notNull(),
    /** Several rows make this cell and are added. */
    isPart: boolean('is_part').array().notNull(),
  },
  (table) => [primaryKey({ columns: [table.submissionId, table.block] })],
);

export const submissionFinding = intake.table(
  'submission_finding',
  {
    submissionId: uuid('submission_id')
      .notNull()
      .references(() => submission.id),
    ordinal: integer('ordinal').notNull(),
    key: text('key').notNull(),
    code: text('code').notNull(),
    severity: text('severity').notNull(),
    title: text('title').notNull(),
    message: text('message').notNull(),
    hint: text('hint').notNull(),
    rowNumber: integer('row_number'),
    line: integer('line'),
    columnName: text('column_name'),
    field: text('field'),
    value: text('value'),
    expected: text('expected'),
    occurrences: integer('occurrences').notNull(),
    /** `2 to 12, 15`, where it is about the cells of several rows. */
    rows: text('rows'),
  },
  (table) => [
    primaryKey({ columns: [table.submissionId, table.ordinal] }),
    check('finding_severity_known', sql`${table.severity} in ('error','query','notice')`),
  ],
);

/**
 * What its authority says to a query, by the finding's key. Apart from the findings, which nobody may change: a note may be
 * written again, and is taken over by the next file while the cell is unchanged.
 */
export const findingNote = intake.table(
  'finding_note',
  {
    submissionId: uuid('submission_id')
      .notNull()
      .references(() => submission.id),
    key: text('key').notNull(),
    note: text('note').notNull(),
    notedBy: text('noted_by').notNull(),
    notedAt: moment('noted_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.submissionId, table.key] }),
    check('finding_note_says_something', sql`length(${table.note}) between 1 and 2000`),
  ],
);

export const auditSchema = pgSchema('audit');

/** Every act, once and for ever: rows are inserted and never changed. */
export const auditEvent = auditSchema.table(
  'event',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    at: moment('at').notNull(),
    actor: text('actor').notNull(),
    act: text('act').notNull(),
    subjectKind: text('subject_kind').notNull(),
    subjectId: text('subject_id').notNull(),
    area: text('area'),
    /** Ids and sizes only, never a cell's value. */
    detail: jsonb('detail').$type<Record<string, string | number | boolean | null>>().notNull(),
  },
  (table) => [
    index('event_by_subject').on(table.subjectKind, table.subjectId),
    index('event_by_area').on(table.area, table.id),
  ],
);
