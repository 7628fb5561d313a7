import pg from 'pg';
import type { Vocabulary } from '../src/vocabulary/vocabulary.ts';

export const SEXES = ['all', 'female', 'male', 'not-known'] as const;
const MEASURES = 40;

/** The measure that is asked about first: a rate with denominators of its own. */
export const MEASURE = 'ed-suspension-rate';

/** A measure, period and sex: 33 areas × 19 groups, which is what one question reads. */
export interface Slice {
  readonly measure: string;
  readonly period: string;
  readonly sex: string;
}

export interface MadeRelease {
  readonly cells: number;
  readonly areas: readonly string[];
  readonly groups: readonly string[];
  /** Each of them once, so that whoever walks through them never asks the same twice. */
  readonly slices: readonly Slice[];
}

/**
 * Publishes a release of about so many cells straight into the tables: 40 measures of the 33 authorities and 19 groups by
 * sex, in as many periods as it takes. Each number is a hash of its place, so that every run has the same.
 */
export async function makeRelease(url: string, vocabulary: Vocabulary, cells: number): Promise<MadeRelease> {
  const areas = vocabulary.authorities.map(({ id }) => id);
  const groups = vocabulary.groups.filter(({ level }) => level === 'detailed').map(({ id }) => id);
  const others = vocabulary.measures.filter(
    ({ id, kind, denominatorCount, sexes }) =>
      sexes && denominatorCount !== null && id !== MEASURE && (kind === 'rate' || kind === 'percentage'),
  );
  const measures = [MEASURE, ...others.map(({ id }) => id)].slice(0, MEASURES);
  const perPeriod = measures.length * areas.length * groups.length * SEXES.length;
  const count = Math.max(1, Math.round(cells / perPeriod));
  const periods = Array.from({ length: count }, (_, index) => `CY${1925 + index}`);
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  try {
    await owner.query('truncate publication.cell');
    for (const period of periods) {
      await owner.query(
        `insert into publication.cell
         select measure, $1, area, ethnic_group, sex, 'all', 'all', 1, 10 + abs(hashtext('n' || place) % 150), 'shown',
           800 + abs(hashtext('d' || place) % 4000), 'shown', null, 'authority', null, false
         from unnest($2::text[]) measure, unnest($3::text[]) area, unnest($4::text[]) ethnic_group, unnest($5::text[]) sex,
           lateral (select measure || $1 || area || ethnic_group || sex) key (place)`,
        [period, measures, areas, groups, SEXES],
      );
    }
    await owner.query('vacuum analyze publication.cell');
    await owner.query(
      `insert into publication.release (version, status, number, is_latest, notes, edition, cell_count, withheld_count,
         manifest, drafted_by, drafted_at, approved_by, approved_at, published_by, published_at)
       values ('1.0.0', 'published', 1, true, 'bench', $1, $2, 0, '{}', 'one', now(), 'two', now(), 'two', now())
       on conflict (version) do update set cell_count = excluded.cell_count`,
      [vocabulary.edition, perPeriod * count],
    );
  } finally {
    await owner.end();
  }
  const slices = SEXES.flatMap((sex) =>
    periods.toReversed().flatMap((period) => measures.map((measure) => ({ measure, period, sex }))),
  );
  return { cells: perPeriod * count, areas, groups, slices };
}
