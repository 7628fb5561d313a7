import type { LinkedTable } from '../linked-table.ts';
import { seeded } from '../random.ts';
import { type Programme, RowList, type Solver, type Sum } from '../solver.ts';
import { type Ground, groundOf, walkTo } from './walk.ts';
import { type Goal, isWorld, meets, type View } from './world.ts';

export interface WholeOptions {
  readonly solver: Solver;
  readonly seed: number;
  /** The clock's milliseconds, and by when to stop looking. */
  readonly now: () => number;
  readonly until: number;
}

/** A whole-number table that meets goals, and the authorities whose own counts differ in it from the true ones. */
export interface Witness {
  readonly met: readonly Goal[];
  readonly touched: ReadonlySet<string>;
}

export interface WholeSearch {
  readonly witnesses: readonly Witness[];
  readonly unmet: readonly Goal[];
}

/** Walks for one goal. */
const WALKS = 30;
/** How many authorities' counts may change at first, and then. */
const CIRCLES = [4, 8, 16, Number.POSITIVE_INFINITY];
const SECONDS = 12;
/** A count that changes by more than this is not looked for. */
const MOST = 5;

/** Looks for a table in whole numbers for each goal that walks have not shown: the nearest ones, then by programmes. */
export function searchWhole(view: View, goals: readonly Goal[], options: WholeOptions): WholeSearch {
  const nearest = nearestEach(view, goals, options);
  const programmed = programmeEach(view, nearest.unmet, options);
  return { witnesses: [...nearest.witnesses, ...programmed.witnesses], unmet: programmed.unmet };
}

/** The quick way: walks from the true table, some for each goal. */
export function walkToEach(
  view: View,
  goals: readonly Goal[],
  { seed, now, until }: Omit<WholeOptions, 'solver'>,
): WholeSearch {
  const random = seeded(seed);
  const ground = groundOf(view, goals);
  const found = collector(view, goals, ground);
  for (const goal of goals) {
    for (let walk = 0; walk < WALKS && found.isOpen(goal) && now() < until; walk += 1) {
      const differences = walkTo(ground, goal, { random });
      if (differences !== undefined) found.take(differences);
    }
  }
  return found.outcome();
}

/**
 * What walks do not reach: for each goal the table that meets it with the fewest and smallest changes, as a linear programme
 * has it. Its corners are in whole numbers more often than not, because most tables are nearly networks. The counts of a
 * few authorities are enough for most goals, and make a small programme.
 */
function nearestEach(
  view: View,
  goals: readonly Goal[],
  { solver, seed, now, until }: WholeOptions,
): WholeSearch {
  if (goals.length === 0) return { witnesses: [], unmet: [] };
  const random = seeded(seed);
  const ground = groundOf(view, goals);
  const found = collector(view, goals, ground);
  for (const circle of CIRCLES)
    for (const goal of goals) {
      if (!found.isOpen(goal) || now() >= until) continue;
      const owners = nearby(view, { goal, circle, random });
      const { programme, changesOf } = nearestProgramme(ground, { goals: [goal], owners, random });
      const differences = solver.solve(programme, { method: 'corner', seconds: SECONDS });
      if (differences !== undefined) found.take(changesOf(differences));
    }
  return found.outcome();
}

/** What is left: whole-number programmes over the counts of a few authorities, then of more. */
function programmeEach(
  view: View,
  goals: readonly Goal[],
  { solver, seed, now, until }: WholeOptions,
): WholeSearch {
  if (goals.length === 0) return { witnesses: [], unmet: [] };
  const random = seeded(seed);
  const ground = groundOf(view, goals);
  const found = collector(view, goals, ground);
  for (const circle of CIRCLES) {
    let dry = 0;
    for (
      let open = found.open();
      open.length > 0 && now() < until && dry < 6 + open.length;
      open = found.open()
    ) {
      const goal = open[Math.floor(random() * open.length)];
      if (goal === undefined) break;
      const owners = nearby(view, { goal, circle, random });
      const { programme, changesOf } = nearestProgramme(ground, { goals: open, owners, random });
      const differences = solver.solve(
        { ...programme, whole: true },
        {
          method: 'corner',
          seconds: Math.min(SECONDS, Math.max(1, (until - now()) / 1000)),
          unproven: true,
        },
      );
      if (differences === undefined || !found.take(changesOf(differences))) dry += 1;
    }
  }
  return found.outcome();
}

