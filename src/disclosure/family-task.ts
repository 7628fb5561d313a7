import type { Release } from './certify/joint.ts';
import { isLarge, type LinkedTable } from './linked-table.ts';
import type { Solver } from './solver.ts';
import { type Carried, suppress } from './suppress.ts';

/** One family to protect, as it is sent to whoever does it: no functions, nothing shared. */
export interface FamilyTask {
  readonly table: LinkedTable;
  readonly authorities: readonly string[];
  readonly carried: Carried;
  /** The family as earlier releases showed it. */
  readonly earlier: readonly Release[];
}

/** How the work on one family went. Counts of bounds and times; the pattern itself is for the release alone. */
export interface FamilyOutcome {
  /** Variables withheld, whether somebody publishes them or not. */
  readonly withheld: readonly number[];
  /** Variables with a bound that could not be shown. */
  readonly unmet: readonly number[];
  readonly facts: FamilyFacts;
}

export interface FamilyFacts {
  readonly solver: string;
  readonly variables: number;
  readonly targets: number;
  /** Small counts of breakdowns that are not published. */
  readonly closed: number;
  /** Counts that their sender withheld: listed, and excepted. */
  readonly excepted: number;
  readonly secondary: number;
  readonly unmetPublic: number;
  readonly unmetJoint: number;
  /** Releases that say more than this one, and were looked at together with it. */
  readonly jointly: boolean;
  readonly unmetInsiders: number;
  readonly unmetWhole: number;
  readonly rounds: number;
  readonly repairs: number;
  readonly milliseconds: {
    readonly cover: number;
    readonly public: number;
    readonly joint: number;
    readonly insiders: number;
    readonly whole: number;
  };
}

export type SolveFamily = (task: FamilyTask) => Promise<FamilyOutcome>;

/** What earlier releases have shown of a family, for whoever protects it now. */
export type Recall = (table: LinkedTable) => Pick<FamilyTask, 'carried' | 'earlier'>;

export const NOTHING_EARLIER: Pick<FamilyTask, 'carried' | 'earlier'> = {
  carried: { withheld: [], shown: [] },
  earlier: [],
};

export interface SolveOptions {
  readonly solver: Solver;
  readonly seed: number;
  readonly now: () => number;
  /** Milliseconds for whole-number tables, each time that a pattern is certified. */
  readonly wholeFor: number;
}

/**
 * How many times a cover is chosen again among what the last one withheld. On a quarter of ten thousand children none withholds
 * 13.3 % of large counts, one 12.2 %, two 11.9 %, four 11.6 %, and each costs an eighth of the first cover and audit: a large
 * table has one.
 */
export function passesFor(table: LinkedTable): number {
  return isLarge(table) ? 1 : 4;
}

/** Protects one family here and now. */
export function solveFamily(
  { table, authorities, carried, earlier }: FamilyTask,
  { solver, seed, now, wholeFor }: SolveOptions,
): FamilyOutcome {
  const start = now();
  const { withheld, certificate, repairs, took } = suppress(table, {
    solver,
    seed,
    authorities: authorities.filter((authority) => table.variables.some(({ owner }) => owner === authority)),
    carried,
    earlier,
    now,
    wholeFor,
    passes: passesFor(table),
  });
  const { publicUnmet, insiderUnmet, wholeUnmet, joint } = certificate;
  const unmet = [...publicUnmet, ...insiderUnmet, ...wholeUnmet].map(({ variable }) => variable);
  for (const { variable } of joint?.unmet ?? [])
    unmet.push(Math.max(0, joint?.table.fromFirst.indexOf(variable) ?? 0));
  const hidden = [...withheld.keys()].filter((variable) => withheld[variable] === 1);
  const secondary = hidden.filter((variable) => {
    const { published = false, primary = false } = table.variables[variable] ?? {};
    return published && !primary;
  });
  return {
    withheld: hidden,
    unmet: [...new Set(unmet)],
    facts: {
      solver: solver.version,
      variables: table.variables.length,
      targets: certificate.targets.length,
      closed: certificate.closed.length,
      excepted: certificate.excepted.length,
      secondary: secondary.length,
      unmetPublic: publicUnmet.length,
      unmetJoint: joint?.unmet.length ?? 0,
      jointly: joint !== null,
      unmetInsiders: insiderUnmet.length,
      unmetWhole: wholeUnmet.length,
      rounds: certificate.rounds,
      repairs,
      milliseconds: { cover: now() - start - took.public - took.joint - took.insiders - took.whole, ...took },
    },
  };
}
