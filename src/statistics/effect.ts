import { type Counts, requireConfidence, requireProportion } from './counts.ts';
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
