import { truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { parse } from 'csv-parse/sync';
import pg from 'pg';
import t from 'tap';
import { RUNS_SQL } from '../../src/release/artefacts/ranges.ts';
import { asOwner } from '../support/database.ts';
import { publishedService } from '../support/service.ts';

/* A researcher takes a part of a release, and gets exactly the rows of its files that are asked for. */
const service = await publishedService(t);
const { app } = service;
const BASE = '/v1/releases/1.0.0';
const get = (path: string) => app.inject(`${BASE}/${path}`);

type Row = Readonly<Record<string, string>>;
const rowsOf = (text: string): readonly Row[] => parse(text, { columns: true });
const [all, populations] = await Promise.all(
  ['all.csv', 'populations.csv'].map(async (name) => rowsOf((await get(name)).payload)),
);

const COLUMN: Readonly<Record<string, string>> = {
  group: 'ethnic_group',
  ageBand: 'age_band',
  level: 'ethnic_group_level',
};

const SLICES: readonly Readonly<Record<string, string>>[] = [
  {},
  { measure: 'ed-suspension-rate' },
  { measure: 'ed-suspension-rate', area: 'E09000012' },
  { measure: 'ed-suspension-rate,sc-cla-rate', group: 'black,white', area: 'E09000012,E12000007' },
  { domain: 'workforce', level: 'broad', sex: 'all' },
  { area: 'E09000001' },
  { period: '2024-03-31', ageBand: '10-15' },
  { period: 'AY2024-25', group: 'all' },
  { category: 'grade:senior-manager' },
  { category: 'all', ageBand: 'all', sex: 'all', level: 'all' },
  { domain: 'education', measure: 'sc-cla-rate' },
];

t.test('a slice is the lines of all.csv that fit, in their order', async (t) => {
  for (const asked of SLICES) {
    const query = `${new URLSearchParams(asked)}`;
    const fits = (row: Row) =>
      Object.entries(asked).every(([name, ids]) => ids.split(',').includes(row[COLUMN[name] ?? name] ?? ''));
    const expected = (all ?? []).filter(fits);
    const reply = await get(`cells.csv?${query}`);
    t.equal(reply.statusCode, 200, query);
    t.same(rowsOf(reply.payload), expected, query);
    t.equal(reply.headers.etag, undefined, 'what may break on the way promises nothing');
  }
  t.equal(
    (await get('cells.csv')).payload,
    (await get('all.csv')).payload,
    'all of it is the file, byte for byte',
  );
});

t.test('populations come where they are named', async (t) => {
  const census = 'census-2021-residents';
  const one = await get(`cells.csv?measure=${census}&area=E09000012`);
  t.same(
    rowsOf(one.payload),
    (populations ?? []).filter(({ measure, area }) => measure === census && area === 'E09000012'),
  );
  t.equal(rowsOf((await get('cells.csv?domain=population')).payload).length, populations?.length);
});

t.test('every format has the same rows', async (t) => {
  const query = 'domain=education&group=black,all&sex=all';
  const expected = rowsOf((await get(`cells.csv?${query}`)).payload);
  t.ok(expected.length > 100);
  const asText = (row: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, value === null ? '' : String(value)]),
    );
  const lines = (await get(`cells.ndjson?${query}`)).payload.trimEnd().split('\n');
  t.same(
    lines.map((line) => asText(JSON.parse(line))),
    expected,
  );
  const path = join(tmpdir(), `ldd-slice-${process.pid}.parquet`);
  await writeFile(path, (await get(`cells.parquet?${query}`)).rawPayload);
  const duckdb = await (await DuckDBInstance.create(':memory:')).connect();
  const read = await duckdb.runAndReadAll(`select * from '${path}'`);
  t.same(read.getRowObjectsJson().map(asText), expected);
});

t.test('pages neither miss nor repeat a row', async (t) => {
  const query = 'measure=ed-suspension-rate,census-2021-residents&group=black,white,asian&limit=37';
  const rows: unknown[] = [];
  let pages = 0;
  for (let url: string | null = `${BASE}/cells.json?${query}`; url !== null; pages += 1) {
    const reply: Awaited<ReturnType<typeof get>> = await app.inject(url);
    t.equal(reply.statusCode, 200, url);
    rows.push(...reply.json().rows);
    url = reply.json().next;
    t.equal(reply.headers.link?.toString().includes('rel="next"'), url !== null);
  }
  const lines = (await get(`cells.ndjson?${query.replace('&limit=37', '')}`)).payload.trimEnd().split('\n');
  t.same(
    rows,
    lines.map((line) => JSON.parse(line)),
  );
  t.equal(pages, Math.ceil(lines.length / 37));
  const first = await get('cells.json?limit=1');
  const etag = `${first.headers.etag}`;
  const again = await app.inject({ url: `${BASE}/cells.json?limit=1`, headers: { 'if-none-match': etag } });
  t.equal(again.statusCode, 304);
  for (const after of [
    'x',
    Buffer.from('1.0.0 all 5').toString('base64url'),
    Buffer.from('2.0.0 all 5').toString('base64url'),
  ])
    t.match((await get(`cells.json?after=${after}`)).json(), { status: 400, code: 'bad-request' }, after);
});

