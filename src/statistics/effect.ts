import { type Counts, requireConfidence, requireProportion, requireRate } from './counts.ts';
import type { Interval } from './interval.ts';
import { zOf } from './normal.ts';

/** One series before and after. */
export type BeforeAfter<T> = { before: T; after: T };

/**
 * Returns how much more the treated changed than the control: (T₁ − T₀) − (C₁ − C₀), with both changes, in the unit of
 * the figures.
 * Throws RangeError unless all figures are finite.
 * Source: Card and Krueger (1994), American Economic Review 84, 772–793.
 */
export function differenceInDifferences(
  treated: BeforeAfter<number>,
  control: BeforeAfter<number>,
): { treatedChange: number; controlChange: number; difference: number } {
  const treatedChange = treated.after - treated.before;
  const controlChange = control.after - control.before;
  const difference = treatedChange - controlChange;
  if (!Number.isFinite(difference)) throw new RangeError('All figures must be finite.');
  return { treatedChange, controlChange, difference };
}

/**
 * Returns the same of four proportions, in percentage points, with its standard error and normal limits; the four counts
 * are taken as independent.
 * Throws RangeError unless 0 ≤ events ≤ base and base > 0 in all four and the confidence lies between 0 and 1.
 * Source: Angrist and Pischke (2009), Mostly Harmless Econometrics, section 5.2; variances of four binomials added.
 */
export function proportionEffect(
  treated: BeforeAfter<Counts>,
  control: BeforeAfter<Counts>,
  confidence: number,
): Interval & { value: number; standardError: number } {
  requireConfidence(confidence);
  const all = [treated.before, treated.after, control.before, control.after];
  for (const counts of all) requireProportion(counts);
  const percent = ({ events, base }: Counts): number => (100 * events) / base;
  const changes = (series: BeforeAfter<Counts>): BeforeAfter<number> => ({
    before: percent(series.before),
    after: percent(series.after),
  });
  const { difference } = differenceInDifferences(changes(treated), changes(control));
  const variance = all.reduce(
    (sum, { events, base }) => sum + ((events / base) * (1 - events / base)) / base,
    0,
  );
  const standardError = 100 * Math.sqrt(variance);
  const reach = zOf(confidence) * standardError;
  return { value: difference, lower: difference - reach, upper: difference + reach, standardError };
}

/** How sure the limits are to be, and what a rate is multiplied by. */
type Scale = { confidence: number; multiplier: number };

/**
 * Returns the same of four rates in units of the multiplier, with normal limits; the four counts are taken as independent
 * Poisson counts.
 * Throws RangeError unless events ≥ 0 and base > 0 in all four and the confidence lies between 0 and 1.
 * Source: Angrist and Pischke (2009), section 5.2; variances of four Poisson rates added (Breslow and Day 1987).
 */
export function rateEffect(
  treated: BeforeAfter<Counts>,
  control: BeforeAfter<Counts>,
  { confidence, multiplier }: Scale,
): Interval & { value: number; standardError: number } {
  const all = [treated.before, treated.after, control.before, control.after];
  for (const counts of all) requireRate(counts);
  const levels = ({ before, after }: BeforeAfter<Counts>): BeforeAfter<number> => ({
    before: (multiplier * before.events) / before.base,
    after: (multiplier * after.events) / after.base,
  });
  const errors = all.map(({ events, base }) => (multiplier * Math.sqrt(events)) / base);
  return meanEffect(levels(treated), levels(control), { confidence, errors });
}

/**
 * Returns the same of four figures whose standard errors are known and independent, with normal limits.
 * Throws RangeError unless all figures and errors are finite and the confidence lies between 0 and 1.
 * Source: Angrist and Pischke (2009), section 5.2.
 */
export function meanEffect(
  treated: BeforeAfter<number>,
  control: BeforeAfter<number>,
  { confidence, errors }: { confidence: number; errors: readonly number[] },
): Interval & { value: number; standardError: number } {
  requireConfidence(confidence);
  const standardError = Math.hypot(...errors);
  if (!Number.isFinite(standardError)) throw new RangeError('All standard errors must be finite.');
  const { difference } = differenceInDifferences(treated, control);
  const reach = zOf(confidence) * standardError;
  return { value: difference, lower: difference - reach, upper: difference + reach, standardError };
}
