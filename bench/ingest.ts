import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { createKey } from '../src/storage/keys.ts';
import { forgetPeak, memoryOf, type ServiceProcess, startService } from '../tests/support/service-process.ts';
import type { Bench } from './support.ts';
import { median } from './support.ts';

const ROWS = Number(process.env.BENCH_ROWS ?? 1_000_000);
const ROUNDS = 3;
const HEADER = 'measure,period,area,ethnic_group,sex,age_band,category,numerator,denominator\r\n';
const GROUPS = [
  'asian',
  'black',
  'mixed',
  'other',
  'white',
  'not-known',
  'all',
  'somali',
  'indian',
  'chinese',
];
const PERIOD = 'AY2024-25-T1';
const AREA = 'E09000012';
const MEGABYTE = 1024 ** 2;

/**
 * Rows a second of one file sent over HTTP to a service of its own (received, hashed, parsed, checked, stored with its
 * bytes and its report, committed) as a share of a raw COPY of the same file, by the same driver, into a table of text
 * without any index; and by how much the service grows at most while it takes the file.
 */
export async function benchIngest({ url, database }: Bench): Promise<string> {
  const path = join(tmpdir(), `ldd-bench-${process.pid}.csv`);
  await pipeline(Readable.from(rows()), createWriteStream(path));
  const by = { actor: 'bench', at: new Date() };
  const { key } = await createKey(database.intake, { name: 'bench', roles: ['submitter'], area: AREA }, by);
  const raw: number[] = [];
  const ours: number[] = [];
  const extra: number[] = [];
  let idle = 0;
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      // A service that has just started: its peak is that of one file, and not of what was left from the one before.
      const service = await startService({ DATABASE_URL: url, MAX_UPLOAD_MEGABYTES: '1024' });
      try {
        raw.push(await rate(() => rawCopy(url, path)));
        await pause(500);
        await forgetPeak(service.pid);
        const before = await memoryOf(service.pid);
        ours.push(await rate(() => send(service, key, path)));
        idle = before.now;
        extra.push((await memoryOf(service.pid)).peak - before.now);
      } finally {
        await service.end('SIGTERM');
      }
    }
  } finally {
    await rm(path, { force: true });
  }
  const share = median(ours.map((each, round) => each / (raw[round] ?? Number.NaN)));
  return [
    `ingest      ${thousands(median(ours))} rows/s   raw COPY ${thousands(median(raw))} rows/s   share ${share.toFixed(3)} (25 % asked, 50 % wanted)`,
    `memory      ${megabytes(Math.max(...extra))} MB over the idle service's ${megabytes(idle)} MB, for ${thousands(ROWS)} rows (150 MB allowed)`,
  ].join('\n');
}

async function rawCopy(url: string, path: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('drop table if exists bench_raw');
    await client.query(
      'create table bench_raw (a text, b text, c text, d text, e text, f text, g text, h text, i text)',
    );
    await pipeline(
      createReadStream(path),
      client.query(copyFrom('copy bench_raw from stdin (format csv, header)')),
    );
  } finally {
    await client.end();
  }
}

async function send({ address }: ServiceProcess, key: string, path: string): Promise<void> {
  const { size } = await stat(path);
  const sending = request(`${address}/v1/submissions?domain=education&period=${PERIOD}&area=${AREA}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv', 'content-length': size },
  });
  const answered = new Promise<string>((resolve, reject) => {
    sending.on('error', reject);
    sending.on('response', async (response) => {
      let body = '';
      for await (const chunk of response) body += chunk;
      resolve(body);
    });
  });
  await pipeline(createReadStream(path), sending);
  const { cells, findings, detail } = JSON.parse(await answered);
  if (cells !== ROWS)
    throw new Error(detail ?? `${cells} of ${ROWS} cells arrived; ${findings?.errors} errors`);
}

async function rate(work: () => Promise<unknown>): Promise<number> {
  const begun = process.hrtime.bigint();
  await work();
  return ROWS / (Number(process.hrtime.bigint() - begun) / 1e9);
}

function thousands(value: number): string {
  return Math.round(value).toLocaleString('en-GB').padStart(9);
}

function megabytes(bytes: number): string {
  return (bytes / MEGABYTE).toFixed(0);
}

function* rows(): Generator<string> {
  yield HEADER;
  for (let row = 0; row < ROWS; row += 1) {
    const group = GROUPS[row % GROUPS.length];
    const school = Math.floor(row / GROUPS.length);
    yield `ed-suspension-rate,${PERIOD},${AREA},${group},all,all,phase:school-${school},${row % 40},${400 + (row % 700)}\r\n`;
  }
}
