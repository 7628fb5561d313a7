import { setInterval } from 'node:timers';
import Fastify from 'fastify';
import { CELL_LINES_SQL, CELLS_SQL, cellParameters } from '../src/release/cell-lines.ts';
import { latestVocabulary } from '../src/storage/editions.ts';
import { SEXES, type Sex } from '../src/vocabulary/cell.ts';
import { type Answered, type Load, load } from './load.ts';
import { type MadeRelease, makeRelease, type Slice } from './release.ts';
import { type Bench, median } from './support.ts';

/** Of part of it: `BENCH_CELLS=2000000 BENCH_SECONDS=3 npm run bench -- comparison`. */
const { BENCH_CELLS = '200000,2000000,10000000', BENCH_SECONDS = '5' } = process.env;
const SIZES = BENCH_CELLS.split(',').map(Number);
/** At this size the ratios are taken; of fewer cells at the largest. */
const MEASURED = SIZES.includes(2_000_000) ? 2_000_000 : Math.max(...SIZES);
const ROUNDS = 3;
/** Rounds that are not counted: until then Node compiles what it runs. */
const WARM_UP = 1;
const SECONDS = Number(BENCH_SECONDS);
const CONNECTIONS = 20;
const STEADY_SECONDS = 60;
const SAMPLE_MS = 5_000;
/** How many questions are asked one after the other of each size. */
const ALONE = 100;

const GRAPHQL = '/graphql';

function queryOf({ areas, groups }: MadeRelease, limits: boolean): string {
  const estimate = `{ rateRatio { value ${limits ? 'lower upper ' : ''}} }`;
  return `query ($measure: ID!, $period: ID!, $sex: Sex!, $confidence: Float) {
  comparison(measure: $measure, period: $period, sex: $sex, confidence: $confidence,
    areas: ${JSON.stringify(areas)}, groups: ${JSON.stringify(groups)}) {
    rows { area { id } group { id } numerator { value } denominator { value }
      white: against ${estimate} others: against(reference: { kind: ALL_OTHERS }) ${estimate} } } }`;
}

/** The variables that ask for a slice. */
function variablesOf({ measure, period, sex }: Slice): Readonly<Record<string, string>> {
  return { measure, period, sex: sex.toUpperCase().replace('-', '_') };
}

/**
 * A `comparison` of one measure over 33 authorities × 19 groups with two references, beside two bare Fastify routes in the
 * same process: one that runs the same SQL and stringifies its rows, one that sends the same bytes from memory. Nobody has
 * asked any of the questions before, but for the cached ones. `cells in memory`: always of one measure and period, so that
 * its cells are read once. `cells read`: each of another measure, period or sex than the last three thousand.
 */
export async function benchComparison(bench: Bench): Promise<string> {
  const lines: string[] = [];
  for (const size of SIZES) {
    const made = await makeRelease(bench.url, await latestVocabulary(bench.database.reader), size);
    // A node keeps what it knows of a release: each size has a node of its own.
    const app = await bench.newApp();
    const url = await app.listen({ port: 0 });
    try {
      lines.push(await costAt(made, url));
      if (size === MEASURED) lines.push(...(await ratios(bench, made, url)), await steady(made, url));
    } finally {
      await app.close();
    }
  }
  return lines.join('\n');
}

/** What one question costs alone, by the size of the release. */
async function costAt(made: MadeRelease, url: string): Promise<string> {
  const query = queryOf(made, false);
  const ask = async (slice: Slice): Promise<number> => {
    const begun = performance.now();
    const body = JSON.stringify({ query, variables: { ...variablesOf(slice), confidence: 0.95 } });
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(`${url}${GRAPHQL}`, { method: 'POST', headers, body });
    const text = await reply.text();
    if (reply.status !== 200 || text.includes('"errors"')) throw new Error('A question was not answered.');
    return performance.now() - begun;
  };
  const [one, ...rest] = made.slices.slice(0, ALONE + 1);
  if (one === undefined) throw new Error('A release has slices.');
  const first = await ask(one);
  const times: number[] = [];
  for (const slice of rest) times.push(await ask(slice));
  const size = `${(made.cells / 1e6).toFixed(1)} M cells`;
  return `comparison, ${size}: ${median(times).toFixed(1)} ms alone, the first ${first.toFixed(0)} ms`;
}

