import type { Transaction } from '../../storage/database.ts';
import type { Domain } from '../../vocabulary/measure.ts';

/** An authority's accepted submission of another period. */
export interface Accepted {
  readonly id: string;
  readonly period: string;
}

/** What one submission says of a cell. A number that is a symbol, or rounded, is null. */
export interface FigureSide {
  readonly numerator: number | null;
  readonly denominator: number | null;
}

/** A cell of a submission beside the same cell of earlier ones; null where one of them has no row for it. */
export interface FigurePair {
  readonly measure: string;
  readonly group: string;
  readonly sex: string;
  readonly ageBand: string;
  readonly category: string;
  /** The earlier period. */
  readonly period: string;
  /** Where it stands in the newer file; 0 where it does not. */
  readonly row: number;
  readonly now: FigureSide | null;
  readonly before: FigureSide | null;
}

export interface FigurePairs {
  /** Those that may have moved: all that any rule can be about, and few others. */
  readonly pairs: readonly FigurePair[];
  /** How many cells have a number on both sides: rows of everybody, and all others. */
  readonly compared: { readonly totals: number; readonly others: number };
}

/** How far a pair must lie apart to be read here at all. */
export interface Apart {
  readonly ratio: number;
  readonly denominatorRatio: number;
  readonly least: number;
}

/** So many pairs that have moved say all there is to say. */
const MOST_PAIRS = 20_000;

/** The accepted submissions of an authority's domain in other periods: row-level security lets its own be seen. */
export async function otherAccepted(
  { client }: Transaction,
  { domain, area, period }: { readonly domain: Domain; readonly area: string; readonly period: string },
): Promise<readonly Accepted[]> {
  const { rows } = await client.query<Accepted>(
    `select id, period from intake.submission
     where status = 'approved' and domain = $1 and area = $2 and period <> $3 and error_count = 0`,
    [domain, area, period],
  );
  return rows;
}

export interface PairQuestion extends Apart {
  readonly id: string;
  readonly earlier: readonly string[];
  readonly period: string;
}

/** The cells of a submission beside those of earlier ones. Joined and sifted by Postgres, so that few come here. */
export async function readPairs(
  { client }: Transaction,
  { id, earlier, period, ratio, denominatorRatio, least }: PairQuestion,
): Promise<FigurePairs> {
  const { rows } = await client.query<PairRow>(PAIRS, [
    id,
    earlier,
    ratio,
    denominatorRatio,
    least,
    MOST_PAIRS,
  ]);
  const [first] = rows;
  return {
    compared: { totals: first?.totals ?? 0, others: first?.others ?? 0 },
    pairs: rows.flatMap((row): readonly FigurePair[] => {
      if (row.measure === null) return [];
      const { measure, group, sex, ageBand, category } = row;
      return [
        {
          ...{ measure, group, sex, ageBand, category, period },
          row: row.row ?? 0,
          now: row.row === null ? null : { numerator: row.n, denominator: row.d },
          before: row.rowBefore === null ? null : { numerator: row.nb, denominator: row.db },
        },
      ];
    }),
  };
}

interface PairRow {
  readonly totals: number;
  readonly others: number;
  /** null in the one row that there is where nothing has moved. */
  readonly measure: string | null;
  readonly group: string;
  readonly sex: string;
  readonly ageBand: string;
  readonly category: string;
  readonly row: number | null;
  readonly rowBefore: number | null;
  readonly n: number | null;
  readonly d: number | null;
  readonly nb: number | null;
  readonly db: number | null;
}

const PLACE = 'measure_id, ethnic_group, sex, age_band, category';

/** One side: the rows of each cell added up, and null where one of them is no exact number. */
const side = (ids: string) => `
  select ${PLACE}, min(row_number) as row,
    case when bool_and(numerator_status = 'shown') then sum(numerator) end as n,
    case when bool_and(denominator_status = 'shown') then sum(denominator) end as d
  from intake.own_cell where submission_id = any(${ids}::uuid[]) group by ${PLACE}`;

const PAIRS = `
  with pair as materialized (
    select ${PLACE}, now.row, before.row as row_before, now.n, now.d, before.n as nb, before.d as db,
      ethnic_group = 'all' and sex = 'all' and age_band = 'all' and category = 'all' as total
    from (${side('array[$1]')}) as now full join (${side('$2')}) as before using (${PLACE})),
  counted as (
    select count(*) filter (where total)::int as totals, count(*) filter (where not total)::int as others
    from pair where n is not null and nb is not null),
  rated as (
    select *, n / coalesce(nullif(d, 0), 1) as r, nb / coalesce(nullif(db, 0), 1) as rb from pair),
  apart as (
    select * from rated where
      (row is null and nb >= $5) or (row_before is null and n >= $5)
      or (n + nb >= 2 * $5 and greatest(r, rb) >= $3 * least(r, rb))
      or (d - n + db - nb >= 2 * $5 and n <= d and nb <= db and greatest(1 - r, 1 - rb) >= $3 * least(1 - r, 1 - rb))
      or (d + db >= 2 * $5 and greatest(d, db) >= $4 * least(d, db))
    order by ${PLACE} limit $6)
  select totals, others, measure_id as measure, ethnic_group as "group", sex, age_band as "ageBand", category,
    row, row_before as "rowBefore", n, d, nb, db
  from counted left join apart on true`;
