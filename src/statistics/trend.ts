import { type Counts, requireProportion, requireRate } from './counts.ts';
import { chiSquaredTail } from './significance.ts';

/** A trend over equally spaced points: χ² with one degree of freedom, its p, and the slope in shares per step. */
export type TrendTest = { chiSquared: number; p: number; slope: number };

/**
 * Returns the χ² test for trend of proportions over points in order of time, spaced equally: the slope of the weighted
 * regression of a/A on 0, 1, 2 …, and how far it lies from none. Null where nobody or everybody has the outcome.
 * Throws RangeError unless 0 ≤ events ≤ base and base > 0 at every point, with at least two points.
 * Source: Armitage (1955), Biometrics 11, 375–386; as R's prop.trend.test.
 */
export function proportionTrend(points: readonly Counts[]): TrendTest | null {
  for (const point of points) requireProportion(point);
  const { base, events, spread, slope } = regression(points);
  const share = events / base;
  if (share === 0 || share === 1) return null;
  const chiSquared = (slope * slope * spread) / (share * (1 - share));
  return { chiSquared, p: chiSquaredTail(chiSquared), slope };
}

/**
 * Returns the same for rates, whose events are Poisson counts and may outnumber the base. Null where there are none.
 * Throws RangeError unless events ≥ 0 and base > 0 at every point, with at least two points.
 * Source: Breslow and Day (1987), Statistical Methods in Cancer Research II, section 3.4 (trend with person-years).
 */
export function rateTrend(points: readonly Counts[]): TrendTest | null {
  for (const point of points) requireRate(point);
  const { base, events, spread, slope } = regression(points);
  if (events === 0) return null;
  const chiSquared = (slope * slope * spread * base) / events;
  return { chiSquared, p: chiSquaredTail(chiSquared), slope };
}

/** The regression of the rates on their place in the series, each weighted by its base. */
function regression(points: readonly Counts[]) {
  if (points.length < 2) throw new RangeError('A trend needs at least two points.');
  const base = points.reduce((sum, point) => sum + point.base, 0);
  const events = points.reduce((sum, point) => sum + point.events, 0);
  const middle = points.reduce((sum, point, time) => sum + point.base * time, 0) / base;
  const spread = points.reduce((sum, point, time) => sum + point.base * (time - middle) ** 2, 0);
  const together = points.reduce((sum, point, time) => sum + point.events * (time - middle), 0);
  return { base, events, spread, slope: together / spread };
}

/** Fingertips tests from five points on: fewer cannot tell a trend from chance. */
export const FEWEST_TREND_POINTS = 5;

/** Why a series is not tested for a trend. */
export type TrendObstacle = 'too-few-points' | 'overlapping' | 'broken' | 'unequal-spacing' | 'not-annual';

/** What must be known of a series before it is tested. */
export type SeriesShape = {
  points: number;
  /** Whether the same events or people are counted at more than one point: rolling years, or a stock within a year. */
  overlapping: boolean;
  /** Whether definition, classification, coverage or source change within it. */
  broken: boolean;
  /** Whether a point between the first and the last is missing. */
  unequal: boolean;
  /** Whether its points stand for parts of a year that differ by season. */
  seasonal: boolean;
};

/**
 * Returns why a series may not be tested for a trend, or null where it may.
 * Source: OHID Fingertips, recent trends: at least five independent annual points, not rolling, without a break.
 */
export function trendObstacle(shape: SeriesShape): TrendObstacle | null {
  if (shape.overlapping) return 'overlapping';
  if (shape.broken) return 'broken';
  if (shape.seasonal) return 'not-annual';
  if (shape.points < FEWEST_TREND_POINTS) return 'too-few-points';
  return shape.unequal ? 'unequal-spacing' : null;
}
