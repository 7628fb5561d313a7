import { insideMargin as isInside } from '../statistics/representation.ts';
import type { Estimate } from './estimate.ts';

/** Hackney asks for representation at all levels within 5 percentage points. */
export const USUAL_MARGIN = 5;

/**
 * Whether a representation gap lies inside a margin of so many percentage points; null where the gap is not there. The
 * gap as it is worked out decides, not its limits.
 */
export function insideMargin(points: Estimate, margin: number): boolean | null {
  return points.value === null ? null : isInside(points.value, margin);
}
