import { type Area, LONDON } from '../vocabulary/area.ts';
import type { EthnicGroup } from '../vocabulary/ethnic-group.ts';
import { dividesByPopulation, hasShares, type Measure } from '../vocabulary/measure.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { answerCaveats, createRowCaveats } from './answer-caveats.ts';
import type { Basis } from './basis.ts';
import type { Caveat } from './caveats.ts';
import {
  byName,
  type CoverageReport,
  coverageArea,
  coverageOf,
  summarise,
  type WithheldSummary,
} from './coverage.ts';
import { type PopulationChoice, repeatsOneTotal, type Side } from './denominator.ts';
import { isOneGroup, publishedGroups } from './groups.ts';
import type { CompareInput, PopulationUse } from './question.ts';
import { createRanks } from './rank.ts';
import { isObstacle, numbersOf } from './rate.ts';
import type { ReferenceQuestion } from './reference.ts';
import { type ComparisonRow, type RowContext, rowOf } from './row.ts';
import { type Source, sourcesOf } from './sources.ts';
import { isSmall } from './verdict.ts';

/** A question with what it was answered with. */
interface Told extends CompareInput {
  readonly population: PopulationUse | null;
  readonly areas: readonly Area[];
  readonly groups: readonly EthnicGroup[];
}

export interface ComparisonBody<Asked = ReferenceQuestion> {
  readonly measure: Measure;
  readonly periods: readonly string[];
  readonly population: PopulationUse | null;
  readonly rows: readonly ComparisonRow<Asked>[];
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
 * released, and the order of its rows never depends on a value. What is not read of it is not worked out.
 */
export function compare<Asked>(
  input: CompareInput & { readonly refer: (asked: Asked) => ReferenceQuestion },
  basis: Basis,
): ComparisonBody<Asked> {
  const { vocabulary, measure, choice } = input;
  const { grouping, table, populationTable, sides } = basis;
  const areas = input.areas ?? usualAreas(vocabulary);
  const published = publishedGroups({ vocabulary, grouping, measure, table, populationTable, areas });
  const groups = input.groups ?? published.usual();
  const population = populationUse(choice, measure);
  const context: RowContext<Asked> = {
    ...input,
    grouping,
    sides,
    supported: published.supported,
    peersOf: published.peersOf,
    rankOf: createRanks(vocabulary, sides, measure),
    caveatsOf: createRowCaveats({
      ...basis,
      vocabulary,
      measure,
      finest: published.finest,
      readBy: input.readBy,
    }),
  };
  const rows: ComparisonRow<Asked>[] = [];
  for (const area of areas) for (const group of groups) rows.push(rowOf(context, { area, group }));
  const covered = coverageArea(vocabulary, areas);
  if (covered === undefined) throw new Error('The vocabulary has no London.');
  return new Body(
    { ...input, population, areas, groups },
    { basis, rows, covered, published: published.finest },
  );
}

interface Made<Asked> {
  readonly basis: Basis;
  readonly rows: readonly ComparisonRow<Asked>[];
  /** The area whose coverage is told. */
  readonly covered: Area;
  readonly published: () => readonly EthnicGroup[];
}

/**
 * A class, since what it says of the whole answer is seldom all asked for. (An object that is written down with getters
 * has a hidden class of its own, which keeps all of the answer in memory until the next full collection.)
 */
class Body<Asked> implements ComparisonBody<Asked> {
  readonly measure: Measure;
  readonly periods: readonly string[];
  readonly population: PopulationUse | null;
  readonly rows: readonly ComparisonRow<Asked>[];
  readonly #told: Told;
  readonly #made: Made<Asked>;
  #coverage: CoverageReport | undefined;
  #withheld: WithheldSummary | undefined;
  #sources: readonly Source[] | undefined;
  #caveats: readonly Caveat[] | undefined;

  constructor(told: Told, made: Made<Asked>) {
    this.measure = told.measure;
    this.periods = told.periods.map(({ period }) => period);
    this.population = told.population;
    this.rows = made.rows;
    this.#told = told;
    this.#made = made;
  }

  get published(): readonly EthnicGroup[] {
    return this.#made.published();
  }

  get coverage(): CoverageReport {
    this.#coverage ??= coverageOf(this.#told.vocabulary, this.#made.basis, this.#made.covered);
    return this.#coverage;
  }

  get withheld(): WithheldSummary {
    this.#withheld ??= summarise(this.rows.map(({ side }) => standingOf(side, this.measure)));
    return this.#withheld;
  }

  get sources(): readonly Source[] {
    this.#sources ??= sourcesOf(this.#told);
    return this.#sources;
  }

  get caveats(): readonly Caveat[] {
    this.#caveats ??= answerCaveats({
      ...this.#told,
      judged: this.rows.filter((row) => canBeJudged(row, this.measure)).length,
      empty: this.#made.basis.table.areas.size === 0,
      presence: this.#made.basis.presence,
      noPopulation: lacksPeople(this.#told, this.#made.basis),
    });
    return this.#caveats;
  }
}

/** Whether groups have events, and the population that they are divided by has none of these groups. */
function lacksPeople({ measure, areas, groups }: Told, { grouping, populationTable, sides }: Basis): boolean {
  if (!dividesByPopulation(measure)) return false;
  return groups.some(
    (group) =>
      isOneGroup(group) &&
      !grouping.isThere(group.id, populationTable.groups) &&
      areas.some(({ id }) => sides.of(id, group.id).events.count.value !== null),
  );
}

/** Whether a row has its rate (for plain counts: its number), and why not. */
function standingOf(side: Side, measure: Measure) {
  const found = measure.kind === 'count' ? side.events : numbersOf(side, measure);
  if ('count' in found) {
    return { status: found.count.status, reason: found.reason, missing: found.count.value === null };
  }
  return isObstacle(found)
    ? { ...found, missing: true }
    : { status: 'shown' as const, reason: null, missing: false };
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
function canBeJudged({ group, side }: ComparisonRow<never>, measure: Measure): boolean {
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
