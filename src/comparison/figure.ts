import type { Origin } from '../vocabulary/cell.ts';
import { addCounts, type Count, type MissingStatus, missing, subtractCounts } from '../vocabulary/symbol.ts';
import type { Reason } from './reason.ts';

/** A count and, where it is missing, the reason: what every derived number is made from. */
export interface Figure {
  readonly count: Count;
  readonly reason: Reason | null;
}

/** What stands in the way of a derived number. */
export interface Obstacle {
  readonly status: MissingStatus;
  readonly reason: Reason;
}

const REASON_OF: Readonly<Record<Exclude<MissingStatus, 'c'>, Reason>> = {
  x: 'NOT_AVAILABLE',
  z: 'NOT_APPLICABLE',
  low: 'ROUNDS_TO_ZERO',
  u: 'UNRELIABLE',
};

/** A released count as a figure: `c` is the source's doing in official figures and ours in the others. */
export function figureOf(count: Count, origin: Origin): Figure {
  if (count.value !== null) return { count, reason: null };
  if (count.status !== 'c') return { count, reason: REASON_OF[count.status] };
  return { count, reason: origin === 'official' ? 'SOURCE_WITHHELD' : 'WITHHELD' };
}

export function absent(status: MissingStatus, reason: Reason): Figure {
  return { count: missing(status), reason };
}

/** The first withheld figure, else the first missing one: a needed input that is withheld comes before everything. */
export function obstacleAmong(figures: readonly Figure[]): Obstacle | null {
  let first: Obstacle | null = null;
  for (const { count, reason } of figures) {
    if (count.value !== null) continue;
    const obstacle = { status: count.status, reason: reason ?? 'NOT_AVAILABLE' };
    if (count.status === 'c') return obstacle;
    first ??= obstacle;
  }
  return first;
}

/** The sum of released figures: withheld if one is, missing if one is, and never a part of it under its name. */
export function addFigures(parts: readonly Figure[]): Figure {
  const obstacle = obstacleAmong(parts);
  if (obstacle !== null) return absent(obstacle.status, obstacle.reason);
  return { count: addCounts(parts.map((part) => part.count)), reason: null };
}

/** `whole` less `part`, by the same rules; less than nothing (a source's own rounding can do it) is no count. */
export function subtractFigures(whole: Figure, part: Figure): Figure {
  if (whole.count.value === null || part.count.value === null) {
    const obstacle = obstacleAmong([whole, part]);
    if (obstacle !== null) return absent(obstacle.status, obstacle.reason);
  }
  return { count: subtractCounts(whole.count, part.count), reason: null };
}

/** A figure that counts something; below zero it is none. Sums of scores may be below zero and are not asked. */
export function nonNegative(figure: Figure): Figure {
  return figure.count.value !== null && figure.count.value < 0 ? absent('u', 'INCONSISTENT') : figure;
}
