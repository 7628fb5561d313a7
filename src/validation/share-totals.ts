import type { Place } from './finding.ts';
import { MOST_PLACES } from './places.ts';
import type { Reading } from './reading.ts';

/** A composition share whose groups are divided by different totals. */
export interface TotalsDiffer {
  readonly measure: string;
  /** What the others are held against: the total that more groups at the place have than any other. */
  readonly one: Total;
  /** Whether more than half of them have it. */
  readonly ofMost: boolean;
  readonly other: Total;
  readonly places: number;
  /** Every row whose total is not what the others at its place are held against. */
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

/** What is told of a measure, while places are added to it. */
interface Gathered extends TotalsDiffer {
  places: number;
  readonly rows: number[];
}

/** The rows of one place that have the same total. */
interface SameTotal extends Total {
  readonly rows: number[];
}

/** Compares the denominators of each composition share over its groups: all must be the same everybody. */
export function createShareTotals(): ShareTotals {
  const totals = new Map<number, { readonly measure: string; readonly found: Map<number, SameTotal> }>();
  return {
    take({ draft, measure, group, numerator, denominator, whole, sameAs }) {
      if (measure?.repeatsTotal !== true || whole < 0 || group.kind !== 'group' || sameAs !== 0) return;
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
        if (totals.size < MOST_PLACES)
          totals.set(whole, { measure: measure.id, found: new Map([[value, fresh]]) });
        return;
      }
      const same = found.get(value);
      if (same === undefined) found.set(value, fresh);
      else same.rows.push(row);
    },
    differing() {
      const byMeasure = new Map<string, Gathered>();
      for (const { measure, found } of totals.values()) {
        // The first of those that most have.
        const [one, other, ...more] = [...found.values()].toSorted((a, b) => b.rows.length - a.rows.length);
        if (one === undefined || other === undefined) continue;
        const others = [other, ...more].flatMap(({ rows }) => rows);
        const gathered = byMeasure.get(measure);
        if (gathered === undefined) {
          const ofMost = one.rows.length > others.length;
          byMeasure.set(measure, { measure, one, ofMost, other, places: 1, rows: others });
          continue;
        }
        gathered.places += 1;
        for (const row of others) gathered.rows.push(row);
      }
      return [...byMeasure.values()];
    },
  };
}
