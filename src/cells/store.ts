import { type CellRow, cellOf } from '../storage/cell-row.ts';
import type { Transaction } from '../storage/database.ts';
import { cellId, type Origin, type RawCell } from '../vocabulary/cell.ts';
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

/** What approved submissions have cells for, ordered by domain, period and measure. */
export async function approvedSlices({ client }: Transaction): Promise<readonly Slice[]> {
  const { rows } = await client.query<{
    domain: string;
    measure_id: string;
    period: string;
    official: boolean;
    authorities: string[];
  }>(
    `select domain, measure_id, period, bool_or(origin = 'official') as official,
       coalesce(array_agg(distinct area order by area) filter (where origin = 'authority'), '{}') as authorities
     from intake.approved_cell group by domain, measure_id, period order by domain, period, measure_id`,
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

interface SentRow extends CellRow {
  readonly is_part: boolean;
  readonly submission_id: string;
}

/** The cells that approved submissions hold of a slice. Where two hold the same cell, the later approved one counts. */
export async function readSlice({ client }: Transaction, slice: Slice): Promise<readonly RawCell[]> {
  const { domain, measure, period, origin } = slice;
  const { rows } = await client.query<SentRow>(
    `select c.area, c.ethnic_group, c.sex, c.age_band, c.category, c.numerator, c.numerator_status,
       c.denominator, c.denominator_status, c.sum_of_squares, c.is_part, c.submission_id
     from intake.approved_cell c join intake.submission s on s.id = c.submission_id
     where c.domain = $1 and c.measure_id = $2 and c.period = $3 and c.origin = $4
     order by s.approved_at, c.submission_id, c.row_number, c.ordinal`,
    [domain, measure, period, origin],
  );
  return joined(rows, slice);
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
