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
  const cells = new Map<string, { readonly cell: RawCell; readonly submission: string }>();
  for (const row of rows) {
    const cell = cellOf(row, { measure, period, origin, coverage: null });
    const id = cellId(cell);
    const before = cells.get(id);
    const joined = row.is_part && before?.submission === row.submission_id ? join(before.cell, cell) : cell;
    cells.set(id, { cell: joined, submission: row.submission_id });
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
