import { requireConfidence, requireEvents, requireProportion } from './counts.ts';
import { gammaQuantile } from './distribution.ts';
import { zOf } from './normal.ts';

/** Two limits in the unit of the figure they stand around. */
export type Interval = { lower: number; upper: number };

/** From this count on OHID takes Byar's approximation, which is then within 0.2% of the exact limits at 95%. */
const BYAR_FROM = 10;

/**
 * Returns Wilson's score limits of a proportion, as shares within 0–1.
 * Throws RangeError unless 0 ≤ events ≤ base, base > 0, and the confidence lies between 0 and 1.
 * Source: Wilson (1927), JASA 22, 209–212; OHID, PHEindicatormethods. The lower limit is taken from the product of
 * the two roots, so that it keeps its digits where events are few.
 */
export function wilson(events: number, base: number, confidence: number): Interval {
  requireProportion({ events, base });
  const z = zOf(confidence);
  const centre = 2 * events + z * z;
  const spread = z * Math.sqrt(z * z + 4 * events * (1 - events / base));
  return {
    lower: (2 * events * (events / base)) / (centre + spread),
    upper: events === base ? 1 : Math.min(1, (centre + spread) / (2 * (base + z * z))),
  };
}

/**
 * Returns Byar's limits of a Poisson count, in events; the lower limit is never below 0.
 * Throws RangeError unless events are finite and not negative and the confidence lies between 0 and 1.
 * Source: Breslow and Day (1987), Statistical Methods in Cancer Research II, p. 69; OHID, PHEindicatormethods.
 */
export function byar(events: number, confidence: number): Interval {
  requireEvents(events);
  const z = zOf(confidence);
  const more = events + 1;
  const lowerRoot = 1 - 1 / (9 * events) - z / (3 * Math.sqrt(events)); // −Infinity where there are none
  return {
    lower: events * Math.max(0, lowerRoot) ** 3,
    upper: more * (1 - 1 / (9 * more) + z / (3 * Math.sqrt(more))) ** 3,
  };
}

/**
 * Returns the exact limits of a Poisson count, in events: of 0 events, 0 and −ln(α/2).
 * Throws RangeError unless events are finite and not negative and the confidence lies between 0 and 1.
 * Source: Garwood (1936), Biometrika 28, 437–442: half the χ² quantiles with 2a and 2a + 2 degrees of freedom.
 */
export function exactPoisson(events: number, confidence: number): Interval {
  requireEvents(events);
  requireConfidence(confidence);
  const tail = (1 - confidence) / 2;
  return {
    lower: events === 0 ? 0 : gammaQuantile({ tail, shape: events, side: 'lower' }),
    upper: gammaQuantile({ tail, shape: events + 1, side: 'upper' }),
  };
}

/**
 * Returns the limits of a Poisson count, in events, by OHID's rule: exact below 10 events, Byar's from 10; and which.
 * Throws RangeError unless events are finite and not negative and the confidence lies between 0 and 1.
 * Source: OHID, Technical Guide: Confidence Intervals (2018), appendices 1 and 2.
 */
export function poissonCount(
  events: number,
  confidence: number,
): Interval & { method: 'exact-poisson' | 'byar' } {
  const few = events < BYAR_FROM;
  const { lower, upper } = few ? exactPoisson(events, confidence) : byar(events, confidence);
  return { lower, upper, method: few ? 'exact-poisson' : 'byar' };
}
