import {
  type BeforeAfter,
  differenceInDifferences,
  meanEffect,
  proportionEffect,
  rateEffect,
} from '../statistics/effect.ts';
import { isProportion, type Measure } from '../vocabulary/measure.ts';
import { type Caveat, caveat } from './caveats.ts';
import { type Change, changeBetween } from './change.ts';
import type { Side } from './denominator.ts';
import { type Estimate, estimate, withoutValue } from './estimate.ts';
import { addFigures, type Obstacle } from './figure.ts';
import { differenceBetween, type Intervals, ratioBetween } from './gap.ts';
import { pairOf } from './pair.ts';
import { isObstacle, numbersOf, rateOf, standardError } from './rate.ts';
import type { Reason } from './reason.ts';
import { coverageKey } from './table.ts';
import { FEWEST_EVENTS } from './threshold.ts';
import { isSmall, smallestBase, type Verdict, verdictOf, whereIs } from './verdict.ts';

/** Two sets of areas at two points in time. */
export interface EffectBody {
  /** The rates of the four. */
  readonly rates: { readonly treated: BeforeAfter<Estimate>; readonly comparison: BeforeAfter<Estimate> };
  readonly changes: { readonly treated: Change; readonly comparison: Change };
  /** How much more the treated changed, in the measure's unit. */
  readonly effect: Estimate;
  readonly verdict: Verdict;
  readonly caveats: readonly Caveat[];
}

interface Given {
  readonly measure: Measure;
  readonly treated: BeforeAfter<Side>;
  readonly comparison: BeforeAfter<Side>;
  /** Whether some of the treated are among those they are compared with. */
  readonly overlapping: boolean;
  readonly confidence: number;
  readonly intervals: Intervals;
}

/** Several areas as one: the sums of their released counts; one that is withheld withholds them, and medians have none. */
export function together(sides: readonly Side[], measure: Measure): Side {
  const [only, ...others] = sides;
  if (only !== undefined && others.length === 0) return only;
  const events = addFigures(sides.map((side) => side.events));
  const squares = sides.map((side) => side.sumOfSquares);
  const none = { count: { status: 'z', value: null }, reason: 'NOT_ADDITIVE' } as const;
  return {
    events: measure.kind === 'median' ? none : events,
    base: addFigures(sides.map((side) => side.base)),
    sumOfSquares: squares.every((each) => each !== null)
      ? squares.reduce((sum: number, each) => sum + (each ?? 0), 0)
      : null,
    coverage: null,
    official: sides.every(({ official }) => official),
    partition: null,
  };
}

/** Difference-in-differences of released counts, with what must be known of it. Withheld in, withheld out. */
export function effectOf(given: Given): EffectBody {
  const { measure, treated, comparison, confidence, intervals } = given;
  const how = { measure, confidence, intervals };
  const ratesOf = ({ before, after }: BeforeAfter<Side>): BeforeAfter<Estimate> => ({
    before: rateOf(before, measure, confidence),
    after: rateOf(after, measure, confidence),
  });
  const effect = differenceOf(given);
  const isFew = [treated.before, treated.after, comparison.before, comparison.after].some((side) => {
    const numbers = numbersOf(side, measure);
    return !isObstacle(numbers) && isSmall(numbers, measure);
  });
  return {
    rates: { treated: ratesOf(treated), comparison: ratesOf(comparison) },
    changes: {
      treated: changeBetween({ later: treated.after, earlier: treated.before }, how),
      comparison: changeBetween({ later: comparison.after, earlier: comparison.before }, how),
    },
    effect,
    verdict: verdictFor(effect, isFew),
    caveats: [
      caveat.parallelTrends(),
      ...(given.overlapping ? [caveat.comparisonContainsTreated()] : []),
      ...(beganWorse(given) ? [caveat.regressionToTheMean()] : []),
      ...(isFew ? [caveat.tooSmall(FEWEST_EVENTS, smallestBase(measure))] : []),
    ],
  };
}

