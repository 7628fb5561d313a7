import { seeded } from '../random.ts';
import { type Programme, RowList, type Solver, type Sum } from '../solver.ts';
import { type Unknowns, unknownsOf } from '../unknowns.ts';
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

/** Steps of one walk, and walks for one goal, after which a walk has little chance. */
const STEPS = 120;
const WALKS = 24;
/** Columns of a row that a step looks at, at most. */
const LOOKS = 160;
/** How many authorities' counts may change at first, and then, in a whole-number programme. */
const CIRCLES = [4, 8, 16, Number.POSITIVE_INFINITY];
const SECONDS = 12;

/**
 * Looks for a table in whole numbers for each goal, which are of one more or one less. First by walks: change one count,
 * then another to mend a sum that this broke, and so on until all sums hold again. What walks do not reach is asked of a
 * whole-number programme over the counts of a few authorities, then of more.
 */
export function searchWhole(view: View, goals: readonly Goal[], options: WholeOptions): WholeSearch {
  const { seed, now, until } = options;
  const random = seeded(seed);
  const unknowns = unknownsOf(view.table, {
    known: view.known,
    wanted: goals.map(({ variable }) => variable),
  });
  const space = indexed(view, unknowns);
  const witnesses: Witness[] = [];
  let open = [...goals];
  const take = (differences: Float64Array): boolean => {
    const one = takeOne(differences);
    // The same changes the other way round often are a table too, and meet the opposite goals.
    return takeOne(differences.map((each) => -each)) || one;
  };
  const takeOne = (differences: Float64Array): boolean => {
    const values = unknowns.values(differences);
    if (!isWorld(view, values)) return false;
    const met = open.filter((goal) => meets(values, goal));
    if (met.length === 0) return false;
    const touched = new Set<string>();
    view.table.variables.forEach(({ owner, value }, variable) => {
      if (owner !== null && values[variable] !== value) touched.add(owner);
    });
    witnesses.push({ met, touched });
    open = open.filter((goal) => !met.includes(goal));
    return true;
  };
  for (const goal of goals) {
    if (!open.includes(goal)) continue;
    for (let walk = 0; walk < WALKS && now() < until; walk += 1) {
      const differences = walkTo(space, goal, random);
      if (differences !== undefined && take(differences)) break;
    }
  }
  for (const circle of CIRCLES) {
    let dry = 0;
    while (open.length > 0 && now() < until && dry < 6 + open.length) {
      const [goal] = open.slice(Math.floor(random() * open.length));
      if (goal === undefined) break;
      const owners = nearby(view, { goal, circle, random });
      const programme = wholeProgramme(space, { goals: open, owners, random });
      const differences = options.solver.solve(programme, {
        method: 'corner',
        seconds: Math.min(SECONDS, Math.max(1, (until - now()) / 1000)),
        unproven: true,
      });
      if (differences === undefined || !take(differences.map(Math.round))) dry += 1;
    }
  }
  return { witnesses, unmet: open };
}

interface Space {
  readonly unknowns: Unknowns;
  readonly least: Float64Array;
  /** Column → the rows it stands in, with its coefficient. */
  readonly rowsOf: readonly (readonly (readonly [number, number])[])[];
  readonly rowColumns: readonly (readonly (readonly [number, number])[])[];
  readonly ownerOf: readonly (string | null)[];
}

function indexed({ table }: View, unknowns: Unknowns): Space {
  const rowsOf: [number, number][][] = unknowns.columns.map(() => []);
  const rowColumns = unknowns.rows.map(entriesOf);
  rowColumns.forEach((row, index) => {
    for (const [column, coefficient] of row) rowsOf[column]?.push([index, coefficient]);
  });
  return {
    unknowns,
    least: unknowns.base.map((value) => -Math.floor(value)),
    rowsOf,
    rowColumns,
    ownerOf: unknowns.columns.map(([first = -1]) => table.variables[first]?.owner ?? null),
  };
}

function entriesOf({ columns, coefficients }: Sum): readonly (readonly [number, number])[] {
  return Array.from(columns, (column, at) => [column, coefficients[at] ?? 0] as const);
}

