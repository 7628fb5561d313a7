export const DOMAINS = ['social-care', 'education', 'youth-justice', 'workforce'] as const;
export type Domain = (typeof DOMAINS)[number];

export const MEASURE_KINDS = [
  'rate',
  'percentage',
  'stage',
  'mean',
  'count',
  'composition-share',
  'gap',
  'median',
] as const;
export type MeasureKind = (typeof MEASURE_KINDS)[number];

export const POLARITIES = [
  'higher-is-worse',
  'higher-is-better',
  'neutral',
  'neutral-then-lower',
  'closer-to-zero',
  'closer-to-population',
] as const;
export type Polarity = (typeof POLARITIES)[number];

export interface Measure {
  readonly id: string;
  readonly domain: Domain;
  readonly subdomain: string;
  readonly title: string;
  readonly definition: string;
  readonly kind: MeasureKind;
  readonly numerator: string;
  readonly denominator: string | null;
  /** Which count it is: two measures that use the same count name it alike, and are protected as one. */
  readonly numeratorCount: string | null;
  /** null where a population supplies the denominator, or there is none. */
  readonly denominatorCount: string | null;
  /** The population that rates divide by, or that shares are compared with. */
  readonly population: string | null;
  readonly unit: string;
  readonly multiplier: number;
  readonly polarity: Polarity;
  /** Whether the counts are about people; schools and audits need no small-number rule. */
  readonly persons: boolean;
  readonly sourceReturn: string;
  readonly frequency: string;
  readonly quarterly: boolean;
  readonly dimensions: readonly string[];
  readonly sexes: boolean;
  readonly ageBands: boolean;
  readonly ageRange: string | null;
  readonly pathway: string | null;
  readonly stage: number | null;
  readonly branch: boolean;
  readonly askedForBy: readonly string[];
  readonly note: string | null;
}

/** Whether its numerator counts some of what its denominator counts, so that it can never exceed it. */
export function isProportion(measure: Measure): boolean {
  return measure.kind === 'percentage' || measure.kind === 'stage' || measure.kind === 'composition-share';
}

/** Whether the denominator comes from a population and is therefore not uploaded. */
export function dividesByPopulation(measure: Measure): boolean {
  return measure.kind === 'rate' && measure.denominatorCount === null;
}

/** Whether its counts have shares, which a population's can be set beside: not averages. */
export function hasShares(measure: Measure): boolean {
  return measure.kind !== 'mean' && measure.kind !== 'median' && measure.kind !== 'gap';
}

/** Whether it is worked out from other measures and cannot be uploaded. */
export function isDerived(measure: Measure): boolean {
  return measure.kind === 'gap';
}

/** Whether its figures can be told apart by ethnic group; the catalogue's note says where they cannot. */
export function isByEthnicGroup(measure: Measure): boolean {
  return !/not broken down by ethnic group/i.test(measure.note ?? '');
}

/** The ages of `10-17`, `under-1`, `16-and-over` or `5`; of all ages where it is empty. Undefined where it is no range. */
function agesOf(range: string): { readonly from: number; readonly to: number } | undefined {
  if (range === '' || range === 'all') return { from: 0, to: Number.POSITIVE_INFINITY };
  const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
  if (from !== undefined) return { from: Number(from), to: Number(to ?? from) };
  const [, under] = /^under-(\d+)$/.exec(range) ?? [];
  if (under !== undefined) return { from: 0, to: Number(under) - 1 };
  const [, over] = /^(\d+)-and-over$/.exec(range) ?? [];
  return over === undefined ? undefined : { from: Number(over), to: Number.POSITIVE_INFINITY };
}

/** Whether everybody of the ages `inner` is of the ages `outer`. */
export function agesLieWithin(inner: string, outer: string): boolean {
  const [small, large] = [agesOf(inner), agesOf(outer)];
  return small !== undefined && large !== undefined && small.from >= large.from && small.to <= large.to;
}
