import type { Sum } from '../solver.ts';
import type { Unknowns } from '../unknowns.ts';
import { unknownsOf } from '../unknowns.ts';
import type { Goal, View } from './world.ts';

/** Steps of one walk, after which it has little chance. */
const STEPS = 120;
/** Columns of a row that a step looks at, at most. */
const LOOKS = 160;
/** A column is not changed again for so many steps. */
const LATELY = 4;

/** The unknowns of a view, and which columns stand in which rows. */
export interface Ground {
  readonly unknowns: Unknowns;
  /** The least whole difference of each column. */
  readonly least: Float64Array;
  readonly ownerOf: readonly (string | null)[];
  /** Column → the rows it stands in, from `starts` on. */
  readonly starts: Int32Array;
  readonly rows: Int32Array;
  readonly coefficients: Float64Array;
  /** Nothing but zeros between two walks: by how much each row is off, and each column's part in what is asked. */
  readonly offs: Float64Array;
  readonly inTarget: Float64Array;
}

export function groundOf({ table, known }: View, goals: readonly Goal[]): Ground {
  const unknowns = unknownsOf(table, { known, wanted: goals.map(({ variable }) => variable) });
  const count = unknowns.columns.length;
  const starts = new Int32Array(count + 1);
  for (const { columns } of unknowns.rows)
    for (const column of columns) starts[column + 1] = (starts[column + 1] ?? 0) + 1;
  for (let column = 0; column < count; column += 1)
    starts[column + 1] = (starts[column + 1] ?? 0) + (starts[column] ?? 0);
  const rows = new Int32Array(starts[count] ?? 0);
  const coefficients = new Float64Array(starts[count] ?? 0);
  const next = starts.slice();
  unknowns.rows.forEach((row, index) => {
    row.columns.forEach((column, at) => {
      const place = next[column] ?? 0;
      rows[place] = index;
      coefficients[place] = row.coefficients[at] ?? 0;
      next[column] = place + 1;
    });
  });
  return {
    unknowns,
    least: unknowns.base.map((value) => -Math.floor(value)),
    ownerOf: unknowns.columns.map(([first = -1]) => table.variables[first]?.owner ?? null),
    starts,
    rows,
    coefficients,
    // What is asked is one more row, after all others.
    offs: new Float64Array(unknowns.rows.length + 1),
    inTarget: new Float64Array(count),
  };
}

/** The columns that are these authorities' own. */
export function columnsOf({ ownerOf }: Ground, authorities: ReadonlySet<string>): Uint8Array {
  return Uint8Array.from(ownerOf, (owner) => (owner !== null && authorities.has(owner) ? 1 : 0));
}

export interface WalkOptions {
  readonly random: () => number;
  /** Columns that are left as they are. */
  readonly still?: Uint8Array;
}

/**
 * Looks for a whole-number table for one goal by a walk: changes one count, then another to mend a sum that this broke, and
 * so on until all sums hold again; undefined where it does not arrive. The goal is a sum of its own, off by one until the
 * walk has moved it.
 */
export function walkTo(ground: Ground, goal: Goal, options: WalkOptions): Float64Array | undefined {
  const { unknowns, offs, inTarget } = ground;
  const target = unknowns.wanted(goal.variable);
  if (target.columns.length === 0) return undefined;
  target.columns.forEach((column, at) => {
    inTarget[column] = target.coefficients[at] ?? 0;
  });
  const broken: number[] = [];
  const arrived = walk(ground, { ...options, target, broken, up: goal.side === 'high' });
  for (const row of broken) offs[row] = 0;
  for (const column of target.columns) inTarget[column] = 0;
  return arrived;
}

function walk(
  { unknowns, least, starts, rows, coefficients, offs, inTarget }: Ground,
  {
    target,
    up,
    broken,
    random,
    still,
  }: WalkOptions & { readonly target: Sum; readonly up: boolean; readonly broken: number[] },
): Float64Array | undefined {
  const own = unknowns.rows.length;
  const rowAt = (row: number) => unknowns.rows[row] ?? target;
  const change = (row: number, by: number) => {
    const before = offs[row] ?? 0;
    const after = before + by;
    offs[row] = after;
    if (before === 0) broken.push(row);
    else if (after === 0) broken.splice(broken.indexOf(row), 1);
  };
  const differences = new Float64Array(unknowns.columns.length);
  const lately = new Int32Array(LATELY).fill(-1);
  change(own, up ? -1 : 1);
  for (let step = 0; step < STEPS; step += 1) {
    if (broken.length === 0) return differences;
    const row = shortest(broken, { rowAt, random });
    const mended = rowAt(row);
    const off = offs[row] ?? 0;
    const ownOff = offs[own] ?? 0;
    const { length } = mended.columns;
    const from = Math.floor(random() * length);
    let best = -1;
    let bestBy = 0;
    let bestGain = Number.NEGATIVE_INFINITY;
    for (let look = 0; look < Math.min(length, LOOKS); look += 1) {
      const at = from + look < length ? from + look : from + look - length;
      const column = mended.columns[at] ?? 0;
      const by = off * (mended.coefficients[at] ?? 0) > 0 ? -1 : 1;
      if ((differences[column] ?? 0) + by < (least[column] ?? 0)) continue;
      if (lately.includes(column) || still?.[column] === 1) continue;
      let gain = random() * 0.9 + Math.abs(ownOff) - Math.abs(ownOff + (inTarget[column] ?? 0) * by);
      for (let place = starts[column] ?? 0; place < (starts[column + 1] ?? 0); place += 1) {
        const before = offs[rows[place] ?? 0] ?? 0;
        gain += Math.abs(before) - Math.abs(before + (coefficients[place] ?? 0) * by);
      }
      if (gain > bestGain) [best, bestBy, bestGain] = [column, by, gain];
    }
    if (best < 0) return undefined;
    differences[best] = (differences[best] ?? 0) + bestBy;
    for (let place = starts[best] ?? 0; place < (starts[best + 1] ?? 0); place += 1)
      change(rows[place] ?? 0, (coefficients[place] ?? 0) * bestBy);
    const inOwn = (inTarget[best] ?? 0) * bestBy;
    if (inOwn !== 0) change(own, inOwn);
    lately[step % LATELY] = best;
  }
  return undefined;
}

/** Of the broken sums one with few columns: there are fewest ways to mend it. */
function shortest(
  broken: readonly number[],
  { rowAt, random }: { readonly rowAt: (row: number) => Sum; readonly random: () => number },
): number {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const row of broken) {
    const length = rowAt(row).columns.length * (0.5 + random());
    if (length < least) [best, least] = [row, length];
  }
  return best;
}