/** One walk; undefined where it did not arrive. The goal is a sum of its own, off by one until the walk has moved it. */
function walkTo(space: Space, goal: Goal, random: () => number): Float64Array | undefined {
  const { unknowns, least, rowsOf, rowColumns } = space;
  const targetRow = entriesOf(unknowns.wanted(goal.variable));
  const target = new Map(targetRow);
  if (target.size === 0) return undefined;
  const differences = new Float64Array(unknowns.columns.length);
  const broken = new Map<number, number>([[-1, goal.side === 'high' ? -1 : 1]]);
  const rowsAt = (column: number): readonly (readonly [number, number])[] => {
    const own = target.get(column);
    return own === undefined ? (rowsOf[column] ?? []) : [...(rowsOf[column] ?? []), [-1, own]];
  };
  const lately: number[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    if (broken.size === 0) return differences;
    const row = shortest(broken, { rowColumns, targetRow, random });
    const candidates = row === -1 ? targetRow : (rowColumns[row] ?? []);
    const off = broken.get(row) ?? 0;
    const from = Math.floor(random() * candidates.length);
    let best: { readonly column: number; readonly by: number; readonly gain: number } | undefined;
    for (let look = 0; look < Math.min(candidates.length, LOOKS); look += 1) {
      const [column, coefficient] = candidates[(from + look) % candidates.length] ?? [0, 0];
      if (lately.includes(column)) continue;
      const by = off * coefficient > 0 ? -1 : 1;
      if ((differences[column] ?? 0) + by < (least[column] ?? 0)) continue;
      let gain = random() * 0.9;
      for (const [other, each] of rowsAt(column)) {
        const before = broken.get(other) ?? 0;
        gain += Math.abs(before) - Math.abs(before + each * by);
      }
      if (best === undefined || gain > best.gain) best = { column, by, gain };
    }
    if (best === undefined) return undefined;
    const { column, by } = best;
    differences[column] = (differences[column] ?? 0) + by;
    for (const [other, each] of rowsAt(column)) {
      const after = (broken.get(other) ?? 0) + each * by;
      if (after === 0) broken.delete(other);
      else broken.set(other, after);
    }
    lately.push(column);
    if (lately.length > 4) lately.shift();
  }
  return undefined;
}

/** Of the broken sums one with few columns: there are fewest ways to mend it. */
function shortest(
  broken: ReadonlyMap<number, number>,
  {
    rowColumns,
    targetRow,
    random,
  }: {
    readonly rowColumns: Space['rowColumns'];
    readonly targetRow: readonly unknown[];
    readonly random: () => number;
  },
): number {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const row of broken.keys()) {
    const length = (row === -1 ? targetRow : (rowColumns[row] ?? [])).length * (0.5 + random());
    if (length < least) {
      least = length;
      best = row;
    }
  }
  return best;
}

/** Some authorities, among them those whose counts the goal's variable is made of. */
function nearby(
  { table }: View,
  { goal, circle, random }: { readonly goal: Goal; readonly circle: number; readonly random: () => number },
): ReadonlySet<string> | undefined {
  if (circle === Number.POSITIVE_INFINITY) return undefined;
  const all = [...new Set(table.variables.flatMap(({ owner }) => (owner === null ? [] : [owner])))];
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

/** As many goals as can be had at once, with few and small changes, among the counts of these authorities (or all). */
function wholeProgramme(
  { unknowns, least, ownerOf }: Space,
  {
    goals,
    owners,
    random,
  }: {
    readonly goals: readonly Goal[];
    readonly owners: ReadonlySet<string> | undefined;
    readonly random: () => number;
  },
): Programme {
  const count = unknowns.columns.length;
  const chosen = new Map<number, Goal>();
  for (const goal of goals) if (!chosen.has(goal.variable) || random() < 0.5) chosen.set(goal.variable, goal);
  const pushed = [...chosen.values()];
  const size = 2 * count + pushed.length;
  const cost = new Float64Array(size).fill(0.01);
  const lower = new Float64Array(size);
  const upper = new Float64Array(size);
  for (let column = 0; column < count; column += 1) {
    const owner = ownerOf[column] ?? null;
    if (owners !== undefined && owner !== null && !owners.has(owner)) continue;
    upper[column] = 3;
    upper[count + column] = Math.min(3, -(least[column] ?? 0));
  }
  const rows = new RowList();
  const both = (sum: Sum, bounds: readonly [number, number], sign: number) => {
    rows.add(sum, bounds, sign);
    rows.more({ ...sum, columns: sum.columns.map((column) => count + column) }, -sign);
  };
  for (const row of unknowns.rows) both(row, [0, 0], 1);
  pushed.forEach(({ variable, side }, index) => {
    const reach = 2 * count + index;
    both(unknowns.wanted(variable), [0, Number.POSITIVE_INFINITY], side === 'high' ? 1 : -1);
    rows.more({ columns: Int32Array.of(reach), coefficients: Float64Array.of(-1) });
    cost[reach] = -1 - random();
    upper[reach] = 1;
  });
  return { cost, lower, upper, rows: rows.done(), whole: true };
}