t.test('a word that is not known is named, with the one that was meant', async (t) => {
  const cases = [
    ['measure=ed-suspension-rat', 'unknown-measure', /Did you mean 'ed-suspension-rate'/],
    ['area=E0900012', 'unknown-area', /Did you mean 'E09000012'/],
    ['group=blak', 'unknown-ethnic-group', /Did you mean 'black'/],
    ['period=AY2024-52', 'unknown-period', /Did you mean 'AY2024-25'/],
    ['domain=eduction', 'bad-request', /Did you mean 'education'/],
    ['sex=femal', 'bad-request', /Did you mean 'female'/],
    ['level=detail', 'bad-request', /Did you mean 'detailed'/],
    ['ageBand=old', 'bad-request', /10-15/],
    ['category=x', 'bad-request', /dimension:code/],
  ] as const;
  for (const [query, code, detail] of cases) {
    for (const format of ['csv', 'json']) {
      const reply = await get(`cells.${format}?${query}`);
      t.equal(reply.statusCode, 400, query);
      t.match(reply.json(), {
        code: 'bad-request',
        detail,
        errors: [{ code, field: query.split('=')[0], detail }],
      });
    }
  }
  t.equal((await get('cells.csv?sex=femal&area=E1')).json().errors.length, 2);
  t.match((await get('cells.csv?areas=E09000012')).json().detail, /Did you mean `area`/);
  t.equal(
    (await app.inject('/v1/releases/latest/cells.csv?sex=all')).headers.location,
    `${BASE}/cells.csv?sex=all`,
  );
});

t.test('no filter goes by a value', async (t) => {
  for (const query of ['numerator=3', 'numerator_status=c', 'value=1'])
    t.equal((await get(`cells.csv?${query}`)).statusCode, 400, query);
});

t.test('where rows stand is found by the index, and nothing else of it is read', async (t) => {
  await asOwner(
    service.url,
    `insert into publication.artefact_run select 1, 'all', 'zz-' || m, 'P' || p, 'A' || a, 0, 0, 0
     from generate_series(1, 100) m, generate_series(1, 20) p, generate_series(1, 40) a; analyze publication.artefact_run`,
  );
  const client = new pg.Client({ connectionString: service.url });
  await client.connect();
  const plan = await client.query(`explain (analyze, format json) ${RUNS_SQL}`, [
    1,
    'all',
    ['zz-7'],
    ['P3'],
    null,
  ]);
  await client.end();
  const scans: Record<string, unknown>[] = [];
  const walk = (node: { Plans?: never[] }) => {
    scans.push(node);
    node.Plans?.forEach(walk);
  };
  walk(plan.rows[0]['QUERY PLAN'][0].Plan);
  const scan = scans.find((node) => `${node['Node Type']}`.includes('Scan'));
  t.match(`${scan?.['Node Type']}`, /Index/);
  t.equal(scan?.['Rows Removed by Filter'] ?? 0, 0);
  t.equal(scan?.['Actual Rows'], 40);
});

t.test('what breaks on the way is seen to have broken', async (t) => {
  const address = await app.listen({ port: 0 });
  const { artefacts } = (await app.inject(BASE)).json();
  const { sha256, byteLength } = artefacts.find((each: { href: string }) => each.href.endsWith('/all.csv'));
  const reply = await fetch(`${address}${BASE}/cells.csv`);
  t.equal(reply.headers.get('content-length'), null);
  const reader = reply.body?.getReader();
  await reader?.read();
  await truncate(join(service.exportsDirectory, sha256), Math.floor(byteLength * 0.9));
  const rest = async () => {
    for (;;) if ((await reader?.read())?.done !== false) return;
  };
  await t.rejects(rest(), 'the connection breaks, and the part is not taken for the whole');
  t.equal((await get('cells.csv')).rawPayload.length, byteLength, 'and the copy is mended');
});
