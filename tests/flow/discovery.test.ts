import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { parse } from 'csv-parse/sync';
import t from 'tap';
import { html, jsonLd, page } from '../../src/platform/html.ts';
import { snippetsOf } from '../../src/rest/snippets.ts';
import { publishedService } from '../support/service.ts';

/* Somebody who does not know us finds the figures: by a catalogue, a search engine, a page; and reads them with one line. */
const service = await publishedService(t);
const { app } = service;
const run = promisify(execFile);
type Node = ReturnType<typeof JSON.parse>;

const catalogue: Node = (await app.inject('/catalogue.jsonld')).json();
const artefacts: Node[] = (await app.inject('/v1/releases/1.0.0')).json().artefacts;

t.test('the catalogue has a series and a version for each domain, with its files', async (t) => {
  const reply = await app.inject('/catalogue.jsonld');
  t.equal(reply.headers['content-type'], 'application/ld+json; charset=utf-8');
  t.equal((await app.inject('/v1/catalogue.jsonld')).payload, reply.payload);
  const again = { url: '/catalogue.jsonld', headers: { 'if-none-match': `${reply.headers.etag}` } };
  t.equal((await app.inject(again)).statusCode, 304);
  t.equal(catalogue['@type'], 'dcat:Catalog');
  const nodes: Node[] = catalogue['dcat:dataset'];
  const series = nodes.filter((each) => each['@type'] === 'dcat:DatasetSeries');
  const versions = nodes.filter((each) => each['@type'] === 'dcat:Dataset');
  t.same([series.length, versions.length], [3, 3]);
  for (const version of versions) {
    t.ok(series.some((each) => each['@id'] === version['dcat:inSeries']['@id']));
    t.match(version, {
      'dcat:version': '1.0.0',
      'dct:license': { '@id': /open-government-licence/ },
      'dct:spatial': { '@id': /E12000007$/ },
      'dct:temporal': { 'dcat:startDate': { '@type': 'xsd:date', '@value': /^\d{4}-\d\d-\d\d$/ } },
    });
    t.equal(version['dcat:distribution'].length, 4);
    for (const file of version['dcat:distribution']) {
      const path = new URL(file['dcat:downloadURL']['@id']).pathname;
      const frozen = artefacts.find(({ href }) => href === path);
      t.equal(file['spdx:checksum']['spdx:checksumValue']['@value'], frozen.sha256, path);
      t.equal(file['dcat:byteSize']['@value'], `${frozen.byteLength}`, path);
    }
  }
  const prefixes = new Set(Object.keys(catalogue['@context']));
  const keys = new Set<string>();
  JSON.stringify(catalogue, (key, value) => {
    keys.add(key);
    return value;
  });
  const unknown = [...keys].filter((key) => /[:]/.test(key) && !prefixes.has(key.split(':')[0] ?? ''));
  t.same(unknown, [], 'every term has its prefix');
});

t.test('no answer repeats the Host that somebody asked by: caches would hand it to everybody', async (t) => {
  const headers = {
    host: 'evil.example:8080',
    'x-forwarded-host': 'evil.example',
    forwarded: 'host=evil.example',
  };
  const places = [
    ...[
      '/catalogue.jsonld',
      '/v1/catalogue.jsonld',
      '/data-sets',
      '/data-sets/education',
      '/corrections',
      '/docs',
      '/',
    ],
    ...[
      '/v1/releases.atom',
      '/v1/releases',
      '/v1/corrections',
      '/v1/coverage',
      '/v1/data-sets',
      '/openapi.json',
    ],
    ...[
      'citation',
      'citation?format=bibtex',
      'datapackage.json',
      'education.csv',
      'education.csv-metadata.json',
    ].map((name) => `/v1/releases/1.0.0/${name}`),
    ...[
      '/v1/releases/latest/education.csv',
      '/v1/comparisons?measure=ed-suspension-rate',
      '/graphiql',
      '/graphql/schema.graphql',
    ],
    '/v1/releases/1.0.0/cells.csv?measure=ed-suspension-rate',
  ];
  for (const url of places) {
    const reply = await app.inject({ url, headers });
    t.ok(reply.statusCode < 400, `${url}: ${reply.statusCode}`);
    t.notMatch(reply.payload + JSON.stringify(reply.headers), 'evil.example', url);
  }
});

