import { whatFollows } from '../structure.ts';
import { type SearchOptions, searchWorlds } from './search.ts';
import type { Witness } from './whole-numbers.ts';
import { type Goal, oneMoreOneLess, type View } from './world.ts';

/** A goal that the staff of one authority can rule out. */
export interface InsiderGoal extends Goal {
  readonly authority: string;
}

export interface InsiderOptions extends SearchOptions {
  /** All authorities, those of one sub-region one after another: those that are tried together are then far apart. */
  readonly authorities: readonly string[];
  /** Tables found already: what changes nothing of an authority's own shows its staff as much as the public. */
  readonly witnesses: readonly Witness[];
}

/** So many groups of authorities are tried, each as if its members told each other everything. */
const COALITIONS = 10;

/**
 * Whether each withheld count could be one more and one less for all the staff of an authority know, who have its own
 * counts. Authorities are tried several at a time, which is harder; only what then fails is tried for each by itself.
 */
export function searchInsiders(
  view: View,
  targets: readonly number[],
  options: InsiderOptions,
): { readonly unmet: readonly InsiderGoal[]; readonly rounds: number } {
  const { authorities, witnesses } = options;
  const { variables } = view.table;
  const goals = oneMoreOneLess(view.table, targets);
  const key = ({ variable, side }: Goal) => `${variable} ${side}`;
  const open = new Map(goals.map((goal) => [key(goal), new Set(authorities)]));
  for (const goal of goals) open.get(key(goal))?.delete(variables[goal.variable]?.owner ?? '');
  for (const { met, touched } of witnesses) {
    for (const goal of met) {
      const left = open.get(key(goal));
      for (const authority of left ?? []) if (!touched.has(authority)) left?.delete(authority);
    }
  }
  const unmet: InsiderGoal[] = [];
  let rounds = 0;
  const attempt = (coalition: readonly string[]): readonly Goal[] => {
    const owners = new Set(coalition);
    const knowing = knownTo(view, owners);
    const own = madeOfTheirs(view, owners);
    const asked = goals.filter(
      (goal) =>
        own[goal.variable] === 0 && coalition.some((authority) => open.get(key(goal))?.has(authority)),
    );
    const outcome = searchWorlds(knowing, asked, options);
    rounds += outcome.rounds;
    return outcome.unmet;
  };
  for (let index = 0; index < Math.min(COALITIONS, authorities.length); index += 1) {
    const coalition = authorities.filter((_, at) => at % COALITIONS === index);
    const failed = attempt(coalition);
    if (failed.length === 0) continue;
    for (const authority of coalition) {
      // Alone they may know too little for what failed together.
      const alone = coalition.length === 1 ? failed : attempt([authority]);
      unmet.push(...alone.map((goal) => ({ ...goal, authority })));
    }
  }
  return { unmet, rounds };
}

/** The view of somebody who also knows all that these authorities sent. */
export function knownTo(view: View, authorities: ReadonlySet<string>): View {
  const known = Uint8Array.from(view.known, (is, variable) => {
    const { owner = null, unknown = true } = view.table.variables[variable] ?? {};
    return is === 1 || (owner !== null && !unknown && authorities.has(owner)) ? 1 : 0;
  });
  return { ...view, known };
}

/** Which counts are made of these authorities' own counts and of zeros: they know them, and nobody is given away. */
function madeOfTheirs({ table }: View, owners: ReadonlySet<string>): Uint8Array {
  const theirs = Uint8Array.from(table.variables, ({ value, owner, unknown }) =>
    !unknown && (value === 0 || (owner !== null && owners.has(owner))) ? 1 : 0,
  );
  return whatFollows(table, theirs);
}
