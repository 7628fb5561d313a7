import { quantile, rank } from '../statistics/rank.ts';
import type { Measure } from '../vocabulary/measure.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import type { Sides } from './denominator.ts';
import { lazilyByKey } from './estimate.ts';
import { rateValue } from './rate.ts';

/** Where an authority stands among those with a released rate for the same group; 1 is the highest rate. */
export interface Rank {
  readonly value: number;
  readonly of: number;
  /** 1 to 4, 1 being the quarter with the highest rates; null where fewer than four are ranked. */
  readonly quartile: number | null;
}

/**
 * Ranks the authorities for each group by their released rates, the highest first and equal rates alike. An authority
 * without a released rate has no rank and leaves no gap, so a rank says nothing about what is withheld.
 */
export function createRanks(
  vocabulary: Vocabulary,
  sides: Sides,
  measure: Measure,
): (area: string, group: string) => Rank | null {
  const ranksOf = lazilyByKey((group: string): ReadonlyMap<string, Rank> => {
    const { authorities } = vocabulary;
    const { ranks, of } = rank(
      authorities.map((authority) => rateValue(sides.of(authority.id, group), measure)),
      'high-first',
    );
    const found = new Map<string, Rank>();
    authorities.forEach((authority, index) => {
      const value = ranks[index] ?? null;
      if (value !== null) {
        found.set(authority.id, { value, of, quartile: quantile({ rank: value, of, groups: 4 }) });
      }
    });
    return found;
  });
  return (area, group) => ranksOf(group).get(area) ?? null;
}
