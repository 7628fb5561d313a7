import { type Counts, requireRate } from './counts.ts';
import { ratio } from './ratio.ts';

/** The fewest events (`cell`) and people (`base`) on either side of a ratio. */
export type MinimumSizes = { cell: number; base: number };

/** Which side is too small for a ratio. */
export type TooSmall = 'group-cell' | 'group-base' | 'comparison';

export type RiskRatio =
  | { kind: 'risk-ratio' | 'alternate-risk-ratio'; value: number; local: null | TooSmall }
  | { kind: 'none'; value: null; local: TooSmall };

/** Returns what of one side is below the minimum sizes; null where nothing is. Sizes at the minimum are large enough. */
export function belowMinimum({ events, base }: Counts, sizes: MinimumSizes): 'cell' | 'base' | null {
  requireRate({ events, base });
  if (events < sizes.cell) return 'cell';
  return base < sizes.base ? 'base' : null;
}

/**
 * Returns the risk ratio against all others of the area; where these are too few, the alternate risk ratio against all
 * others of the wider area; none where the group itself, or both comparison groups, are too small.
 * Throws RangeError unless events ≥ 0 and base > 0 on every side.
 * Source: 34 CFR 300.647(a)(1), (a)(6) and (b): minimum cell 10 and n 30 are presumptively reasonable.
 */
export function riskRatio(
  { group, others, widerOthers }: { group: Counts; others: Counts; widerOthers: Counts },
  sizes: MinimumSizes,
): RiskRatio {
  const small = belowMinimum(group, sizes);
  if (small !== null)
    return { kind: 'none', value: null, local: small === 'cell' ? 'group-cell' : 'group-base' };
  const local = ratio(group, others);
  if (belowMinimum(others, sizes) === null && local !== null)
    return { kind: 'risk-ratio', value: local, local: null };
  const wider = ratio(group, widerOthers);
  if (belowMinimum(widerOthers, sizes) !== null || wider === null) {
    return { kind: 'none', value: null, local: 'comparison' };
  }
  return { kind: 'alternate-risk-ratio', value: wider, local: 'comparison' };
}

/**
 * Returns whether ratios of consecutive years, the oldest first, stay above a threshold for the last `years` of them
 * without reasonable progress; progress is a fall of at least `progress` in each year after the first. Without
 * `progress`, being above is enough.
 * Throws RangeError unless there are at least `years` ratios, all finite.
 * Source: 34 CFR 300.647(d): up to three consecutive years, and reasonable progress in each of the two prior years.
 */
export function staysAbove(
  ratios: readonly number[],
  { threshold, years, progress }: { threshold: number; years: number; progress: number | null },
): { identified: boolean; progressing: boolean } {
  const last = ratios.slice(-years);
  if (last.length < years || !last.every(Number.isFinite)) {
    throw new RangeError('There must be a finite ratio for each of the years.');
  }
  const falls = last.slice(1).map((value, index) => (last[index] ?? value) - value);
  const progressing = progress !== null && falls.every((fall) => fall >= progress - 1e-9);
  return { identified: last.every((value) => value > threshold) && !progressing, progressing };
}
