import { type Comparison, requireMultiplier, requireRate } from './counts.ts';
import { type Interval, poissonCount, wilson } from './interval.ts';
import type { Estimate } from './rate.ts';

type Scaled = Comparison & { multiplier: number };

/**
 * Returns the absolute gap p₁ − p₂ in units of the multiplier (100 for percentage points) with Newcombe's hybrid score
 * limits; positive where the group's proportion is the higher. Defined where the reference has no events.
 * Throws RangeError unless 0 ≤ events ≤ base and base > 0 on both sides, multiplier > 0 and the confidence lies
 * between 0 and 1.
 * Source: Newcombe (1998), Statistics in Medicine 17, 873–890, method 10.
 */
export function proportionDifference(question: Scaled): Estimate<'newcombe'> {
  const limits = squareAndAdd(question, ({ events, base }) => wilson(events, base, question.confidence));
  return { ...limits, method: 'newcombe' };
}

/**
 * Returns the absolute gap between two rates in units of the multiplier, with limits recovered (MOVER) from each
 * rate's own Poisson limits; positive where the group's rate is the higher. Defined where the reference has no events.
 * Throws RangeError unless events ≥ 0 and base > 0 on both sides, multiplier > 0 and the confidence lies between 0
 * and 1.
 * Source: Donner and Zou (2012), Statistical Methods in Medical Research 21, 347–359.
 */
export function rateDifference(question: Scaled): Estimate<'mover-poisson'> {
  const limits = squareAndAdd(question, ({ events, base }) => {
    const { lower, upper } = poissonCount(events, question.confidence);
    return { lower: lower / base, upper: upper / base };
  });
  return { ...limits, method: 'mover-poisson' };
}

/** Newcombe's square-and-add: how far each side can be from its own estimate, taken together at right angles. */
function squareAndAdd(
  { group, reference, multiplier }: Scaled,
  limitsOf: (side: Comparison['group']) => Interval,
): Interval & { value: number } {
  requireRate(group);
  requireRate(reference);
  requireMultiplier(multiplier);
  const first = limitsOf(group);
  const second = limitsOf(reference);
  const share1 = group.events / group.base;
  const share2 = reference.events / reference.base;
  const apart = group.events * reference.base - reference.events * group.base;
  const value = (apart * multiplier) / (group.base * reference.base);
  return {
    value,
    lower: value - multiplier * Math.hypot(share1 - first.lower, second.upper - share2),
    upper: value + multiplier * Math.hypot(first.upper - share1, share2 - second.lower),
  };
}
