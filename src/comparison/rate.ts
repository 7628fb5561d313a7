import type { Counts } from '../statistics/counts.ts';
import { wilson } from '../statistics/interval.ts';
import { zOf } from '../statistics/normal.ts';
import { proportion, rate } from '../statistics/rate.ts';
import { isProportion, type Measure } from '../vocabulary/measure.ts';
import type { Side } from './denominator.ts';
import { type Estimate, estimate, noAnswer, withoutValue } from './estimate.ts';
import { type Figure, type Obstacle, obstacleAmong } from './figure.ts';

/**
 * The two counts of a side, or what stands in the way: a missing one, nobody in the base, or more events than the base
 * of a proportion can hold (which a source's rounding may do).
 */
export function numbersOf(side: Side, measure: Measure): Counts | Obstacle {
  const events = side.events.count.value;
  const base = side.base.count.value;
  if (events === null || base === null) {
    return obstacleAmong([side.events, side.base]) ?? { status: 'x', reason: 'NOT_AVAILABLE' };
  }
  if (base === 0) return { status: 'z', reason: 'EMPTY_DENOMINATOR' };
  if (isProportion(measure) && events > base) return { status: 'u', reason: 'INCONSISTENT' };
  return { events, base };
}

export function isObstacle(found: object): found is Obstacle {
  return 'reason' in found;
}

/** The rate alone, in the measure's unit: for ranks and for finding the highest. Null where it is not released. */
export function rateValue(side: Side, measure: Measure): number | null {
  if (measure.kind === 'count' || measure.kind === 'gap') return null;
  const numbers = numbersOf(side, measure);
  if (isObstacle(numbers)) return null;
  return measure.kind === 'median' ? numbers.events : (numbers.events / numbers.base) * measure.multiplier;
}

/**
 * A side's rate, percentage, mean or median in the measure's unit: Wilson for a proportion, exact Poisson or Byar for a
 * rate, normal limits for a mean that came with its sum of squares. Withheld in, withheld out.
 */
export function rateOf(side: Side, measure: Measure, confidence: number): Estimate {
  if (measure.kind === 'gap') return noAnswer();
  const numbers = numbersOf(side, measure);
  if (isObstacle(numbers)) return withoutValue(numbers);
  const inputs: readonly Figure[] = [side.events, side.base];
  const { multiplier } = measure;
  if (measure.kind === 'median') {
    return estimate({ value: numbers.events, limits: 'NO_VARIANCE', inputs, method: 'median' });
  }
  if (measure.kind === 'mean') return meanOf(side, numbers, { multiplier, confidence });
  const made = isProportion(measure)
    ? proportion({ ...numbers, multiplier, confidence })
    : rate({ ...numbers, multiplier, confidence });
  return estimate({ value: made.value, limits: made, inputs, method: made.method });
}

/** A share of a whole in per cent with Wilson's limits. */
export function percentageOf(part: Figure, whole: Figure, confidence: number): Estimate {
  const obstacle = obstacleAmong([part, whole]);
  if (obstacle !== null) return withoutValue(obstacle);
  const events = part.count.value ?? 0;
  const base = whole.count.value ?? 0;
  if (base === 0) return noAnswer('EMPTY_DENOMINATOR');
  if (events > base) return withoutValue({ status: 'u', reason: 'INCONSISTENT' });
  const { lower, upper } = wilson(events, base, confidence);
  return estimate({
    value: (100 * events) / base,
    limits: { lower: 100 * lower, upper: 100 * upper },
    inputs: [part, whole],
    method: 'wilson',
  });
}

interface Scale {
  readonly multiplier: number;
  readonly confidence: number;
}

function meanOf(side: Side, { events, base }: Counts, { multiplier, confidence }: Scale): Estimate {
  const inputs = [side.events, side.base];
  const value = (events / base) * multiplier;
  const error = standardError(side, { events, base });
  if (error === null) return estimate({ value, limits: 'NO_VARIANCE', inputs, method: 'mean' });
  const reach = zOf(confidence) * error * multiplier;
  return estimate({ value, limits: { lower: value - reach, upper: value + reach }, inputs, method: 'mean' });
}

/**
 * The standard error of a mean, in the unit of the scores, from the sum of squares; null without one, below two scores,
 * or where the squares cannot belong to the sum.
 */
export function standardError(side: Side, { events, base }: Counts): number | null {
  if (side.sumOfSquares === null || base < 2) return null;
  const variance = (side.sumOfSquares - (events * events) / base) / (base - 1);
  return variance < 0 ? null : Math.sqrt(variance / base);
}
