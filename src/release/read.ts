import type pg from 'pg';
import { type CellRow, cellOf } from '../storage/cell-row.ts';
import { asProtected, type Coverage, type ProtectedCell } from '../vocabulary/cell.ts';
import type { ReleaseChanges } from '../vocabulary/release-changes.ts';
import { buildVocabulary, type Vocabulary, type VocabularyBody } from '../vocabulary/vocabulary.ts';
import { areasIn, CELL_LINES_SQL, type CellFilter, cellParameters, cellsIn } from './cell-lines.ts';

/** A release as the public may see it. */
export interface ReleaseFacts {
  readonly id: number;
  readonly version: string;
  /** The publication number: what its cells are read by. */
  readonly number: number;
  readonly status: 'published' | 'superseded' | 'withdrawn';
  readonly isLatest: boolean;
  readonly notes: string;
  /** The mistake that it corrects; null where it corrects none. */
  readonly correction: string | null;
  /** ISO day on which the next release is expected, as was said with this one. */
  readonly nextRelease: string | null;
  readonly edition: number;
  readonly cellCount: number;
  readonly withheldCount: number;
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly publishedAt: Date;
  readonly withdrawnReason: string | null;
  readonly withdrawnAt: Date | null;
}

export interface ArtefactFacts {
  readonly releaseId: number;
  readonly name: string;
  readonly format: string;
  readonly mediaType: string;
  /** Of the plain bytes, as is their length. */
  readonly sha256: string;
  readonly byteLength: number;
  /** The same file compressed, where it is kept so. */
  readonly gzip: { readonly sha256: string; readonly byteLength: number } | null;
  readonly rowCount: number;
}

/**
 * Cells as they were read: one text, laid out as often as it is asked. A promise that waited for the database is old by the
 * time it is kept, and whatever it was kept with lives until the next full collection: let that be little.
 */
export interface CellsRead {
  areas(): ReadonlySet<string>;
  cells(): readonly ProtectedCell[];
}

export interface ReleaseReader {
  /** Published, superseded and withdrawn releases, newest first. */
  releases(): Promise<readonly ReleaseFacts[]>;
  /** `latest`, `1.0.0`, `1`, `1.*`, `1.0.*`: the newest that fits and is not withdrawn (an exact version always fits). */
  find(selector: string): Promise<ReleaseFacts | undefined>;
  /** The words a release was made with. */
  vocabulary(edition: number): Promise<Vocabulary>;
  /** Which periods each measure (and population) has in the release. */
  periods(number: number): Promise<ReadonlyMap<string, readonly string[]>>;
  /** The cells of one measure and period as the release has them, every area and group. */
  cells(number: number, filter: CellFilter): Promise<readonly ProtectedCell[]>;
  /** The same, before they are laid out. */
  read(number: number, filter: CellFilter): Promise<CellsRead>;
  /** What is different in it; null for one that was published before that was kept. */
  changes(releaseId: number): Promise<ReleaseChanges | null>;
  artefacts(releaseId: number): Promise<readonly ArtefactFacts[]>;
  /** One frozen file as it is kept, part by part: its gzip where it has one. */
  artefactBytes(facts: ArtefactFacts): AsyncIterable<Buffer>;
}

/**
 * The SQL of `periods`: from each measure and period to the next by the primary key, and of each no further than its
 * first cell that has not ended. What it reads grows with the periods of a release, not with its cells.
 */
export const PERIODS_SQL = `
  with recursive place as (
    (select measure_id, period from publication.cell order by measure_id, period limit 1)
    union all
    select next.measure_id, next.period from place, lateral (
      select measure_id, period from publication.cell
      where (measure_id, period) > (place.measure_id, place.period)
      order by measure_id, period limit 1) next)
  select measure_id, period from place
  where exists (
    select from (
      select distinct on (area, ethnic_group, sex, age_band, category) ended from publication.cell
      where measure_id = place.measure_id and period = place.period and since <= $1
      order by area, ethnic_group, sex, age_band, category, since desc) newest
    where not ended)
  order by measure_id, period`;

/** A row of publication.cell as the database gives it. */
export interface PublishedRow extends CellRow {
  readonly origin: string;
  readonly coverage_id: number | null;
  readonly ended: boolean;
}

