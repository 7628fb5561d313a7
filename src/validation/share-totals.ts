import type { Place } from './finding.ts';
import { MOST_PLACES } from './places.ts';
import type { Reading } from './reading.ts';

/** A composition share whose groups are divided by different totals. */
export interface TotalsDiffer {
  readonly measure: string;
  /** Of most of the groups at the place: what the others are held against. */
  readonly one: Total;
  readonly other: Total;
  readonly places: number;
  /** Every row whose total is not that of most at its place. */
  readonly rows: readonly number[];
}

interface Total {
  readonly value: number;
  readonly place: Place;
}

export interface ShareTotals {
  take(reading: Reading): void;
  differing(): readonly TotalsDiffer[];
}

/** The rows of one place that have the same total. */
interface SameTotal extends Total {
  readonly rows: number[];
}

/** Compares the denominators of each composition share over its groups: all must be the same everybody. */
export function createShareTotals(): ShareTotals {
  const totals = new Map<number, { readonly measure: string; readonly found: SameTotal[] }>();
  return {
    take({ draft, measure, group, numerator, denominator, whole }) {
      if (measure?.repeatsTotal !== true || whole < 0 || group.kind !== 'group') return;
      const { level } = group.group;
      // Those whose group is not known are no part of the known, and may stand over everybody.
      if (denominator.kind !== 'number' || draft.isPart || level === 'all' || level === 'unknown') return;
      const { value } = denominator;
      // Of a row that may have the two swapped, that is told.
      if (numerator.kind === 'number' && numerator.value > value) return;
      const { row, line } = draft;
      const fresh: SameTotal = { value, place: { row, line }, rows: [row] };
      const found = totals.get(whole)?.found;
      if (found === undefined) {
        if (totals.size < MOST_PLACES) totals.set(whole, { measure: measure.id, found: [fresh] });
        return;
      }
      const same = found.find((each) => each.value === value);
      if (same === undefined) found.push(fresh);
      else same.rows.push(row);
    },
    differing() {
      const byMeasure = new Map<string, TotalsDiffer>();
      for (const { measure, found } of totals.values()) {
        // The first of those that most have.
        const [one, other, ...more] = found.toSorted((a, b) => b.rows.length - a.rows.length);
        if (one === undefined || other === undefined) continue;
        const before = byMeasure.get(measure);
        byMeasure.set(measure, {
          ...(before ?? { measure, one, other }),
          places: (before?.places ?? 0) + 1,
          rows: [...(before?.rows ?? []), ...[other, ...more].flatMap(({ rows }) => rows)],
        });
      }
      return [...byMeasure.values()];
    },
  };
}
