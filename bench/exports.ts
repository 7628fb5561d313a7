import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { buildApp } from '../src/app.ts';
import { watchMemory } from './memory.ts';
import { approvedDraft, CATEGORIES, nextDraft, publishing, settle } from './publishing.ts';
import { type Bench, median } from './support.ts';

/** Fewer are for trying things out: a multiple of 200,000. */
const CELLS = Number(process.env.EXPORTS_CELLS ?? 2_000_000);
/** Which parts to measure, separated by commas: publish, frozen, slice, patience, next. All where nothing is said. */
const PARTS = process.env.EXPORTS_PART?.split(',');
const ROUNDS = 7;
const ALONE_MS = 8000;
/** Questions before any is counted: the first ones fill caches and compile what answers them. */
const WARM = 20;
const DOWNLOADS = 20;
const BASE = '/v1/releases/1.0.0';
const MEASURE = 'sc-rereferral-pct';

/**
 * A release of 2,000,000 cells: publishing it in every format, step by step, with the memory it takes; a frozen file as a
 * share of a bare server that streams the same file; a slice of 1,000,000 rows as a share of COPY; what twenty downloads at
 * once do to a dashboard's query; and what publishing the next release does to it, on its own thread, with its revisions.
 */
export async function benchExports(bench: Bench): Promise<string> {
  await approvedDraft(bench, CELLS);
  say(`publishing  ${CELLS.toLocaleString('en-GB')} cells`, ...(await publishing(bench, '1.0.0')));
  await settle(bench);
  const app = await buildApp(bench.app);
  const address = await app.listen({ port: 0 });
  const parts = { frozen, slice, patience, next };
  try {
    for (const [name, measure] of Object.entries(parts))
      if (PARTS === undefined || PARTS.includes(name)) say(...[await measure(bench, address)].flat());
  } finally {
    await app.close();
  }
  return '';
}

/** At once: the whole takes minutes. */
function say(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function frozen({ app: { flows } }: Bench, address: string): Promise<string> {
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
async function patience(_: Bench, address: string): Promise<string> {
  const times = await questions(address);
  const alone = await times(after(ALONE_MS));
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
    `${during.toFixed(0)} ms beside them   factor ${(during / before).toFixed(2)}   peak ${memory.peak()} MB over ${memory.idle} MB`
  );
}

function after(milliseconds: number): () => boolean {
  const begun = Date.now();
  return () => Date.now() - begun > milliseconds;
}

let asked = 0;

/** Asks one new question after another until it is time, and says how long each took. */
async function questions(address: string) {
  const ask = async () => {
    asked += 1;
    const url = `${address}/v1/comparisons?measure=${MEASURE}&category=${CATEGORIES[0]}&confidence=${0.9 + asked / 1e6}`;
    const reply = await fetch(url);
    await reply.arrayBuffer();
    if (!reply.ok) throw new Error(`${reply.status}`);
  };
  for (let warm = 0; warm < WARM; warm += 1) await ask();
  return async (until: () => boolean) => {
    const all: number[] = [];
    while (!until()) all.push(await timed(ask));
    return all;
  };
}

/** The next release, and the median time of a question while it is published. */
async function next(bench: Bench, address: string): Promise<readonly string[]> {
  await nextDraft(bench, CELLS);
  const times = await questions(address);
  const alone = await times(after(ALONE_MS));
  let published = false;
  const work = publishing(bench, '1.0.1').finally(() => {
    published = true;
  });
  const beside = await times(() => published);
  const [before, during] = [median(alone) * 1000, median(beside) * 1000];
  return [
    `publishing the next   a new question ${before.toFixed(0)} ms alone, ${during.toFixed(0)} ms beside it   factor ${(during / before).toFixed(2)}`,
    ...(await work),
  ];
}

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
  const ratios = ours.map((each, round) => each / (limit[round] ?? Number.NaN)).toSorted((a, b) => a - b);
  const [ratio, ...range] = [median(ratios), ratios.at(0), ratios.at(-1)].map((each) => each?.toFixed(2));
  const written = (value: number) => Math.round(value).toLocaleString('en-GB');
  return `${name.padEnd(11)} ${written(mine)} ${unit}   ${named} ${written(other)} ${unit}   share ${ratio} (${range.join(' to ')})`;
}

/** A client of its own process, which throws away what it gets and fails with the transfer. */
function curl(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('curl', ['-sf', '-o', '/dev/null', url], { cwd: tmpdir() });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`curl ended with ${code}`))));
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - begun) / 1e9;
}
