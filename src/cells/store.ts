import { type CellRow, cellOf } from '../storage/cell-row.ts';
import type { Transaction } from '../storage/database.ts';
import { cellId, type Origin, type RawCell } from '../vocabulary/cell.ts';
import type { GroupReadings } from '../vocabulary/group-readings.ts';
import { addCounts } from '../vocabulary/symbol.ts';

/** One measure (or population) and period that approved submissions have cells for. */
export interface Slice {
  readonly domain: string;
  readonly measure: string;
  readonly period: string;
  /** Official figures, where there are any, are the only ones used: two sources are never mixed in one table. */
  readonly origin: Origin;
  /** Authorities whose own figures are left out because official ones exist. */
  readonly leftOut: readonly string[];
}

/** Which submissions a release is made of: all that are approved but those held back, and in their place earlier ones. */
export interface Drawn {
  readonly heldBack: readonly string[];
  /** Submissions that published releases were made of. */
  readonly carried: readonly string[];
}

/** The cells of these submissions: `$1` are those held back, `$2` those carried on. */
const DRAWN_CELLS = `(select * from intake.approved_cell where submission_id <> all ($1::uuid[])
  union all select * from intake.published_cell where submission_id = any ($2::uuid[]))`;

/** What these submissions have cells for, ordered by domain, period and measure. */
export async function drawnSlices(
  { client }: Transaction,
  { heldBack, carried }: Drawn,
): Promise<readonly Slice[]> {
  const { rows } = await client.query<{
    domain: string;
    measure_id: string;
    period: string;
    official: boolean;
    authorities: string[];
  }>(
    `select domain, measure_id, period, bool_or(origin = 'official') as official,
       coalesce(array_agg(distinct area order by area) filter (where origin = 'authority'), '{}') as authorities
     from ${DRAWN_CELLS} c group by domain, measure_id, period order by domain, period, measure_id`,
    [heldBack, carried],
  );
  return rows.map((row) => ({
    domain: row.domain,
    measure: row.measure_id,
    period: row.period,
    origin: row.official ? 'official' : 'authority',
    leftOut: row.official ? row.authorities : [],
  }));
}

/** Which submissions are approved, as one digest: a draft made of others than these is stale. */
export async function approvedDigest({ client }: Transaction): Promise<string> {
  const { rows } = await client.query<{ digest: string }>(
    `select encode(sha256(convert_to(coalesce(string_agg(id::text, ' ' order by id), ''), 'UTF8')), 'hex') as digest
     from intake.submission where status = 'approved'`,
  );
  return rows[0]?.digest ?? '';
}

/** How the files of authorities that a release is drawn from name ethnic groups, where it is not by our own ids. */
export async function groupReadings(
  { client }: Transaction,
  { heldBack, carried }: Drawn,
): Promise<GroupReadings> {
  const { rows } = await client.query<{
    domain: string;
    period: string;
    classification: string;
    areas: string[];
  }>(
    `select domain, period, classification, array_agg(distinct area order by area) as areas from (
       select domain, period, area, classification from intake.submission
       where status = 'approved' and origin = 'authority' and id <> all ($1::uuid[])
       union all
       select domain, period, area, classification from intake.published_source where submission_id = any ($2::uuid[])) s
     where classification is not null and area is not null and period is not null
     group by domain, period, classification order by domain, period, classification`,
    [heldBack, carried],
  );
  const readings: Record<string, Record<string, Record<string, readonly string[]>>> = {};
  for (const { domain, period, classification, areas } of rows) {
    const ofDomain = readings[domain] ?? {};
    readings[domain] = ofDomain;
    ofDomain[period] = { ...ofDomain[period], [classification]: areas };
  }
  return readings;
}

interface SentRow extends CellRow {
  readonly is_part: boolean;
  readonly submission_id: string;
}

/** The cells that these submissions hold of a slice. Where two hold the same cell, the later approved one counts. */
export async function readSlice(
  { client }: Transaction,
  slice: Slice,
  { heldBack, carried }: Drawn,
): Promise<readonly RawCell[]> {
  const { domain, measure, period, origin } = slice;
  const { rows } = await client.query<SentRow>(
    `select area, ethnic_group, sex, age_band, category, numerator, numerator_status,
       denominator, denominator_status, sum_of_squares, is_part, submission_id
     from ${DRAWN_CELLS} c
     where domain = $3 and measure_id = $4 and period = $5 and origin = $6
     order by approved_at, submission_id, row_number, ordinal`,
    [heldBack, carried, domain, measure, period, origin],
  );
  return joined(rows, slice);
}

/** An authority's figures of a domain and period: the submissions that they are taken from. */
export interface Return {
  readonly domain: string;
  readonly period: string;
  readonly area: string;
  /** In the order of their ids. */
  readonly submissions: readonly string[];
}

