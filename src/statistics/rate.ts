import { type Counts, requireMultiplier, requireProportion, requireRate } from './counts.ts';
import { type Interval, poissonCount, wilson } from './interval.ts';

/** A figure with its limits, all in the same unit, and the method the limits were made by. */
export type Estimate<Method extends string> = Interval & { value: number; method: Method };

type Scaled = Counts & { multiplier: number; confidence: number };

/**
 * Returns events / base × multiplier (100 for per cent) with Wilson's limits; all within 0…multiplier.
 * Throws RangeError unless 0 ≤ events ≤ base, base > 0, multiplier > 0 and the confidence lies between 0 and 1:
 * whoever has nobody in the base has no proportion to ask for.
 * Source: Wilson (1927), as OHID takes it for proportions.
 */
export function proportion({ events, base, multiplier, confidence }: Scaled): Estimate<'wilson'> {
  requireProportion({ events, base });
  requireMultiplier(multiplier);
  const { lower, upper } = wilson(events, base, confidence);
  return {
    value: (events * multiplier) / base,
    lower: lower * multiplier,
    upper: upper * multiplier,
    method: 'wilson',
  };
}

/**
 * Returns events / base × multiplier (10,000 for per 10,000) with Poisson limits; a zero count has lower limit 0 and
 * an exact upper limit. A rate may be above its multiplier.
 * Throws RangeError unless events ≥ 0, base > 0, multiplier > 0 and the confidence lies between 0 and 1.
 * Source: OHID's rule for crude rates, exact below 10 events and Byar's from 10.
 */
export function rate({ events, base, multiplier, confidence }: Scaled): Estimate<'exact-poisson' | 'byar'> {
  requireRate({ events, base });
  requireMultiplier(multiplier);
  const { lower, upper, method } = poissonCount(events, confidence);
  const scale = multiplier / base;
  return { value: (events * multiplier) / base, lower: lower * scale, upper: upper * scale, method };
}
