import type { Counts } from '../statistics/counts.ts';
import type { Measure } from '../vocabulary/measure.ts';
import type { Side } from './denominator.ts';
import type { Figure, Obstacle } from './figure.ts';
import { isObstacle, numbersOf } from './rate.ts';

/** Two sides with all four counts released. */
export interface Pair {
  readonly group: Counts;
  readonly reference: Counts;
  readonly sides: { readonly group: Side; readonly reference: Side };
}

/** The two sides as numbers, or what stands in the way: a withheld one before a missing one. */
export function pairOf(
  measure: Measure,
  side: Side,
  other: { readonly side: Side | null; readonly obstacle: Obstacle | null },
): Pair | Obstacle {
  if (other.side === null) return other.obstacle ?? { status: 'z', reason: 'NOT_APPLICABLE' };
  if (measure.kind === 'count') return { status: 'z', reason: 'NO_DENOMINATOR' };
  if (measure.kind === 'gap') return { status: 'z', reason: 'NOT_APPLICABLE' };
  const group = numbersOf(side, measure);
  const reference = numbersOf(other.side, measure);
  if (isObstacle(group)) {
    return group.status !== 'c' && isObstacle(reference) && reference.status === 'c' ? reference : group;
  }
  if (isObstacle(reference)) return reference;
  return { group, reference, sides: { group: side, reference: other.side } };
}

/** The four counts that everything said of a pair is made from. */
export function inputsOf({ sides: { group, reference } }: Pair): readonly Figure[] {
  return [group.events, group.base, reference.events, reference.base];
}