t.test('the page of a data set tells people and search engines the same', async (t) => {
  const reply = await app.inject('/data-sets/education');
  t.match(reply.headers, { 'content-type': /^text\/html/, 'content-security-policy': /^default-src 'none'/ });
  const text = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(reply.payload)?.[1] ?? '';
  const dataset = JSON.parse(text);
  t.match(dataset, {
    '@context': 'https://schema.org',
    '@type': 'Dataset',
    version: '1.0.0',
    license: /open-government-licence/,
    isAccessibleForFree: true,
    temporalCoverage: '2017-09-01/2025-08-31',
  });
  t.ok(dataset.description.length >= 50, 'as search engines ask');
  t.equal(dataset.distribution.length, 4);
  for (const { contentUrl } of dataset.distribution) {
    t.equal((await app.inject({ method: 'HEAD', url: new URL(contentUrl).pathname })).statusCode, 200);
  }
  for (const words of ['ed-suspension-rate', 'Known breaks', 'City of London', 'No date has been set'])
    t.match(reply.payload, words);
  t.notMatch(
    reply.payload,
    /(src|href)="https?:\/\/(?!localhost|www\.nationalarchives)/,
    'nothing from elsewhere',
  );
  t.match((await app.inject('/data-sets')).payload, 'href="/data-sets/education"');
  for (const [url, status] of [
    ['/data-sets/nothing', 404],
    ['/data-sets/education?version=9', 404],
    ['/data-sets/education?version=1.*', 200],
  ] as const)
    t.equal((await app.inject(url)).statusCode, status, url);
  const hrefs = [...reply.payload.matchAll(/href="(\/[^"]*)"/g)].map(([, href]) => `${href}`);
  for (const href of new Set(hrefs)) {
    const found = await app.inject({ method: 'HEAD', url: href });
    t.ok(found.statusCode < 400, href);
  }
});

t.test('an open collection is told as what comes next', async (t) => {
  const opened = await app.inject({
    method: 'POST',
    url: '/v1/collections',
    headers: await service.key('steward'),
    payload: { domain: 'education', period: 'AY2025-26-T1', dueDate: '2027-01-15' },
  });
  t.equal(opened.statusCode, 201);
  t.match((await app.inject('/data-sets/education')).payload, 'due 15 January 2027');
  t.match((await app.inject('/data-sets/workforce')).payload, 'No date has been set');
});

