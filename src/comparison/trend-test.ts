import { proportionTrend, rateTrend, type TrendObstacle, trendObstacle } from '../statistics/trend.ts';
import { isProportion, type Measure } from '../vocabulary/measure.ts';
import type { Period } from '../vocabulary/period.ts';
import type { Side } from './denominator.ts';
import { isObstacle, numbersOf } from './rate.ts';
import { coverageKey } from './table.ts';
import { smallestBase } from './verdict.ts';

export const TREND_REASONS = {
  'too-few-points': 'There are fewer than five points to test, which cannot tell a trend from chance.',
  overlapping: 'The points overlap: the same events stand in more than one of them.',
  broken: 'Definition, classification, coverage or source change within the series.',
  'unequal-spacing': 'A point between the first and the last is missing.',
  'not-annual': 'The points are not a year apart.',
  'not-counted': 'The measure is not a rate or a percentage of counts.',
  'not-released': 'A number that the test needs is not released.',
  'too-small': 'A point has too few people in its base.',
  'no-variation': 'Nobody, or everybody, is counted at every point.',
} as const satisfies Record<
  TrendObstacle | 'not-counted' | 'not-released' | 'too-small' | 'no-variation',
  string
>;

export type TrendReason = keyof typeof TREND_REASONS;

/** Below this p a trend is told; of twenty series without one, one looks like it has. */
const SIGNIFICANT = 0.05;

/** Whether a series rises or falls over the years, or why it was not tested. */
export interface TrendResult {
  readonly tested: boolean;
  readonly reason: TrendReason | null;
  /** The points that were, or would have been, tested: the same part of each year, since the last break. */
  readonly periods: readonly Period[];
  readonly chiSquared: number | null;
  readonly p: number | null;
  /** How much the rate changes in a year, in the measure's unit. */
  readonly slope: number | null;
  readonly direction: 'rising' | 'falling' | 'none' | null;
}

export interface SeriesPoint {
  readonly period: Period;
  readonly side: Side;
  /** Whether there is a break between the point before and this one. */
  readonly broken: boolean;
}

/** The part of its year that a period is: `T1`, `Q3`, `03-31`, or nothing for a whole year. */
export function partOfYear({ id, kind }: Period): string {
  return kind === 'snapshot' ? id.slice(5) : (/[TQ]\d$/.exec(id)?.[0] ?? '');
}

/**
 * The χ² test for trend over the points of the same part of the year as the last, since the last break; refused where it
 * would not be valid.
 */
export function testTrend(
  points: readonly SeriesPoint[],
  { measure, pooled }: { readonly measure: Measure; readonly pooled: boolean },
): TrendResult {
  const last = points.at(-1);
  const since = points.findLastIndex(({ broken }) => broken);
  const sameCoverage = ({ side }: SeriesPoint): boolean =>
    coverageKey(side.coverage) === coverageKey(last?.side.coverage ?? null);
  const part = last === undefined ? '' : partOfYear(last.period);
  const annual = points.filter(({ period }) => partOfYear(period) === part);
  const recent = points.slice(Math.max(0, since)).filter(({ period }) => partOfYear(period) === part);
  const tested = recent.slice(recent.findLastIndex((point) => !sameCoverage(point)) + 1);
  const periods = tested.map(({ period }) => period);
  const untested = (reason: TrendReason): TrendResult => ({ ...UNTESTED, reason, periods });

  if (measure.kind !== 'rate' && !isProportion(measure)) return untested('not-counted');
  const broken = tested.length < 5 && annual.length >= 5;
  const obstacle = trendObstacle({
    points: tested.length,
    overlapping: pooled,
    broken,
    unequal: hasGap(periods),
    seasonal: false,
  });
  if (obstacle !== null) return untested(obstacle);
  const counts = tested.map(({ side }) => numbersOf(side, measure));
  const released = counts.flatMap((each) => (isObstacle(each) ? [] : [each]));
  if (released.length < counts.length) return untested('not-released');
  if (released.some(({ base }) => base < smallestBase(measure))) return untested('too-small');
  const found = isProportion(measure) ? proportionTrend(released) : rateTrend(released);
  if (found === null) return untested('no-variation');
  const direction = found.p >= SIGNIFICANT ? 'none' : found.slope > 0 ? 'rising' : 'falling';
  return {
    tested: true,
    reason: null,
    periods,
    chiSquared: found.chiSquared,
    p: found.p,
    slope: found.slope * measure.multiplier,
    direction,
  };
}

const UNTESTED = { tested: false, chiSquared: null, p: null, slope: null, direction: null } as const;

function hasGap(periods: readonly Period[]): boolean {
  const years = periods.map(({ end }) => Number(end.slice(0, 4)));
  return years.some((year, index) => index > 0 && year - (years[index - 1] ?? year) !== 1);
}
