import { requireMultiplier, requireRate } from './counts.ts';
import { byar, exactPoisson, type Interval } from './interval.ts';
import { zOf } from './normal.ts';

type FunnelQuestion = { benchmark: number; base: number; multiplier: number; confidence: number };

const MOST_STEPS = 100;

/** Returns nothing; throws RangeError unless the benchmark is a share within 0–1 and the base is finite and above zero. */
function requireShare(benchmark: number, base: number): void {
  if (!(benchmark >= 0 && benchmark <= 1)) throw new RangeError('The benchmark must be a share from 0 to 1.');
  requireRate({ events: 0, base });
}

/**
 * Returns the limits between which the proportion of an area with this base lies if it differs from the benchmark (a
 * share, 0–1) by chance alone: p̄ ± z√(p̄(1−p̄)/n), in units of the multiplier and never outside 0…multiplier. A
 * proportion lies outside them exactly where its Wilson interval leaves the benchmark out.
 * Throws RangeError unless 0 ≤ benchmark ≤ 1, base > 0, multiplier > 0 and the confidence lies between 0 and 1.
 * Source: Spiegelhalter (2005), Statistics in Medicine 24, 1185–1202; OHID, PHEindicatormethods (phe_funnels).
 */
export function proportionFunnel({ benchmark, base, multiplier, confidence }: FunnelQuestion): Interval {
  requireShare(benchmark, base);
  requireMultiplier(multiplier);
  const reach = zOf(confidence) * Math.sqrt((benchmark * (1 - benchmark)) / base);
  return {
    lower: multiplier * Math.max(0, benchmark - reach),
    upper: multiplier * Math.min(1, benchmark + reach),
  };
}

/**
 * Returns the limits between which the rate of an area with this base lies if it differs from the benchmark (events per
 * one of the base) by chance alone, in units of the multiplier; the lower limit is never below 0. They are the counts
 * whose own limits by OHID's rule (exact below 10 events, Byar from 10) just reach the benchmark, as whole and broken
 * numbers.
 * Throws RangeError unless benchmark ≥ 0, base > 0, multiplier > 0 and the confidence lies between 0 and 1.
 * Source: Spiegelhalter (2005); the limits of a count as in OHID, Technical Guide: Confidence Intervals (2018).
 */
export function rateFunnel({ benchmark, base, multiplier, confidence }: FunnelQuestion): Interval {
  requireRate({ events: benchmark, base });
  requireMultiplier(multiplier);
  const expected = benchmark * base;
  const limits = (count: number): Interval =>
    count < 10 ? exactPoisson(count, confidence) : byar(count, confidence);
  const reach = zOf(confidence) * Math.sqrt(expected) + zOf(confidence) ** 2 + 2;
  const scale = multiplier / base;
  return {
    // No count is so low that its upper limit lies below a small expectation.
    lower:
      limits(0).upper >= expected
        ? 0
        : scale * whereIs(expected, { from: 0, to: expected, of: (count) => limits(count).upper }),
    upper:
      scale * whereIs(expected, { from: expected, to: expected + reach, of: (count) => limits(count).lower }),
  };
}

/** The count at which a limit that rises with it reaches the target, between two counts; by halving. */
function whereIs(
  target: number,
  { from, to, of }: { from: number; to: number; of: (count: number) => number },
): number {
  let low = from;
  let high = to;
  for (let step = 0; step < MOST_STEPS && high - low > 1e-10 * Math.max(1, high); step += 1) {
    const middle = (low + high) / 2;
    if (of(middle) < target) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Where a figure lies beside a funnel: outside the 95% limits is a warning, outside the 99.8% ones an alarm. */
export type FunnelPosition = 'low-99.8' | 'low-95' | 'within' | 'high-95' | 'high-99.8';

/** Returns where a figure lies beside its funnel's two pairs of limits, all in one unit; on a limit is within it. */
export function funnelPosition(value: number, at95: Interval, at998: Interval): FunnelPosition {
  if (value < at998.lower) return 'low-99.8';
  if (value > at998.upper) return 'high-99.8';
  if (value < at95.lower) return 'low-95';
  return value > at95.upper ? 'high-95' : 'within';
}