/** What changes about a release after it has been published. */
interface Standing {
  readonly id: number;
  readonly status: string;
  readonly is_latest: boolean;
  readonly withdrawn_reason: string | null;
  readonly withdrawn_at: Date | null;
}

interface ReleaseRow extends Standing {
  readonly version: string;
  readonly number: number;
  readonly notes: string;
  readonly correction: string | null;
  readonly next_release: string | null;
  readonly edition: number;
  readonly cell_count: number;
  readonly withheld_count: number;
  readonly manifest: Record<string, unknown>;
  readonly published_at: Date;
}

const STANDING_COLUMNS = 'id, status, is_latest, withdrawn_reason, withdrawn_at';
const RELEASE_COLUMNS = `${STANDING_COLUMNS}, version, number, notes, correction, next_release, edition, cell_count, withheld_count,
  manifest, published_at`;

/** Reads releases as `publication_reader`. What never changes (words, coverages, a release's periods) is kept in memory. */
export function createReleaseReader(pool: pg.Pool): ReleaseReader {
  const vocabularies = new Map<number, Promise<Vocabulary>>();
  const coverages = new Map<number, Coverage>();
  const changes = new Map<number, Promise<ReleaseChanges | null>>();
  const periodLists = new Map<number, Promise<ReadonlyMap<string, readonly string[]>>>();

  // Requests that come while somebody looks share the look: under load that is one look for many.
  let looking: Promise<readonly ReleaseFacts[]> | undefined;
  function releases(): Promise<readonly ReleaseFacts[]> {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  }

  // Each question asks which release is the latest. The manifests, which name every measure and period, never change.
  const published = new Map<number, ReleaseRow>();

  async function look(): Promise<readonly ReleaseFacts[]> {
    const { rows: standings } = await pool.query<Standing>(
      `select ${STANDING_COLUMNS} from publication.release where number is not null order by number desc`,
    );
    const unknown = standings.flatMap(({ id }) => (published.has(id) ? [] : [id]));
    if (unknown.length > 0) {
      const { rows } = await pool.query<ReleaseRow>(
        `select ${RELEASE_COLUMNS} from publication.release where id = any($1) and number is not null`,
        [unknown],
      );
      for (const row of rows) published.set(row.id, row);
    }
    return standings.flatMap((standing) => {
      const row = published.get(standing.id);
      return row === undefined ? [] : [toFacts({ ...row, ...standing })];
    });
  }

  async function loadVocabulary(edition: number): Promise<Vocabulary> {
    const { rows } = await pool.query<{ body: VocabularyBody }>(
      'select body from vocabulary.edition where id = $1',
      [edition],
    );
    const body = rows[0]?.body;
    if (body === undefined) throw new Error(`There is no edition ${edition} of the vocabulary`);
    return buildVocabulary(edition, body);
  }

  async function loadPeriods(number: number): Promise<ReadonlyMap<string, readonly string[]>> {
    const { rows } = await pool.query<{ measure_id: string; period: string }>(PERIODS_SQL, [number]);
    const lists = new Map<string, string[]>();
    for (const row of rows) {
      const list = lists.get(row.measure_id);
      if (list === undefined) lists.set(row.measure_id, [row.period]);
      else list.push(row.period);
    }
    return lists;
  }

  async function loadChanges(releaseId: number): Promise<ReleaseChanges | null> {
    const { rows } = await pool.query<{ changes: ReleaseChanges | null }>(
      'select changes from publication.release where id = $1 and number is not null',
      [releaseId],
    );
    return rows[0]?.changes ?? null;
  }

  async function coverageOf(ids: readonly number[]): Promise<void> {
    const unknown = ids.filter((id) => !coverages.has(id));
    if (unknown.length === 0) return;
    const { rows } = await pool.query<{ id: number; body: Coverage }>(
      'select id, body from publication.coverage where id = any($1)',
      [unknown],
    );
    for (const row of rows) coverages.set(row.id, row.body);
  }

  async function read(number: number, filter: CellFilter): Promise<CellsRead> {
    const { rows } = await pool.query<{ lines: string; coverages: number[] }>(
      CELL_LINES_SQL,
      cellParameters(number, filter),
    );
    const { lines = '', coverages: named = [] } = rows[0] ?? {};
    await coverageOf(named);
    return {
      areas: () => areasIn(lines),
      cells: () => cellsIn(lines, { filter, coverages }).map(asProtected),
    };
  }

  return {
    releases,
    async find(selector) {
      const all = await releases();
      if (selector === 'latest') return all.find((release) => release.isLatest);
      const exact = all.find((release) => release.version === selector);
      if (exact !== undefined) return exact;
      const prefix = selectorPrefix(selector);
      if (prefix === undefined) return undefined;
      return all.find((release) => release.status !== 'withdrawn' && release.version.startsWith(prefix));
    },
    vocabulary: (edition) => remember(vocabularies, edition, loadVocabulary),
    periods: (number) => remember(periodLists, number, loadPeriods),
    cells: async (number, filter) => (await read(number, filter)).cells(),
    read,
    changes: (releaseId) => remember(changes, releaseId, loadChanges),
    async artefacts(releaseId) {
      const { rows } = await pool.query<{
        name: string;
        format: string;
        media_type: string;
        sha256: string;
        byte_length: string;
        gzip_sha256: string | null;
        gzip_length: string | null;
        row_count: number;
      }>(
        `select name, format, media_type, sha256, byte_length, gzip_sha256, gzip_length, row_count from publication.artefact
         where release_id = $1 order by name, format`,
        [releaseId],
      );
      return rows.map((row) => ({
        releaseId,
        name: row.name,
        format: row.format,
        mediaType: row.media_type,
        sha256: row.sha256,
        byteLength: Number(row.byte_length),
        gzip:
          row.gzip_sha256 === null ? null : { sha256: row.gzip_sha256, byteLength: Number(row.gzip_length) },
        rowCount: row.row_count,
      }));
    },
    async *artefactBytes({ releaseId, name, format }) {
      for (let part = 0; ; part += 1) {
        const { rows } = await pool.query<{ bytes: Buffer }>(
          `select bytes from publication.artefact_part
           where release_id = $1 and name = $2 and format = $3 and part = $4`,
          [releaseId, name, format, part],
        );
        const bytes = rows[0]?.bytes;
        if (bytes === undefined) return;
        yield bytes;
      }
    },
  };
}