function verdictFor(effect: Estimate, isFew: boolean): Verdict {
  if (effect.value === null) return effect.status === 'c' ? 'WITHHELD' : 'NOT_AVAILABLE';
  return isFew ? 'TOO_SMALL' : whereIs(effect, 0);
}

/** Whether the treated had clearly the worse figure at the outset; where nothing is better or worse, clearly another one. */
function beganWorse({ measure, treated, comparison, confidence, intervals, overlapping }: Given): boolean {
  const pair = pairOf(measure, treated.before, { side: comparison.before, obstacle: null });
  if (isObstacle(pair) || overlapping) return false;
  const how = { measure, confidence, intervals, noInterval: null };
  const verdict = verdictOf(measure, {
    pair,
    noInterval: null,
    rateRatio: ratioBetween(pair, how),
    rateDifference: differenceBetween(pair, how),
  });
  if (measure.polarity === 'higher-is-better') return verdict === 'LOWER';
  if (measure.polarity === 'higher-is-worse') return verdict === 'HIGHER';
  return verdict === 'HIGHER' || verdict === 'LOWER';
}

function differenceOf({ measure, treated, comparison, overlapping, confidence }: Given): Estimate {
  const sides = [treated.before, treated.after, comparison.before, comparison.after];
  const obstacle = obstacleFor(treated, measure) ?? obstacleFor(comparison, measure);
  const numbers = sides.map((side) => numbersOf(side, measure));
  const withheld = numbers.filter(isObstacle).find(({ status }) => status === 'c');
  const stop = withheld ?? numbers.find(isObstacle) ?? obstacle;
  if (stop !== null) return withoutValue(stop);
  const [t0, t1, c0, c1] = numbers.flatMap((each) => (isObstacle(each) ? [] : [each]));
  if (t0 === undefined || t1 === undefined || c0 === undefined || c1 === undefined)
    return withoutValue({ status: 'x', reason: 'NOT_AVAILABLE' });
  const inputs = sides.flatMap(({ events, base }) => [events, base]);
  const { multiplier } = measure;
  const made = (value: number, limits: { lower: number; upper: number } | Reason): Estimate =>
    estimate({
      value,
      limits: overlapping ? 'CONTAINS_GROUP' : limits,
      inputs,
      method: 'difference-in-differences',
    });
  const counts = [
    { before: t0, after: t1 },
    { before: c0, after: c1 },
  ] as const;
  if (isProportion(measure)) {
    const { value, lower, upper } = proportionEffect(...counts, confidence);
    const scale = multiplier / 100;
    return made(value * scale, { lower: lower * scale, upper: upper * scale });
  }
  if (measure.kind === 'rate') {
    const found = rateEffect(...counts, { confidence, multiplier });
    return made(found.value, found);
  }
  const levelOf = ({ events, base }: typeof t0): number =>
    measure.kind === 'median' ? events : (events / base) * multiplier;
  const levels = [
    { before: levelOf(t0), after: levelOf(t1) },
    { before: levelOf(c0), after: levelOf(c1) },
  ] as const;
  const errors = sides.map((side, index) => {
    const own = [t0, t1, c0, c1][index] ?? t0;
    return measure.kind === 'mean' ? standardError(side, own) : null;
  });
  const [e0 = null, e1 = null, e2 = null, e3 = null] = errors;
  if (e0 === null || e1 === null || e2 === null || e3 === null)
    return made(differenceInDifferences(...levels).difference, 'NO_VARIANCE');
  const found = meanEffect(...levels, {
    confidence,
    errors: [e0, e1, e2, e3].map((each) => each * multiplier),
  });
  return made(found.value, found);
}

/** A total that is not made of the same authorities at both points has no change, and nor has a plain count or a gap. */
function obstacleFor({ before, after }: BeforeAfter<Side>, measure: Measure): Obstacle | null {
  if (measure.kind === 'gap' || measure.kind === 'count') return { status: 'z', reason: 'NO_DENOMINATOR' };
  return coverageKey(before.coverage) === coverageKey(after.coverage)
    ? null
    : { status: 'x', reason: 'COVERAGE_DIFFERS' };
}
