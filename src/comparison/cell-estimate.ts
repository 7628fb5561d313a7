import type { CellEstimate, EstimateCell } from '../release/artefacts/row.ts';
import type { ProtectedCell } from '../vocabulary/cell.ts';
import { dividesByPopulation } from '../vocabulary/measure.ts';
import { populationPeriodFor } from '../vocabulary/population.ts';
import { missing } from '../vocabulary/symbol.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { baseOf, createPeople, type PeopleOf } from './denominator.ts';
import { lazilyByKey } from './estimate.ts';
import { figureOf, nonNegative } from './figure.ts';
import { groupingOf } from './grouping.ts';
import { createLookup } from './lookup.ts';
import { rateOf } from './rate.ts';
import { type Place, tableOf } from './table.ts';

/**
 * Works out the rate of single cells, exactly as a comparison does, with the measure's own population out of the
 * `populations` given (all population cells of the release). For the files that are frozen with it.
 */
export function createEstimator(vocabulary: Vocabulary, populations: readonly ProtectedCell[]): EstimateCell {
  const grouping = groupingOf(vocabulary);
  const periodsOf = lazilyByKey((id: string): readonly string[] => [
    ...new Set(populations.filter((cell) => cell.measure === id).map((cell) => cell.period)),
  ]);
  const peopleOf = lazilyByKey((key: string): PeopleOf => {
    const [id = '', period = '', sex = '', ageBand = ''] = key.split(' ');
    const population = vocabulary.population.get(id);
    const cells = populations.filter(
      (cell) =>
        cell.measure === id &&
        cell.period === period &&
        cell.sex === sex &&
        cell.ageBand === 'all' &&
        cell.category === 'all',
    );
    const choice = population === undefined ? null : { population, period, proxy: false, asked: false };
    const lookup = createLookup({ table: tableOf([cells]), grouping, additive: 'sum' });
    return createPeople({ vocabulary, population: lookup, choice, ageBand });
  });

  return (cell) => {
    const measure = vocabulary.measure.get(cell.measure);
    if (measure === undefined) return NO_ESTIMATE;
    const { area, group, sex, ageBand, category } = cell;
    const divides = dividesByPopulation(measure);
    const id = divides ? measure.population : null;
    const period = id === null ? undefined : populationPeriodFor(cell.period, periodsOf(id));
    const people = peopleOf(`${id} ${period} ${sex} ${ageBand}`);
    const place: Place = {
      events: figureOf(cell.numerator, cell.origin),
      base: cell.denominator === null ? null : figureOf(cell.denominator, cell.origin),
      sumOfSquares: cell.sumOfSquares,
      coverage: cell.coverage,
      official: cell.origin === 'official',
      partition: null,
    };
    const found = baseOf(place, { area, group, measure, category, people });
    if (found === null) return NO_ESTIMATE;
    const base = nonNegative(found);
    const made = rateOf({ ...place, base }, measure, 0.95);
    const used = divides && base.count.value !== null && period !== undefined;
    return {
      denominator: base.count,
      population: used ? id : null,
      populationYear: used ? Number(/\d{4}/.exec(period)?.[0]) : null,
      value: made.value,
      status: made.status,
      lower: made.lower,
      upper: made.upper,
      method: made.method?.id ?? null,
    };
  };
}

const NO_ESTIMATE: CellEstimate = {
  denominator: missing('z'),
  population: null,
  populationYear: null,
  value: null,
  status: 'z',
  lower: null,
  upper: null,
  method: null,
};
