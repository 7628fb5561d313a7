import type { Transaction } from '../../storage/database.ts';
import { type CellKey, SEXES } from '../../vocabulary/cell.ts';
import { type Count, NOT_AVAILABLE, toCount } from '../../vocabulary/symbol.ts';
import type { SubmissionFacts } from '../store.ts';

export const CHANGES = ['added', 'removed', 'changed'] as const;
export type Change = (typeof CHANGES)[number];

/** What a submission says of a cell. Rows that are parts of one cell are added. */
export interface CellContent {
  readonly numerator: Count;
  readonly denominator: Count | null;
  readonly sumOfSquares: number | null;
}

export interface ChangedCell {
  readonly place: CellKey;
  readonly change: Change;
  readonly before: CellContent | null;
  readonly after: CellContent | null;
}

export interface ChangeCounts {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}

/** Measure, period, area, ethnic group, sex, age band and category: the order in which changed cells come. */
export type PlaceCursor = readonly string[];

export interface DifferenceRequest {
  readonly id: string;
  readonly against: string | null;
  readonly limit: number;
  /** Only cells after this place; null from the first. */
  readonly after: PlaceCursor | null;
}

/**
 * The submission that was accepted last before this one, of the same series: for one that has been approved, the one
 * that it superseded; for any other, the one that is approved now.
 */
export async function lastAccepted(
  { client }: Transaction,
  { id, domain, period, layout, area, sender, approvedAt }: SubmissionFacts,
): Promise<string | null> {
  const { rows } = await client.query<{ id: string }>(
    `select id from intake.submission
     where id <> $1 and purged_at is null and domain = $2 and period is not distinct from $3 and layout = $4
       and area is not distinct from $5 and ($5::text is not null or sender = $6)
       and case when $7 then superseded_by = $1 else status = 'approved' end
     order by approved_at desc nulls last limit 1`,
    [id, domain, period, layout, area, sender, approvedAt !== null],
  );
  return rows[0]?.id ?? null;
}

const KEYS = ['measure_id', 'period', 'area', 'ethnic_group', 'sex', 'age_band', 'category'];
const ORDER = KEYS.join(', ');
const BEYOND = `(${ORDER}) > ($4, $5, $6, $7, $8, $9, $10)`;

/** The columns of one of the two submissions, `$1` or `$2`: the sum of its rows at a place, by the rules of `addCounts`. */
function side(name: Side, parameter: '$1' | '$2'): string {
  const own = `filter (where submission_id = ${parameter}::uuid)`;
  const sum = (column: string) =>
    `case when count(*) ${own} = 1 then min(${column}) ${own}
       when count(${column}) ${own} = count(*) ${own} then round((sum(${column}) ${own})::numeric, 6)::float8 end`;
  const status = (column: string) =>
    `case when count(*) ${own} = 1 then min(${column}) ${own}
       when bool_or(${column} = 'c') ${own} then 'c' when bool_or(${column} not in ('shown', 'rounded')) ${own} then 'x'
       when bool_or(${column} = 'rounded') ${own} then 'rounded' else min(${column}) ${own} end`;
  return `count(*) ${own} as ${name}_rows, ${sum('numerator')} as ${name}_numerator,
    ${status('numerator_status')} as ${name}_numerator_status, ${sum('denominator')} as ${name}_denominator,
    ${status('denominator_status')} as ${name}_denominator_status, ${sum('sum_of_squares')} as ${name}_sum_of_squares`;
}

/** One pass over the cells of both submissions, which are sorted and compared by Postgres and never held here. */
function changedCells(where: string): string {
  const values = (name: string) =>
    ['numerator', 'numerator_status', 'denominator', 'denominator_status', 'sum_of_squares']
      .map((column) => `${name}_${column}`)
      .join(', ');
  const keys = KEYS.map((key) => `${key} collate "C" as ${key}`).join(', ');
  return `select *, case when before_rows = 0 then 'added' when after_rows = 0 then 'removed' else 'changed' end as change
    from (select ${ORDER}, ${side('after', '$1')}, ${side('before', '$2')}
      from (select ${keys}, submission_id, numerator, numerator_status, denominator, denominator_status, sum_of_squares
        from intake.own_cell where submission_id in ($1::uuid, $2::uuid)) as cell
      ${where} group by ${ORDER}) as place
    where before_rows = 0 or after_rows = 0 or (${values('before')}) is distinct from (${values('after')})`;
}

type Side = 'before' | 'after';

type SideRow = {
  readonly [Column in `${Side}_${'numerator' | 'denominator' | 'sum_of_squares'}`]: number | null;
} & { readonly [Column in `${Side}_${'numerator' | 'denominator'}_status`]: string | null };

interface ChangedRow extends SideRow {
  readonly measure_id: string;
  readonly period: string;
  readonly area: string;
  readonly ethnic_group: string;
  readonly sex: string;
  readonly age_band: string;
  readonly category: string;
  /** null in the one row that there is for a page without cells. */
  readonly change: Change | null;
}

function toChangedCells(rows: readonly ChangedRow[]): readonly ChangedCell[] {
  return rows.flatMap((row) => {
    if (row.change === null) return [];
    const place = {
      measure: row.measure_id,
      period: row.period,
      area: row.area,
      group: row.ethnic_group,
      sex: SEXES.find((sex) => sex === row.sex) ?? 'all',
      ageBand: row.age_band,
      category: row.category,
    };
    const before = row.change === 'added' ? null : contentOf(row, 'before');
    const after = row.change === 'removed' ? null : contentOf(row, 'after');
    return { place, change: row.change, before, after };
  });
}

function contentOf(row: SideRow, name: Side): CellContent {
  const count = (what: 'numerator' | 'denominator'): Count | null => {
    const status = row[`${name}_${what}_status`];
    return status === null ? null : toCount(row[`${name}_${what}`], status);
  };
  return {
    numerator: count('numerator') ?? NOT_AVAILABLE,
    denominator: count('denominator'),
    sumOfSquares: row[`${name}_sum_of_squares`],
  };
}

/** How many cells differ, and those of one page in the order of their places. */
export async function readDifference(
  { client }: Transaction,
  { id, against, limit, after }: DifferenceRequest,
): Promise<ChangeCounts & { readonly cells: readonly ChangedCell[] }> {
  const beyond = after === null ? '' : `where ${BEYOND}`;
  const { rows } = await client.query<ChangedRow & ChangeCounts>(
    `with difference as (${changedCells('')}),
       counts as (select count(*) filter (where change = 'added')::int as added,
         count(*) filter (where change = 'removed')::int as removed,
         count(*) filter (where change = 'changed')::int as changed from difference)
     select * from counts
     left join (select * from difference ${beyond} order by ${ORDER} limit $3) as page on true`,
    [id, against, limit, ...(after ?? [])],
  );
  const [first] = rows;
  return {
    added: first?.added ?? 0,
    removed: first?.removed ?? 0,
    changed: first?.changed ?? 0,
    cells: toChangedCells(rows),
  };
}

/** The cells of one page alone; for whoever goes through all of them. */
export async function readChangedCells(
  { client }: Transaction,
  { id, against, limit, after }: DifferenceRequest,
): Promise<readonly ChangedCell[]> {
  const beyond = after === null ? '' : `where ${BEYOND}`;
  const { rows } = await client.query<ChangedRow>(`${changedCells(beyond)} order by ${ORDER} limit $3`, [
    id,
    against,
    limit,
    ...(after ?? []),
  ]);
  return toChangedCells(rows);
}
