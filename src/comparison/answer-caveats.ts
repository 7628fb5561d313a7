import type { Area } from '../vocabulary/area.ts';
import { ALL, type EthnicGroup, NOT_KNOWN } from '../vocabulary/ethnic-group.ts';
import { dividesByPopulation, type Measure } from '../vocabulary/measure.ts';
import { parsePeriod, yearsBetween } from '../vocabulary/period.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { type Caveat, caveat } from './caveats.ts';
import { leftOut } from './coverage.ts';
import type { Side, Sides } from './denominator.ts';
import { statusOf } from './estimate.ts';
import type { CompareInput, PopulationUse } from './question.ts';
import type { Reason } from './reason.ts';
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
    readonly rowCount: number;
    readonly table: CellTable;
  },
): readonly Caveat[] {
  const { measure, population, periods, rowCount, confidence } = answer;
  const list: Caveat[] = [];
  if (population !== null) list.push(...populationCaveats(answer, population));
  if (countsEvents(measure, periods.at(-1)?.period)) list.push(caveat.eventsNotPeople());
  if (measure.kind === 'stage') list.push(caveat.crossSectional());
  if (periods.length > 1)
    list.push(caveat.pooled(periods.map(({ period }) => parsePeriod(period)?.label ?? period)));
  if (rowCount >= MANY_ROWS) list.push(caveat.manyComparisons(rowCount, confidence));
  list.push(...sourceNotes(answer));
  return list;
}

function populationCaveats(
  { vocabulary, measure, periods }: CompareInput,
  { population, period, year, proxy }: PopulationUse,
): readonly Caveat[] {
  const list: Caveat[] = [];
  if (proxy) {
    const own = measure.population === null ? undefined : vocabulary.population.get(measure.population);
    list.push(caveat.proxyPopulation(population.title, own?.title ?? null));
  }
  const distance = yearsBetween(periods.at(-1)?.period ?? period, period) ?? 0;
  if (distance > OLDEST_POPULATION_YEARS) list.push(caveat.populationOld(population.title, year));
  return list;
}

/** A rate of a period counts events; a rate at a day counts people. */
function countsEvents(measure: Measure, period: string | undefined): boolean {
  return measure.kind === 'rate' && parsePeriod(period ?? '')?.kind !== 'snapshot';
}

/** What the layouts say that official figures of this measure, and of its population, came in by. */
function sourceNotes({
  vocabulary,
  measure,
  periods,
  population,
}: Parameters<typeof answerCaveats>[0]): Caveat[] {
  const official = periods.some(({ cells }) => cells.some((cell) => cell.origin === 'official'));
  const ids = [official ? measure.id : null, population?.population.id ?? null];
  const texts = vocabulary.layouts
    .filter((layout) => layout.rules.some((rule) => rule.values.some((value) => ids.includes(value.measure))))
    .flatMap((layout) => layout.caveats);
  return [...new Set(texts)].map(caveat.sourceNote);
}

/** What holds for one row. */
export function createRowCaveats(given: {
  readonly vocabulary: Vocabulary;
  readonly measure: Measure;
  readonly table: CellTable;
  readonly sides: Sides;
  readonly finest: readonly EthnicGroup[];
  readonly reasonForGap: (area: string) => Reason;
}): (area: Area, group: EthnicGroup, side: Side) => readonly Caveat[] {
  const { vocabulary, measure, table, sides, finest, reasonForGap } = given;
  const byPopulation = dividesByPopulation(measure);

  return (area, group, side) => {
    const list: Caveat[] = [];
    const missing = leftOut(vocabulary, area, side.coverage).map(({ name }) => name);
    const members = vocabulary.members.get(area.id)?.length ?? 0;
    if (missing.length > 0) list.push(caveat.coverageIncomplete(area.name, missing, members));
    if (byPopulation && side.coverage === null) {
      const people = sides.population(area.id, group.id)?.coverage ?? null;
      const without = leftOut(vocabulary, area, people).map(({ name }) => name);
      if (without.length > 0) list.push(caveat.populationIncomplete(without));
    }
    if (side.events.count.value === null && reasonForGap(area.id) === 'JOINT_RETURN') {
      list.push(caveat.jointReturn(area.name));
    }
    if (side.partition !== null) list.push(caveat.groupSummed(group.label, side.partition));
    if (group.level === 'broad' && !finest.some(({ id }) => id === group.id))
      list.push(caveat.broadGroup(group.label));
    const unknown = unknownShare(table, area.id);
    if (unknown >= LARGE_UNKNOWN_SHARE && group.level !== 'unknown')
      list.push(caveat.ethnicityNotKnown(unknown));
    if (statusOf([side.events, side.base]) === 'rounded') list.push(caveat.sourceRounded());
    const base = side.base.count.value;
    if (base !== null && base < (byPopulation ? SMALLEST_POPULATION : SMALLEST_BASE))
      list.push(caveat.smallBase());
    return list;
  };
}

/** The released part of an area's events whose ethnic group is not known; 0 where it is not released. */
function unknownShare(table: CellTable, area: string): number {
  const all = table.at(area, ALL)?.events.count.value ?? 0;
  const unknown = table.at(area, NOT_KNOWN)?.events.count.value ?? 0;
  return all > 0 ? unknown / all : 0;
}