t.test('no text on a page can be more than text', async (t) => {
  const evil = `</script><script>alert('1')</script>&"`;
  const made = page({ title: evil, head: [jsonLd({ evil })], body: html`<p title="${evil}">${[evil]}</p>` });
  t.equal(made.split('<script').length, 2, 'the one of JSON-LD');
  t.equal(made.split('</script').length, 2);
  t.match(made, '&lt;/script&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;');
  t.equal(JSON.parse(/ld\+json">(.*?)<\/script>/s.exec(made)?.[1] ?? '').evil, evil);
});

t.test('coverage is what the files have, and what they have of others and not of one', async (t) => {
  const rows: Record<string, string>[] = parse((await app.inject('/v1/releases/1.0.0/all.csv')).rawPayload, {
    columns: true,
  });
  const has = new Map<string, Set<string>>();
  for (const { domain, period, area, area_kind, measure } of rows) {
    if (area_kind !== 'authority') continue;
    const key = `${domain} ${period} ${area}`;
    has.set(key, (has.get(key) ?? new Set()).add(`${measure}`));
  }
  const { coverage } = (await app.inject('/v1/coverage')).json();
  t.equal(coverage.length % 33, 0, 'every authority, whether it is there or not');
  for (const entry of coverage) {
    const key = `${entry.domain} ${entry.period} ${entry.area}`;
    t.same(entry.has, [...(has.get(key) ?? [])].toSorted(), key);
  }
  const city = (await app.inject('/v1/coverage?domain=education&period=AY2017-18&area=E09000001')).json();
  t.match(city.coverage, [{ status: 'missing', has: [], areaName: 'City of London' }]);
  t.ok(city.coverage[0].missing.includes('ed-attainment-8-mean'));
  const csv: Record<string, string>[] = parse((await app.inject('/v1/coverage.csv')).payload, {
    columns: true,
  });
  t.same(
    csv.map((row) => [row.area, row.status, row.missing]),
    coverage.map((entry: Node) => [entry.area, entry.status, entry.missing.join(';')]),
  );
  t.equal((await app.inject('/v1/coverage?domain=weather')).statusCode, 400);
});

t.test('the lines that we print work', async (t) => {
  const address = `${await app.listen({ port: 0, host: '127.0.0.1' })}/v1/releases/1.0.0`;
  const rowCount: number = artefacts.find(
    ({ name, format }) => name === 'education' && format === 'csv',
  ).rowCount;
  const directory = await mkdtemp(join(tmpdir(), 'ldd-snippets-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  const codeOf = (language: string) =>
    snippetsOf(address, 'education').find((each) => each.language === language)?.code ?? '';
  const shows = (command: string, args: string[]) =>
    run(command, args, { cwd: directory, timeout: 60_000 }).then(
      ({ stdout }) => stdout.trim(),
      () => undefined,
    );

  /** Skipped, and said so, where the program is not there. */
  const where = (there: boolean, what: string) => (there ? {} : { skip: `there is no ${what} here` });
  const has = async (command: string, args: string[]) => (await shows(command, args)) !== undefined;

  t.test('curl, and the digest fits', where(await has('curl', ['--version']), 'curl'), async (t) => {
    t.equal(await shows('sh', ['-c', codeOf('curl')]), 'education.csv: OK');
  });
  t.test('R', where(await has('Rscript', ['--version']), 'R'), async (t) => {
    const code = `${codeOf('R')}; cat(nrow(cells), class(cells$value))`;
    t.equal(await shows('Rscript', ['-e', code]), `${rowCount} numeric`);
  });
  const readr = await has('Rscript', ['-e', 'library(readr)']);
  t.test('R with readr', where(readr, 'readr'), async (t) => {
    const code = `${codeOf('R with readr')}; cat(nrow(cells), class(cells$value))`;
    t.equal(await shows('Rscript', ['-e', code]), `${rowCount} numeric`);
  });
  const pythons = ['python3', '/usr/bin/python3'];
  const tried = await Promise.all(pythons.map((each) => has(each, ['-c', 'import pandas'])));
  t.test('pandas', where(tried.includes(true), 'pandas'), async (t) => {
    const code = `${codeOf('Python with pandas')}\nprint(len(cells), cells.value.dtype, cells.value_status.isna().sum())`;
    t.equal(await shows(pythons[tried.indexOf(true)] ?? '', ['-c', code]), `${rowCount} float64 0`);
  });
  t.test('DuckDB', async (t) => {
    const duck = await (await DuckDBInstance.create(':memory:')).connect();
    const far = codeOf('DuckDB');
    const near = far.replace(`${address}/education.parquet`, join(directory, 'education.parquet'));
    await writeFile(
      join(directory, 'education.parquet'),
      (await app.inject('/v1/releases/1.0.0/education.parquet')).rawPayload,
    );
    const expected = (await duck.runAndReadAll(near)).getRowsJson();
    t.ok(expected.length > 0);
    try {
      t.same((await duck.runAndReadAll(far)).getRowsJson(), expected);
    } catch (error) {
      if (!/httpfs/.test(`${error}`)) throw error;
      t.comment('DuckDB could not fetch its httpfs extension: its line was run on a copy of the file');
    }
  });
});

t.test('the documents have the same lines', async (t) => {
  const text = await readFile('docs/files.md', 'utf8');
  for (const { mark, code } of snippetsOf('http://127.0.0.1:3000/v1/releases/1.0.0', 'education'))
    t.match(text, `\`\`\`${mark}\n${code}\n\`\`\``);
});
