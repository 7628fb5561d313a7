import { publicView, targetsOf } from '../src/disclosure/certify/certify.ts';
import { searchWhole } from '../src/disclosure/certify/whole-numbers.ts';
import { oneMoreOneLess } from '../src/disclosure/certify/world.ts';
import { type FamilyTask, NOTHING_EARLIER, passesFor } from '../src/disclosure/family-task.ts';
import { DEFAULT_POLICY } from '../src/disclosure/policy.ts';
import { loadSolver, type Solver } from '../src/disclosure/solver.ts';
import { type Suppression, suppress } from '../src/disclosure/suppress.ts';
import { openWorkers } from '../src/release/protection/workers.ts';
import { type Quarter, quarterTable, readQuarter } from '../tests/support/quarter.ts';
import { openMargins, sampled } from './sampled-quarter.ts';

/** Children, unless asked for others: `DISCLOSURE_CHILDREN=10000 npm run bench -- disclosure`. */
const CHILDREN = '300,2000,10000,40000';
const WHOLE_FOR = 120_000;
const LOOK_EVERY = 100;
/** A whole quarter: so many measures like this one, by so many workers. */
const MEASURES = 60;
const WORKERS = 2;

/**
 * One quarter of one measure: 33 authorities × 19 groups × 3 sexes × 5 ages with all totals, planned by the default gates.
 * Seconds of this process's own processor time, because others may be at work: to choose and certify a pattern against
 * the public alone, against the staff of each authority too, and in whole numbers where walks and nearest tables have not
 * shown it on the way. The prototype took 11 s and 56 s at 10,000, and withheld 13.4 % without insiders.
 */
export async function benchDisclosure(): Promise<string> {
  const quarter = await readQuarter();
  const solver = await loadSolver();
  const sizes = (process.env.DISCLOSURE_CHILDREN ?? CHILDREN).split(',').map(Number);
  const lines: string[] = [];
  for (const children of sizes) lines.push(await benchOne(quarter, { children, solver }));
  return lines.join('\n');
}

async function benchOne(
  quarter: Quarter,
  { children, solver }: { readonly children: number; readonly solver: Solver },
): Promise<string> {
  const counts = sampled(quarter, children);
  const table = quarterTable(quarter, counts, openMargins(quarter, counts));
  const authorities = quarter.dimensions[0]?.leaves ?? [];
  // Before anything else has made this process large.
  const { own, process: more } = await memoryOf({ table, authorities });
  const options = { solver, seed: 1, earlier: [], now: cpu, wholeFor: 0, passes: passesFor(table) };
  const carried = { withheld: [], shown: [] };
  const start = cpu();
  const began = performance.now();
  const publicly = suppress(table, { ...options, carried, authorities: [] });
  const byTheClock = performance.now() - began;
  const between = cpu();
  const all = suppress(table, { ...options, carried, authorities });
  const made = cpu();
  const { witnesses, publicUnmet, insiderUnmet } = all.certificate;
  const shown = new Set(
    witnesses.flatMap(({ met }) => met.map(({ variable, side }) => `${variable} ${side}`)),
  );
  const goals = oneMoreOneLess(table, targetsOf(table));
  const left = goals.filter(({ variable, side }) => !shown.has(`${variable} ${side}`));
  const whole = searchWhole(publicView(table, all.withheld), left, {
    solver,
    seed: 3,
    now: cpu,
    until: made + WHOLE_FOR,
  });
  const took = cpu() - made;
  const large = table.variables.filter(
    ({ published, value }) => published && value >= DEFAULT_POLICY.threshold,
  );
  const priceOf = ({ withheld }: Suppression) => {
    const lost = table.variables.filter(
      ({ published, value }, index) =>
        published && value >= DEFAULT_POLICY.threshold && withheld[index] === 1,
    );
    return `${lost.length} of ${large.length} large withheld (${((100 * lost.length) / large.length).toFixed(1)} %)`;
  };
  const secondary = [...all.withheld.keys()].filter((variable) => {
    const { published = false, primary = false } = table.variables[variable] ?? {};
    return all.withheld[variable] === 1 && published && !primary;
  });
  const minutes = ((made - between) * MEASURES) / WORKERS / 60_000;
  return [
    `disclosure  ${children} children: ${table.variables.filter(({ published }) => published).length} planned,`,
    `${targetsOf(table).length} primary, ${secondary.length} secondary;`,
    `public ${seconds(between - start)} (${seconds(byTheClock)} by the clock), ${priceOf(publicly)};`,
    `with insiders ${seconds(made - between)}, ${all.repairs} repairs, ${priceOf(all)};`,
    `whole numbers ${seconds(took)} more for the last ${left.length} of ${goals.length}, ${whole.unmet.length} not shown;`,
    `${publicUnmet.length + insiderUnmet.length} other bounds not shown;`,
    `a worker of the service ${megabytes(own)} by its own account, ${megabytes(more)} by its process's (300 allowed);`,
    `${MEASURES} such measures in ${WORKERS} workers about ${minutes.toFixed(0)} min`,
  ].join(' ');
}

/**
 * The most that a worker holds that does the same with insiders, started as the service starts it: what it says itself, and how
 * much larger than before its process was, which also holds what was sent to it.
 */
async function memoryOf({ table, authorities }: Pick<FamilyTask, 'table' | 'authorities'>) {
  const { variables, equations } = table;
  const rss = () => process.memoryUsage.rss();
  const workers = openWorkers({ count: 1, key: 'bench', wholeFor: 0 });
  const before = rss();
  let most = before;
  const looking = setInterval(() => {
    most = Math.max(most, rss());
  }, LOOK_EVERY);
  try {
    await workers.solve({ table: { variables, equations }, authorities, ...NOTHING_EARLIER });
  } finally {
    clearInterval(looking);
    await workers.close();
  }
  return { own: Math.max(...workers.peaks()), process: most - before };
}

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;

const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;

function cpu(): number {
  return process.cpuUsage().user / 1000;
}
