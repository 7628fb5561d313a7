import type { Measure } from '../vocabulary/measure.ts';
import type { Side } from './denominator.ts';
import { changed, type Estimate, lazily, withoutValue } from './estimate.ts';
import type { Obstacle } from './figure.ts';
import { differenceBetween, type Intervals, ratioBetween } from './gap.ts';
import { METHODS } from './method.ts';
import { pairOf } from './pair.ts';
import { isObstacle } from './rate.ts';
import { coverageKey } from './table.ts';
import { type Verdict, verdictOf } from './verdict.ts';

/** One series at two points in time: the later beside the earlier. */
export interface Change {
  /** The later rate over the earlier. */
  readonly ratio: () => Estimate;
  /** The later rate less the earlier, in the measure's unit. */
  readonly difference: () => Estimate;
  /** The relative change in per cent: the ratio less 1. */
  readonly percent: () => Estimate;
  readonly verdict: () => Verdict;
}

/**
 * The change from `earlier` to `later` with its interval, taken as two independent counts. A total that is not made from
 * the same authorities at both points has none.
 */
export function changeBetween(
  { later, earlier }: { readonly later: Side; readonly earlier: Side },
  how: { readonly measure: Measure; readonly confidence: number; readonly intervals: Intervals },
): Change {
  const together = coverageKey(later.coverage) === coverageKey(earlier.coverage);
  const apart: Obstacle = { status: 'x', reason: 'COVERAGE_DIFFERS' };
  const found = pairOf(how.measure, later, { side: earlier, obstacle: null });
  const pair = isObstacle(found) || together ? found : apart;
  const given = { ...how, noInterval: null };
  const ratio = lazily(() => (isObstacle(pair) ? withoutValue(pair) : ratioBetween(pair, given)));
  const difference = lazily(() => (isObstacle(pair) ? withoutValue(pair) : differenceBetween(pair, given)));
  return {
    ratio,
    difference,
    percent: lazily(() => percentOf(ratio())),
    verdict() {
      return verdictOf(how.measure, {
        pair,
        noInterval: null,
        rateRatio: ratio(),
        rateDifference: difference(),
      });
    },
  };
}

function percentOf(ratio: Estimate): Estimate {
  const less = (value: number | null): number | null => (value === null ? null : 100 * (value - 1));
  if (ratio.value === null) return ratio;
  const { value, lower, upper } = ratio;
  const method = METHODS['percent-change'];
  return changed(ratio, { value: less(value), lower: less(lower), upper: less(upper), method });
}
