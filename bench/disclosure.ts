import { publicView, targetsOf } from '../src/disclosure/certify/certify.ts';
import { searchWhole } from '../src/disclosure/certify/whole-numbers.ts';
import { oneMoreOneLess } from '../src/disclosure/certify/world.ts';
import { DEFAULT_POLICY } from '../src/disclosure/policy.ts';
import { loadSolver, type Solver } from '../src/disclosure/solver.ts';
import { type Suppression, suppress } from '../src/disclosure/suppress.ts';
import { type Quarter, quarterTable, readQuarter } from '../tests/support/quarter.ts';
import { openMargins, sampled } from './sampled-quarter.ts';

/** Children, unless asked for others: `DISCLOSURE_CHILDREN=10000 npm run bench -- disclosure`. */
const CHILDREN = '300,2000,10000,40000';
const PASSES = 4;
const WHOLE_FOR = 120_000;
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
  return sizes.map((children) => benchOne(quarter, { children, solver })).join('\n');
}

function benchOne(
  quarter: Quarter,
  { children, solver }: { readonly children: number; readonly solver: Solver },
): string {
  const counts = sampled(quarter, children);
  const table = quarterTable(quarter, counts, openMargins(quarter, counts));
  const authorities = quarter.dimensions[0]?.leaves ?? [];
  const options = { solver, seed: 1, earlier: [], now: cpu, wholeFor: 0, passes: PASSES };
  const carried = { withheld: [], shown: [] };
  const start = cpu();
  const publicly = suppress(table, { ...options, carried, authorities: [] });
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
    `public ${seconds(between - start)}, ${priceOf(publicly)};`,
    `with insiders ${seconds(made - between)}, ${all.repairs} repairs, ${priceOf(all)};`,
    `whole numbers ${seconds(cpu() - made)} more for the last ${left.length} of ${goals.length}, ${whole.unmet.length} not shown;`,
    `${publicUnmet.length + insiderUnmet.length} other bounds not shown;`,
    `peak ${Math.round(process.resourceUsage().maxRSS / 1000)} MB;`,
    `${MEASURES} such measures in ${WORKERS} workers about ${minutes.toFixed(0)} min`,
  ].join(' ');
}

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;

function cpu(): number {
  return process.cpuUsage().user / 1000;
}
