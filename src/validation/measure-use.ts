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
  readonly sexes: boolean;
  readonly ageBands: boolean;
  /** null: any dimension. */
  readonly dimensions: readonly string[] | null;
}

export function useOfMeasure(measure: Measure): MeasureUse {
  const scores = measure.kind === 'mean' || measure.kind === 'median';
  return {
    id: measure.id,
    domain: measure.domain,
    derived: isDerived(measure),
    proportion: isProportion(measure),
    takesDenominator: measure.kind !== 'count' && !dividesByPopulation(measure),
    takesSquares: measure.kind === 'mean',
    scores,
    sexes: measure.sexes,
    ageBands: measure.ageBands,
    dimensions: measure.dimensions,
  };
}

export function useOfPopulation(population: Population): MeasureUse {
  return {
    id: population.id,
    domain: null,
    derived: false,
    proportion: false,
    takesDenominator: false,
    takesSquares: false,
    scores: false,
    sexes: true,
    ageBands: true,
    dimensions: null,
  };
}
