import type { Counts } from '../statistics/counts.ts';
import { proportionDifference, rateDifference } from '../statistics/difference.ts';
import type { Interval } from '../statistics/interval.ts';
import { zOf } from '../statistics/normal.ts';
import { exactConditional, logRatio, miettinenNurminen, ratio } from '../statistics/ratio.ts';
import { isProportion, type Measure } from '../vocabulary/measure.ts';
import { type Estimate, estimate, noAnswer } from './estimate.ts';
import type { MethodId } from './method.ts';
import { inputsOf, type Pair } from './pair.ts';
import { standardError } from './rate.ts';
import type { Reason } from './reason.ts';

/** Which limits a ratio gets; EXACT unless asked. */
export const INTERVALS = ['EXACT', 'LOG'] as const;
export type Intervals = (typeof INTERVALS)[number];

interface How {
  readonly measure: Measure;
  readonly confidence: number;
  readonly intervals: Intervals;
  /** Why there is no valid interval: the reference contains the group, or both are parts of one total. */
  readonly noInterval: Reason | null;
}

/** The method that a measure's ratios (or, without ratios, its differences) are made by. */
export function ratioMethod(measure: Measure, intervals: Intervals): MethodId {
  if (measure.kind === 'mean') return scaleBeginsAtZero(measure) ? 'mean-ratio' : 'mean-difference';
  if (measure.kind === 'median') return 'median';
  if (isProportion(measure)) return intervals === 'EXACT' ? 'miettinen-nurminen' : 'log-proportions';
  return intervals === 'EXACT' ? 'exact-conditional' : 'log-rates';
}

/** The ratio of two rates, proportions or means, without unit. */
export function ratioBetween(pair: Pair, how: How): Estimate {
  const { measure, intervals, noInterval } = how;
  if (measure.kind === 'median') return noAnswer();
  if (measure.kind === 'mean') return ratioOfMeans(pair, how);
  const value = ratio(pair.group, pair.reference);
  if (value === null) return noAnswer('REFERENCE_ZERO');
  return estimate({
    value,
    limits: noInterval ?? (() => ratioLimits(pair, how)),
    inputs: inputsOf(pair),
    method: ratioMethod(measure, intervals),
  });
}

/** The limits of a ratio of rates or proportions; the reason where the method has none. The reference has events. */
export function ratioLimits(
  { group, reference }: { readonly group: Counts; readonly reference: Counts },
  { measure, confidence, intervals }: How,
): Interval | Reason {
  const comparison = { group, reference, confidence };
  const proportions = isProportion(measure);
  if (intervals === 'LOG') {
    return logRatio({ ...comparison, variance: proportions ? 'proportions' : 'rates' }) ?? 'NO_LIMIT';
  }
  if (!proportions) return exactConditional(comparison);
  return group.base + reference.base > 1 ? miettinenNurminen(comparison) : 'NO_LIMIT';
}

/** The gap in the measure's unit: percentage points for percentages, events per multiplier for rates, scores for means. */
export function differenceBetween(pair: Pair, how: How): Estimate {
  const { measure, confidence, noInterval } = how;
  const { group, reference } = pair;
  const inputs = inputsOf(pair);
  if (measure.kind === 'median') {
    const value = group.events - reference.events;
    return estimate({ value, limits: 'NO_VARIANCE', inputs, method: 'median' });
  }
  if (measure.kind === 'mean') return differenceOfMeans(pair, how);
  const question = { group, reference, confidence, multiplier: measure.multiplier };
  const made = isProportion(measure) ? proportionDifference(question) : rateDifference(question);
  return estimate({ value: made.value, limits: noInterval ?? made, inputs, method: made.method });
}

function differenceOfMeans(pair: Pair, { measure, confidence, noInterval }: How): Estimate {
  const { multiplier } = measure;
  const value = (meanOf(pair.group) - meanOf(pair.reference)) * multiplier;
  const errors = errorsOf(pair);
  const inputs = inputsOf(pair);
  if (noInterval !== null || errors === null) {
    return estimate({ value, limits: noInterval ?? 'NO_VARIANCE', inputs, method: 'mean-difference' });
  }
  const reach = zOf(confidence) * Math.hypot(errors.group, errors.reference) * multiplier;
  return estimate({
    value,
    limits: { lower: value - reach, upper: value + reach },
    inputs,
    method: 'mean-difference',
  });
}

function ratioOfMeans(pair: Pair, { measure, confidence, noInterval }: How): Estimate {
  const group = meanOf(pair.group);
  const reference = meanOf(pair.reference);
  if (!scaleBeginsAtZero(measure) || group <= 0 || reference <= 0) return noAnswer('NOT_A_RATIO_SCALE');
  const value = group / reference;
  const errors = errorsOf(pair);
  const inputs = inputsOf(pair);
  if (noInterval !== null || errors === null) {
    return estimate({ value, limits: noInterval ?? 'NO_VARIANCE', inputs, method: 'mean-ratio' });
  }
  const factor = Math.exp(zOf(confidence) * Math.hypot(errors.group / group, errors.reference / reference));
  return estimate({
    value,
    limits: { lower: value / factor, upper: value * factor },
    inputs,
    method: 'mean-ratio',
  });
}

/**
 * Whether nothing on the scale is 0, so that twice the score is twice as much: `score 0-90` and what is counted ("per
 * person") do; `score 1-5` does not, nor does a bare `score` such as Progress 8, which lies around zero.
 */
function scaleBeginsAtZero(measure: Measure): boolean {
  return !/^score\b/.test(measure.unit) || /^score 0\b/.test(measure.unit);
}

function meanOf({ events, base }: Counts): number {
  return events / base;
}

function errorsOf({ group, reference, sides }: Pair): { group: number; reference: number } | null {
  const first = standardError(sides.group, group);
  const second = standardError(sides.reference, reference);
  return first === null || second === null ? null : { group: first, reference: second };
}
