import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { buildApp } from '../src/app.ts';
import { createEstimator } from '../src/comparison/cell-estimate.ts';
import { freezeArtefacts } from '../src/release/artefacts/freeze.ts';
import { editionBody } from '../src/release/artefacts/store.ts';
import { publishCells, setPublished } from '../src/release/store.ts';
import { transaction } from '../src/storage/database.ts';
import { buildVocabulary, type Vocabulary } from '../src/vocabulary/vocabulary.ts';
import { type Bench, median } from './support.ts';

const CELLS = 2_000_000;
const ROUNDS = 5;
const DOWNLOADS = 20;
const CATEGORIES = ['sen:bench-1', 'sen:bench-2', 'sen:bench-3', 'sen:bench-4'];
const BASE = '/v1/releases/1.0.0';

/**
 * A release of 2,000,000 cells: publishing it in every format, step by step, with the memory it takes; a frozen file as a
 * share of a bare server that streams the same file; a slice of 1,000,000 rows as a share of COPY; what twenty downloads at
 * once do to a dashboard's query; and what publishing the next release does to it, on its own thread, with its revisions.
 */
export async function benchExports(bench: Bench): Promise<string> {
  const lines = [await publish(bench)];
  const app = await buildApp(bench.app);
  const address = await app.listen({ port: 0 });
  try {
    lines.push(await serve(bench, address), await slice(bench, address), await patience(address));
    lines.push(await republish(bench, address));
  } finally {
    await app.close();
  }
  return lines.join('\n');
}

async function publish({ database, url }: Bench): Promise<string> {
  const edition = await editionOf(url);
  const vocabulary = await transaction(database.publisher, async (tx) =>
    buildVocabulary(edition, await editionBody(tx, edition)),
  );
  const id = await approvedDraft(url, { vocabulary, edition });
  const publishedAt = new Date();
  const steps: string[] = [];
  const step = async (name: string, work: () => Promise<void>) => {
    const memory = watchMemory();
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const seconds = await timed(work);
    delay.disable();
    const [usual, longest] = [delay.percentile(99), delay.max].map((time) => (time / 1e6).toFixed(0));
    steps.push(
      `  ${name.padEnd(30)} ${seconds.toFixed(1).padStart(6)} s   peak ${memory.peak()} MB   others wait ${usual} ms (99%), at most ${longest} ms`,
    );
  };
  await transaction(database.publisher, async (tx) => {
    await step('append the cells', () => publishCells(tx, { id, baseNumber: 0, number: 1 }));
    await setPublished(tx, { id, number: 1, actor: 'bench', at: publishedAt });
    const changes = { since: null, bump: 'patch', catalogue: [], cells: [] } as const;
    const about = { version: '1.0.0', publishedAt, notes: '', correction: null, publicUrl: '', changes };
    const estimate = createEstimator(vocabulary, []);
    await step('freeze every format', () =>
      freezeArtefacts(tx, { ...about, releaseId: id, number: 1, vocabulary, estimate }),
    );
  });
  return [`publishing  ${CELLS.toLocaleString('en-GB')} cells`, ...steps].join('\n');
}

async function editionOf(url: string): Promise<number> {
  const { rows } = await asOwner<{ id: number }>(url, 'select max(id) id from vocabulary.edition');
  return rows[0]?.id ?? 1;
}

