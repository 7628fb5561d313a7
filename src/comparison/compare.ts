import { type Area, LONDON } from '../vocabulary/area.ts';
import type { EthnicGroup } from '../vocabulary/ethnic-group.ts';
import { dividesByPopulation, hasShares, type Measure } from '../vocabulary/measure.ts';
import type { Count } from '../vocabulary/symbol.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { answerCaveats, createRowCaveats } from './answer-caveats.ts';
import { findBenchmark } from './benchmark.ts';
import type { Caveat } from './caveats.ts';
import {
  byName,
  type CoverageReport,
  coverageArea,
  coverageOf,
  reasonForGapIn,
  summarise,
  type WithheldSummary,
} from './coverage.ts';
import { createSides, type PopulationChoice, repeatsOneTotal, type Side } from './denominator.ts';
import { compareWith, type Disproportionality } from './disproportionality.ts';
import { type Estimate, lazily } from './estimate.ts';
import { type Funnel, funnelOf } from './funnel.ts';
import { groupingOf } from './grouping.ts';
import { isOneGroup, publishedGroups } from './groups.ts';
import { presenceInAll } from './presence.ts';
import type { CompareInput, PopulationUse } from './question.ts';
import { createRanks, type Rank } from './rank.ts';
import { isObstacle, numbersOf, rateOf } from './rate.ts';
import type { ReferenceQuestion } from './reference.ts';
import { populationShareOf, type Representation, representationOf, shareOf } from './representation.ts';
import { type Source, sourcesOf } from './sources.ts';
import { tableOf } from './table.ts';
import { type UnknownEthnicity, unknownEthnicityOf } from './unknown.ts';
import { isSmall } from './verdict.ts';

/** Answers are kept, and so are a row's references; a few of them, since there are many to ask for. */
const KEPT_REFERENCES = 4;

/** One area and group. What is not asked for is not worked out. */
export interface ComparisonRow {
  /** The released counts that all of it is made of. */
  readonly side: Side;
  readonly area: Area;
  readonly group: EthnicGroup;
  readonly numerator: Count;
  readonly denominator: Count;
  readonly rate: () => Estimate;
  /** The group's part of the area's events among known ethnicity, in per cent. */
  readonly share: () => Estimate;
  /** The group's part of the people among known ethnicity, in per cent. */
  readonly populationShare: () => Estimate;
  readonly representation: () => Representation;
  readonly rank: () => Rank | null;
  /** Beside London's rate for the group; null for other areas and without released rates. */
  readonly funnel: () => Funnel | null;
  readonly unknownEthnicity: () => UnknownEthnicity;
  readonly caveats: () => readonly Caveat[];
  readonly against: (reference: ReferenceQuestion) => Disproportionality;
}

export interface ComparisonBody {
  readonly measure: Measure;
  readonly periods: readonly string[];
  readonly population: PopulationUse | null;
  readonly rows: readonly ComparisonRow[];
  /** The finest groups published, whichever were asked for. */
  readonly published: readonly EthnicGroup[];
  readonly coverage: CoverageReport;
  readonly withheld: WithheldSummary;
  /** Where the figures come from, and what to print beside them. */
  readonly sources: readonly Source[];
  readonly caveats: readonly Caveat[];
}

/**
 * Compares ethnic groups from released cells alone: withheld in, withheld out. Nothing in it depends on what is not
 * released, and the order of its rows never depends on a value.
 */
