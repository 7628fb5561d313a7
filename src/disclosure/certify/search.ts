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
  { solver, seed, enough = Number.POSITIVE_INFINITY }: SearchOptions,
): Search {
  const random = seeded(seed);
  const space = searchSpace(view, goals);
  let open = goals.filter(({ variable, side, at }) => {
    const value = view.table.variables[variable]?.value ?? 0;
    return side === 'low' ? value > at : value < at;
  });
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
  for (let dry = 0; dry < 2 && rounds < ROUNDS && open.length > 1; ) {
    const pushed = new Map<number, Goal>();
    for (const goal of open)
      if (!pushed.has(goal.variable) || random() < 0.5) pushed.set(goal.variable, goal);
    dry = attempt([...pushed.values()], false) ? 0 : dry + 1;
  }
  const unmet: Goal[] = [];
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
  /** Variables of several columns that have a floor of their own. */
  readonly floors: readonly { readonly variable: number; readonly least: number }[];
}

function searchSpace(view: View, goals: readonly Goal[]): SearchSpace {
  const { variables } = view.table;
  const floored = [...variables.keys()].filter(
    (variable) => view.known[variable] === 0 && floorOf(view, variable) > 0,
  );
  const wanted = new Set([...goals.map(({ variable }) => variable), ...floored]);
  const unknowns = unknownsOf(view.table, { known: view.known, wanted });
  const least = unknowns.base.map((value) => -value);
  const floors: { variable: number; least: number }[] = [];
  for (const variable of floored) {
    const bound = floorOf(view, variable) - (variables[variable]?.value ?? 0);
    const sum = unknowns.wanted.get(variable) ?? new Map<number, number>();
    const [column] = sum.keys();
    if (sum.size === 1 && column !== undefined && unknowns.columns[column]?.length === 1)
      least[column] = Math.max(least[column] ?? 0, bound);
    else if (sum.size > 0) floors.push({ variable, least: bound });
  }
  return { view, unknowns, least, floors };
}

function pushing(
  { view, unknowns, least, floors }: SearchSpace,
  goals: readonly Goal[],
  random: () => number,
): Programme {
  const count = unknowns.columns.length;
  const cost = new Float64Array(count + goals.length);
  const lower = new Float64Array(count + goals.length).fill(Number.NEGATIVE_INFINITY);
  const upper = new Float64Array(count + goals.length).fill(Number.POSITIVE_INFINITY);
  lower.set(least);
  const rows = new RowList();
  for (const row of unknowns.rows) rows.add(row, [0, 0]);
  for (const { variable, least: bound } of floors)
    rows.add(unknowns.wanted.get(variable) ?? new Map(), [bound, Number.POSITIVE_INFINITY]);
  goals.forEach(({ variable, side, at }, index) => {
    const sign = side === 'high' ? 1 : -1;
    const reach = count + index;
    const sum = [...(unknowns.wanted.get(variable) ?? [])].map(
      ([column, coefficient]) => [column, coefficient * sign] as const,
    );
    rows.add([...sum, [reach, -1]], [0, Number.POSITIVE_INFINITY]);
    cost[reach] = -(0.5 + random());
    // No further than the goal needs, so that one goal does not use up what others need too.
    upper[reach] = sign * (at - (view.table.variables[variable]?.value ?? 0));
  });
  return { cost, lower, upper, rows: rows.done() };
}
