import { type Counts, requireProportion, requireRate } from './counts.ts';
import { ratio } from './ratio.ts';

/** EEOC Uniform Guidelines (1978), 29 CFR 1607.4(D): a selection rate under four fifths of the highest is adverse. */
export const FOUR_FIFTHS = 0.8;

/** Room for the rounding of a quotient of doubles, so that 48/60 is four fifths and 30 × 0.1 is 3. */
const ROUNDING = 8 * Number.EPSILON;

/**
 * Returns the events the group would have at the reference's rate (`expected`, A·b/B) and those it has beyond them
 * (`excess`, a − A·b/B), in events. The sign is kept: below zero the group has fewer than at parity.
 * Throws RangeError unless events ≥ 0 and base > 0 on both sides.
 */
export function excessEvents(group: Counts, reference: Counts): { expected: number; excess: number } {
  requireRate(group);
  requireRate(reference);
  const [has, atParity] = overReferenceBase(group, reference);
  return { expected: atParity / reference.base, excess: (has - atParity) / reference.base };
}

/** Whether more of the outcome is good or bad for those it happens to. */
export type Polarity = 'higher-is-better' | 'higher-is-worse';

/**
 * Returns how many whole events the group needs to reach the reference's rate, never below 0: for 'higher-is-better'
 * the events it lacks, ceil(A·b/B − a); for 'higher-is-worse' the events it has too many, ceil(a − A·b/B). Both are
 * told as positive numbers: the polarity says whether they are to be gained or avoided.
 * Throws RangeError unless events ≥ 0 and base > 0 on both sides.
 * Source: DisImpact, success_needed_full_parity (California Community Colleges Chancellor's Office).
 */
export function numberToParity({
  group,
  reference,
  polarity,
}: {
  group: Counts;
  reference: Counts;
  polarity: Polarity;
}): number {
  requireRate(group);
  requireRate(reference);
  const [has, atParity] = overReferenceBase(group, reference);
  const lacking = polarity === 'higher-is-better' ? atParity - has : has - atParity;
  const room = Number.isSafeInteger(has) && Number.isSafeInteger(atParity) ? 0 : ROUNDING * (has + atParity);
  return lacking <= room ? 0 : Math.ceil((lacking - room) / reference.base);
}

/** The group's events and those at parity, both times the reference's base: whole numbers where the counts are. */
function overReferenceBase(group: Counts, reference: Counts): [number, number] {
  return [group.events * reference.base, group.base * reference.events];
}

/**
 * Returns the ratio of the other side of the outcome, ((A−a)/A) / ((B−b)/B): where `ratio` compares passes, failures.
 * Null where everybody in the reference had the event.
 * Throws RangeError unless 0 ≤ events ≤ base and base > 0 on both sides.
 * Source: Scanlan, The Hill (2014): tell both sides, since they can move apart.
 */
export function complementRatio(group: Counts, reference: Counts): number | null {
  return ratio(complement(group), complement(reference));
}

function complement({ events, base }: Counts): Counts {
  requireProportion({ events, base });
  return { events: base - events, base };
}

/**
 * Returns whether a ratio of two groups' rates lies outside 0.80–1.25, the four-fifths rule read both ways; on a limit is
 * inside.
 * Throws RangeError unless the ratio is finite and not negative.
 * Source: NHS Workforce Race Equality Standard, indicators 2 and 3.
 */
export function isOutsideFourFifths(ratio: number): boolean {
  if (!Number.isFinite(ratio) || ratio < 0) throw new RangeError('A ratio must be finite and not negative.');
  return ratio < FOUR_FIFTHS * (1 - ROUNDING) || ratio > (1 / FOUR_FIFTHS) * (1 + ROUNDING);
}

/**
 * Returns, for every group in the order given, its selection rate over the highest among them (`ratio`, 1 for the
 * highest) and whether that is under the threshold (`adverse`; at the threshold is not). Null where nobody at all was
 * selected, since there is then no highest rate to compare with.
 * Throws RangeError unless 0 ≤ events ≤ base and base > 0 in every group, or where there is no group.
 * Source: 29 CFR 1607.4(D); EEOC, Questions and Answers on the Uniform Guidelines (1979).
 */
export function impactRatios(
  groups: readonly Counts[],
  threshold = FOUR_FIFTHS,
): { ratio: number; adverse: boolean }[] | null {
  if (groups.length === 0) throw new RangeError('Without groups there is no highest rate.');
  for (const group of groups) requireProportion(group);
  const highest = groups.reduce((best, group) =>
    group.events * best.base > best.events * group.base ? group : best,
  );
  if (highest.events === 0) return null;
  return groups.map((group) => {
    const value = (group.events * highest.base) / (group.base * highest.events);
    return { ratio: value, adverse: value < threshold * (1 - ROUNDING) };
  });
}
