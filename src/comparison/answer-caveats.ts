import type { Area } from '../vocabulary/area.ts';
import { ALL, type EthnicGroup, NOT_KNOWN } from '../vocabulary/ethnic-group.ts';
import { dividesByPopulation, type Measure } from '../vocabulary/measure.ts';
import { isMoreThanYearsApart, labelInSentence, parsePeriod } from '../vocabulary/period.ts';
import { authoritiesIn, type Vocabulary } from '../vocabulary/vocabulary.ts';
import { type Caveat, caveat } from './caveats.ts';
import { leftOut } from './coverage.ts';
import type { Side, Sides } from './denominator.ts';
import { statusOf } from './estimate.ts';
import type { Grouping } from './grouping.ts';
import { mappingNotes } from './mapping.ts';
import { type Presence, wordsOf } from './presence.ts';
import type { CompareInput, PopulationUse } from './question.ts';
import type { Reason } from './reason.ts';
import { notesOf } from './sources.ts';
import type { CellTable } from './table.ts';
import {
  LARGE_UNKNOWN_SHARE,
  MANY_ROWS,
  OLDEST_POPULATION_YEARS,
  SMALLEST_BASE,
  SMALLEST_POPULATION,
} from './threshold.ts';

/** What holds for the whole answer. */
export function answerCaveats(
  answer: CompareInput & {
    readonly population: PopulationUse | null;
    readonly areas: readonly Area[];
    readonly groups: readonly EthnicGroup[];
    /** How many rows can have a verdict. */
    readonly judged: number;
    /** Whether the breakdown asked for has no cell at all. */
    readonly empty: boolean;
    readonly presence: Presence | null;
    /** Whether groups have events, and the population has none of these groups. */
    readonly noPopulation: boolean;
  },
): readonly Caveat[] {
  const { measure, population, periods, judged, confidence, choice, presence } = answer;
  const list: Caveat[] = [];
  if (answer.empty && presence !== null && presence.breakdowns.length > 0) {
    list.push(caveat.breakdownNotPublished(wordsOf(answer), presence.breakdowns));
  }
  if (answer.noPopulation && answer.proxies.length > 0) list.push(caveat.proxyAvailable(answer.proxies));
  if (population === null && choice?.asked === true) {
    list.push(caveat.populationUnused(choice.population.title));
  }
  if (population !== null) list.push(...populationCaveats(answer, population));
  if (countsEvents(measure, periods.at(-1)?.period)) list.push(caveat.eventsNotPeople());
  const hasTotals = answer.areas.some(({ kind }) => kind !== 'authority');
  if (hasTotals && (measure.kind === 'median' || measure.kind === 'gap')) list.push(caveat.notAdditive());
  if (measure.kind === 'stage') list.push(caveat.crossSectional());
  if (periods.length > 1)
    list.push(caveat.pooled(periods.map(({ period }) => parsePeriod(period)?.label ?? period)));
  if (judged >= MANY_ROWS) list.push(caveat.manyComparisons(judged, confidence));
  list.push(...notesOf(answer).map(caveat.sourceNote));
  return list;
}

function populationCaveats(
  { vocabulary, measure, periods }: CompareInput,
  { population, period, proxy }: PopulationUse,
): readonly Caveat[] {
  const list: Caveat[] = [];
  const divides = dividesByPopulation(measure);
  if (proxy) {
    const own = measure.population === null ? undefined : vocabulary.population.get(measure.population);
    list.push(caveat.proxyPopulation({ asked: population.title, own: own?.title ?? null, divides }));
  }
  if (isMoreThanYearsApart(periods.at(-1)?.period ?? period, period, OLDEST_POPULATION_YEARS)) {
    list.push(caveat.populationOld({ title: population.title, label: labelInSentence(period), divides }));
  }
  return list;
}

/** A rate of a period counts events; a rate at a day counts people. */
function countsEvents(measure: Measure, period: string | undefined): boolean {
  return measure.kind === 'rate' && parsePeriod(period ?? '')?.kind !== 'snapshot';
}

/** What holds for one row. */
export function createRowCaveats(given: {
  readonly vocabulary: Vocabulary;
  readonly grouping: Grouping;
  readonly measure: Measure;
  readonly table: CellTable;
  readonly sides: Sides;
  readonly finest: () => readonly EthnicGroup[];
  readonly reasonForGap: (area: string) => Reason;
  /** By which classifications each authority's file was read. */
  readonly readBy: ReadonlyMap<string, ReadonlySet<string>>;
}): (area: Area, group: EthnicGroup, side: Side) => readonly Caveat[] {
  const { vocabulary, grouping, measure, table, sides, finest, reasonForGap, readBy } = given;
  const byPopulation = dividesByPopulation(measure);
  const mappingOf = mappingNotes(vocabulary, measure.id, readBy);

  return (area, group, side) => {
    const list: Caveat[] = [];
    const missing = leftOut(vocabulary, area, side.coverage).map(({ name }) => name);
    const members = authoritiesIn(vocabulary, area.id).length;
    list.push(...outsideCaveats(vocabulary, area));
    if (missing.length > 0) list.push(caveat.coverageIncomplete(area.name, missing, members));
    if (byPopulation && side.coverage === null) {
      const people = sides.population(area.id, group.id)?.coverage ?? null;
      const without = leftOut(vocabulary, area, people).map(({ name }) => name);
      if (without.length > 0) list.push(caveat.populationIncomplete(without));
    }
    if (side.events.count.value === null && reasonForGap(area.id) === 'JOINT_RETURN') {
      list.push(caveat.jointReturn(area.name));
    }
    if (side.partition !== null) {
      list.push(caveat.groupSummed(group.label, grouping.childrenOf(group.id, side.partition)));
    }
    const authorities = side.coverage?.included ?? [area.id];
    const mapping = mappingOf(group, { official: side.official, authorities });
    if (mapping !== undefined && side.events.count.value !== null) {
      list.push(caveat.mappingQuality(group.label, mapping));
    }
    if (group.level === 'broad' && !finest().some(({ id }) => id === group.id))
      list.push(caveat.broadGroup(group.label));
    const unknown = unknownShare(table, area.id);
    const hasUnknown = group.level !== 'unknown' && group.level !== 'all' && measure.kind !== 'count';
    if (unknown >= LARGE_UNKNOWN_SHARE && hasUnknown) list.push(caveat.ethnicityNotKnown(unknown));
    if (statusOf([side.events, side.base]) === 'rounded') list.push(caveat.sourceRounded());
    const base = side.base.count.value;
    if (base !== null && base < (byPopulation ? SMALLEST_POPULATION : SMALLEST_BASE))
      list.push(caveat.smallBase());
    return list;
  };
}

/** Neighbours outside London, whose figures no release of ours holds. */
export function outsideCaveats({ areaSets }: Vocabulary, area: Area): readonly Caveat[] {
  const outside = areaSets.get(area.id)?.outside ?? [];
  return outside.length === 0 ? [] : [caveat.neighboursOutside(area.name, outside)];
}

/** The released part of an area's events whose ethnic group is not known; 0 where it is not released. */
function unknownShare(table: CellTable, area: string): number {
  const all = table.at(area, ALL)?.events.count.value ?? 0;
  const unknown = table.at(area, NOT_KNOWN)?.events.count.value ?? 0;
  return all > 0 ? unknown / all : 0;
}
