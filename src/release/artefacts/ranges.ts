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
  const ranges: { firstByte: number; byteLength: number }[] = [];
  for (const { first_byte: firstByte, byte_length: byteLength } of rows) {
    const last = ranges.at(-1);
    if (last !== undefined && last.firstByte + last.byteLength === firstByte) last.byteLength += byteLength;
    else ranges.push({ firstByte, byteLength });
  }
  return ranges;
}
