import type pg from 'pg';

/** Which rows of a frozen CSV file are wanted; null for all. */
export interface RunFilter {
  readonly measures: readonly string[] | null;
  readonly periods: readonly string[] | null;
  readonly areas: readonly string[] | null;
}

/** Bytes of a frozen CSV file that hold whole rows. */
export interface RowRange {
  readonly firstByte: number;
  readonly byteLength: number;
}

/** Exported for the test of its plan. */
export const RUNS_SQL = `
  select first_byte::float8, byte_length::float8 from publication.artefact_run
  where release_id = $1 and name = $2 and ($3::text[] is null or measure_id = any($3))
    and ($4::text[] is null or period = any($4)) and ($5::text[] is null or area = any($5))
  order by first_byte`;

/** Where the rows wanted stand, in their order; neighbours are one range. */
export async function rowRanges(
  pool: pg.Pool,
  file: { readonly releaseId: number; readonly name: string },
  { measures, periods, areas }: RunFilter,
): Promise<readonly RowRange[]> {
  const { rows } = await pool.query<{ first_byte: number; byte_length: number }>(RUNS_SQL, [
    file.releaseId,
    file.name,
    measures,
    periods,
    areas,
  ]);
  return joined(rows.map((row) => ({ firstByte: row.first_byte, byteLength: row.byte_length })));
}

/** Neighbours as one range; `runs` are in the order of the file. */
export function joined(runs: readonly RowRange[]): readonly RowRange[] {
  const ranges: { firstByte: number; byteLength: number }[] = [];
  for (const { firstByte, byteLength } of runs) {
    const last = ranges.at(-1);
    if (last !== undefined && last.firstByte + last.byteLength === firstByte) last.byteLength += byteLength;
    else ranges.push({ firstByte, byteLength });
  }
  return ranges;
}

/** What a frozen CSV file has rows of, among these measures. */
export interface FilePlaces {
  readonly measures: readonly string[];
  readonly periods: readonly string[];
  readonly areas: readonly string[];
}

export async function filePlaces(
  pool: pg.Pool,
  file: { readonly releaseId: number; readonly name: string },
  measures: readonly string[],
): Promise<FilePlaces> {
  const { rows } = await pool.query<Record<keyof FilePlaces, string[] | null>>(
    `select array_agg(distinct measure_id) measures, array_agg(distinct period) periods, array_agg(distinct area) areas
     from publication.artefact_run where release_id = $1 and name = $2 and measure_id = any($3)`,
    [file.releaseId, file.name, measures],
  );
  const [{ measures: ids, periods, areas } = { measures: null, periods: null, areas: null }] = rows;
  return { measures: ids ?? [], periods: periods ?? [], areas: areas ?? [] };
}

/** A measure, period and area of which a release has rows. */
export interface PlaceRows {
  readonly measure: string;
  readonly period: string;
  readonly area: string;
}

/** Which rows the file of all domains has. */
export async function placesWithRows(pool: pg.Pool, releaseId: number): Promise<readonly PlaceRows[]> {
  const { rows } = await pool.query<PlaceRows>(
    `select distinct measure_id as measure, period, area from publication.artefact_run
     where release_id = $1 and name = 'all'`,
    [releaseId],
  );
  return rows;
}
