import { type Comparison, type Counts, requireConfidence, requireProportion, requireRate } from './counts.ts';
import { betaOdds } from './distribution.ts';
import type { Interval } from './interval.ts';
import { zOf } from './normal.ts';

// The ratio of a group's rate (a/A) to a reference's (b/B), and its limits: exact for rates, score for proportions,
// logarithmic for either on request. A reference without events has no ratio: `ratio` says null. Its limits exist all
// the same and end at Infinity, since the data rule out no ratio, however high.

/**
 * Returns (a/A) / (b/B), without unit; null where the reference has no events, since nothing can be divided by zero.
 * Throws RangeError unless events ≥ 0 and base > 0 on both sides.
 * Source: relative rate index, OJJDP; YJB summary tool.
 */
export function ratio(group: Counts, reference: Counts): number | null {
  requireRate(group);
  requireRate(reference);
  if (reference.events === 0) return null;
  return (group.events * reference.base) / (group.base * reference.events);
}

/**
 * Returns exact limits of the ratio of two Poisson rates: given a + b events in all, a is binomial with a share π,
 * whose Clopper–Pearson limits become limits of the ratio π/(1−π) · B/A. Lower is 0 where the group has no events;
 * upper is Infinity where the reference has none.
 * Throws RangeError unless events ≥ 0, base > 0 on both sides and the confidence lies between 0 and 1.
 * Source: Clopper and Pearson (1934); Przyborowski and Wilenski (1940), Biometrika 31, 313–323; prism-r.
 */
export function exactConditional({ group, reference, confidence }: Comparison): Interval {
  requireRate(group);
  requireRate(reference);
  requireConfidence(confidence);
  const a = group.events;
  const b = reference.events;
  const tail = (1 - confidence) / 2;
  const exposure = reference.base / group.base;
  return {
    lower: a === 0 ? 0 : betaOdds({ tail, a, b: b + 1 }) * exposure,
    upper: b === 0 ? Number.POSITIVE_INFINITY : exposure / betaOdds({ tail, a: b, b: a + 1 }),
  };
}

/** Which variance the logarithm of the ratio takes: rates 1/a + 1/b, proportions 1/a − 1/A + 1/b − 1/B. */
export type LogVariance = 'rates' | 'proportions';

/**
 * Returns log-normal (Wald) limits of the ratio; null where the method has none: either side without events, or, for
 * proportions, both sides full (its variance is then zero, and it would claim certainty).
 * Throws RangeError unless events ≥ 0, base > 0 (and events ≤ base for proportions) on both sides and the confidence
 * lies between 0 and 1.
 * Source: Katz et al. (1978), Biometrics 34, 469–474 for proportions; Rothman and Greenland, Modern Epidemiology, for rates.
 */
export function logRatio({
  group,
  reference,
  confidence,
  variance,
}: Comparison & { variance: LogVariance }): Interval | null {
  if (variance === 'proportions') {
    requireProportion(group);
    requireProportion(reference);
  }
  const z = zOf(confidence);
  const value = ratio(group, reference);
  const spread = logVariance(group, variance) + logVariance(reference, variance);
  if (value === null || value === 0 || spread === 0) return null;
  const factor = Math.exp(z * Math.sqrt(spread));
  return { lower: value / factor, upper: value * factor };
}

function logVariance({ events, base }: Counts, variance: LogVariance): number {
  return variance === 'rates' ? 1 / events : (base - events) / (events * base);
}

type Pair = { group: Counts; reference: Counts };

/** The search ends where the score is this near to z: the limit is then right to 1e-11 of its distance from the ratio. */
const NEAR_ENOUGH = 1e-11;
const MOST_STEPS = 500;

/**
 * Returns Miettinen and Nurminen's score limits of the ratio of two proportions (a/A) / (b/B): the ratios that their
 * test, with its variance factor N/(N−1), does not reject. Lower is 0 where the group has no events; upper is Infinity
 * where the reference has none. Full cells (a = A, b = B) have limits like any other.
 * Throws RangeError unless 0 ≤ events ≤ base and base > 0 on both sides, the bases make more than 1 together, and the
 * confidence lies between 0 and 1.
 * Source: Miettinen and Nurminen (1985), Statistics in Medicine 4, 213–226.
 */
export function miettinenNurminen({ group, reference, confidence }: Comparison): Interval {
  requireProportion(group);
  requireProportion(reference);
  if (group.base + reference.base <= 1) throw new RangeError('The two bases must make more than 1 together.');
  const z = zOf(confidence);
  return {
    lower: group.events === 0 ? 0 : whereScoreIs(z, { group, reference }),
    upper: reference.events === 0 ? Number.POSITIVE_INFINITY : whereScoreIs(-z, { group, reference }),
  };
}

/** The ratio whose score is `target`: bracketed, then the Illinois variant of false position on the log scale. */
function whereScoreIs(target: number, pair: Pair): number {
  const { group, reference } = pair;
  const a = Math.max(group.events, 0.5);
  const b = Math.max(reference.events, 0.5);
  const centre = (a / group.base) * (reference.base / b);
  let left = 0;
  let right = 0;
  let atLeft = score(centre, pair) - target;
  let atRight = atLeft;
  const width = Math.abs(target) * Math.sqrt(1 / a + 1 / b);
  for (let step = width; atLeft < 0; step *= 2) {
    left -= step;
    atLeft = score(centre * Math.exp(left), pair) - target;
  }
  for (let step = width; atRight > 0; step *= 2) {
    right += step;
    atRight = score(centre * Math.exp(right), pair) - target;
  }
  let moved = 0;
  for (let count = 0; count < MOST_STEPS; count += 1) {
    const t = atLeft === atRight ? left : left + ((right - left) * atLeft) / (atLeft - atRight);
    const at = score(centre * Math.exp(t), pair) - target;
    if (Math.abs(at) <= NEAR_ENOUGH || t === left || t === right) return centre * Math.exp(t);
    if (at > 0) {
      left = t;
      atLeft = at;
      if (moved === -1) atRight /= 2;
      moved = -1;
    } else {
      right = t;
      atRight = at;
      if (moved === 1) atLeft /= 2;
      moved = 1;
    }
  }
  throw new Error('A score limit did not settle.');
}

/**
 * The score z of the hypothesis that p₁/p₂ is `ratio`: positive where the data lie above it, falling as it grows.
 * The likeliest p₂ under it is the smaller root of Nθp² − (θ(A+b) + B+a)p + (a+b) = 0, whose discriminant is written
 * as a sum of squares and products so that it cannot go below zero.
 * Source: Miettinen and Nurminen (1985).
 */
function score(ratio: number, { group, reference }: Pair): number {
  const total = group.base + reference.base;
  const x = ratio * (group.base + reference.events);
  const y = reference.base + group.events;
  const rests = (group.base - group.events) * (reference.base - reference.events);
  const root = Math.sqrt((x - y) ** 2 + 4 * ratio * rests);
  const p2 = (2 * (group.events + reference.events)) / (x + y + root);
  const p1 = ratio * p2;

  const distance = group.events / group.base - (ratio * reference.events) / reference.base;
  if (distance === 0) return 0;
  const groupVariance = (p1 * Math.max(0, 1 - p1)) / group.base;
  const referenceVariance = (ratio * ratio * p2 * Math.max(0, 1 - p2)) / reference.base;
  return distance / Math.sqrt(((groupVariance + referenceVariance) * total) / (total - 1));
}
