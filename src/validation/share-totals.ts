import type { Place } from './finding.ts';
import { MOST_PLACES } from './places.ts';
import type { Reading } from './reading.ts';

/** A composition share whose groups are divided by different totals. */
export interface TotalsDiffer {
  readonly measure: string;
  readonly one: Total;
  readonly other: Total;
  readonly places: number;
}

interface Total {
  readonly value: number;
  readonly place: Place;
}

export interface ShareTotals {
  take(reading: Reading): void;
  differing(): readonly TotalsDiffer[];
}

/** Compares the denominators of each composition share over its groups: all must be the same everybody. */
export function createShareTotals(): ShareTotals {
  const totals = new Map<number, Total>();
  const told = new Set<number>();
  const found = new Map<string, TotalsDiffer>();
  return {
    take({ draft, measure, group, denominator, whole }) {
      if (measure?.repeatsTotal !== true || whole < 0 || group.kind !== 'group') return;
      const { level } = group.group;
      // Those whose group is not known are no part of the known, and may stand over everybody.
      if (denominator.kind !== 'number' || draft.isPart || level === 'all' || level === 'unknown') return;
      const known = totals.get(whole);
      const total = { value: denominator.value, place: { row: draft.row, line: draft.line } };
      if (known === undefined) {
        if (totals.size < MOST_PLACES) totals.set(whole, total);
      } else if (known.value !== total.value && !told.has(whole)) {
        told.add(whole);
        const before = found.get(measure.id);
        const fresh = { measure: measure.id, one: known, other: total };
        found.set(measure.id, { ...(before ?? fresh), places: (before?.places ?? 0) + 1 });
      }
    },
    differing: () => [...found.values()],
  };
}
