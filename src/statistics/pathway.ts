/** How a group fares beside its reference along a chain of stages in which each is counted out of the one before. */
export type ChainStage = {
  /** (a_k/a_{k−1}) ÷ (b_k/b_{k−1}): what this decision adds. */
  stage: number | null;
  /** (a_k/a_0) ÷ (b_k/b_0): where the decisions up to this one have led. */
  cumulative: number | null;
  /** The stage ratios up to this one multiplied: the same as `cumulative`, by identity. */
  product: number | null;
};

/**
 * Returns for every stage after the first its stage ratio, its cumulative ratio from the first stage, and the product of
 * the stage ratios so far. `null` in a chain is a count that is not released: every ratio that divides by it or is
 * multiplied over it is null too. A count of zero in the denominator gives null likewise.
 * Throws RangeError unless both chains have the same length of at least two, with finite counts that are not negative.
 * Source: OJJDP, relative rate index: the denominator is the stage that feeds the numerator.
 */
export function chainRatios(
  group: readonly (number | null)[],
  reference: readonly (number | null)[],
): readonly ChainStage[] {
  if (group.length !== reference.length || group.length < 2) {
    throw new RangeError('Both chains must have the same stages, at least two.');
  }
  for (const count of [...group, ...reference]) {
    if (count !== null && !(Number.isFinite(count) && count >= 0)) {
      throw new RangeError('A count must be finite and not negative.');
    }
  }
  let product: number | null = 1;
  return group.slice(1).map((_, index) => {
    const at = index + 1;
    const between = (from: number): number | null =>
      ratioOfShares([group[at], group[from]], [reference[at], reference[from]]);
    const stage = between(index);
    product = product === null || stage === null ? null : product * stage;
    return { stage, cumulative: between(0), product };
  });
}

type Share = readonly [number | null | undefined, number | null | undefined];

function ratioOfShares([a, wholeA]: Share, [b, wholeB]: Share): number | null {
  if (a == null || wholeA == null || b == null || wholeB == null) return null;
  if (wholeA === 0 || wholeB === 0 || b === 0) return null;
  return (a * wholeB) / (wholeA * b);
}
