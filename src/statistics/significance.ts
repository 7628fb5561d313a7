import { type Counts, requireProportion } from './counts.ts';
import { gammaTail } from './distribution.ts';

/** The share of a χ² distribution with one degree of freedom above x ≥ 0. */
export function chiSquaredTail(x: number): number {
  return gammaTail({ x: x / 2, shape: 0.5 });
}

/**
 * Returns the pooled z of two proportions, positive where the group's is the higher, and its two-sided p. Null where
 * nobody or everybody of both has the outcome: there is then nothing to tell apart.
 * Throws RangeError unless 0 ≤ events ≤ base and base > 0 on both sides.
 * Source: Altman (1991), Practical Statistics for Medical Research, section 10.3.
 */
export function twoProportions(group: Counts, reference: Counts): { z: number; p: number } | null {
  requireProportion(group);
  requireProportion(reference);
  const pooled = (group.events + reference.events) / (group.base + reference.base);
  if (pooled === 0 || pooled === 1) return null;
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / group.base + 1 / reference.base));
  const z = (group.events / group.base - reference.events / reference.base) / error;
  return { z, p: chiSquaredTail(z * z) };
}
