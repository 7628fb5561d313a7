import { type Certificate, certify, isSound, publicGoals, targetsOf } from './certify/certify.ts';
import type { Release } from './certify/joint.ts';
import { cover } from './cover/cover.ts';
import { widen } from './cover/widen.ts';
import type { LinkedTable } from './linked-table.ts';
import type { Solver } from './solver.ts';

/** What earlier releases have said of a family's counts. */
export interface Carried {
  /** Withheld before, and of the same value: showing them now would tell what was hidden. */
  readonly withheld: readonly number[];
  /** Shown before, with the same value: withholding them now would hide nothing. */
  readonly shown: readonly number[];
}

export interface SuppressOptions {
  readonly solver: Solver;
  /** Makes the pattern repeatable for whoever knows it, and not for anybody else. */
  readonly seed: number;
  readonly authorities: readonly string[];
  readonly carried: Carried;
  readonly earlier: readonly Release[];
  readonly now: () => number;
  readonly wholeFor: number;
  /** How many times a cover is chosen again among what the last one withheld, to withhold less. */
  readonly passes: number;
}

export interface Suppression {
  /** Variable → 1 where it is withheld. */
  readonly withheld: Uint8Array;
  readonly certificate: Certificate;
  /** How many times the certificate sent the cover back. */
  readonly repairs: number;
  /** Milliseconds of all audits: of the last certificate, and of those that sent the cover back. */
  readonly took: Certificate['took'];
}

/** More repairs than any table has needed; a family that needs more is a matter for the steward. */
const REPAIRS = 12;
const GROUPS = 10;

/**
 * Chooses what to withhold of one family, has it certified, and repairs what the certificate says until it is sound or
 * there is nothing left to withhold. The certificate that comes back is of exactly the pattern that comes back.
 */
export function suppress(table: LinkedTable, options: SuppressOptions): Suppression {
  const { solver, seed, carried } = options;
  const zeros = table.variables.map(({ published, value, unknown }) => published && value === 0 && !unknown);
  const hardFor = (zerosToo: boolean) => {
    const hard = Uint8Array.from(zeros, (zero) => (zero && zerosToo ? 1 : 0));
    for (const variable of carried.shown) hard[variable] = 1;
    return hard;
  };
  const atFirst = Uint8Array.from(table.variables, ({ primary, unknown }) => (primary || unknown ? 1 : 0));
  for (const variable of carried.withheld) atFirst[variable] = 1;
  const demands = publicGoals(table, targetsOf(table));
  // Zeros are shown; one is withheld only where nothing else protects.
  let hard = hardFor(true);
  let withheld = atFirst.slice();
  if (cover(table, withheld, { solver, seed, hard, demands }).length > 0) {
    hard = hardFor(false);
    withheld = atFirst.slice();
    cover(table, withheld, { solver, seed, hard, demands });
  }
  for (let pass = 1; pass <= options.passes; pass += 1) {
    const within = Uint8Array.from(table.variables, ({ published }, variable) =>
      published && withheld[variable] === 0 ? 1 : 0,
    );
    const again = atFirst.slice();
    if (cover(table, again, { solver, seed: seed + pass, hard: within, demands }).length > 0) continue;
    if (costOf(table, again) >= costOf(table, withheld)) break;
    withheld = again;
  }

  let certificate = certify(table, withheld, options);
  let took = certificate.took;
  let repairs = 0;
  for (; !isSound(certificate) && repairs < REPAIRS; repairs += 1) {
    const before = costOf(table, withheld);
    repair(table, withheld, {
      certificate,
      hard,
      attempt: repairs,
      options: { ...options, seed: seed + 100 + repairs },
    });
    if (costOf(table, withheld) === before) {
      if (!zeros.some((zero, variable) => zero && hard[variable] === 1)) break;
      hard = hardFor(false);
    }
    certificate = certify(table, withheld, { ...options, seed: seed + repairs + 1, before: certificate });
    took = sumOf(took, certificate.took);
  }
  return { withheld, certificate, repairs, took };
}

function sumOf(one: Certificate['took'], other: Certificate['took']): Certificate['took'] {
  return {
    public: one.public + other.public,
    joint: one.joint + other.joint,
    insiders: one.insiders + other.insiders,
    whole: one.whole + other.whole,
  };
}

function repair(
  table: LinkedTable,
  withheld: Uint8Array,
  {
    certificate,
    hard,
    attempt,
    options,
  }: {
    readonly certificate: Certificate;
    readonly hard: Uint8Array;
    /** How many repairs went before. */
    readonly attempt: number;
    readonly options: SuppressOptions;
  },
): void {
  const { solver, seed } = options;
  const { publicUnmet, insiderUnmet, wholeUnmet, joint } = certificate;
  if (publicUnmet.length > 0) {
    const left = cover(table, withheld, { solver, seed, hard, demands: publicUnmet });
    for (const { variable } of left) widen(table, withheld, { variable, hard });
  }
  if (joint !== null && joint.unmet.length > 0) {
    // Only what this release still holds can be withheld: what earlier ones showed is out.
    const fixed = new Uint8Array(joint.table.variables.length).fill(1);
    joint.table.fromFirst.forEach((there, variable) => {
      if (hard[variable] === 0) fixed[there] = 0;
    });
    const wider = joint.table.withheld.slice();
    const left = cover(joint.table, wider, { solver, seed, hard: fixed, demands: joint.unmet });
    joint.table.fromFirst.forEach((there, variable) => {
      if (wider[there] === 1 && table.variables[variable]?.published === true) withheld[variable] = 1;
    });
    for (const { variable } of left) {
      const own = joint.table.fromFirst.indexOf(variable);
      if (own >= 0) widen(table, withheld, { variable: own, hard });
    }
  }
  const unmetOf = (some: ReadonlySet<string>) => insiderUnmet.filter(({ authority }) => some.has(authority));
  for (const insider of together(
    insiderUnmet.map(({ authority }) => authority),
    options.authorities,
  )) {
    const left = cover(table, withheld, {
      solver,
      seed,
      hard,
      demands: unmetOf(insider),
      insider,
      dear: true,
    });
    for (const { variable } of left) widen(table, withheld, { variable, hard });
  }
  // What a few more counts do not help is given room faster and faster.
  for (const variable of new Set(wholeUnmet.map((goal) => goal.variable)))
    for (let more = 0; more < 2 ** attempt; more += 1) widen(table, withheld, { variable, hard });
}

/** Authorities in groups of some that are far apart: one cover for each group costs hardly more than one for each of them. */
function together(some: readonly string[], authorities: readonly string[]): readonly ReadonlySet<string>[] {
  const groups: Set<string>[] = [];
  authorities.forEach((authority, at) => {
    if (!some.includes(authority)) return;
    const group = groups[at % GROUPS] ?? new Set();
    groups[at % GROUPS] = group;
    group.add(authority);
  });
  return groups.filter((group) => group !== undefined);
}

/** What a pattern costs: the weights of what is withheld although it is not small. */
function costOf({ variables }: LinkedTable, withheld: Uint8Array): number {
  return variables.reduce(
    (sum, { weight, primary, published }, variable) =>
      withheld[variable] === 1 && published && !primary ? sum + weight : sum,
    0,
  );
}
