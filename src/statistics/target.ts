import { type Counts, requireRate } from './counts.ts';
import { ratio } from './ratio.ts';

/** A reduction as a share of 1: 0.3 for 30%. */
function requireReduction(reduction: number): void {
  if (!(reduction >= 0 && reduction <= 1))
    throw new RangeError('A reduction lies between 0 and 1: 0.3 for 30%.');
}

/**
 * Returns what a baseline comes down to by a reduction in each of `years` years, each of the year before's level:
 * baseline·(1 − r)^n, in the unit of the baseline. A year of 1 is the plain percentage reduction.
 * Throws RangeError unless the baseline is finite and not negative, 0 ≤ reduction ≤ 1 and years is a whole number ≥ 1.
 * Source: prism-r, target metric; Hackney, anti-racist action plan ("30% … and then again").
 */
export function compoundTarget(
  baseline: number,
  { reduction, years }: { reduction: number; years: number },
): number {
  requireReduction(reduction);
  if (!Number.isFinite(baseline) || baseline < 0)
    throw new RangeError('The baseline must be finite and not negative.');
  if (!Number.isInteger(years) || years < 1)
    throw new RangeError('The years must be a whole number, at least 1.');
  return baseline * (1 - reduction) ** years;
}

/** Returns the largest whole count that meets a reduction of a whole baseline. Throws as `compoundTarget` does. */
export function targetCount(baseline: number, reduction: number): number {
  return Math.floor(compoundTarget(baseline, { reduction, years: 1 }) + 1e-9);
}

/** Returns the relative change in per cent; null from a baseline of zero. Throws RangeError unless both are finite. */
export function percentageChange(before: number, now: number): number | null {
  if (!Number.isFinite(before) || !Number.isFinite(now)) throw new RangeError('Both figures must be finite.');
  return before === 0 ? null : (100 * (now - before)) / before;
}

/**
 * Returns where a straight line from baseline to target stands after `step` of `steps`.
 * Throws RangeError unless 0 ≤ step ≤ steps and steps ≥ 1.
 */
export function straightLine(
  baseline: number,
  { target, step, steps }: { target: number; step: number; steps: number },
): number {
  if (!(steps >= 1 && step >= 0 && step <= steps))
    throw new RangeError('The step must lie between 0 and the steps.');
  return baseline + ((target - baseline) * step) / steps;
}

/** A group's figure and that of the others it is to come closer to, in one unit. */
export type Apart = { group: number; others: number };

/** `closer-by-levelling-down`: the gap closed while the others did worse. */
export type GapStatus = 'closer' | 'closer-by-levelling-down' | 'not-closer';

/**
 * Returns a gap before and now (group less others), how much of it has closed in per cent (null where there was none),
 * and whether it closed because things got better.
 * Throws RangeError unless all figures are finite.
 * Source: Ealing Learning Partnership, "closer to all other groups"; the levelling-down rule is ours.
 */
export function gapClosing(
  before: Apart,
  now: Apart,
  polarity: 'higher-is-better' | 'higher-is-worse',
): { before: number; now: number; closedPercent: number | null; status: GapStatus } {
  const first = before.group - before.others;
  const last = now.group - now.others;
  if (!Number.isFinite(first) || !Number.isFinite(last)) throw new RangeError('All figures must be finite.');
  const sign = polarity === 'higher-is-better' ? 1 : -1;
  const closer = Math.abs(last) < Math.abs(first);
  const down = (now.others - before.others) * sign < 0;
  return {
    before: first,
    now: last,
    closedPercent: first === 0 ? null : (100 * (Math.abs(first) - Math.abs(last))) / Math.abs(first),
    status: !closer ? 'not-closer' : down ? 'closer-by-levelling-down' : 'closer',
  };
}

type Pair = { group: Counts; reference: Counts };

/** Room for the rounding of a quotient of doubles. */
const ROUNDING = 1e-9;

/**
 * Returns whether a reduction of all events was met, and whether the group's ratio to its reference came nearer to 1 with
 * it: a volume target alone can be met while the unfairness stays.
 * Throws RangeError unless events ≥ 0 and base > 0 on every side and 0 ≤ reduction ≤ 1.
 * Source: prism-r, target metric: "recorded as a volume success and a fairness failure".
 */
export function equityCondition(before: Pair, now: Pair, reduction: number) {
  requireReduction(reduction);
  for (const { group, reference } of [before, now]) {
    requireRate(group);
    requireRate(reference);
  }
  const total = ({ group, reference }: Pair): number => group.events + reference.events;
  const changePercent = percentageChange(total(before), total(now));
  const ratioBefore = ratio(before.group, before.reference);
  const ratioNow = ratio(now.group, now.reference);
  const nearer = (value: number, than: number): boolean =>
    Math.abs(Math.log(value)) < Math.abs(Math.log(than)) - ROUNDING;
  return {
    changePercent,
    volumeMet: total(now) <= total(before) * (1 - reduction) + ROUNDING,
    ratioBefore,
    ratioNow,
    equityMet: ratioBefore !== null && ratioNow !== null && nearer(ratioNow, ratioBefore),
  };
}
