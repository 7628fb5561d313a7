import { createHash } from 'node:crypto';
import { readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import t from 'tap';
import { fromBufferPromise } from 'yauzl';
import { publishedService } from '../support/service.ts';

/* A researcher takes the files of a release home: whole, in parts, again, and after the release has been withdrawn. */
const service = await publishedService(t);
const { app } = service;
const URL = '/v1/releases/1.0.0/all.csv';
const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

const whole = await get(URL);

t.test('the ETag is the SHA-256 of what is sent, plain or compressed', async (t) => {
  t.equal(whole.statusCode, 200);
  t.equal(whole.headers.etag, `"${sha256(whole.rawPayload)}"`);
  const digest = createHash('sha256').update(whole.rawPayload).digest('base64');
  t.match(whole.headers, {
    'repr-digest': `sha-256=:${digest}:`,
    'accept-ranges': 'bytes',
    'cache-control': 'public, max-age=31536000, immutable',
    'content-length': `${whole.rawPayload.length}`,
    'content-disposition': 'attachment; filename="london-disproportionality-1.0.0-all.csv"',
    vary: /accept-encoding/i,
    link: /rel="license"/,
  });
  const gzip = await get(URL, { 'accept-encoding': 'gzip, br' });
  t.equal(gzip.headers['content-encoding'], 'gzip');
  t.equal(gzip.headers.etag, `"${sha256(gzip.rawPayload)}"`);
  t.not(gzip.headers.etag, whole.headers.etag);
  t.ok(gzip.rawPayload.length * 5 < whole.rawPayload.length, `${gzip.rawPayload.length} bytes`);
  t.ok(gunzipSync(gzip.rawPayload).equals(whole.rawPayload));
});

t.test('a domain’s file is the lines of all.csv that are of it', async (t) => {
  const [header, ...lines] = whole.payload.split('\r\n');
  const domains = ['education', 'social-care', 'workforce'];
  const parts = await Promise.all(domains.map((name) => get(`/v1/releases/1.0.0/${name}.csv`)));
  for (const [index, part] of parts.entries()) {
    const of = lines.filter((line) => line.split(',')[1] === domains[index]);
    t.equal(part.payload, [header, ...of, ''].join('\r\n'), `${domains[index]}`);
  }
});

t.test('HEAD says what GET would, and sends nothing', async (t) => {
  const head = await app.inject({ method: 'HEAD', url: URL });
  t.equal(head.rawPayload.length, 0);
  for (const name of ['etag', 'content-length', 'repr-digest', 'accept-ranges'])
    t.equal(head.headers[name], whole.headers[name], name);
});

t.test('what is held already is not sent again', async (t) => {
  const etag = `${whole.headers.etag}`;
  for (const [value, status] of [
    [etag, 304],
    [`W/${etag}`, 304],
    ['*', 304],
    [`"other", ${etag}`, 304],
    ['"other"', 200],
  ] as const) {
    t.equal((await get(URL, { 'if-none-match': value })).statusCode, status, value);
  }
  t.equal((await get(URL, { 'if-match': '"other"' })).statusCode, 412);
  t.equal((await get(URL, { 'if-match': etag })).statusCode, 200);
  t.equal((await get(URL, { 'if-none-match': etag, 'accept-encoding': 'gzip' })).statusCode, 200);
});

t.test('parts make the whole', async (t) => {
  const length = whole.rawPayload.length;
  const half = Math.floor(length / 2);
  const parts = await Promise.all(
    [`bytes=0-${half - 1}`, `bytes=${half}-`].map((range) => get(URL, { range })),
  );
  t.same(
    parts.map(({ statusCode, headers }) => [statusCode, headers['content-range']]),
    [
      [206, `bytes 0-${half - 1}/${length}`],
      [206, `bytes ${half}-${length - 1}/${length}`],
    ],
  );
  t.ok(Buffer.concat(parts.map((part) => part.rawPayload)).equals(whole.rawPayload));
  const tail = await get(URL, { range: 'bytes=-100' });
  t.ok(tail.rawPayload.equals(whole.rawPayload.subarray(-100)));
  t.equal((await get(URL, { range: 'bytes=0-1,5-6' })).statusCode, 200, 'several parts at once come whole');
  const beyond = await get(URL, { range: `bytes=${length}-` });
  t.equal(beyond.statusCode, 416);
  t.equal(beyond.headers['content-range'], `bytes */${length}`);
  t.match(beyond.json(), { code: 'range-not-satisfiable' });
});

t.test('If-Range gives the part of the same file, and the whole of another', async (t) => {
  const range = 'bytes=100-';
  t.equal((await get(URL, { range, 'if-range': `${whole.headers.etag}` })).statusCode, 206);
  t.equal((await get(URL, { range, 'if-range': '"other"' })).statusCode, 200);
  t.equal((await get(URL, { range, 'if-range': `W/${whole.headers.etag}` })).statusCode, 200);
  t.equal((await get(URL, { range, 'if-range': 'Sat, 21 Nov 2026 09:00:00 GMT' })).statusCode, 200);
});

t.test('selectors lead to the exact version, which is what caches keep', async (t) => {
  for (const selector of ['latest', '1', '1.*', '1.0.*']) {
    const reply = await get(`/v1/releases/${selector}/all.csv`);
    t.equal(reply.statusCode, 302, selector);
    t.match(reply.headers, { location: URL, 'cache-control': 'no-cache' });
  }
  t.match((await get('/v1/releases/1.0.0/al.csv')).json(), { code: 'not-found', detail: /It has: all,/ });
  t.match((await get('/v1/releases/7/all.csv')).json(), { code: 'unknown-release' });
});

t.test('every file is what SHA256SUMS says, and every format has the rows of the CSV', async (t) => {
  const { artefacts } = (await get('/v1/releases/1.0.0')).json();
  const sums = (await get('/v1/releases/1.0.0/SHA256SUMS')).payload.trimEnd().split('\n');
  const named = new Map(sums.map((line) => line.split('  ')).map(([sum, path]) => [path, sum]));
  const rows = new Map<string, number>();
  for (const { href, sha256: told, name, format, rowCount } of artefacts) {
    const reply = await get(href);
    t.equal(reply.statusCode, 200, href);
    t.equal(sha256(reply.rawPayload), told, href);
    if (name !== 'SHA256SUMS') t.equal(named.get(href.split('/').at(-1)), told, href);
    if (format === 'csv') rows.set(name, reply.payload.split('\r\n').length - 2);
    if (format === 'ndjson') t.equal(reply.payload.split('\n').length - 1, rowCount, href);
  }
  t.equal(named.size, artefacts.length - 1);
  for (const { name, format, rowCount, href } of artefacts) {
    if (['csv', 'ndjson', 'parquet', 'xlsx'].includes(format)) t.equal(rowCount, rows.get(name), href);
  }
  const [header = [], ...lines] = parse(whole.payload);
  const objects = (await get('/v1/releases/1.0.0/all.ndjson')).payload
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const text = (value: unknown) => (value === null ? '' : String(value));
  t.same(
    objects.map((object) => header.map((name: string) => text(object[name]))),
    lines,
  );
});

t.test('a reader of Parquet takes the end, then the footer, then what it needs', async (t) => {
  const url = '/v1/releases/1.0.0/all.parquet';
  const length = Number((await app.inject({ method: 'HEAD', url })).headers['content-length']);
  const end = (await get(url, { range: 'bytes=-8' })).rawPayload;
  t.equal(end.toString('latin1', 4), 'PAR1');
  const footer = end.readUInt32LE(0);
  const range = `bytes=${length - 8 - footer}-${length - 9}`;
  const read = await get(url, { range, 'accept-encoding': 'gzip' });
  t.equal(read.statusCode, 206);
  t.equal(read.rawPayload.length, footer);
  t.match(read.rawPayload.toString('latin1'), /release.*1\.0\.0/s);
  t.equal((await get(url, { range: 'bytes=0-3' })).payload, 'PAR1');
});

t.test('the bundle holds the tables, what describes them, and the digest of each', async (t) => {
  const entries = await unzipped((await get('/v1/releases/1.0.0/bundle.zip')).rawPayload);
  const sums = `${entries.get('SHA256SUMS')}`.trimEnd().split('\n');
  for (const line of sums) {
    const [sum, path = ''] = line.split('  ');
    t.equal(sha256(entries.get(path) ?? Buffer.alloc(0)), sum, path);
  }
  t.equal(sums.length, entries.size - 1);
  t.ok(entries.get('all.csv')?.equals(whole.rawPayload));
  const { resources, licenses } = JSON.parse(`${entries.get('datapackage.json')}`);
  t.match(licenses, [{ name: 'OGL-UK-3.0' }]);
  for (const { path, hash, bytes, schema } of resources) {
    t.equal(hash, `sha256:${sha256(entries.get(path) ?? Buffer.alloc(0))}`, path);
    t.equal(bytes, entries.get(path)?.length, path);
    t.equal(schema.fields.length, 28);
  }
  const csvw = (await get('/v1/releases/1.0.0/all.csv-metadata.json')).json();
  t.same([csvw.url, csvw.tableSchema.columns.length], ['all.csv', 28]);
  t.match(`${entries.get('CITATION.cff')}`, /^version: 1\.0\.0$/m);
  t.match((await get('/v1/releases/latest/citation?format=bibtex')).payload, /version = \{1\.0\.0\}/);
  t.match((await get('/v1/releases/1.0.0/citation')).payload, /release 1\.0\.0 \[data set\]/);
});

t.test('a copy that is not what was frozen is fetched again, and never served', async (t) => {
  const digest = sha256(whole.rawPayload);
  t.ok((await readdir(service.exportsDirectory)).includes(digest));
  const copy = join(service.exportsDirectory, digest);
  await truncate(copy, 1000);
  t.ok((await get(URL)).rawPayload.equals(whole.rawPayload), 'cut');
  await writeFile(copy, 'x'.repeat(10));
  t.ok((await get(URL, { range: 'bytes=0-99' })).rawPayload.equals(whole.rawPayload.subarray(0, 100)));
});

t.test('a withdrawn release answers with the reason, and with nothing else', async (t) => {
  const publisher = await service.key('publisher');
  const headers = await service.key('steward');
  const draft = await app.inject({
    method: 'POST',
    url: '/v1/releases',
    headers,
    payload: { bump: 'patch', notes: '' },
  });
  const { version } = draft.json();
  for (const act of ['approve', 'publish'])
    await app.inject({ method: 'POST', url: `/v1/releases/${version}/${act}`, headers: publisher });
  const withdrawal = await app.inject({
    method: 'POST',
    url: '/v1/releases/1.0.0/withdraw',
    headers: publisher,
    payload: { reason: 'A borough sent the wrong year.' },
  });
  t.equal(withdrawal.statusCode, 200);
  const etag = `${whole.headers.etag}`;
  const compare = `/v1/comparisons.csv?measure=ed-suspension-rate&release=1.0.0`;
  for (const [url, more] of [
    [URL, {}],
    [URL, { 'if-none-match': etag }],
    [URL, { range: 'bytes=0-10' }],
    [URL, { 'accept-encoding': 'gzip' }],
    [compare, {}],
    ['/v1/releases/1.0.0/bundle.zip', {}],
    ['/v1/releases/1.0.0/cells.csv?area=E09000012', {}],
    ['/v1/releases/1.0.0/cells.json', {}],
    ['/v1/releases/1.0.0/citation', {}],
  ] as const) {
    const reply = await get(url, more);
    t.equal(reply.statusCode, 410, url);
    t.match(reply.json(), {
      code: 'withdrawn-release',
      detail: /A borough sent the wrong year\. Release 1\.0\.1 stands\./,
      links: [{ rel: 'latest-version', href: '/v1/releases/1.0.1' }],
    });
    t.equal(reply.headers.link, '</v1/releases/1.0.1>; rel="latest-version"');
    t.equal(reply.headers.etag, undefined);
  }
  const asked = await service.graphql(
    '{ comparison(measure: "ed-suspension-rate", release: "1.0.0") { rows { area { id } } } }',
  );
  t.match(asked.errors, [{ extensions: { code: 'withdrawn-release' } }]);
  t.match((await get('/v1/releases/1.0.0')).json(), { status: 'withdrawn' });
  t.equal((await get('/v1/releases/latest/all.csv')).headers.location, '/v1/releases/1.0.1/all.csv');
});

async function unzipped(bytes: Buffer): Promise<Map<string, Buffer>> {
  const entries = new Map<string, Buffer>();
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  for await (const entry of zip.eachEntry()) {
    entries.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
  }
  return entries;
}
