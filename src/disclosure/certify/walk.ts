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
  };
}

/**
 * Looks for a whole-number table for one goal by a walk: changes one count, then another to mend a sum that this broke, and
 * so on until all sums hold again; undefined where it does not arrive. The goal is a sum of its own, off by one until the
 * walk has moved it. Counts of authorities that are `resting` are left as they are.
 */
export function walkTo(
  { unknowns, least, ownerOf, starts, rows, coefficients }: Ground,
  goal: Goal,
  { random, resting }: { readonly random: () => number; readonly resting: ReadonlySet<string> },
): Float64Array | undefined {
  const target = unknowns.wanted(goal.variable);
  if (target.columns.length === 0) return undefined;
  const ownCoefficient = new Map(
    Array.from(target.columns, (column, at) => [column, target.coefficients[at] ?? 0]),
  );
  const differences = new Float64Array(unknowns.columns.length);
  const rests = (column: number) => resting.size > 0 && resting.has(ownerOf[column] ?? '');
  // Row → by how much it is off; the goal's own row is -1.
  const broken = new Map<number, number>([[-1, goal.side === 'high' ? -1 : 1]]);
  const lately = new Int32Array(LATELY).fill(-1);
  for (let step = 0; step < STEPS; step += 1) {
    if (broken.size === 0) return differences;
    const row = shortest(broken, { rowOf: (index) => unknowns.rows[index] ?? target, random });
    const mended = row === -1 ? target : (unknowns.rows[row] ?? target);
    const off = broken.get(row) ?? 0;
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
      if (lately.includes(column) || rests(column)) continue;
      let gain = random() * 0.9;
      for (let place = starts[column] ?? 0; place < (starts[column + 1] ?? 0); place += 1) {
        const before = broken.get(rows[place] ?? 0) ?? 0;
        gain += Math.abs(before) - Math.abs(before + (coefficients[place] ?? 0) * by);
      }
      const own = ownCoefficient.get(column);
      if (own !== undefined) {
        const before = broken.get(-1) ?? 0;
        gain += Math.abs(before) - Math.abs(before + own * by);
      }
      if (gain > bestGain) [best, bestBy, bestGain] = [column, by, gain];
    }
    if (best < 0) return undefined;
    differences[best] = (differences[best] ?? 0) + bestBy;
    const change = (index: number, by: number) => {
      const after = (broken.get(index) ?? 0) + by;
      if (after === 0) broken.delete(index);
      else broken.set(index, after);
    };
    for (let place = starts[best] ?? 0; place < (starts[best + 1] ?? 0); place += 1)
      change(rows[place] ?? 0, (coefficients[place] ?? 0) * bestBy);
    change(-1, (ownCoefficient.get(best) ?? 0) * bestBy);
    lately[step % LATELY] = best;
  }
  return undefined;
}

/** Of the broken sums one with few columns: there are fewest ways to mend it. */
function shortest(
  broken: ReadonlyMap<number, number>,
  {
    rowOf,
    random,
  }: {
    readonly rowOf: (index: number) => { readonly columns: Int32Array };
    readonly random: () => number;
  },
): number {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const row of broken.keys()) {
    const length = rowOf(row).columns.length * (0.5 + random());
    if (length < least) [best, least] = [row, length];
  }
  return best;
}