/** Requests a second as shares of the bare routes', the median of rounds that take turns. */
async function ratios({ database }: Bench, made: MadeRelease, url: string): Promise<readonly string[]> {
  const [slice] = made.slices;
  if (slice === undefined) throw new Error('A release has slices.');
  const known = { query: queryOf(made, true), variables: [variablesOf(slice)], confidence: 0.95, same: true };
  const reply = await fetch(`${url}${GRAPHQL}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: known.query, variables: { ...known.variables[0], confidence: 0.95 } }),
  });
  const bytes = Buffer.from(await reply.arrayBuffer());
  const bare = Fastify();
  for (const [path, sql] of Object.entries({ '/sql': CELLS_SQL, '/lines': CELL_LINES_SQL })) {
    bare.get<{ Querystring: Slice }>(path, async ({ query: { measure, period, sex } }, answer) => {
      const filter = { measure, period, sex: sexNamed(sex), ageBand: 'all', category: 'all' };
      const { rows } = await database.reader.query(sql, cellParameters(1, filter));
      return answer.type('application/json').send(JSON.stringify(rows));
    });
  }
  bare.get('/bytes', (_, answer) => answer.type('application/json').send(bytes));
  const bareUrl = await bare.listen({ port: 0 });

  const sqlPath = (each: Slice): string => `/sql?${new URLSearchParams({ ...each })}`;
  const linesPath = (each: Slice): string => `/lines?${new URLSearchParams({ ...each })}`;
  const run = (given: Partial<Load>) => load({ url, seconds: SECONDS, connections: CONNECTIONS, ...given });
  let begun = 0.9;
  const ask = (limits: boolean, slices: readonly Slice[]) => {
    begun += 0.001;
    const variables = slices.map(variablesOf);
    return run({ url: `${url}${GRAPHQL}`, query: queryOf(made, limits), variables, confidence: begun });
  };

  const kinds: Readonly<Record<string, () => Promise<Answered>>> = {
    'bare SQL, one measure and period': () => run({ url: bareUrl, paths: [sqlPath(slice)] }),
    'no intervals, cells in memory': () => ask(false, [slice]),
    'exact intervals, cells in memory': () => ask(true, [slice]),
    'bare SQL, another each time': () => run({ url: bareUrl, paths: made.slices.map(sqlPath) }),
    'bare lines, another each time': () => run({ url: bareUrl, paths: made.slices.map(linesPath) }),
    'no intervals, cells read': () => ask(false, made.slices),
    'exact intervals, cells read': () => ask(true, made.slices),
    'bare bytes': () => run({ url: bareUrl, paths: ['/bytes'] }),
    cached: () => run({ url: `${url}${GRAPHQL}`, ...known }),
  };
  const found: Record<string, Answered[]> = {};
  try {
    for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
      for (const [name, measure] of Object.entries(kinds)) {
        const answered = await measure();
        const list = found[name] ?? [];
        found[name] = list;
        if (round >= WARM_UP) list.push(answered);
      }
    }
  } finally {
    await bare.close();
  }
  const share = (name: string, limit: string, wanted: number | 'none'): string => {
    const own = found[name] ?? [];
    const limits = found[limit] ?? [];
    const part = median(own.map((each, round) => each.perSecond / (limits[round]?.perSecond ?? Number.NaN)));
    const rate = Math.round(median(own.map(({ perSecond }) => perSecond)));
    const bareRate = Math.round(median(limits.map(({ perSecond }) => perSecond)));
    const p99 = median(own.map((each) => each.p99));
    const cpu = median(own.map((each) => each.cpu));
    const work = median(own.map((each, round) => (limits[round]?.cpu ?? Number.NaN) / each.cpu));
    return `comparison, ${name}: ${rate} requests/s, p99 ${p99} ms; ${limit}: ${bareRate}; share ${part.toFixed(3)} (wanted ${wanted}); ${cpu.toFixed(2)} ms of processor time, by which the share is ${work.toFixed(3)}`;
  };
  return [
    share('no intervals, cells in memory', 'bare SQL, one measure and period', 0.7),
    share('no intervals, cells read', 'bare SQL, another each time', 0.7),
    share('exact intervals, cells in memory', 'bare SQL, one measure and period', 0.25),
    share('exact intervals, cells read', 'bare SQL, another each time', 0.25),
    share('no intervals, cells read', 'bare lines, another each time', 'none'),
    share('exact intervals, cells read', 'bare lines, another each time', 'none'),
    share('cached', 'bare bytes', 0.7),
  ];
}

function sexNamed(text: string): Sex {
  return SEXES.find((sex) => sex === text) ?? 'all';
}

/** The memory of the process while questions nobody has asked are answered for a minute. */
async function steady(made: MadeRelease, url: string): Promise<string> {
  const samples: number[] = [];
  const timer = setInterval(() => samples.push(process.memoryUsage.rss() / 2 ** 20), SAMPLE_MS);
  const { perSecond, p99 } = await load({
    url: `${url}${GRAPHQL}`,
    seconds: STEADY_SECONDS,
    connections: CONNECTIONS,
    query: queryOf(made, true),
    variables: made.slices.map(variablesOf),
    confidence: 0.8,
  });
  clearInterval(timer);
  const third = Math.floor(samples.length / 3);
  const of = (part: readonly number[]): string => `${Math.round(median(part))} MB`;
  return `comparison, ${STEADY_SECONDS} s of exact intervals, cells read: ${Math.round(perSecond)} requests/s, p99 ${p99} ms; memory ${of(samples.slice(0, third))} in the first third, ${of(samples.slice(-third))} in the last`;
}
