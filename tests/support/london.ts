import { readSeeds } from '../../src/storage/seed.ts';
import type { Origin, RawCell, Sex } from '../../src/vocabulary/cell.ts';
import { type Count, type MissingStatus, missing, shown } from '../../src/vocabulary/symbol.ts';
import { buildVocabulary, type Vocabulary } from '../../src/vocabulary/vocabulary.ts';

export const HACKNEY = 'E09000012';
export const LAMBETH = 'E09000022';
export const CITY = 'E09000001';
export const NEWHAM = 'E09000025';

/** The seeds as they are, as edition 1. */
export async function seededVocabulary(): Promise<Vocabulary> {
  return buildVocabulary(1, await readSeeds('seeds'));
}

/** A number, or the symbol that stands in its place. */
export type Given = number | MissingStatus;

export function count(given: Given): Count {
  return typeof given === 'number' ? shown(given) : missing(given);
}

export interface SketchedCell {
  readonly measure: string;
  readonly area?: string;
  readonly group?: string;
  readonly sex?: Sex;
  readonly ageBand?: string;
  readonly category?: string;
  readonly n: Given;
  readonly d?: Given;
  readonly origin?: Origin;
}

/** A raw cell of 2024/25 in as few words as a test needs. */
export function cell(sketch: SketchedCell): RawCell {
  return {
    measure: sketch.measure,
    period: 'AY2024-25',
    area: sketch.area ?? HACKNEY,
    group: sketch.group ?? 'all',
    sex: sketch.sex ?? 'all',
    ageBand: sketch.ageBand ?? 'all',
    category: sketch.category ?? 'all',
    numerator: count(sketch.n),
    denominator: sketch.d === undefined ? null : count(sketch.d),
    sumOfSquares: null,
    origin: sketch.origin ?? 'authority',
    coverage: null,
  };
}
