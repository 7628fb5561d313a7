import {
  type Domain,
  dividesByPopulation,
  isDerived,
  isProportion,
  type Measure,
} from '../vocabulary/measure.ts';
import type { Population } from '../vocabulary/population.ts';

/** What a file must and may send for a measure. A population is sent like a measure that is a plain count. */
export interface MeasureUse {
  readonly id: string;
  /** null for a population, which belongs to all of them. */
  readonly domain: Domain | null;
  readonly derived: boolean;
  readonly proportion: boolean;
  readonly takesDenominator: boolean;
  readonly takesSquares: boolean;
  /** Sums of scores and medians: decimals, and below zero. */
  readonly scores: boolean;
  /** The denominators of a composition share are one and the same everybody. */
  readonly repeatsTotal: boolean;
  /** The least and the most that a mean can be; null where nothing says. */
  readonly scale: Range | null;
  /** Which counts its numbers are; null for a population, and where it has none. */
  readonly numeratorCount: string | null;
  readonly denominatorCount: string | null;
  readonly sexes: boolean;
  readonly ageBands: boolean;
  /** null: any. */
  readonly ages: Range | null;
  /** null: any dimension. */
  readonly dimensions: readonly string[] | null;
}

/** Both ends belong to it. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export function measureUseOf(measure: Measure): MeasureUse {
  const scores = measure.kind === 'mean' || measure.kind === 'median';
  return {
    id: measure.id,
    domain: measure.domain,
    derived: isDerived(measure),
    proportion: isProportion(measure),
    takesDenominator: measure.kind !== 'count' && !dividesByPopulation(measure),
    takesSquares: measure.kind === 'mean',
    scores,
    repeatsTotal: measure.kind === 'composition-share',
    scale: measure.kind === 'mean' ? rangeOf(measure.unit.replace(/^score /, '')) : null,
    numeratorCount: measure.numeratorCount,
    denominatorCount: measure.denominatorCount,
    sexes: measure.sexes,
    ageBands: measure.ageBands,
    ages: rangeOf(measure.ageRange ?? ''),
    dimensions: measure.dimensions,
  };
}

/** Whether it can be broken down by this dimension of a category. */
export function takesDimension({ dimensions }: MeasureUse, dimension: string): boolean {
  return dimensions === null || dimensions.includes(dimension);
}

export function populationUseOf(population: Population): MeasureUse {
  return {
    id: population.id,
    domain: null,
    derived: false,
    proportion: false,
    takesDenominator: false,
    takesSquares: false,
    scores: false,
    repeatsTotal: false,
    scale: null,
    numeratorCount: null,
    denominatorCount: null,
    sexes: true,
    ageBands: true,
    ages: rangeOf(population.ageRange),
    dimensions: null,
  };
}

function rangeOf(text: string): Range | null {
  const [, from, to] = /^(\d{1,3})-(\d{1,3})$/.exec(text) ?? [];
  return from === undefined || to === undefined ? null : { from: Number(from), to: Number(to) };
}
