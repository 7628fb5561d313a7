/** A part of a whole: of a cohort (a of Σa) or of a population (A of ΣA). Shares in per cent have a whole of 100. */
export type Share = { part: number; whole: number };

/** Room for the rounding of a share in percentage points, so that 43% beside 48% is 5 points below and no more. */
const ROUNDING = 800 * Number.EPSILON;

/**
 * Returns the composition index (a/Σa) / (A/ΣA), without unit: 1 where the group's share of the cohort is its share of
 * the population. Null where the population has nobody of the group.
 * Throws RangeError unless 0 ≤ part ≤ whole and whole > 0, all finite.
 * Source: proportionality index, California Community Colleges Chancellor's Office, as in DisImpact.
 */
export function compositionIndex(cohort: Share, population: Share): number | null {
  requireShare(cohort);
  requireShare(population);
  if (population.part === 0) return null;
  return (cohort.part * population.whole) / (cohort.whole * population.part);
}

/**
 * Returns the group's share of the cohort less its share of the population, in percentage points: below zero where the
 * group is under-represented.
 * Throws RangeError unless 0 ≤ part ≤ whole and whole > 0, all finite.
 */
export function representationGap(cohort: Share, population: Share): number {
  requireShare(cohort);
  requireShare(population);
  const apart = cohort.part * population.whole - population.part * cohort.whole;
  return (100 * apart) / (cohort.whole * population.whole);
}

/**
 * Returns whether a gap lies inside a margin, both in percentage points; a gap as wide as the margin is inside.
 * Throws RangeError unless the gap is finite and the margin finite and not negative.
 */
export function insideMargin(gap: number, margin: number): boolean {
  if (!Number.isFinite(gap)) throw new RangeError('The gap must be finite.');
  if (!Number.isFinite(margin) || margin < 0)
    throw new RangeError('The margin must be finite and not negative.');
  return Math.abs(gap) <= margin + ROUNDING;
}

function requireShare({ part, whole }: Share): void {
  if (!Number.isFinite(whole) || whole <= 0) throw new RangeError('The whole must be finite and above zero.');
  if (!Number.isFinite(part) || part < 0 || part > whole) {
    throw new RangeError('The part must be finite and lie between zero and the whole.');
  }
}
