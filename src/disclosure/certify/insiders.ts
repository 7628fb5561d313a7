import { seeded } from '../random.ts';
import { whatFollows } from '../structure.ts';
import { type SearchOptions, searchWorlds } from './search.ts';
import { columnsOf, groundOf, walkTo } from './walk.ts';
import { touchedIn, type Witness } from './whole-numbers.ts';
import { type Goal, isWorld, meets, oneMoreOneLess, type View } from './world.ts';

/** A goal that the staff of one authority can rule out. */
export interface InsiderGoal extends Goal {
  readonly authority: string;
}

export interface InsiderOptions extends SearchOptions {
  /** All authorities, those of one sub-region one after another: those that are tried together are then far apart. */
  readonly authorities: readonly string[];
  /** Tables found already: what changes nothing of an authority's own shows its staff as much as the public. */
  readonly witnesses: readonly Witness[];
  /** Where the rest has been shown already: what is still to be shown. */
  readonly only?: readonly InsiderGoal[];
}

/** At first a third of the authorities may move, so many times another third: the programme is small, and shows much. */
const THIRDS = 3;
const TIMES = 4;
/** Then so many groups of authorities are tried, each as if its members told each other everything. */
const COALITIONS = 10;
/** Walks that leave the counts of several authorities, or of one, as they are. */
const WALKS = 6;
/** With more authorities at rest than this there is little to walk on. */
const RESTING = 16;

/**
 * Whether each withheld count could be one more and one less for all the staff of an authority know, who have its own
 * counts. Tables that are found already show it to those whose counts they leave alone; walks look for more of them. What
 * is left is tried for several authorities at a time, which is harder, and what then fails for each by itself.
 */
export function searchInsiders(
  view: View,
  targets: readonly number[],
  options: InsiderOptions,
): { readonly unmet: readonly InsiderGoal[]; readonly rounds: number } {
  const { authorities, witnesses, seed } = options;
  const goals = oneMoreOneLess(view.table, targets);
  const open = openFor(view, goals, options);
  const note = (met: Iterable<Goal>, touched: ReadonlySet<string>) => {
    for (const goal of met) {
      const left = open.get(goal);
      for (const authority of left ?? []) if (!touched.has(authority)) left?.delete(authority);
    }
  };
  const same = new Map(goals.map((goal) => [`${goal.variable} ${goal.side}`, goal]));
  for (const { met, touched } of witnesses)
    note(
      met.flatMap(({ variable, side }) => same.get(`${variable} ${side}`) ?? []),
      touched,
    );
  walk(view, open, { seed, note });

  const unmet: InsiderGoal[] = [];
  let rounds = 0;
  const attempt = (coalition: readonly string[], exact: boolean): readonly Goal[] => {
    const asked = goals.filter((goal) => coalition.some((authority) => open.get(goal)?.has(authority)));
    if (asked.length === 0) return [];
    const knowing = knownTo(view, new Set(coalition));
    const outcome = searchWorlds(knowing, asked, { ...options, exact, patience: 1 });
    rounds += outcome.rounds;
    const failed = new Set(outcome.unmet);
    for (const goal of asked)
      if (!failed.has(goal)) for (const authority of coalition) open.get(goal)?.delete(authority);
    return outcome.unmet;
  };
  const random = seeded(seed);
  for (let time = 0; time < TIMES; time += 1) {
    const order = authorities
      .map((authority) => ({ authority, at: random() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ authority }) => authority);
    for (let third = 0; third < THIRDS && order.length > COALITIONS; third += 1)
      attempt(
        order.filter((_, at) => at % THIRDS !== third),
        false,
      );
  }
  const groups = Math.min(COALITIONS, authorities.length);
  for (let index = 0; index < groups; index += 1)
    attempt(
      authorities.filter((_, at) => at % COALITIONS === index),
      false,
    );
  // Alone they may know too little for what failed together.
  for (const authority of authorities)
    unmet.push(...attempt([authority], true).map((goal) => ({ ...goal, authority })));
  return { unmet, rounds };
}

/** Goal → the authorities for whose staff it is still to be shown. */
function openFor(
  view: View,
  goals: readonly Goal[],
  { authorities, only }: InsiderOptions,
): ReadonlyMap<Goal, Set<string>> {
  const before =
    only === undefined
      ? undefined
      : new Set(only.map(({ variable, side, authority }) => `${variable} ${side} ${authority}`));
  const open = new Map(goals.map((goal) => [goal, new Set<string>()]));
  for (const authority of authorities) {
    const own = madeOfTheirs(view, authority);
    for (const goal of goals) {
      const asked = before?.has(`${goal.variable} ${goal.side} ${authority}`) ?? true;
      if (asked && own[goal.variable] === 0) open.get(goal)?.add(authority);
    }
  }
  return open;
}

/** Walks to each goal that leave alone the counts of those for whom it is still to be shown. */
function walk(
  view: View,
  open: ReadonlyMap<Goal, ReadonlySet<string>>,
  {
    seed,
    note,
  }: {
    readonly seed: number;
    readonly note: (met: Iterable<Goal>, touched: ReadonlySet<string>) => void;
  },
): void {
  const goals = [...open.keys()];
  const random = seeded(seed);
  const ground = groundOf(view, goals);
  const take = (differences: Float64Array): void => {
    for (const sign of [1, -1]) {
      const values = ground.unknowns.values(differences.map((each) => sign * each));
      const met = goals.filter((goal) => (open.get(goal)?.size ?? 0) > 0 && meets(values, goal));
      if (met.length > 0 && isWorld(view, values)) note(met, touchedIn(view, values));
    }
  };
  const tryWith = (goal: Goal, resting: ReadonlySet<string>) => {
    const before = open.get(goal)?.size ?? 0;
    const still = columnsOf(ground, resting);
    for (let walks = 0; walks < WALKS && open.get(goal)?.size === before; walks += 1) {
      const differences = walkTo(ground, goal, { random, still });
      if (differences !== undefined) take(differences);
    }
  };
  for (const [goal, left] of open) {
    if (left.size > 0 && left.size <= RESTING) tryWith(goal, new Set(left));
    if (left.size <= RESTING)
      for (const authority of [...left]) if (left.has(authority)) tryWith(goal, new Set([authority]));
  }
}

/** The view of somebody who also knows all that these authorities sent. */
export function knownTo(view: View, authorities: ReadonlySet<string>): View {
  const known = Uint8Array.from(view.known, (is, variable) => {
    const { owner = null, unknown = true } = view.table.variables[variable] ?? {};
    return is === 1 || (owner !== null && !unknown && authorities.has(owner)) ? 1 : 0;
  });
  return { ...view, known };
}

/** Which counts are made of an authority's own counts and of zeros: it knows them, and nobody is given away. */
function madeOfTheirs({ table }: View, authority: string): Uint8Array {
  const theirs = Uint8Array.from(table.variables, ({ value, owner, unknown }) =>
    !unknown && (value === 0 || owner === authority) ? 1 : 0,
  );
  return whatFollows(table, theirs);
}