/** Looks at tables, and keeps which open goals each meets. */
export function collector(view: View, goals: readonly Goal[], { unknowns }: Ground) {
  const witnesses: Witness[] = [];
  const open = new Set(goals);
  const takeAsIs = (differences: Float64Array): boolean => {
    const values = unknowns.values(differences);
    const met = [...open].filter((goal) => meets(values, goal));
    if (met.length === 0 || !isWorld(view, values)) return false;
    witnesses.push({ met, touched: touchedIn(view, values) });
    for (const goal of met) open.delete(goal);
    return true;
  };
  return {
    isOpen: (goal: Goal) => open.has(goal),
    open: () => [...open],
    takeAsIs,
    take(differences: Float64Array): boolean {
      const one = takeAsIs(differences);
      // The same changes the other way round often are a table too, and meet the opposite goals.
      return takeAsIs(differences.map((each) => -each)) || one;
    },
    outcome: (): WholeSearch => ({ witnesses, unmet: [...open] }),
  };
}

/** The authorities whose own counts are others than the true ones. */
export function touchedIn({ table }: View, values: Float64Array): ReadonlySet<string> {
  const touched = new Set<string>();
  table.variables.forEach(({ owner, value }, variable) => {
    if (owner !== null && values[variable] !== value) touched.add(owner);
  });
  return touched;
}

/** Some authorities, among them those whose counts the goal's variable is made of. */
function nearby(
  { table }: View,
  { goal, circle, random }: { readonly goal: Goal; readonly circle: number; readonly random: () => number },
): ReadonlySet<string> | undefined {
  if (circle === Number.POSITIVE_INFINITY) return undefined;
  const all = ownersOf(table);
  if (all.length <= circle) return undefined;
  const owners = new Set<string>();
  const own = table.variables[goal.variable]?.owner ?? null;
  if (own !== null) owners.add(own);
  while (owners.size < circle) {
    const next = all[Math.floor(random() * all.length)];
    if (next !== undefined) owners.add(next);
  }
  return owners;
}

const owners = new WeakMap<LinkedTable, readonly string[]>();

function ownersOf(table: LinkedTable): readonly string[] {
  const before = owners.get(table);
  if (before !== undefined) return before;
  const made = [...new Set(table.variables.flatMap(({ owner }) => (owner === null ? [] : [owner])))];
  owners.set(table, made);
  return made;
}

interface Nearest {
  readonly programme: Programme;
  /** Column of the ground → its change, in whole numbers. */
  changesOf(differences: Float64Array): Float64Array;
}

/** As many goals as can be had at once, with few and small changes, among the counts of these authorities (or all). */
function nearestProgramme(
  { unknowns, least, ownerOf }: Ground,
  {
    goals,
    owners,
    random,
  }: {
    readonly goals: readonly Goal[];
    readonly owners: ReadonlySet<string> | undefined;
    readonly random: () => number;
  },
): Nearest {
  const here = new Int32Array(ownerOf.length).fill(-1);
  const moving: number[] = [];
  ownerOf.forEach((owner, column) => {
    if (owners !== undefined && owner !== null && !owners.has(owner)) return;
    here[column] = moving.length;
    moving.push(column);
  });
  const count = moving.length;
  const chosen = new Map<number, Goal>();
  for (const goal of goals) if (!chosen.has(goal.variable) || random() < 0.5) chosen.set(goal.variable, goal);
  const pushed = [...chosen.values()];
  const size = 2 * count + pushed.length;
  // No two ways cost the same, so that a corner is one way and not a half of each.
  const cost = Float64Array.from({ length: size }, () => 0.01 * (1 + 0.2 * random()));
  const lower = new Float64Array(size);
  const upper = new Float64Array(size).fill(MOST, 0, count);
  moving.forEach((column, index) => {
    upper[count + index] = Math.min(MOST, -(least[column] ?? 0));
  });
  const rows = new RowList();
  const among = ({ columns, coefficients }: Sum): Sum => {
    const places = [...columns.keys()].filter((at) => (here[columns[at] ?? 0] ?? -1) >= 0);
    return {
      columns: Int32Array.from(places, (at) => here[columns[at] ?? 0] ?? -1),
      coefficients: Float64Array.from(places, (at) => coefficients[at] ?? 0),
    };
  };
  const both = (sum: Sum, bounds: readonly [number, number], sign: number) => {
    rows.add(sum, bounds, sign);
    rows.more({ ...sum, columns: sum.columns.map((column) => count + column) }, -sign);
  };
  for (const row of unknowns.rows) {
    const sum = among(row);
    if (sum.columns.length > 0) both(sum, [0, 0], 1);
  }
  pushed.forEach(({ variable, side }, index) => {
    const reach = 2 * count + index;
    both(among(unknowns.wanted(variable)), [0, Number.POSITIVE_INFINITY], side === 'high' ? 1 : -1);
    rows.more({ columns: Int32Array.of(reach), coefficients: Float64Array.of(-1) });
    cost[reach] = -1 - random();
    upper[reach] = 1;
  });
  return {
    programme: { cost, lower, upper, rows: rows.done() },
    changesOf(differences) {
      const changes = new Float64Array(ownerOf.length);
      moving.forEach((column, index) => {
        changes[column] = Math.round((differences[index] ?? 0) - (differences[count + index] ?? 0));
      });
      return changes;
    },
  };
}