export function compare(input: CompareInput): ComparisonBody {
  const { vocabulary, measure, choice, intervals, confidence } = input;
  const grouping = groupingOf(vocabulary);
  const table = tableOf(input.periods.map(({ cells }) => cells));
  const populationTable = tableOf(input.periods.map(({ populationCells }) => populationCells));
  const presence = presenceInAll(input.periods.flatMap((period) => period.presence ?? []));
  const reasonForGap = reasonForGapIn(vocabulary, { table, presence });
  const { ageBand, category } = input;
  const sides = createSides({
    vocabulary,
    grouping,
    measure,
    table,
    populationTable,
    choice,
    ageBand,
    category,
    reasonForGap,
  });
  const areas = input.areas ?? usualAreas(vocabulary);
  const published = publishedGroups({ vocabulary, grouping, measure, table, populationTable, areas });
  const groups = input.groups ?? published.usual;
  const population = populationUse(choice, measure);
  const context = {
    vocabulary,
    grouping,
    sides,
    measure,
    confidence,
    intervals,
    supported: published.supported,
    peersOf: published.peersOf,
  };
  const rankOf = createRanks(vocabulary, sides, measure);
  const rowCaveats = createRowCaveats({
    vocabulary,
    measure,
    grouping,
    table,
    sides,
    finest: published.finest,
    reasonForGap,
  });
  const shares = { sides, measure, choice, confidence };

  function rowOf(area: Area, group: EthnicGroup): ComparisonRow {
    const side = sides.of(area.id, group.id);
    const share = lazily(() => shareOf(shares, area.id, group));
    const populationShare = lazily(() => populationShareOf(shares, area.id, group));
    const known = new Map<string, Disproportionality>();
    return {
      side,
      area,
      group,
      numerator: side.events.count,
      denominator: side.base.count,
      rate: lazily(() => rateOf(side, measure, confidence)),
      share,
      populationShare,
      representation: lazily(() => representationOf(share(), populationShare())),
      rank() {
        return area.kind === 'authority' && isRanked(group) ? rankOf(area.id, group.id) : null;
      },
      funnel() {
        if (area.kind !== 'authority' || !isRanked(group)) return null;
        return funnelOf(side, { sides, measure, group: group.id, confidence });
      },
      unknownEthnicity() {
        return unknownEthnicityOf({ sides, measure, confidence }, area.id, group);
      },
      caveats: lazily(() => rowCaveats(area, group, side)),
      against(question) {
        const key = referenceKey(question);
        const found = known.get(key);
        if (found !== undefined) return found;
        const benchmark = findBenchmark(context, { area, group }, question);
        const made = compareWith(context, { area, group, side }, benchmark);
        if (known.size >= KEPT_REFERENCES) known.clear();
        known.set(key, made);
        return made;
      },
    };
  }

  const rows = areas.flatMap((area) => groups.map((group) => rowOf(area, group)));
  const covered = coverageArea(vocabulary, areas);
  if (covered === undefined) throw new Error('The vocabulary has no London.');
  const standings = rows.map((row) => {
    const side = sides.of(row.area.id, row.group.id);
    const found = measure.kind === 'count' ? side.events : numbersOf(side, measure);
    if ('count' in found) {
      return { status: found.count.status, reason: found.reason, missing: found.count.value === null };
    }
    return isObstacle(found)
      ? { ...found, missing: true }
      : { status: 'shown' as const, reason: null, missing: false };
  });
  const told = { ...input, population, areas, groups };
  const hasNoPeople = (group: string): boolean =>
    dividesByPopulation(measure) &&
    !grouping.isThere(group, populationTable.groups) &&
    areas.some(({ id }) => sides.of(id, group).events.count.value !== null);
  return {
    measure,
    periods: input.periods.map(({ period }) => period),
    population,
    rows,
    published: published.finest,
    coverage: coverageOf(vocabulary, { table, presence }, covered),
    withheld: summarise(standings),
    sources: sourcesOf(told),
    caveats: answerCaveats({
      ...told,
      judged: rows.filter((row) => canBeJudged(row, sides.of(row.area.id, row.group.id), measure)).length,
      empty: table.areas.size === 0,
      presence,
      noPopulation: groups.filter(isOneGroup).some(({ id }) => hasNoPeople(id)),
    }),
  };
}

/** The authorities by name, then London. */
function usualAreas(vocabulary: Vocabulary): readonly Area[] {
  const london = vocabulary.area.get(LONDON);
  const authorities = vocabulary.authorities.toSorted(byName);
  return london === undefined ? authorities : [...authorities, london];
}

/** The population where the answer uses it: to divide by, or to compare shares with. */
function populationUse(choice: PopulationChoice | null, measure: Measure): PopulationUse | null {
  if (choice === null || choice.period === null) return null;
  const used = choice.asked || measure.denominatorCount === null || measure.kind === 'composition-share';
  if (!used || !hasShares(measure)) return null;
  const { population, period, proxy } = choice;
  return { population, period, year: yearOf(period), proxy };
}

function yearOf(period: string): number {
  return Number(/\d{4}/.exec(period)?.[0] ?? 0);
}

/**
 * Whether a row can have a verdict: it is one ethnic group's, with a rate that can have limits and is not too small.
 * Shares of one total have verdicts beside another authority's only, and are not counted.
 */
function canBeJudged({ group }: ComparisonRow, side: Side, measure: Measure): boolean {
  if (!isOneGroup(group) || measure.kind === 'count' || measure.kind === 'median') return false;
  if (
    measure.kind === 'gap' ||
    repeatsOneTotal(measure) ||
    (measure.kind === 'mean' && side.sumOfSquares === null)
  )
    return false;
  const numbers = numbersOf(side, measure);
  return !isObstacle(numbers) && !isSmall(numbers, measure);
}

function isRanked(group: EthnicGroup): boolean {
  return isOneGroup(group) || group.level === 'all';
}

function referenceKey(question: ReferenceQuestion): string {
  switch (question.kind) {
    case 'GROUP':
      return `GROUP ${question.group.id}`;
    case 'SAME_GROUP_IN_AREA':
      return `SAME_GROUP_IN_AREA ${typeof question.area === 'string' ? question.area : question.area.id}`;
    default:
      return question.kind;
  }
}