/** `2`, `2.*`, `2.1`, `2.1.*` → `2.` or `2.1.`; undefined for anything else. */
function selectorPrefix(selector: string): string | undefined {
  const match = /^(\d+(?:\.\d+)?)(?:\.\*)?$/.exec(selector);
  return match === null ? undefined : `${match[1]}.`;
}

function remember<K, V>(store: Map<K, Promise<V>>, key: K, load: (key: K) => Promise<V>): Promise<V> {
  const known = store.get(key);
  if (known !== undefined) return known;
  const loading = load(key);
  store.set(key, loading);
  // A failed read must not be remembered.
  loading.catch(() => store.delete(key));
  return loading;
}

/** Which submissions went in, as a digest, and the digest of the draft are for those who make releases. */
function publicPart({
  approved: _,
  digest: __,
  ...manifest
}: Record<string, unknown>): Record<string, unknown> {
  return manifest;
}

function toFacts(row: ReleaseRow): ReleaseFacts {
  const status = row.status === 'withdrawn' || row.status === 'superseded' ? row.status : 'published';
  return {
    id: row.id,
    version: row.version,
    number: row.number,
    status,
    isLatest: row.is_latest,
    notes: row.notes,
    correction: row.correction,
    nextRelease: row.next_release,
    edition: row.edition,
    cellCount: row.cell_count,
    withheldCount: row.withheld_count,
    manifest: publicPart(row.manifest),
    publishedAt: row.published_at,
    withdrawnReason: row.withdrawn_reason,
    withdrawnAt: row.withdrawn_at,
  };
}

/** The protected cell that a stored row is: it passed disclosure control before it was stored. */
export function toCell(
  row: PublishedRow,
  { measure, period }: Pick<CellFilter, 'measure' | 'period'>,
  coverages: ReadonlyMap<number, Coverage>,
): ProtectedCell {
  const origin = row.origin === 'official' ? 'official' : 'authority';
  const coverage = row.coverage_id === null ? null : (coverages.get(row.coverage_id) ?? null);
  return asProtected(cellOf(row, { measure, period, origin, coverage }));
}
