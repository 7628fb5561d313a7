import { seeded } from '../random.ts';
import { type Programme, RowList, type Solver } from '../solver.ts';
import { type Unknowns, unknownsOf } from '../unknowns.ts';
import { floorOf, type Goal, isWorld, meets, type View } from './world.ts';

/** Longer than any batch has taken by far; a solve that takes longer shows nothing. */
const SECONDS = 120;
const ROUNDS = 14;

export interface SearchOptions {
  readonly solver: Solver;
  readonly seed: number;
  /** Stop once so many goals are unmet: enough to know that a pattern does not stand. */
  readonly enough?: number;
  /** false: what batches do not show counts as unmet, quickly; some of it may have a table after all. */
  readonly exact?: boolean;
  /** How many rounds without a gain end a search by batches: two, unless said otherwise. */
  readonly patience?: number;
}

/** What a search did, for the bench and the record of the run. */
export interface Search {
  /** Goals that no table was found for; what is exact says that none exists. */
  readonly unmet: readonly Goal[];
  readonly rounds: number;
}

/**
 * Looks for tables that meet goals, many at a time: each round pushes every open goal's variable in one direction, as far
 * as the goal needs and no further, and solves all of it as one linear programme. What is still open after two rounds
 * without a gain is asked for by itself, which is exact.
 */
export function searchWorlds(
  view: View,
  goals: readonly Goal[],
  { solver, seed, enough = Number.POSITIVE_INFINITY, exact = true, patience = 2 }: SearchOptions,
): Search {
  const random = seeded(seed);
  const space = searchSpace(view, goals);
  let open = goals.filter(({ variable, side, at }) => {
    const value = view.table.variables[variable]?.value ?? 0;
    return side === 'low' ? value > at : value < at;
  });
  // What cannot move at all is not asked for.
  const canMove = ({ variable }: Goal) => space.unknowns.wanted(variable).columns.length > 0;
  const unmet = open.filter((goal) => !canMove(goal));
  if (unmet.length >= enough) return { unmet, rounds: 0 };
  open = open.filter(canMove);
  let rounds = 0;
  const attempt = (pushed: readonly Goal[], even: boolean): boolean => {
    rounds += 1;
    const programme = pushing(space, pushed, even ? () => 0.5 : random);
    const differences = solver.solve(programme, { method: 'inside', seconds: SECONDS });
    if (differences === undefined) return false;
    const values = space.unknowns.values(differences);
    if (!isWorld(view, values)) return false;
    const before = open.length;
    open = open.filter((goal) => !meets(values, goal));
    return open.length < before;
  };
  for (let dry = 0; dry < patience && rounds < ROUNDS && open.length > (exact ? 1 : 0); ) {
    const pushed = new Map<number, Goal>();
    for (const goal of open)
      if (!pushed.has(goal.variable) || random() < 0.5) pushed.set(goal.variable, goal);
    dry = attempt([...pushed.values()], false) ? 0 : dry + 1;
  }
  if (!exact) return { unmet: [...unmet, ...open], rounds };
  for (const goal of [...open]) {
    if (!open.includes(goal)) continue;
    attempt([goal], true);
    if (open.includes(goal)) unmet.push(goal);
    if (unmet.length >= enough) break;
  }
  return { unmet, rounds };
}

interface SearchSpace {
  readonly view: View;
  readonly unknowns: Unknowns;
  /** The least difference of each column. */
  readonly least: Float64Array;
  /** Sums that every table keeps; what is asked in a round comes after them. */
  readonly rows: RowList;
  readonly sums: number;
}

function searchSpace(view: View, goals: readonly Goal[]): SearchSpace {
  const { variables } = view.table;
  const floored = [...variables.keys()].filter(
    (variable) => view.known[variable] === 0 && floorOf(view, variable) > 0,
  );
  const wanted = [...goals.map(({ variable }) => variable), ...floored];
  const unknowns = unknownsOf(view.table, { known: view.known, wanted });
  const rows = new RowList();
  for (const row of unknowns.rows) rows.add(row, [0, 0]);
  for (const variable of floored) {
    const bound = floorOf(view, variable) - (variables[variable]?.value ?? 0);
    rows.add(unknowns.wanted(variable), [bound, Number.POSITIVE_INFINITY]);
  }
  return { view, unknowns, least: unknowns.base.map((value) => -value), rows, sums: rows.length };
}

function pushing(
  { view, unknowns, least, rows, sums }: SearchSpace,
  goals: readonly Goal[],
  random: () => number,
): Programme {
  const count = unknowns.columns.length;
  const cost = new Float64Array(count + goals.length);
  const lower = new Float64Array(count + goals.length).fill(Number.NEGATIVE_INFINITY);
  const upper = new Float64Array(count + goals.length).fill(Number.POSITIVE_INFINITY);
  lower.set(least);
  rows.cutTo(sums);
  goals.forEach(({ variable, side, at }, index) => {
    const sign = side === 'high' ? 1 : -1;
    const reach = count + index;
    rows.add(unknowns.wanted(variable), [0, Number.POSITIVE_INFINITY], sign);
    rows.more({ columns: Int32Array.of(reach), coefficients: Float64Array.of(-1) });
    cost[reach] = -(0.5 + random());
    // No further than the goal needs, so that one goal does not use up what others need too.
    upper[reach] = sign * (at - (view.table.variables[variable]?.value ?? 0));
  });
  return { cost, lower, upper, rows: rows.done() };
}
