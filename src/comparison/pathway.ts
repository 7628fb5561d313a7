import { chainRatios } from '../statistics/pathway.ts';
import type { Area } from '../vocabulary/area.ts';
import type { EthnicGroup } from '../vocabulary/ethnic-group.ts';
import type { Measure } from '../vocabulary/measure.ts';
import type { Pathway, PathwayStage } from '../vocabulary/pathway.ts';
import type { Count } from '../vocabulary/symbol.ts';
import { basisOf } from './basis.ts';
import { type Caveat, caveat } from './caveats.ts';
import { type ComparisonBody, compare } from './compare.ts';
import type { PopulationChoice } from './denominator.ts';
import type { Disproportionality } from './disproportionality.ts';
import { type Estimate, noAnswer } from './estimate.ts';
import { METHODS } from './method.ts';
import { type CountCells, cellsOfCount, countOutOf, type MeasureCells } from './pathway-counts.ts';
import type { CompareInput, PeriodCells } from './question.ts';
import type { Reference, ReferenceQuestion } from './reference.ts';
import type { ComparisonRow } from './row.ts';
import { type Source, sourcesOf } from './sources.ts';
import type { Verdict } from './verdict.ts';

/** A group beside its reference at one stage. */
export interface PathwayRatios {
  readonly reference: Reference;
  /** What this decision adds: the share of the stage before that reaches this one, over the reference's. */
  readonly stageRatio: () => Estimate;
  /** Where the nested stages up to this one have led, from the first of them. */
  readonly cumulativeRatio: () => Estimate;
  /** The stage ratios of the nested stages multiplied; the same as the cumulative ratio, by identity. */
  readonly product: () => Estimate;
  /** The rate of the population, over the reference's. */
  readonly populationRatio: () => Estimate;
  /** What the stage ratio's interval says; of a stage that is counted out of none, the population ratio's. */
  readonly verdict: () => Verdict;
  readonly caveats: () => readonly Caveat[];
}

export interface PathwayStep {
  readonly stage: PathwayStage;
  readonly count: Count;
  /** Per cent of the stage that it is counted out of. */
  readonly rate: () => Estimate;
  readonly against: (reference: ReferenceQuestion) => PathwayRatios;
}

export interface PathwayRow {
  readonly area: Area;
  readonly group: EthnicGroup;
  readonly steps: readonly PathwayStep[];
}

export interface PathwayBody {
  readonly rows: readonly PathwayRow[];
  /** The count that nested stages are cumulated from, by the count of each stage that has one. */
  readonly startOf: ReadonlyMap<string, string>;
  readonly sources: readonly Source[];
  readonly caveats: readonly Caveat[];
}

export interface PathwayInput
  extends Pick<
    CompareInput,
    'vocabulary' | 'areas' | 'groups' | 'sex' | 'ageBand' | 'category' | 'readBy' | 'intervals' | 'confidence'
  > {
  readonly pathway: Pathway;
  readonly period: string;
  /** The released cells of every measure that has a count of the pathway. */
  readonly measures: readonly MeasureCells[];
  readonly choice: PopulationChoice | null;
  readonly populationCells: PeriodCells['populationCells'];
}

/** The bodies of one stage, each made like any comparison; null where the stage has none. */
interface StageBodies {
  readonly stage: PathwayStage;
  readonly alone: ComparisonBody;
  readonly outOf: ComparisonBody | null;
  readonly cumulative: ComparisonBody | null;
  readonly population: ComparisonBody | null;
}

/**
 * A pathway stage by stage, from released counts alone. Nested stages are multiplied and no others; a branch has its own
 * ratio and stands in no product; a stage that is not released takes with it whatever needs it.
 */
export function comparePathway(input: PathwayInput): PathwayBody {
  const { pathway, vocabulary, measures, choice } = input;
  const counts = new Map<string, CountCells>();
  for (const id of pathway.stages.flatMap(({ count, from }) => [count, ...(from === null ? [] : [from])])) {
    const found = cellsOfCount(id, measures);
    if (found !== undefined) counts.set(id, found);
  }
  const startOf = startsOf(pathway);

  const asked = (given: CompareInput) =>
    compare({ ...given, refer: (reference: ReferenceQuestion) => reference }, basisOf(given));
  const bodyOf = (
    measure: Measure,
    cells: CountCells['cells'],
    groups: CompareInput['groups'],
    people = false,
  ) =>
    asked({
      ...input,
      measure,
      groups,
      periods: [
        { period: input.period, cells, populationCells: people ? input.populationCells : [], presence: null },
      ],
      choice: people ? choice : null,
      proxies: [],
    });

  // The groups of the first stage that is published stand for all of them, so that every stage has the same rows.
  let groups = input.groups;
  const stages: StageBodies[] = [];
  for (const stage of pathway.stages) {
    const found = counts.get(stage.count);
    if (found === undefined) continue;
    const alone = bodyOf(asCount(found.measure, stage), found.cells, groups);
    groups ??= [...new Set(alone.rows.map(({ group }) => group))];
    const outOf = (id: string | null | undefined): ComparisonBody | null => {
      const base = id === null || id === undefined ? undefined : counts.get(id);
      if (base === undefined) return null;
      return bodyOf(asStage(found.measure, stage), countOutOf(found.cells, base.cells), groups);
    };
    const start = startOf.get(stage.count);
    const own = outOf(stage.from);
    stages.push({
      stage,
      alone,
      outOf: own,
      cumulative: start === stage.from ? own : outOf(start),
      population: choice === null ? null : bodyOf(asRate(found.measure, choice), found.cells, groups, true),
    });
  }

  const [first] = stages;
  const rows = (first?.alone.rows ?? []).map(({ area, group }, place): PathwayRow => {
    const steps = stages.map((bodies) => stepOf(bodies, { place, startOf, stages }));
    return { area, group, steps };
  });
  const used = measures.filter(({ cells }) => cells.length > 0);
  const told = stages.flatMap(({ alone, outOf, population }) => [alone, outOf, population]);
  return {
    rows,
    startOf,
    sources: uniqueBy(
      used.flatMap(({ measure, cells }) =>
        sourcesOf({
          vocabulary,
          measure,
          periods: [{ period: input.period, cells, populationCells: input.populationCells, presence: null }],
          population: stages.find(({ population }) => population !== null)?.population?.population ?? null,
          areas: [...new Set(rows.map(({ area }) => area))],
          groups: groups ?? [],
        }),
      ),
      ({ publisher, title }) => `${publisher} ${title}`,
    ),
    caveats: uniqueBy(
      [
        pathway.design === 'cohort' ? caveat.cohort() : caveat.crossSectional(),
        ...(pathway.stages.some(({ relation }) => relation !== 'nested') ? [caveat.notNested()] : []),
        ...told.flatMap((body) => body?.caveats ?? []),
      ],
      ({ code, text }) => `${code} ${text}`,
    ),
  };
}

