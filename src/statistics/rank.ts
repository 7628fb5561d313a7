/** Which value has rank 1. */
export type RankOrder = 'high-first' | 'low-first';

/**
 * Returns the rank of every value in the order given, from 1, and `of`, how many values were ranked. Equal values share
 * the lowest rank of theirs (1, 2, 2, 4). A null is left out: its rank is null, and it is not counted in `of`.
 * Throws RangeError where a value is not finite.
 * Source: ties as in OHID, PHEindicatormethods (ties.method = "min").
 */
export function rank(
  values: readonly (number | null)[],
  order: RankOrder,
): { ranks: (number | null)[]; of: number } {
  const present = values.filter((value) => value !== null);
  if (!present.every(Number.isFinite)) throw new RangeError('Only finite values can be ranked.');
  const sorted = present.toSorted((a, b) => (order === 'high-first' ? b - a : a - b));
  const first = new Map<number, number>();
  sorted.forEach((value, index) => {
    if (!first.has(value)) first.set(value, index + 1);
  });
  return {
    ranks: values.map((value) => (value === null ? null : (first.get(value) ?? null))),
    of: present.length,
  };
}

/**
 * Returns the quantile group, from 1 to `groups`, of a rank among `of` ranked values: q + 1 − ceil((n + 1 − rank) /
 * (n/q)). Of 33 areas the quarters have 9, 8, 8 and 8. Null where there are fewer values than groups.
 * Throws RangeError unless rank, of and groups are whole, groups ≥ 1 and 1 ≤ rank ≤ of.
 * Source: OHID, PHEindicatormethods, phe_quantile. Here the division comes last, so that whole results stay whole and
 * OHID's correction of 0 to 1 is never needed.
 */
export function quantile({ rank, of, groups }: { rank: number; of: number; groups: number }): number | null {
  if (![rank, of, groups].every(Number.isSafeInteger) || groups < 1 || rank < 1 || rank > of) {
    throw new RangeError(
      'A quantile needs whole numbers, at least one group, and a rank between 1 and the number ranked.',
    );
  }
  if (of < groups) return null;
  return groups + 1 - Math.ceil(((of + 1 - rank) * groups) / of);
}
