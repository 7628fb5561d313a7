import { createHash, type Hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { eq } from 'drizzle-orm';
import { from as copyFrom } from 'pg-copy-streams';
import type { Transaction } from '../../storage/database.ts';
import { coverage } from '../../storage/publication-tables.ts';
import type { Coverage, ProtectedCell } from '../../vocabulary/cell.ts';

const CELL_COLUMNS = `measure_id, period, area, ethnic_group, sex, age_band, category,
  numerator, numerator_status, denominator, denominator_status, sum_of_squares, origin, coverage_id`;

/** Streams protected cells into the draft by COPY, and into its digest. Nothing but protected cells can be given. */
export async function writeDraftCells(
  tx: Transaction,
  { releaseId, digest }: { readonly releaseId: number; readonly digest: Hash },
  cells: readonly ProtectedCell[],
): Promise<void> {
  const coverageIds = await storeCoverages(tx, cells);
  const target = tx.client.query(
    copyFrom(`copy publication.draft_cell (release_id, ${CELL_COLUMNS}) from stdin`),
  );
  const lines = function* () {
    let block = '';
    for (const cell of cells) {
      const fields = [
        releaseId,
        cell.measure,
        cell.period,
        cell.area,
        cell.group,
        cell.sex,
        cell.ageBand,
        cell.category,
        cell.numerator.value,
        cell.numerator.status,
        cell.denominator?.value ?? null,
        cell.denominator?.status ?? null,
        cell.sumOfSquares,
        cell.origin,
        cell.coverage === null ? null : (coverageIds.get(cell.coverage) ?? null),
      ];
      block += `${fields.map((field) => (field === null ? '\\N' : String(field))).join('\t')}\n`;
      if (block.length > 65_536) {
        digest.update(block);
        yield block;
        block = '';
      }
    }
    digest.update(block);
    yield block;
  };
  await pipeline(Readable.from(lines()), target);
}

async function storeCoverages(
  { tables }: Transaction,
  cells: readonly ProtectedCell[],
): Promise<ReadonlyMap<Coverage, number>> {
  const ids = new Map<Coverage, number>();
  for (const { coverage: body } of cells) {
    if (body === null || ids.has(body)) continue;
    const sha256 = createHash('sha256').update(JSON.stringify(body)).digest('hex');
    const [known] = await tables
      .select({ id: coverage.id })
      .from(coverage)
      .where(eq(coverage.sha256, sha256));
    const [row] =
      known === undefined
        ? await tables.insert(coverage).values({ sha256, body }).returning({ id: coverage.id })
        : [known];
    if (row !== undefined) ids.set(body, row.id);
  }
  return ids;
}

/** Moves the draft's cells into the publication: what is new or changed holds from `number` on, what is gone ends there. */
export async function publishCells(
  { client }: Transaction,
  { id, baseNumber, number }: { readonly id: number; readonly baseNumber: number; readonly number: number },
): Promise<void> {
  const place = ['measure_id', 'period', 'area', 'ethnic_group', 'sex', 'age_band', 'category'];
  const onPlace = place.map((column) => `p.${column} = d.${column}`).join(' and ');
  const previous = `select distinct on (${place.join(', ')}) * from publication.cell where since <= $2
    order by ${place.join(', ')}, since desc`;
  await client.query(
    `with p as (${previous}), d as (select * from publication.draft_cell where release_id = $1)
     insert into publication.cell (${CELL_COLUMNS}, since, ended)
     select ${CELL_COLUMNS.split(',')
       .map((column) => `d.${column.trim()}`)
       .join(', ')}, $3, false
     from d left join p on ${onPlace}
     where p.measure_id is null or p.ended
       or (p.numerator, p.numerator_status, p.denominator, p.denominator_status, p.sum_of_squares, p.origin, p.coverage_id)
          is distinct from
          (d.numerator, d.numerator_status, d.denominator, d.denominator_status, d.sum_of_squares, d.origin, d.coverage_id)`,
    [id, baseNumber, number],
  );
  await client.query(
    `with p as (${previous}), d as (select * from publication.draft_cell where release_id = $1)
     insert into publication.cell (${place.join(', ')}, numerator_status, origin, since, ended)
     select ${place.map((column) => `p.${column}`).join(', ')}, 'x', p.origin, $3, true
     from p left join d on ${onPlace} where d.measure_id is null and not p.ended`,
    [id, baseNumber, number],
  );
  await client.query('delete from publication.draft_cell where release_id = $1', [id]);
}

/** Measure → the periods that a publication has of it. */
export async function publishedPeriods(
  { client }: Transaction,
  number: number,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await client.query<{ measure_id: string; periods: string[] }>(
    `select measure_id, array_agg(distinct period) as periods from (
       select distinct on (measure_id, period, area, ethnic_group, sex, age_band, category) measure_id, period, ended
       from publication.cell where since <= $1
       order by measure_id, period, area, ethnic_group, sex, age_band, category, since desc) c
     where not ended group by measure_id`,
    [number],
  );
  return new Map(rows.map((row) => [row.measure_id, row.periods]));
}