/** The first stage of the run of nested stages that each nested stage ends. */
function startsOf({ stages }: Pathway): ReadonlyMap<string, string> {
  const nested = new Map(
    stages.flatMap(({ count, relation, from }) =>
      relation === 'nested' && from !== null ? [[count, from]] : [],
    ),
  );
  const starts = new Map<string, string>();
  for (const count of nested.keys()) {
    let start = count;
    for (let before = nested.get(start); before !== undefined; before = nested.get(start)) start = before;
    starts.set(count, start);
  }
  return starts;
}

function asCount(measure: Measure, { title }: PathwayStage): Measure {
  return { ...measure, title, kind: 'count', denominatorCount: null, population: null };
}

function asStage(measure: Measure, { title, from }: PathwayStage): Measure {
  return {
    ...measure,
    title,
    kind: 'stage',
    denominatorCount: from,
    population: null,
    unit: '%',
    multiplier: 100,
  };
}

function asRate(measure: Measure, { population }: PopulationChoice): Measure {
  const multiplier = 10_000;
  return {
    ...measure,
    kind: 'rate',
    denominatorCount: null,
    population: population.id,
    unit: 'per 10,000',
    multiplier,
  };
}

function stepOf(
  bodies: StageBodies,
  context: {
    readonly place: number;
    readonly startOf: ReadonlyMap<string, string>;
    readonly stages: readonly StageBodies[];
  },
): PathwayStep {
  const { stage, alone } = bodies;
  const { place, stages } = context;
  const rowIn = (body: ComparisonBody | null): ComparisonRow | undefined => body?.rows[place];
  const count = rowIn(alone)?.numerator ?? { status: 'x', value: null };
  const ratioIn = (body: ComparisonBody | null, asked: ReferenceQuestion): Disproportionality | undefined =>
    rowIn(body)?.against(asked);
  return {
    stage,
    count,
    rate: () => rowIn(bodies.outOf)?.rate ?? noAnswer(),
    against(asked) {
      const own = ratioIn(bodies.outOf, asked);
      const people = ratioIn(bodies.population, asked);
      const shown = own ?? people ?? ratioIn(alone, asked);
      if (shown === undefined) throw new Error('A stage has as many rows as every other.');
      return {
        reference: shown.reference,
        stageRatio: () => own?.rateRatio ?? noAnswer(),
        cumulativeRatio: () => ratioIn(bodies.cumulative, asked)?.rateRatio ?? noAnswer(),
        product: () => productUpTo(stage, { asked, place, stages }),
        populationRatio: () => people?.rateRatio ?? noAnswer('NO_POPULATION'),
        verdict: () => (own ?? people)?.verdict ?? 'NOT_AVAILABLE',
        caveats: () => (own ?? people)?.caveats ?? [],
      };
    },
  };
}

/** The product along the run of nested stages that this one ends; the first obstacle on the way stands for all of it. */
function productUpTo(
  stage: PathwayStage,
  given: {
    readonly asked: ReferenceQuestion;
    readonly place: number;
    readonly stages: readonly StageBodies[];
  },
): Estimate {
  const { asked, place, stages } = given;
  const run: { row: ComparisonRow; against: Disproportionality }[] = [];
  for (let at: PathwayStage | undefined = stage; at?.relation === 'nested'; ) {
    const { count, from }: PathwayStage = at;
    const row = stages.find((each) => each.stage.count === count)?.outOf?.rows[place];
    if (row === undefined) return noAnswer('NOT_PUBLISHED');
    run.unshift({ row, against: row.against(asked) });
    at = stages.find((each) => each.stage.count === from)?.stage;
  }
  const [first] = run;
  if (first === undefined) return noAnswer();
  const missing = run.map(({ against }) => against.rateRatio).find(({ value }) => value === null);
  if (missing !== undefined) return missing;
  const product = chainRatios(
    [first.row.denominator.value, ...run.map(({ row }) => row.numerator.value)],
    [
      first.against.reference.denominator.value,
      ...run.map(({ against }) => against.reference.numerator.value),
    ],
  ).at(-1)?.product;
  if (product === null || product === undefined) return noAnswer('NOT_AVAILABLE');
  const rounded = run.some(({ against }) => against.rateRatio.status === 'rounded');
  return {
    value: product,
    lower: null,
    upper: null,
    status: rounded ? 'rounded' : 'shown',
    reason: 'PRODUCT',
    method: METHODS['stage-product'],
  };
}

function uniqueBy<T>(list: readonly T[], keyOf: (each: T) => string): readonly T[] {
  return [...new Map(list.map((each) => [keyOf(each), each])).values()];
}
