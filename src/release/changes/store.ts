import type { Transaction } from '../../storage/database.ts';
import {
  type CellTally,
  PLACE_DIMENSIONS,
  type PlaceDimension,
  type ReleaseChanges,
} from '../../vocabulary/release-changes.ts';
import { buildVocabulary, type Vocabulary } from '../../vocabulary/vocabulary.ts';
import { editionBody } from '../artefacts/store.ts';
import { greatest } from '../version.ts';
import { type CodesInUse, catalogueChanges } from './catalogue.ts';

const COLUMNS: Readonly<Record<PlaceDimension, string>> = {
  period: 'period',
  area: 'area',
  'ethnic-group': 'ethnic_group',
  sex: 'sex',
  'age-band': 'age_band',
  category: 'category',
};
const PLACE = ['measure_id', ...Object.values(COLUMNS)].join(', ');
const VALUES = 'numerator, numerator_status, denominator, denominator_status, sum_of_squares';

const PUBLISHED = `select * from (
  select distinct on (${PLACE}) ${PLACE}, ${VALUES}, origin, ended from publication.cell where since <= $1
  order by ${PLACE}, since desc) c where not ended`;
const DRAFTED = `select ${PLACE}, ${VALUES}, origin from publication.draft_cell where release_id = $1`;

/** The newest release that stands, which the next is compared with. */
export async function standingRelease({
  client,
}: Transaction): Promise<{ id: number; version: string; number: number; edition: number } | undefined> {
  const { rows } = await client.query<{ id: number; version: string; number: number; edition: number }>(
    `select id, version, number, edition from publication.release
     where number is not null and status <> 'withdrawn' order by number desc limit 1`,
  );
  return rows[0];
}

/** What a draft would change, by the release that stands. Of cells it says how many, never which. */
export async function changesOf(
  tx: Transaction,
  { releaseId, vocabulary }: { readonly releaseId: number; readonly vocabulary: Vocabulary },
): Promise<ReleaseChanges> {
  const base = await standingRelease(tx);
  if (base === undefined) return { since: null, bump: 'patch', catalogue: [], cells: [] };
  const before = {
    vocabulary: buildVocabulary(base.edition, await editionBody(tx, base.edition)),
    codes: await codesIn(tx, PUBLISHED, base.number),
  };
  const after = { vocabulary, codes: await codesIn(tx, DRAFTED, releaseId) };
  const catalogue = catalogueChanges(before, after);
  const cells = await talliesOf(tx, { number: base.number, releaseId });
  return { since: base.version, bump: greatest(catalogue.map(({ bump }) => bump)), catalogue, cells };
}

async function codesIn({ client }: Transaction, cells: string, of: number): Promise<CodesInUse> {
  const columns = Object.values(COLUMNS);
  const { rows } = await client.query<{ measure_id: string } & Record<string, string | null>>(
    `select measure_id, ${columns.join(', ')} from (${cells}) c
     group by grouping sets (${columns.map((column) => `(measure_id, ${column})`).join(', ')})`,
    [of],
  );
  const codes = new Map<string, Map<PlaceDimension, Set<string>>>();
  for (const row of rows) {
    const ofMeasure =
      codes.get(row.measure_id) ?? new Map(PLACE_DIMENSIONS.map((each) => [each, new Set<string>()]));
    codes.set(row.measure_id, ofMeasure);
    for (const dimension of PLACE_DIMENSIONS) {
      const code = row[COLUMNS[dimension]];
      if (typeof code === 'string') ofMeasure.get(dimension)?.add(code);
    }
  }
  return codes;
}

async function talliesOf(
  { client }: Transaction,
  { number, releaseId }: { readonly number: number; readonly releaseId: number },
): Promise<readonly CellTally[]> {
  const values = (side: string) =>
    `(${VALUES.split(', ')
      .map((column) => `${side}.${column}`)
      .join(', ')})`;
  const { rows } = await client.query<CellTally>(
    `with p as (${PUBLISHED}), d as (${DRAFTED.replace('$1', '$2')})
     select measure_id as measure,
       (count(*) filter (where p.origin is null))::int as added,
       (count(*) filter (where p.origin is not null and d.origin is not null and ${values('p')} is distinct from ${values('d')}))::int as revised,
       (count(*) filter (where d.origin is null))::int as removed
     from p full join d using (${PLACE}) group by measure_id order by measure_id collate "C"`,
    [number, releaseId],
  );
  return rows.filter(({ added, revised, removed }) => added + revised + removed > 0);
}
