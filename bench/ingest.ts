import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Identity } from '../src/platform/identity.ts';
import type { Bench } from './support.ts';
import { median } from './support.ts';

const ROWS = 200_000;
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

/**
 * Rows a second through the door (spool, hash, parse, check, COPY, findings, audit, commit) as a share of a raw COPY of the
 * same file into an unindexed table of text, in the same run.
 */
export async function benchIngest({ flows, url }: Bench): Promise<string> {
  const path = join(tmpdir(), `ldd-bench-${process.pid}.csv`);
  await pipeline(Readable.from(rows()), createWriteStream(path));
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  const submitter: Identity = { id: 'bench', name: 'bench', roles: ['submitter'], area: AREA };
  const raw: number[] = [];
  const ours: number[] = [];
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      await owner.query(`drop table if exists bench_${round}`);
      await owner.query(
        `create table bench_${round} (a text, b text, c text, d text, e text, f text, g text, h text, i text)`,
      );
      raw.push(
        await rate(() =>
          pipeline(
            createReadStream(path),
            owner.query(copyFrom(`copy bench_${round} from stdin (format csv, header)`)),
          ),
        ),
      );
      ours.push(
        await rate(async () => {
          const sent = await flows.collect.submit(submitter, {
            stream: createReadStream(path),
            mediaType: 'text/csv',
            fileName: 'bench.csv',
            domain: 'education',
            period: PERIOD,
            area: AREA,
            layout: null,
            classification: null,
            idempotencyKey: null,
            dryRun: false,
          });
          if (sent.cells !== ROWS)
            throw new Error(`${sent.cells} of ${ROWS} cells arrived; ${sent.findings.errors} errors`);
        }),
      );
    }
  } finally {
    await owner.end();
    await rm(path, { force: true });
  }
  const share = median(ours.map((each, round) => each / (raw[round] ?? Number.NaN)));
  return `ingest      ${thousands(median(ours))} rows/s   raw COPY ${thousands(median(raw))} rows/s   share ${share.toFixed(3)}`;
}

async function rate(work: () => Promise<unknown>): Promise<number> {
  const begun = process.hrtime.bigint();
  await work();
  return ROWS / (Number(process.hrtime.bigint() - begun) / 1e9);
}

function thousands(value: number): string {
  return Math.round(value).toLocaleString('en-GB').padStart(9);
}

function* rows(): Generator<string> {
  yield HEADER;
  for (let row = 0; row < ROWS; row += 1) {
    const group = GROUPS[row % GROUPS.length];
    const school = Math.floor(row / GROUPS.length);
    yield `ed-suspension-rate,${PERIOD},${AREA},${group},all,all,phase:school-${school},${row % 40},${400 + (row % 700)}\r\n`;
  }
}
