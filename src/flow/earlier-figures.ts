import type { Transaction } from '../storage/database.ts';
import { type Accepted, type FigurePairs, otherAccepted, readPairs } from '../submission/earlier/store.ts';
import { APART, type Change, changeOf } from '../validation/movement.ts';
import type { Domain } from '../vocabulary/measure.ts';
import { comparePeriods, isMoreThanYearsApart, parsePeriod } from '../vocabulary/period.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';

/** A submission whose cells are written, and whose figures are to be held against earlier ones. */
export interface Newcomer {
  readonly id: string;
  readonly domain: Domain;
  readonly area: string;
  readonly period: string;
}

/** What has changed since the authority's last accepted figures; null where there are none to compare with. */
export async function changeSince(
  tx: Transaction,
  { id, domain, area, period }: Newcomer,
  vocabulary: Vocabulary,
): Promise<Change | null> {
  const accepted = await otherAccepted(tx, { domain, area, period });
  const earlier = comparablePeriods(period, [...new Set(accepted.map((each) => each.period))]);
  if (earlier.length === 0) return null;
  const figures: FigurePairs[] = [];
  for (const each of earlier) {
    figures.push(await readPairs(tx, { id, earlier: idsOf(accepted, each), period: each, ...APART }));
  }
  return changeOf(figures, vocabulary);
}

function idsOf(accepted: readonly Accepted[], period: string): readonly string[] {
  return accepted.filter((each) => each.period === period).map(({ id }) => id);
}

/**
 * The periods that a period is held against: the last of its kind before it, not longer ago than a year; and the same part
 * of the year before. A term is held against the same term alone where it is there: no autumn is like a summer.
 */
export function comparablePeriods(period: string, available: readonly string[]): readonly string[] {
  const own = parsePeriod(period);
  if (own === undefined) return [];
  const yearBefore = `${Number(own.start.slice(0, 4)) - 1}${own.start.slice(4)}`;
  const kin = available
    .filter((id) => parsePeriod(id)?.kind === own.kind && comparePeriods(id, period) < 0)
    .filter((id) => !isMoreThanYearsApart(id, period, 1))
    .toSorted(comparePeriods);
  const preceding = kin.at(-1);
  const sameLastYear = kin.find((id) => parsePeriod(id)?.start === yearBefore);
  if (preceding === undefined) return [];
  if (sameLastYear === undefined || sameLastYear === preceding) return [preceding];
  return own.kind === 'academic-term' ? [sameLastYear] : [preceding, sameLastYear];
}
