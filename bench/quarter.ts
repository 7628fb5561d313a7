import { z } from 'zod';
import { publishFirstRelease, sendPublished } from '../src/first-start.ts';
import { latestVocabulary } from '../src/storage/editions.ts';
import { createKey } from '../src/storage/keys.ts';
import { type ServiceProcess, startService } from '../tests/support/service-process.ts';
import type { Bench } from './support.ts';
import { median } from './support.ts';

const OFFICERS = 8;
const ROUNDS = 12;
const ROWS = 4_000;
const PERIOD = 'AY2024-25-T1';
const HEADER = 'measure,period,area,ethnic_group,sex,age_band,category,numerator,denominator';
const GROUPS = ['asian', 'black', 'mixed', 'other', 'white', 'not-known'];

const sent = z.object({ rows: z.number(), cells: z.number(), links: z.object({ report: z.string() }) });
const told = z.object({ counts: z.object({ errors: z.number() }), findings: z.array(z.unknown()) });

interface Officer {
  readonly area: string;
  readonly key: string;
}

/**
 * How long officers of eight authorities wait who send a quarter's submission at the same moment, each until the report
 * is there: received, checked, stored, committed, and read back. On a database with the published release, over HTTP, from
 * a process of its own; this one, that sends and waits, shares the machine.
 */
export async function benchQuarter({ url, flows, database }: Bench): Promise<string> {
  const start = { flows, published: 'seeds/published', say: () => {} };
  await sendPublished('population', start);
  await sendPublished('measures', start);
  await publishFirstRelease(start);
  const { areas } = await latestVocabulary(database.reader);
  const boroughs = areas.filter(({ id }) => /^E0900/.test(id)).slice(1, 1 + OFFICERS);
  const by = { actor: 'bench', at: new Date() };
  const officers: Officer[] = [];
  for (const { id: area } of boroughs) {
    const { key } = await createKey(
      database.intake,
      { name: `bench ${area}`, roles: ['submitter'], area },
      by,
    );
    officers.push({ area, key });
  }
  const service = await startService({ DATABASE_URL: url, RATE_LIMIT_UPLOADS: '0', RATE_LIMIT_READS: '0' });
  const waits: number[] = [];
  try {
    // The first round is of a service that has not taken a file yet, and is not counted.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const files = officers.map((officer) => ({ ...officer, body: quarter(officer, round) }));
      const each = await Promise.all(files.map((file) => wait(service, file)));
      if (round > 0) waits.push(...each);
    }
  } finally {
    await service.end('SIGTERM');
  }
  const sorted = waits.toSorted((a, b) => a - b);
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN;
  return `quarter     median ${median(waits).toFixed(0)} ms   95th percentile ${p95.toFixed(0)} ms   ${OFFICERS} officers at once, ${ROWS} rows each, ${waits.length} reports (median of 300 ms allowed)`;
}

/** Milliseconds until the officer has the report. */
async function wait(
  { address }: ServiceProcess,
  { area, key, body }: Officer & { readonly body: string },
): Promise<number> {
  const authorization = `Bearer ${key}`;
  const begun = performance.now();
  const where = `/v1/submissions?domain=education&period=${PERIOD}&area=${area}&classification=census-2021`;
  const headers = { authorization, 'content-type': 'text/csv' };
  const reply = await fetch(`${address}${where}`, { method: 'POST', headers, body });
  const answer: unknown = await reply.json();
  const { data } = sent.safeParse(answer);
  if (data?.cells !== ROWS) throw new Error(`${reply.status}: ${JSON.stringify(answer).slice(0, 300)}`);
  const report = await fetch(`${address}${data.links.report}`, { headers: { authorization } });
  const { counts } = told.parse(await report.json());
  if (counts.errors > 0) throw new Error(`${counts.errors} errors were found`);
  return performance.now() - begun;
}

/** Measures by group, sex and kind of school, and by group and school, with other numbers in each round. */
function quarter({ area }: Officer, round: number): string {
  const lines = [HEADER];
  const add = (measure: string, split: string) => {
    const counts = GROUPS.map((_, at) => {
      const denominator = 200 + ((lines.length * 37 + at * 113 + round * 7) % 900);
      return [Math.floor(denominator / (8 + ((lines.length + at) % 5))), denominator] as const;
    });
    counts.forEach(([numerator, denominator], at) => {
      lines.push(`${measure},${PERIOD},${area},${GROUPS[at]},${split},${numerator},${denominator}`);
    });
    const sum = (which: 0 | 1) => counts.reduce((total, count) => total + count[which], 0);
    lines.push(`${measure},${PERIOD},${area},all,${split},${sum(0)},${sum(1)}`);
  };
  for (let school = 0; lines.length + GROUPS.length < ROWS; school += 1) {
    add(['ed-suspension-rate', 'ed-permanent-exclusion-rate'][school % 2] ?? '', `,,phase:school-${school}`);
  }
  for (let at = lines.length; at <= ROWS; at += 1) {
    lines.push(`ed-suspension-rate,${PERIOD},${area},all,,,phase:more-${at},40,900`);
  }
  return `${lines.join('\r\n')}\r\n`;
}
