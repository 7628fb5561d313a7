import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { asyncBufferFromUrl, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import t from 'tap';
import { publishedService } from '../support/service.ts';

/* A Parquet file is read over HTTP by ranges, and no more of it than is asked for. */
const { app } = await publishedService(t);
const address = await app.listen({ port: 0, host: '127.0.0.1' });
const PATH = '/v1/releases/1.0.0/all.parquet';
const url = `${address}${PATH}`;
const whole = (await app.inject(PATH)).rawPayload;

/** The parts of the file that were sent. */
let sent: { readonly range: string; readonly bytes: number }[] = [];
app.server.on('request', (request, response) => {
  if (request.method !== 'GET' || request.url !== PATH) return;
  response.on('finish', () => {
    const bytes = Number(response.getHeader('content-length') ?? 0);
    sent.push({ range: request.headers.range ?? 'whole', bytes });
  });
});
const bytesSent = () => sent.reduce((sum, { bytes }) => sum + bytes, 0);

t.test('one column of one row group, by a reader that is not DuckDB', async (t) => {
  let fetched = 0;
  const counting: typeof fetch = async (address, options) => {
    const reply = await fetch(address, options);
    if (options?.method !== 'HEAD') {
      t.equal(reply.status, 206);
      fetched += Number(reply.headers.get('content-length'));
    }
    return reply;
  };
  const file = await asyncBufferFromUrl({ url, fetch: counting });
  const metadata = await parquetMetadataAsync(file, { initialFetchSize: 16 * 1024 });
  const footer = fetched;
  t.ok(metadata.row_groups.length > 1);
  const [first, second] = metadata.row_groups;
  const from = Number(first?.num_rows);
  const to = from + Number(second?.num_rows);
  const rows = await parquetReadObjects({ file, metadata, columns: ['value'], rowStart: from, rowEnd: to });
  t.equal(rows.length, to - from);
  const column = second?.columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === 'value');
  const [size, read] = [Number(column?.meta_data?.total_compressed_size), fetched - footer];
  t.ok(
    read >= size && read < size + 1024,
    `${read} bytes for a column of ${size} of a file of ${whole.length}`,
  );
});

const WASM = 'node_modules/@duckdb/duckdb-wasm';
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
const ASKED = "where measure = 'ed-suspension-rate' and value_status = 'shown'";
const selectFrom = (file: string) =>
  `select count(*)::int as rows, min(area) as area, max(value) as value from '${file}' ${ASKED}`;

/** DuckDB as WebAssembly, on a page that is not ours; the answer comes back by POST. */
const PAGE = `<!doctype html><script type="importmap">{ "imports": {
  "apache-arrow": "/apache-arrow/Arrow.dom.mjs",
  "flatbuffers": "/flatbuffers/mjs/flatbuffers.js",
  "tslib": "/tslib/tslib.es6.js" } }</script>
<script type="module">
const tell = (answer) => fetch('/answer', { method: 'POST', body: JSON.stringify(answer) });
try {
  const { AsyncDuckDB, VoidLogger } = await import('/@duckdb/duckdb-wasm/dist/duckdb-browser.mjs');
  const worker = new Worker('/@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js');
  const db = new AsyncDuckDB(new VoidLogger(), worker);
  await db.instantiate(location.origin + '/@duckdb/duckdb-wasm/dist/duckdb-eh.wasm');
  const found = await (await db.connect()).query(${JSON.stringify(selectFrom(url))});
  await tell(found.toArray().map((row) => row.toJSON()));
} catch (error) {
  await tell({ error: String(error) });
}
</script>`;

t.test(
  'DuckDB, in a browser, from a page on another site',
  CHROMIUM === undefined || !existsSync(WASM) ? { skip: 'there is no Chromium here, or no DuckDB-WASM' } : {},
  async (t) => {
    const directory = await mkdtemp(join(tmpdir(), 'ldd-chromium-'));
    let browser: ChildProcess | undefined;
    let told: (answer: unknown) => void = () => {};
    const answered = new Promise<unknown>((resolve) => {
      told = resolve;
    });
    const site = createServer(answering(told));
    t.teardown(async () => {
      site.close();
      if (browser?.exitCode === null) await new Promise((done) => browser?.once('exit', done).kill());
      await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    sent = [];
    const quiet = ['background-networking', 'component-update', 'sync', 'gpu', 'quic'];
    browser = spawn(
      CHROMIUM ?? '',
      [
        ...['--headless=new', '--no-sandbox', '--no-first-run', `--user-data-dir=${directory}`],
        ...quiet.map((each) => `--disable-${each}`),
        `http://127.0.0.1:${portOf(site.address())}/`,
      ],
      { stdio: 'ignore' },
    );
    const late = setTimeout(() => told('no answer within a minute'), 60_000);
    const answer = await answered;
    clearTimeout(late);

    const copy = join(directory, 'all.parquet');
    await writeFile(copy, whole);
    const near = await (await DuckDBInstance.create(':memory:')).connect();
    t.same(answer, (await near.runAndReadAll(selectFrom(copy))).getRowObjectsJson());
    t.ok(sent.length > 2, `${sent.length} ranges`);
    t.notOk(sent.some(({ range }) => range === 'whole'));
    // The file is small for the 16 KB that DuckDB takes at a time.
    t.ok(bytesSent() < (whole.length * 2) / 3, `${bytesSent()} of ${whole.length} bytes`);
  },
);

const TYPES = new Map([
  ['js', 'text/javascript'],
  ['mjs', 'text/javascript'],
  ['wasm', 'application/wasm'],
]);

/** Gives the page and what it loads from node_modules; hands over what it tells. */
function answering(told: (answer: unknown) => void): RequestListener {
  return async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    if (request.method === 'POST') {
      let text = '';
      for await (const part of request) text += part;
      response.end();
      return told(JSON.parse(text));
    }
    const type = TYPES.get(/\w+$/.exec(pathname)?.[0] ?? '') ?? 'text/html';
    const body = pathname === '/' ? PAGE : await readFile(`node_modules${pathname}`).catch(() => undefined);
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': type }).end(body);
  };
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}
