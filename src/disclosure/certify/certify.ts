import type { LinkedTable } from '../linked-table.ts';
import type { Solver } from '../solver.ts';
import { type InsiderGoal, searchInsiders } from './insiders.ts';
import { type Joint, joined, type Release, saysMore } from './joint.ts';
import { type SearchOptions, searchWorlds } from './search.ts';
import { walkTogether } from './walk-together.ts';
import { searchWhole, type Witness, walkToEach } from './whole-numbers.ts';
import { type Goal, oneMoreOneLess, type View } from './world.ts';

export interface CertifyOptions {
  readonly solver: Solver;
  readonly seed: number;
  /** All authorities, those of one sub-region one after another. */
  readonly authorities: readonly string[];
  /** The family as earlier releases showed it, withdrawn ones too: they were public. */
  readonly earlier: readonly Release[];
  readonly now: () => number;
  /** How long to look for whole-number tables, in milliseconds. */
  readonly wholeFor: number;
  /** The certificate of a pattern that withheld less: every table that it found still looks the same. */
  readonly before?: Certificate;
}

/** What was shown, and what could not be. Holds numbers of bounds, and which variables; no value. */
export interface Certificate {
  /** Counts withheld for their smallness whose bounds had to be shown. */
  readonly targets: readonly number[];
  /** Small counts of breakdowns that are not published: nobody must be able to work one out. */
  readonly closed: readonly number[];
  /** Counts that their sender withheld, whose value nobody here knows: listed, and excepted. */
  readonly excepted: readonly number[];
  readonly publicUnmet: readonly Goal[];
  readonly insiderUnmet: readonly InsiderGoal[];
  readonly wholeUnmet: readonly Goal[];
  /** What all releases together tell, where earlier ones say more than this one; goals are in the joint table. */
  readonly joint: { readonly table: Joint; readonly unmet: readonly Goal[] } | null;
  /** The pattern that it is of. */
  readonly withheld: Uint8Array;
  /** Whole-number tables that were found. */
  readonly witnesses: readonly Witness[];
  /** Whether what goes beyond the public's view was looked at: not where that fails already. */
  readonly beyond: boolean;
  readonly rounds: number;
  /** Milliseconds of each audit. */
  readonly took: {
    readonly public: number;
    readonly joint: number;
    readonly insiders: number;
    readonly whole: number;
  };
}

export function isSound({ publicUnmet, joint, insiderUnmet, wholeUnmet }: Certificate): boolean {
  const unmet = [publicUnmet, joint?.unmet ?? [], insiderUnmet, wholeUnmet];
  return unmet.every(({ length }) => length === 0);
}

/** What the public sees of a table: what is published and not withheld. */
export function publicView(table: LinkedTable, withheld: Uint8Array): View {
  const known = Uint8Array.from(table.variables, ({ published, unknown }, variable) =>
    published && !unknown && withheld[variable] === 0 ? 1 : 0,
  );
  return { table, known, zerosShown: false };
}

/** Bounds that the public must be left with: all of 1 up to the threshold. */
export function publicGoals({ variables }: LinkedTable, targets: readonly number[]): readonly Goal[] {
  return targets.flatMap((variable): Goal[] => [
    { variable, side: 'low', at: 1 },
    { variable, side: 'high', at: variables[variable]?.upTo ?? 0 },
  ]);
}

export function targetsOf({ variables }: LinkedTable): readonly number[] {
  return [...variables.keys()].filter(
    (variable) => variables[variable]?.primary === true && variables[variable]?.unknown === false,
  );
}

/** Small counts that no cell shows because their breakdown is not planned. */
export function closedOf({ variables }: LinkedTable): readonly number[] {
  return [...variables.keys()].filter((variable) => variables[variable]?.closed === true);
}

/**
 * Shows, for each count withheld for its smallness, that the public's range holds all of 1 up to the threshold (R1), that
 * tables in whole numbers exist with one more and with one less (R3), and that the staff of any one authority, who know
 * their own counts, are left with one more and one less (R2). For a small count of a breakdown that is not published, that
 * the public is left with one more and one less, in whole numbers. Knows nothing of how the withheld counts were chosen.
 */
