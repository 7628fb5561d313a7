import { type FunnelPosition, funnelPosition, proportionFunnel, rateFunnel } from '../statistics/funnel.ts';
import type { Interval } from '../statistics/interval.ts';
import { LONDON } from '../vocabulary/area.ts';
import { isProportion, type Measure } from '../vocabulary/measure.ts';
import type { Side, Sides } from './denominator.ts';
import type { Estimate } from './estimate.ts';
import { isObstacle, numbersOf, rateOf } from './rate.ts';

export const FUNNEL_POSITIONS = {
  'low-99.8': 'Below the 99.8% limits: lower than chance explains.',
  'low-95': 'Below the 95% limits, and within the 99.8% ones.',
  within: 'Within the 95% limits: no more than chance may be at work.',
  'high-95': 'Above the 95% limits, and within the 99.8% ones.',
  'high-99.8': 'Above the 99.8% limits: higher than chance explains.',
} as const satisfies Record<FunnelPosition, string>;

/** Where an authority's rate lies beside London's for the same group, given how many people it has. */
export interface Funnel {
  /** London's rate for the group, in the measure's unit; the authority is part of it. */
  readonly benchmark: Estimate;
  readonly at95: Interval;
  readonly at998: Interval;
  readonly position: FunnelPosition;
}

/**
 * The funnel of one row; null where London's rate or the row's own is not released, or where the measure has no rate that
 * counts (means, medians, plain counts).
 */
export function funnelOf(
  side: Side,
  {
    sides,
    measure,
    group,
    confidence,
  }: { sides: Sides; measure: Measure; group: string; confidence: number },
): Funnel | null {
  if (measure.kind !== 'rate' && !isProportion(measure)) return null;
  const london = sides.of(LONDON, group);
  const [own, all] = [numbersOf(side, measure), numbersOf(london, measure)];
  if (isObstacle(own) || isObstacle(all)) return null;
  const { multiplier } = measure;
  const limits = isProportion(measure) ? proportionFunnel : rateFunnel;
  const benchmark = all.events / all.base;
  const at = (sure: number): Interval => limits({ benchmark, base: own.base, multiplier, confidence: sure });
  const [at95, at998] = [at(0.95), at(0.998)];
  const value = (own.events * multiplier) / own.base;
  return {
    benchmark: rateOf(london, measure, confidence),
    at95,
    at998,
    position: funnelPosition(value, at95, at998),
  };
}
