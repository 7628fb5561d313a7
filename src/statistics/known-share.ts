/** What unknown ethnicity leaves open of a group's share; all as shares of 1. */
export type KnownShare = {
  /** Of those whose ethnic group is known. */
  ofKnown: number;
  /** Of everybody, if nobody among the unknown is of the group. */
  atLeast: number;
  /** Of everybody, if all of the unknown are. */
  atMost: number;
};

/**
 * Returns a group's share among those of known ethnicity, and the bounds of its share of everybody. Null where nobody's
 * ethnicity is known.
 * Throws RangeError unless 0 ≤ part, 0 ≤ unknown and part + unknown ≤ all, with all > 0.
 * Source: Centre for Crime and Justice Studies, "Missing data and disproportionality"; bounds as in Manski (2003),
 * Partial Identification of Probability Distributions.
 */
export function shareOfKnown({
  part,
  unknown,
  all,
}: {
  part: number;
  unknown: number;
  all: number;
}): KnownShare | null {
  const fits =
    part >= 0 && unknown >= 0 && all > 0 && Number.isFinite(all) && part + unknown <= all * (1 + 1e-12);
  if (!fits) throw new RangeError('The group and the unknown must fit into all, and all must be above zero.');
  if (unknown >= all) return null;
  return {
    ofKnown: part / (all - unknown),
    atLeast: part / all,
    atMost: Math.min(1, (part + unknown) / all),
  };
}
