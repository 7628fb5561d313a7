import type { FigurePair, FigureSide } from '../submission/earlier/store.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import type { Place } from './finding.ts';
import { digest } from './group-sums.ts';

/** The pairs of one measure, which are told together. */
export interface MeasurePairs {
  readonly measure: string;
  readonly first: Place;
  readonly pairs: readonly FigurePair[];
}

export function byMeasure(pairs: readonly FigurePair[]): readonly MeasurePairs[] {
  const found = new Map<string, FigurePair[]>();
  for (const pair of pairs) found.set(pair.measure, [...(found.get(pair.measure) ?? []), pair]);
  return [...found].map(([measure, own]) => {
    const row = Math.min(...own.map((pair) => pair.row));
    // A stored cell keeps its row, and not the line of the file that the row begins in.
    return { measure, first: { row, line: row }, pairs: own };
  });
}

/** `Black Caribbean`, `Black Caribbean, male`, `All, 10-15`. */
export function cellName({ group, sex, ageBand, category }: FigurePair, vocabulary: Vocabulary): string {
  const parts = [sex, ageBand, category].filter((part) => part !== 'all');
  return [vocabulary.group.get(group)?.label ?? group, ...parts].join(', ');
}

/** `40`, or `40 of 1200`. */
export function sideText(side: FigureSide | null): string {
  if (side === null) return 'nothing';
  return side.denominator === null ? `${side.numerator}` : `${side.numerator} of ${side.denominator}`;
}

/** What a note on these pairs rests on: their places and all their numbers. */
export function digestOf(pairs: readonly FigurePair[]): string {
  return digest(
    pairs
      .map(({ row: _row, now, before, ...place }) =>
        [...Object.values(place), sideText(before), sideText(now)].join(' '),
      )
      .toSorted(),
  );
}