/** A draft of invented cells, as if it had been approved: the way there is measured elsewhere. */
async function approvedDraft(
  url: string,
  { vocabulary, edition }: { readonly vocabulary: Vocabulary; readonly edition: number },
): Promise<number> {
  const measures = vocabulary.measures.filter(({ kind }) => kind === 'percentage').slice(0, 50);
  const groups = vocabulary.groups.slice(0, 25);
  const areas = vocabulary.areas.slice(0, 40);
  const { rows } = await asOwner<{ id: number }>(
    url,
    `insert into publication.release (version, status, is_latest, notes, edition, cell_count, withheld_count, manifest,
       drafted_by, drafted_at) values ('1.0.0', 'approved', false, '', $1, $2, 0, '{}', 'bench', now()) returning id`,
    [edition, CELLS],
  );
  const id = rows[0]?.id ?? 1;
  const periods = CELLS / (measures.length * groups.length * areas.length * CATEGORIES.length);
  await asOwner(
    url,
    `insert into publication.draft_cell (release_id, measure_id, period, area, ethnic_group, sex, age_band, category,
       numerator, numerator_status, denominator, denominator_status, origin)
     select $1, m, 'CY' || p, a, g, 'all', 'all', c, case when n < 5 then null else n end,
       case when n < 5 then 'c' else 'shown' end, n + 400, 'shown', 'authority'
     from unnest($2::text[]) m, generate_series(2000, 1999 + $3::int) p, unnest($4::text[]) a, unnest($5::text[]) g,
       unnest($6::text[]) c, lateral (select (hashtext(m || p || a || g || c) & 1023) % 300 n) counted`,
    [
      id,
      measures.map((each) => each.id),
      Math.ceil(periods),
      areas.map((each) => each.id),
      groups.map((each) => each.id),
      CATEGORIES,
    ],
  );
  return id;
}

async function serve({ app: { flows } }: Bench, address: string): Promise<string> {
  const release = await flows.enquire.release('1.0.0');
  const facts = await flows.download.file(release, { name: 'all', format: 'csv' });
  await curl(`${address}${BASE}/all.csv`); // makes the copy
  const file = await flows.download.open(facts, 'identity');
  const path = `/proc/self/fd/${file.fd}`;
  const bare = createServer((_, response) => createReadStream(path).pipe(response));
  await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
  const at = bare.address();
  const bareUrl = `http://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}/`;
  const megabytes = facts.byteLength / 1e6;
  const limit: number[] = [];
  const ours: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    limit.push(megabytes / (await timed(() => curl(bareUrl))));
    ours.push(megabytes / (await timed(() => curl(`${address}${BASE}/all.csv`))));
  }
  bare.close();
  await file.close();
  return share('frozen file', { ours, limit, unit: 'MB/s', named: 'bare http server' });
}

async function slice({ url }: Bench, address: string): Promise<string> {
  const categories = CATEGORIES.slice(0, 2);
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  const limit: number[] = [];
  const ours: number[] = [];
  const listed = categories.map((each) => `'${each}'`).join(', ');
  for (let round = 0; round < ROUNDS; round += 1) {
    const query = `select measure_id, period, area, ethnic_group, sex, age_band, category, numerator, numerator_status,
      denominator, denominator_status, origin from publication.cell where since <= 1 and category in (${listed})`;
    const copied = await timed(async () => {
      for await (const _ of owner.query(copyTo(`copy (${query}) to stdout (format csv)`)));
    });
    limit.push(CELLS / 2 / copied);
    ours.push(
      CELLS / 2 / (await timed(() => curl(`${address}${BASE}/cells.csv?category=${categories.join(',')}`))),
    );
  }
  await owner.end();
  return share('slice', { ours, limit, unit: 'rows/s', named: 'COPY of the same cells' });
}

/** The median time of a question that nobody has asked before, alone and beside the downloads. */
async function patience(address: string): Promise<string> {
  const times = questions(address);
  const begun = Date.now();
  const alone = await times(() => Date.now() - begun > 5000);
  const memory = watchMemory();
  let running = DOWNLOADS;
  const downloads = Array.from({ length: DOWNLOADS }, () =>
    curl(`${address}${BASE}/all.csv`).finally(() => {
      running -= 1;
    }),
  );
  const beside = await times(() => running === 0);
  await Promise.all(downloads);
  const [before, during] = [median(alone) * 1000, median(beside) * 1000];
  return (
    `patience    ${DOWNLOADS} downloads of everything   a new question ${before.toFixed(0)} ms alone, ` +
    `${during.toFixed(0)} ms beside them   factor ${(during / before).toFixed(2)}   peak ${memory.peak()} MB`
  );
}

