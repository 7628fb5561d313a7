import { createHash } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import pg from 'pg';
import { createPublishApart } from '../src/flow/publishing/apart.ts';
import { latestVocabulary } from '../src/storage/editions.ts';
import { watchMemory } from './memory.ts';
import type { Bench } from './support.ts';

/** One in as many counts is another in the next release. */
const CHANGED = 100;
const PUBLISHER = { id: 'another', name: 'Bench', roles: ['publisher'] as const, area: null };

export const CATEGORIES = ['sen:bench-1', 'sen:bench-2', 'sen:bench-3', 'sen:bench-4'];

/** Publishes an approved draft as the service does, on a thread of its own. A line for each step: how long, and the memory it took. */
export async function publishing({ database }: Bench, version: string): Promise<readonly string[]> {
  const publish = createPublishApart({ url: database.publisherUrl, publicUrl: '' });
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const memory = watchMemory();
  const lines: string[] = [];
  let begun = performance.now();
  let name = 'begin';
  const end = () => {
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    lines.push(`  ${name.padEnd(22)} ${seconds.padStart(6)} s   peak ${memory.peakSince()} MB over idle`);
    begun = performance.now();
  };
  const start = begun;
  await publish({
    identity: PUBLISHER,
    version,
    at: new Date(),
    onStep(step) {
      end();
      name = step;
    },
  });
  end();
  const whole = ((performance.now() - start) / 1000).toFixed(1);
  const [usual, longest] = [delay.percentile(99), delay.max].map((time) => (time / 1e6).toFixed(0));
  lines.push(
    `  ${'the whole'.padEnd(22)} ${whole.padStart(6)} s   peak ${memory.peak()} MB over idle ${memory.idle} MB   others wait ${usual} ms (99%), at most ${longest} ms`,
  );
  return lines;
}

/** What autovacuum does within minutes: nothing is measured on tables that nobody has looked at yet. */
export async function settle({ url }: Bench): Promise<void> {
  await asOwner(url, 'vacuum analyze');
}

/** A draft of invented cells, as if it had been approved: the way there is measured elsewhere. */
export async function approvedDraft({ database, url }: Bench, cells: number): Promise<void> {
  const vocabulary = await latestVocabulary(database.reader);
  const ids = (all: readonly { readonly id: string }[], most: number) =>
    all.slice(0, most).map(({ id }) => id);
  const measures = ids(
    vocabulary.measures.filter(({ kind }) => kind === 'percentage'),
    50,
  );
  const [groups, areas] = [ids(vocabulary.groups, 25), ids(vocabulary.areas, 40)];
  const periods = cells / (measures.length * groups.length * areas.length * CATEGORIES.length);
  const id = await insertRelease(url, { version: '1.0.0', since: null, cells });
  await asOwner(
    url,
    `insert into publication.draft_cell (release_id, measure_id, period, area, ethnic_group, sex, age_band, category,
       numerator, numerator_status, denominator, denominator_status, origin)
     select $1, m, 'CY' || p, a, g, 'all', 'all', c, case when n < 5 then null else n end,
       case when n < 5 then 'c' else 'shown' end, n + 400, 'shown', 'authority'
     from unnest($2::text[]) m, generate_series(2000, 1999 + $3::int) p, unnest($4::text[]) a, unnest($5::text[]) g,
       unnest($6::text[]) c, lateral (select (hashtext(m || p || a || g || c) & 1023) % 300 n) counted`,
    [id, measures, Math.ceil(periods), areas, groups, CATEGORIES],
  );
}

/** The next release, in which every hundredth count is another. */
export async function nextDraft({ url }: Bench, cells: number): Promise<void> {
  const id = await insertRelease(url, { version: '1.0.1', since: '1.0.0', cells });
  const place = 'measure_id, period, area, ethnic_group, sex, age_band, category';
  await asOwner(
    url,
    `insert into publication.draft_cell (release_id, ${place}, numerator, numerator_status, denominator, denominator_status, origin)
     select $1, ${place},
       numerator + case when hashtext(measure_id || period || area || ethnic_group || category) % ${CHANGED} = 0 then 1 else 0 end,
       numerator_status, denominator, denominator_status, origin from publication.cell`,
    [id],
  );
}

async function insertRelease(
  url: string,
  {
    version,
    since,
    cells,
  }: { readonly version: string; readonly since: string | null; readonly cells: number },
): Promise<number> {
  const [row] = await asOwner<{ id: number }>(
    url,
    `insert into publication.release (version, status, base_number, is_latest, notes, edition, cell_count, withheld_count,
       manifest, changes, drafted_by, drafted_at, approved_by)
     select $1, 'approved', $2, false, '', max(id), $3, 0, $4, $5, 'bench', now(), 'another' from vocabulary.edition
     returning id`,
    [
      version,
      since === null ? null : 1,
      cells,
      { approved: createHash('sha256').digest('hex'), heldAgainst: since === null ? 0 : 1 },
      { since, bump: 'patch', catalogue: [], cells: [] },
    ],
  );
  return row?.id ?? 0;
}

async function asOwner<Row extends pg.QueryResultRow>(
  url: string,
  sql: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}
