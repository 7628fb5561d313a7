import type { Caveat } from '../comparison/caveats.ts';
import {
  type PathwayRow as BodyRow,
  type PathwayStep as BodyStep,
  comparePathway,
  type PathwayBody,
  type PathwayRatios,
} from '../comparison/pathway.ts';
import type { MeasureCells } from '../comparison/pathway-counts.ts';
import { Problem } from '../problem.ts';
import type { ReleaseFacts, ReleaseReader } from '../release/read.ts';
import { classificationsRead } from '../vocabulary/group-readings.ts';
import type { Pathway } from '../vocabulary/pathway.ts';
import { comparePeriods, type Period, parsePeriod } from '../vocabulary/period.ts';
import { populationPeriodFor } from '../vocabulary/population.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import {
  ageBandOf,
  areaOf,
  type ComparisonQuestion,
  categoryOf,
  confidenceOf,
  groupOf,
  listOf,
  MOST_AREAS,
  MOST_GROUPS,
  type PeriodLists,
  quoted,
  type ReferenceRequest,
  understandReference,
} from './question.ts';

/** What somebody asks of a pathway, in ids. */
export interface PathwayQuestion extends Omit<ComparisonQuestion, 'measure' | 'pool'> {
  readonly pathway: string;
}

/** One stage of a row; `against` takes ids and throws a Problem for one that is not known. */
export interface PathwayStep extends Omit<BodyStep, 'against'> {
  readonly against: (reference: ReferenceRequest) => PathwayRatios;
}

export interface PathwayRow extends Omit<BodyRow, 'steps'> {
  readonly steps: readonly PathwayStep[];
}

export interface PathwayAnswer extends Omit<PathwayBody, 'rows'> {
  readonly release: ReleaseFacts;
  readonly pathway: Pathway;
  readonly period: Period;
  readonly rows: readonly PathwayRow[];
  readonly caveats: readonly Caveat[];
}

export type { PathwayRatios };

/** Answers a pathway's question from one release. Throws a Problem for a word that the release does not know. */
export async function askPathway(
  question: PathwayQuestion,
  given: {
    readonly reader: ReleaseReader;
    readonly release: ReleaseFacts;
    readonly vocabulary: Vocabulary;
    readonly periodLists: PeriodLists;
  },
): Promise<PathwayAnswer> {
  const { reader, release, vocabulary, periodLists } = given;
  const pathway = pathwayOf(vocabulary, question.pathway);
  const counts = new Set(pathway.stages.flatMap(({ count, from }) => [count, from]));
  const measures = vocabulary.measures.filter(
    ({ numeratorCount, denominatorCount }) =>
      (numeratorCount !== null && counts.has(numeratorCount)) ||
      (denominatorCount !== null && counts.has(denominatorCount)),
  );
  const period = periodOf(
    question,
    measures.flatMap(({ id }) => periodLists.get(id) ?? []),
  );
  const breakdown = {
    sex: question.sex ?? 'all',
    ageBand: ageBandOf(question.ageBand ?? 'all'),
    category: categoryOf(question.category ?? 'all'),
  } as const;
  const choice = choiceOf(question, { pathway, vocabulary, periodLists, period: period.id });
  const [cells, populationCells] = await Promise.all([
    Promise.all(
      measures
        .filter(({ id }) => periodLists.get(id)?.includes(period.id) === true)
        .map(
          async (measure): Promise<MeasureCells> => ({
            measure,
            cells: await reader.cells(release.number, {
              measure: measure.id,
              period: period.id,
              ...breakdown,
            }),
          }),
        ),
    ),
    choice?.period == null
      ? []
      : reader.cells(release.number, {
          measure: choice.population.id,
          period: choice.period,
          sex: breakdown.sex,
          ageBand: 'all',
          category: 'all',
        }),
  ]);
  const body = comparePathway({
    vocabulary,
    pathway,
    period: period.id,
    readBy: classificationsRead(release.manifest, { domain: pathway.domain, periods: [period.id] }),
    measures: cells,
    choice,
    populationCells,
    areas: listOf(question.areas, { most: MOST_AREAS, what: 'areas', find: (id) => areaOf(vocabulary, id) }),
    groups: listOf(question.groups, {
      most: MOST_GROUPS,
      what: 'groups',
      find: (id) => groupOf(vocabulary, id),
    }),
    ...breakdown,
    intervals: question.intervals ?? 'EXACT',
    confidence: confidenceOf(question.confidence ?? 0.95),
  });
  return {
    ...body,
    release,
    pathway,
    period,
    rows: body.rows.map((row) => ({
      ...row,
      steps: row.steps.map((step) => ({
        ...step,
        against: (request: ReferenceRequest) => step.against(understandReference(vocabulary, request)),
      })),
    })),
  };
}

function pathwayOf({ pathways }: Vocabulary, id: string): Pathway {
  const found = pathways.find((pathway) => pathway.id === id.toLowerCase());
  if (found !== undefined) return found;
  const known = pathways.map((pathway) => pathway.id).join(', ');
  throw new Problem('unknown-pathway', `There is no pathway ${quoted(id)}. There are: ${known}.`);
}

function periodOf({ pathway, period = 'latest' }: PathwayQuestion, available: readonly string[]): Period {
  const latest = [...new Set(available)].toSorted(comparePeriods).at(-1);
  if (latest === undefined) {
    throw new Problem('unknown-pathway', `This release has no figures of any stage of ${quoted(pathway)}.`);
  }
  const id = period === 'latest' ? latest : period;
  const found = parsePeriod(id);
  if (found === undefined || !available.includes(id)) {
    throw new Problem('unknown-period', `No stage of ${pathway} has a period ${quoted(id)} in this release.`);
  }
  return found;
}

function choiceOf(
  { population: asked = null }: PathwayQuestion,
  given: {
    readonly pathway: Pathway;
    readonly vocabulary: Vocabulary;
    readonly periodLists: PeriodLists;
    readonly period: string;
  },
) {
  const { pathway, vocabulary, periodLists, period } = given;
  const id = asked ?? pathway.population;
  if (id === null) return null;
  const population = vocabulary.population.get(id);
  const available = periodLists.get(id) ?? [];
  if (asked !== null && (population === undefined || available.length === 0)) {
    throw new Problem('unknown-population', `This release has no population ${quoted(id)}.`);
  }
  if (population === undefined) return null;
  return {
    population,
    period: populationPeriodFor(period, available) ?? null,
    proxy: asked !== null && asked !== pathway.population,
    asked: asked !== null,
  };
}