let asked = 0;

/** Asks one new question after another until it is time, and says how long each took. */
function questions(address: string) {
  const ask = async () => {
    asked += 1;
    const url = `${address}/v1/comparisons?measure=${MEASURE}&category=${CATEGORIES[0]}&confidence=${0.9 + asked / 1e6}`;
    const reply = await fetch(url);
    await reply.arrayBuffer();
    if (!reply.ok) throw new Error(`${reply.status}`);
  };
  return async (until: () => boolean) => {
    const all: number[] = [];
    while (!until()) all.push(await timed(ask));
    return all;
  };
}

/** The next release, in which every hundredth count is another, and the median time of a question while it is published. */
async function republish({ flows, url }: Bench, address: string): Promise<string> {
  const changes = { since: '1.0.0', bump: 'patch', catalogue: [], cells: [] };
  await asOwner(
    url,
    `insert into publication.release (version, status, base_number, is_latest, notes, edition, cell_count, withheld_count,
       manifest, changes, drafted_by, drafted_at, approved_by)
     select '1.0.1', 'approved', 1, false, '', edition, $1, 0, $2, $3, 'bench', now(), 'another' from publication.release`,
    [CELLS, { approved: createHash('sha256').digest('hex') }, changes],
  );
  const place = 'measure_id, period, area, ethnic_group, sex, age_band, category';
  await asOwner(
    url,
    `insert into publication.draft_cell (release_id, ${place}, numerator, numerator_status, denominator, denominator_status, origin)
     select (select id from publication.release where version = '1.0.1'), ${place},
       numerator + case when hashtext(measure_id || period || area || ethnic_group || category) % 100 = 0 then 1 else 0 end,
       numerator_status, denominator, denominator_status, origin from publication.cell`,
  );
  const times = questions(address);
  const begun = Date.now();
  const alone = await times(() => Date.now() - begun > 5000);
  const publisher = { id: 'another', name: 'Bench', roles: ['publisher'] as const, area: null };
  const memory = watchMemory();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  let published = false;
  const work = timed(() => flows.disseminate.publish(publisher, '1.0.1')).finally(() => {
    published = true;
  });
  const beside = await times(() => published);
  const seconds = await work;
  const wait = (delay.percentile(99) / 1e6).toFixed(0);
  const [before, during] = [median(alone) * 1000, median(beside) * 1000];
  return (
    `publishing the next on a thread   ${seconds.toFixed(1)} s   peak ${memory.peak()} MB   a new question ${before.toFixed(0)} ms alone, ` +
    `${during.toFixed(0)} ms beside it   factor ${(during / before).toFixed(2)}   others wait ${wait} ms (99%)`
  );
}

const MEASURE = 'sc-rereferral-pct';

function share(
  name: string,
  {
    ours,
    limit,
    unit,
    named,
  }: { ours: readonly number[]; limit: readonly number[]; unit: string; named: string },
): string {
  const [mine, other] = [median(ours), median(limit)];
  const ratio = median(ours.map((each, round) => each / (limit[round] ?? Number.NaN)));
  const written = (value: number) => Math.round(value).toLocaleString('en-GB');
  return `${name.padEnd(11)} ${written(mine)} ${unit}   ${named} ${written(other)} ${unit}   share ${ratio.toFixed(3)}`;
}

/** A client of its own process, which throws away what it gets and fails with the transfer. */
function curl(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('curl', ['-sf', '-o', '/dev/null', url], { cwd: join(tmpdir()) });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`curl ended with ${code}`))));
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - begun) / 1e9;
}

function watchMemory(): { peak(): number } {
  let most = 0;
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  look();
  const timer = setInterval(look, 50);
  return {
    peak() {
      look();
      clearInterval(timer);
      return Math.round(most / 1024 ** 2);
    },
  };
}

async function asOwner<Row extends pg.QueryResultRow>(
  url: string,
  sql: string,
  values: readonly unknown[] = [],
) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query<Row>(sql, [...values]);
  } finally {
    await client.end();
  }
}
