import type { Place } from './finding.ts';
import type { Reading } from './reading.ts';

/** A measure whose denominators are all one hundred, as those of percentages are. */
export interface OfHundred {
  readonly measure: string;
  readonly first: Place;
  readonly times: number;
  /** As many as are kept. */
  readonly rows: readonly number[];
  /** Whether there are more. */
  readonly cut: boolean;
}

export interface HundredWatch {
  take(reading: Reading): void;
  found(): readonly OfHundred[];
}

/** Of fewer nothing follows: a few groups of a hundred there may be. */
const FEWEST = 5;
const ROWS = 500;

/** Watches for measures of which each row is divided by one hundred. */
export function createHundredWatch(): HundredWatch {
  /** null for a measure that has another denominator. */
  const measures = new Map<
    string,
    { readonly first: Place; times: number; readonly rows: number[] } | null
  >();
  return {
    take({ draft: { row, line }, measure, denominator }) {
      if (measure?.takesDenominator !== true || measure.scores || denominator.kind !== 'number') return;
      const known = measures.get(measure.id);
      if (known === null) return;
      if (denominator.value !== 100) measures.set(measure.id, null);
      else if (known === undefined) measures.set(measure.id, { first: { row, line }, times: 1, rows: [row] });
      else {
        known.times += 1;
        if (known.rows.length < ROWS) known.rows.push(row);
      }
    },
    found: () =>
      [...measures].flatMap(([measure, each]) =>
        each === null || each.times < FEWEST
          ? []
          : [{ measure, ...each, cut: each.times > each.rows.length }],
      ),
  };
}