export function certify(
  table: LinkedTable,
  withheld: Uint8Array,
  { solver, seed, authorities, earlier, now, wholeFor, before }: CertifyOptions,
): Certificate {
  const targets = targetsOf(table);
  const closed = closedOf(table);
  const excepted = [...table.variables.keys()].filter(
    (variable) => table.variables[variable]?.unknown === true,
  );
  const view = publicView(table, withheld);
  // Less is fixed for whoever sees less: what was shown of a pattern holds for every pattern that withholds more.
  const shown = before?.withheld.every((is, variable) => is <= (withheld[variable] ?? 0))
    ? before
    : undefined;
  const start = now();
  const witnesses = [...(shown?.witnesses ?? [])];
  const wholeGoals = (of: readonly number[]) => notMet(oneMoreOneLess(table, of), witnesses);
  // A table in whole numbers shows the bound of a closed count, too, and most are near at hand.
  const together = { seed, now, until: Number.POSITIVE_INFINITY };
  witnesses.push(...walkTogether(view, wholeGoals(closed), together).witnesses);
  const ofClosed = new Set(closed);
  const bounds = shown?.publicUnmet ?? allGoals(table, targets, closed);
  const publicly = searchWorlds(
    view,
    [
      ...bounds.filter(({ variable }) => !ofClosed.has(variable)),
      ...notMet(
        bounds.filter(({ variable }) => ofClosed.has(variable)),
        witnesses,
      ),
    ],
    { solver, seed },
  );
  const afterPublic = now();
  // What the public can pin is settled first: the other audits would fail for the same reason.
  const joint = publicly.unmet.length === 0 ? jointAudit(table, withheld, { earlier, solver, seed }) : null;
  const afterJoint = now();
  const beyond = publicly.unmet.length === 0 && (joint?.unmet.length ?? 0) === 0;
  const walk = (of: readonly number[], until: number) =>
    witnesses.push(...walkToEach(view, wholeGoals(of), { seed, now, until }).witnesses);
  if (beyond) walk(targets, Number.POSITIVE_INFINITY);
  const afterWalks = now();
  const insiders = beyond
    ? searchInsiders(view, targets, {
        solver,
        seed,
        authorities,
        witnesses,
        ...(shown?.beyond === true ? { only: shown.insiderUnmet } : {}),
      })
    : { unmet: [], rounds: 0 };
  const afterInsiders = now();
  // Whole numbers take longest, and are asked of a pattern that stands otherwise.
  const until = afterInsiders + wholeFor;
  const asked = beyond && wholeFor > 0 && insiders.unmet.length === 0;
  if (asked) walk(closed, until);
  const left = asked ? wholeGoals([...targets, ...closed]) : [];
  const whole = searchWhole(view, left, { solver, seed, now, until });
  return {
    targets,
    closed,
    excepted,
    publicUnmet: publicly.unmet,
    insiderUnmet: insiders.unmet,
    wholeUnmet: whole.unmet,
    joint,
    withheld: withheld.slice(),
    witnesses: [...witnesses, ...whole.witnesses],
    beyond,
    rounds: publicly.rounds + insiders.rounds,
    took: {
      public: afterPublic - start,
      joint: afterJoint - afterPublic,
      whole: afterWalks - afterJoint + (now() - afterInsiders),
      insiders: afterInsiders - afterWalks,
    },
  };
}

/** Bounds that the public must be left with: of what is withheld for its smallness, and of what is not published. */
function allGoals(
  table: LinkedTable,
  targets: readonly number[],
  closed: readonly number[],
): readonly Goal[] {
  return [...publicGoals(table, targets), ...oneMoreOneLess(table, closed)];
}

function notMet(goals: readonly Goal[], witnesses: readonly Witness[]): readonly Goal[] {
  const key = ({ variable, side }: Goal) => `${variable} ${side}`;
  const met = new Set(witnesses.flatMap((witness) => witness.met.map(key)));
  return goals.filter((goal) => !met.has(key(goal)));
}

/** The public's bounds against everybody who kept the earlier releases; null where those say nothing more. */
export function jointAudit(
  table: LinkedTable,
  withheld: Uint8Array,
  { earlier, ...search }: Pick<CertifyOptions, 'earlier'> & SearchOptions,
): Certificate['joint'] {
  const current: Release = {
    ...table,
    withheld: [...withheld.keys()].filter((variable) => withheld[variable] === 1),
  };
  const telling = earlier.filter((release) => saysMore(current, release));
  if (telling.length === 0) return null;
  const all = joined([current, ...telling]);
  // What was published already is as it is: only what somebody still withholds has bounds to keep.
  const isHidden = (variable: number) => all.withheld[variable] === 1;
  const goals = allGoals(all, targetsOf(all).filter(isHidden), closedOf(all).filter(isHidden));
  return { table: all, unmet: searchWorlds(publicView(all, all.withheld), goals, search).unmet };
}
