import type { Coverage } from '../vocabulary/cell.ts';
import { KNOWN } from '../vocabulary/ethnic-group.ts';
import { dividesByPopulation, type Measure } from '../vocabulary/measure.ts';
import type { Population } from '../vocabulary/population.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { withAreaSets } from './area-sum.ts';
import { lazilyByPair } from './estimate.ts';
import { absent, addFigures, type Figure, nonNegative } from './figure.ts';
import type { Grouping } from './grouping.ts';
import { createLookup, type Lookup, subtractPlaces } from './lookup.ts';
import type { Reason } from './reason.ts';
import type { CellTable, Place } from './table.ts';

/** Events over a base: one side of a comparison. */
export interface Side extends Place {
  readonly base: Figure;
}

/** The population that the question is answered with. */
export interface PopulationChoice {
  readonly population: Population;
  /** The period its figures are of; null where the release has none. */
  readonly period: string | null;
  /** Asked for by id in place of the measure's own. */
  readonly proxy: boolean;
  /** Named in the question, even if it is the measure's own. */
  readonly asked: boolean;
}

export interface SidesInput {
  readonly vocabulary: Vocabulary;
  readonly grouping: Grouping;
  readonly measure: Measure;
  readonly table: CellTable;
  readonly populationTable: CellTable;
  readonly choice: PopulationChoice | null;
  readonly ageBand: string;
  readonly category: string;
  /** Why a cell is not there, from what the roll-ups say about who returned. */
  readonly reasonForGap: (area: string) => Reason;
}

/** The two sides of every comparison, made from released cells. */
export interface Sides {
  readonly of: (area: string, group: string) => Side;
  /** Everybody of known ethnicity who is not of the group. */
  readonly othersOf: (area: string, group: string) => Side;
  /** The people of a group, over the same authorities as the side's events. */
  readonly populationOf: PeopleOf;
  readonly population: Lookup;
}

/** Whether a composition share's parts repeat one total, which is never added up. */
export function repeatsOneTotal(measure: Measure): boolean {
  return measure.kind === 'composition-share';
}

/** The people of a group in an area, or in the authorities that a total is made of; all of them must be there. */
export type PeopleOf = (area: string, group: string, coverage: Coverage | null) => Figure;

const NO_POPULATION = absent('x', 'NO_POPULATION');

/** Looks up a population. An age band has one only where it is exactly the population's own. */
export function createPeople(given: {
  readonly vocabulary: Vocabulary;
  readonly population: Lookup;
  readonly choice: PopulationChoice | null;
  readonly ageBand: string;
}): PeopleOf {
  const { vocabulary, population, choice, ageBand } = given;
  const ageFits = choice !== null && (ageBand === 'all' || ageBand === choice.population.ageRange);

  function peopleIn(area: string, group: string): Figure {
    const found = population(area, group)?.events ?? NO_POPULATION;
    return found.count.status === 'c' || found.count.value !== null ? found : NO_POPULATION;
  }

  return (area, group, coverage) => {
    if (!ageFits) return NO_POPULATION;
    if (coverage !== null) return addFigures(coverage.included.map((each) => peopleIn(each, group)));
    const own = peopleIn(area, group);
    const members = vocabulary.members.get(area);
    if (own.count.value !== null || own.count.status === 'c' || members === undefined) return own;
    return addFigures(members.map((each) => peopleIn(each, group)));
  };
}

/** The base of an area and group: the cell's own where the measure has one, else the population's. */
export function baseOf(
  place: Place | undefined,
  given: {
    readonly area: string;
    readonly group: string;
    readonly measure: Measure;
    readonly category: string;
    readonly people: PeopleOf;
  },
): Figure | null {
  const { area, group, measure, category, people } = given;
  if (dividesByPopulation(measure)) {
    return category === 'all' ? people(area, group, place?.coverage ?? null) : NO_POPULATION;
  }
  if (measure.denominatorCount === null && measure.kind !== 'median') return absent('z', 'NO_DENOMINATOR');
  return place === undefined ? null : (place.base ?? absent('x', 'NO_DENOMINATOR'));
}

/** A place with these figures: itself where they are its own. An answer has hundreds, and an object that is spread costs several times as much. */
function sideOf(place: Place, events: Figure, base: Figure): Side {
  if (place.events === events && hasBase(place, base)) return place;
  const { sumOfSquares, coverage, official, partition } = place;
  return { events, base, sumOfSquares, coverage, official, partition };
}

function hasBase(place: Place, base: Figure): place is Side {
  return place.base === base;
}

export function createSides(input: SidesInput): Sides {
  const { vocabulary, grouping, measure, table, populationTable, choice, ageBand, category } = input;
  const ofCells = createLookup({
    table,
    grouping,
    additive: measure.kind === 'median' ? 'never' : repeatsOneTotal(measure) ? 'shared-base' : 'sum',
  });
  const lookup = withAreaSets(ofCells, {
    vocabulary,
    populationTable: dividesByPopulation(measure) ? populationTable : null,
    additive: measure.kind !== 'median',
  });
  const population = createLookup({ table: populationTable, grouping, additive: 'sum' });
  const populationOf = createPeople({ vocabulary, population, choice, ageBand });

  function gap(area: string): Reason {
    if (measure.kind === 'median' && vocabulary.area.get(area)?.kind !== 'authority') return 'NOT_ADDITIVE';
    return input.reasonForGap(area);
  }

  // Sums of scores may lie below zero; counts may not.
  const checked = (figure: Figure): Figure =>
    measure.kind === 'mean' || measure.kind === 'median' ? figure : nonNegative(figure);

  /** A return that another authority sent for both has `z` here; say so. */
  const named = (figure: Figure, area: string): Figure =>
    figure.count.status === 'z' && input.reasonForGap(area) === 'JOINT_RETURN'
      ? { ...figure, reason: 'JOINT_RETURN' }
      : figure;

  const of = lazilyByPair((area: string, group: string): Side => {
    const place = lookup(area, group);
    const found = baseOf(place, { area, group, measure, category, people: populationOf });
    const base = nonNegative(found ?? absent('x', gap(area)));
    if (place !== undefined) return sideOf(place, named(checked(place.events), area), named(base, area));
    const events = absent('x', gap(area));
    return { events, base, sumOfSquares: null, coverage: null, official: false, partition: null };
  });

  const othersOf = lazilyByPair((area: string, group: string): Side => {
    const known = of(area, KNOWN);
    const own = of(area, group);
    const rest = subtractPlaces(known, own, repeatsOneTotal(measure));
    return sideOf(rest, checked(rest.events), nonNegative(rest.base ?? known.base));
  });

  return { population, populationOf, of, othersOf };
}
