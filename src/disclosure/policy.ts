import type { Domain, Measure } from '../vocabulary/measure.ts';

/** What holds for a measure's counts. */
export interface Rule {
  /** Counts of people from 1 up to one less than this are withheld: DfE's practice for local authorities is 1 to 5. */
  readonly threshold: number;
  /** A mean of fewer people than this is withheld with its sum, since a mean of few tells each one's score. */
  readonly meanThreshold: number;
  /** Totals over authorities go out to the nearest of this, as DfE rounds regional figures to 10; 1 leaves them exact. */
  readonly totalsTo: number;
  /** Whether the counts are of people, and so protected; null: as the catalogue says. Schools and audits are not. */
  readonly persons: boolean | null;
}

export type MarginState = 'open' | 'closed';

/** What a rule says differently from the one above it. */
export type OwnRule = { readonly [Part in keyof Rule]?: Rule[Part] | undefined };

/** A measure's own rule, and the margins of its plan that a steward has opened or closed. */
export interface MeasureRule extends OwnRule {
  readonly margins?: Readonly<Record<string, MarginState>> | undefined;
}

/** What it costs to withhold a count that is not small, beside one authority's count of one ethnic group, which costs 1. */
export interface Weights {
  /** Totals over all ethnic groups, and over all whose group is known. */
  readonly allGroups: number;
  readonly london: number;
  /** Sub-regions, Inner and Outer London. */
  readonly regional: number;
}

/** The largest share of small counts with which a margin is still planned for publication, by the kind of its areas. */
export interface Gates {
  readonly authority: number;
  readonly 'sub-region': number;
  readonly 'inner-outer': number;
  readonly region: number;
}

/**
 * What disclosure control holds to. Stewards change it in versions, and each release keeps the one it was made with. A
 * measure's own rule goes before its domain's, and its domain's before the general one: ask `ruleFor`.
 */
export interface Policy extends Rule {
  readonly domains: { readonly [D in Domain]?: OwnRule | undefined };
  readonly measures: Readonly<Record<string, MeasureRule>>;
  readonly weights: Weights;
  readonly gates: Gates;
}

/**
 * The gates are those of the prototype: with them 13 % of the large counts of a quarter were withheld to protect others, and
 * without any 83 %.
 */
export const DEFAULT_POLICY: Policy = {
  threshold: 6,
  meanThreshold: 10,
  totalsTo: 1,
  persons: null,
  domains: {},
  measures: {},
  weights: { allGroups: 1000, london: 4, regional: 1.5 },
  gates: { authority: 0.35, 'sub-region': 0.05, 'inner-outer': 0.05, region: 0.05 },
};

/** The rule that holds for a measure. */
export function ruleFor(policy: Policy, measure: Pick<Measure, 'id' | 'domain'>): Rule {
  const first = <Part extends keyof Rule>(part: Part): Rule[Part] =>
    policy.measures[measure.id]?.[part] ?? policy.domains[measure.domain]?.[part] ?? policy[part];
  return {
    threshold: first('threshold'),
    meanThreshold: first('meanThreshold'),
    totalsTo: first('totalsTo'),
    persons: first('persons'),
  };
}

/** Whether a measure's counts are protected. */
export function isOfPersons(policy: Policy, measure: Measure): boolean {
  return ruleFor(policy, measure).persons ?? measure.persons;
}

/**
 * The threshold up to which the range of a withheld count must reach. Counts are shared between the measures of a family,
 * so the highest that any of them has holds for all.
 */
export function rangeThreshold(policy: Policy, measures: Iterable<Measure>): number {
  let highest = 0;
  for (const measure of measures) highest = Math.max(highest, ruleFor(policy, measure).threshold);
  return highest === 0 ? policy.threshold : highest;
}

/** Below these a rule protects less than is usual for local authorities, and takes two people. */
const FLOOR = { threshold: DEFAULT_POLICY.threshold, meanThreshold: DEFAULT_POLICY.meanThreshold };

/**
 * What of a policy lies below the floor: `threshold`, `domains.education.meanThreshold`, `measures.yj-arrest-rate.persons`.
 * `isPersons` says what the catalogue says of a measure.
 */
export function belowFloor(policy: Policy, isPersons: (measure: string) => boolean): readonly string[] {
  const lowOf = (path: string, rule: OwnRule, persons: boolean) => [
    ...(['threshold', 'meanThreshold'] as const)
      .filter((name) => (rule[name] ?? FLOOR[name]) < FLOOR[name])
      .map((name) => `${path}${name}`),
    ...(rule.persons === false && persons ? [`${path}persons`] : []),
  ];
  return [
    ...lowOf('', policy, true),
    ...Object.entries(policy.domains).flatMap(([id, rule]) => lowOf(`domains.${id}.`, rule ?? {}, true)),
    ...Object.entries(policy.measures).flatMap(([id, rule]) => lowOf(`measures.${id}.`, rule, isPersons(id))),
  ];
}
