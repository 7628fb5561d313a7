import type { Counts } from '../statistics/counts.ts';
import { dividesByPopulation, type Measure } from '../vocabulary/measure.ts';
import type { Estimate } from './estimate.ts';
import type { Pair, pairOf } from './pair.ts';
import { isObstacle } from './rate.ts';
import type { Reason } from './reason.ts';
import { FEWEST_EVENTS, SMALLEST_BASE, SMALLEST_POPULATION } from './threshold.ts';

export const VERDICTS = {
  HIGHER: 'Higher than the reference: the interval lies above it.',
  LOWER: 'Lower than the reference: the interval lies below it.',
  NOT_DISTINGUISHABLE: 'The interval holds both higher and lower: these figures cannot tell.',
  TOO_SMALL: 'Too few events or people on one side for a verdict.',
  WITHHELD: 'A number that the verdict needs is withheld.',
  NOT_AVAILABLE: 'There is no valid interval, or a number is missing.',
} as const satisfies Record<string, string>;

export type Verdict = keyof typeof VERDICTS;

/**
 * What the interval says: the ratio's beside 1, for means the difference's beside 0. Nothing is said of withheld
 * numbers, of few events or people, or without a valid interval.
 */
export function verdictOf(
  measure: Measure,
  given: {
    readonly pair: ReturnType<typeof pairOf>;
    readonly noInterval: Reason | null;
    readonly rateRatio: Estimate;
    readonly rateDifference: Estimate;
  },
): Verdict {
  const { pair, noInterval } = given;
  if (isObstacle(pair)) return pair.status === 'c' ? 'WITHHELD' : 'NOT_AVAILABLE';
  if (noInterval !== null) return 'NOT_AVAILABLE';
  if (isTooSmall(pair, measure)) return 'TOO_SMALL';
  return measure.kind === 'mean' ? whereIs(given.rateDifference, 0) : whereIs(given.rateRatio, 1);
}

export function smallestBase(measure: Measure): number {
  return dividesByPopulation(measure) ? SMALLEST_POPULATION : SMALLEST_BASE;
}

/** Whether either side has too few events, or too few people in its base. */
export function isTooSmall({ group, reference }: Pair, measure: Measure): boolean {
  return isSmall(group, measure) || isSmall(reference, measure);
}

/** Whether one side alone is too small for a verdict. */
export function isSmall({ events, base }: Counts, measure: Measure): boolean {
  const ofEvents = measure.kind !== 'mean' && measure.kind !== 'median';
  return base < smallestBase(measure) || (ofEvents && events < FEWEST_EVENTS);
}

/** On which side of `equal` an interval lies. */
export function whereIs({ lower, upper }: Estimate, equal: number): Verdict {
  if (lower === null || upper === null) return 'NOT_AVAILABLE';
  if (lower > equal) return 'HIGHER';
  return upper < equal ? 'LOWER' : 'NOT_DISTINGUISHABLE';
}