/** Every return that is approved, of authorities' own figures. */
export async function approvedReturns({ client }: Transaction): Promise<readonly Return[]> {
  const { rows } = await client.query<Return>(
    `select domain, period, area, array_agg(id order by id) as submissions from intake.submission
     where status = 'approved' and origin = 'authority' and area is not null and period is not null
     group by domain, period, area order by domain, period, area`,
  );
  return rows;
}

export interface PublishedReturn extends Return {
  /** Whether any release that it is in still stands. */
  readonly stands: boolean;
  /** false where it was only ever in drafts that were previewed. */
  readonly everPublic: boolean;
}

/** Every return that a release, or a draft that was previewed, was ever made of, as often as it was different; the newest first. Without what was purged. */
export async function publishedReturns({ client }: Transaction): Promise<readonly PublishedReturn[]> {
  const { rows } = await client.query<PublishedReturn>(
    `select domain, period, area, submissions, bool_or(stands) as stands,
       bool_or(number is not null) as "everPublic" from (
       select release_id, number, stands, domain, period, area, array_agg(submission_id order by submission_id) as submissions
       from intake.published_source group by release_id, number, stands, domain, period, area having not bool_or(purged)) each
     group by domain, period, area, submissions
     order by max(number) desc nulls last, max(release_id) desc, domain, period, area`,
  );
  return rows;
}

/** The cells of a return, by measure: of one that is approved, or of one that was published. */
export async function readReturn(
  { client }: Transaction,
  { submissions, period }: Return,
  which: 'approved' | 'published',
): Promise<ReadonlyMap<string, readonly RawCell[]>> {
  const { rows } = await client.query<SentRow & { measure_id: string }>(
    `select measure_id, area, ethnic_group, sex, age_band, category, numerator, numerator_status,
       denominator, denominator_status, sum_of_squares, is_part, submission_id
     from intake.${which}_cell where submission_id = any ($1::uuid[])
     order by approved_at, submission_id, row_number, ordinal`,
    [submissions],
  );
  const byMeasure = new Map<string, SentRow[]>();
  for (const row of rows) {
    const own = byMeasure.get(row.measure_id);
    if (own === undefined) byMeasure.set(row.measure_id, [row]);
    else own.push(row);
  }
  return new Map(
    [...byMeasure].map(([measure, own]) => [measure, joined(own, { measure, period, origin: 'authority' })]),
  );
}

/** A submission of one's own, and the measures and periods that it has cells for. */
export interface OwnSlice {
  readonly submissionId: string;
  readonly measure: string;
  readonly period: string;
  readonly origin: Origin;
}

/** What one submission has cells for, within the scope of the transaction; ordered by period and measure. */
export async function ownSlices(
  { client }: Transaction,
  { id, origin }: { readonly id: string; readonly origin: Origin },
): Promise<readonly OwnSlice[]> {
  const { rows } = await client.query<{ measure_id: string; period: string }>(
    `select distinct measure_id, period from intake.own_cell where submission_id = $1 order by period, measure_id`,
    [id],
  );
  return rows.map((row) => ({ submissionId: id, measure: row.measure_id, period: row.period, origin }));
}

/** The cells that one submission holds of a measure and period, within the scope of the transaction. */
export async function readOwnSlice({ client }: Transaction, slice: OwnSlice): Promise<readonly RawCell[]> {
  const { rows } = await client.query<SentRow>(
    `select area, ethnic_group, sex, age_band, category, numerator, numerator_status,
       denominator, denominator_status, sum_of_squares, is_part, submission_id
     from intake.own_cell where submission_id = $1 and measure_id = $2 and period = $3
     order by row_number, ordinal`,
    [slice.submissionId, slice.measure, slice.period],
  );
  return joined(rows, slice);
}

function joined(
  rows: readonly SentRow[],
  { measure, period, origin }: Pick<Slice, 'measure' | 'period' | 'origin'>,
): readonly RawCell[] {
  const cells = new Map<string, { readonly cell: RawCell; readonly submission: string }>();
  for (const row of rows) {
    const cell = cellOf(row, { measure, period, origin, coverage: null });
    const id = cellId(cell);
    const before = cells.get(id);
    const isMore = row.is_part && before?.submission === row.submission_id;
    cells.set(id, { cell: isMore ? join(before.cell, cell) : cell, submission: row.submission_id });
  }
  return [...cells.values()].map(({ cell }) => cell);
}

/** Two rows that are parts of one cell. */
function join(a: RawCell, b: RawCell): RawCell {
  return {
    ...a,
    numerator: addCounts([a.numerator, b.numerator]),
    denominator:
      a.denominator === null || b.denominator === null ? null : addCounts([a.denominator, b.denominator]),
    sumOfSquares: a.sumOfSquares === null || b.sumOfSquares === null ? null : a.sumOfSquares + b.sumOfSquares,
  };
}
