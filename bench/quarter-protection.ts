import pg from 'pg';
import type { FamilyOutcome } from '../src/disclosure/family-task.ts';
import { NOTHING_EARLIER } from '../src/disclosure/family-task.ts';
import { solveOnce } from '../src/release/protection/solve-once.ts';
import { runOf, startRun } from '../src/release/protection/store.ts';
import { openWorkers } from '../src/release/protection/workers.ts';
import { transaction } from '../src/storage/database.ts';
import { quarterTable, readQuarter } from '../tests/support/quarter.ts';
import { openMargins, sampled } from './sampled-quarter.ts';
import type { Bench } from './support.ts';

const MEASURES = 60;
const CHILDREN = 10_000;
const WORKERS = 2;
/** Seconds for each family's tables in whole numbers, as the service has it. */
const WHOLE_FOR = 300;
const LOOK_EVERY = 5_000;

/**
 * A whole quarter: `DISCLOSURE_MEASURES` (60) of `DISCLOSURE_CHILDREN` (10,000) each, drawn anew,
 * protected with insiders and in whole numbers by the service's own workers, each kept in the database when it is done.
 * `DISCLOSURE_WHOLE=0` leaves the whole numbers out, which may run overnight.
 * Says on the way what the steward sees. The measures have nothing in common: each is a family of its own.
 */
export async function benchQuarterProtection({ url, database }: Bench): Promise<string> {
  const quarter = await readQuarter();
  const count = Number(process.env.DISCLOSURE_MEASURES ?? MEASURES);
  const children = Number(process.env.DISCLOSURE_CHILDREN ?? CHILDREN);
  const { publisher } = database;
  const wholeFor = 1_000 * Number(process.env.DISCLOSURE_WHOLE ?? WHOLE_FOR);
  const releaseId = await draftIn(url);
  await transaction(publisher, (tx) => startRun(tx, { releaseId, policyVersion: 1, at: new Date() }));
  const workers = openWorkers({ count: WORKERS, key: 'bench', wholeFor });
  const { forDomain } = solveOnce({ publisher, solve: workers.solve, clock: () => new Date(), releaseId });
  const solve = forDomain('bench');
  const authorities = quarter.dimensions[0]?.leaves ?? [];
  const start = performance.now();
  const minutes = () => (performance.now() - start) / 60_000;
  let said = -1;
  const look = async () => {
    const run = await transaction(publisher, (tx) => runOf(tx, releaseId));
    if (run === undefined || run.done === said) return;
    said = run.done;
    process.stderr.write(`  ${run.done} of ${run.total} families after ${minutes().toFixed(1)} min\n`);
  };
  const looking = setInterval(() => void look(), LOOK_EVERY);
  const outcomes: FamilyOutcome[] = [];
  try {
    const all = Array.from({ length: count }, (_, measure) => {
      const counts = sampled(quarter, children, measure + 1);
      const { variables, equations } = quarterTable(quarter, counts, openMargins(quarter, counts));
      return solve({ table: { variables, equations }, authorities, ...NOTHING_EARLIER });
    });
    outcomes.push(...(await Promise.all(all)));
  } finally {
    clearInterval(looking);
    await workers.close();
  }
  const took = minutes();
  const whole = outcomes.reduce((sum, { facts }) => sum + facts.milliseconds.whole, 0) / 60_000;
  const unmet = outcomes.reduce((sum, outcome) => sum + outcome.unmet.length, 0);
  return [
    `quarter-protection  ${count} measures of ${children} children, ${WORKERS} workers: ${took.toFixed(1)} min,`,
    `about ${(whole / WORKERS).toFixed(1)} of them in whole numbers (60 allowed without);`,
    `${unmet} counts with a bound not shown;`,
    `each worker at most ${workers
      .peaks()
      .map((bytes) => Math.round(bytes / 1e6))
      .join(', ')} MB (300 allowed)`,
  ].join(' ');
}

/** A draft that nobody has asked for, so that there is one whose progress can be kept. */
async function draftIn(url: string): Promise<number> {
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  try {
    const { rows } = await owner.query<{ id: number }>(
      `insert into publication.release (version, status, is_latest, notes, edition, cell_count, withheld_count, manifest,
         drafted_by, drafted_at)
       select '0.0.1', 'draft', false, 'bench', max(id), 0, 0, '{}', 'bench', now() from vocabulary.edition returning id`,
    );
    return rows[0]?.id ?? 0;
  } finally {
    await owner.end();
  }
}
