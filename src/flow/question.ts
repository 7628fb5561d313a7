import type { PopulationChoice } from '../comparison/denominator.ts';
import type { Intervals } from '../comparison/gap.ts';
import type { CompareInput } from '../comparison/question.ts';
import {
  DEFAULT_REFERENCE_GROUP,
  type ReferenceKind,
  type ReferenceQuestion,
} from '../comparison/reference.ts';
import { Problem } from '../problem.ts';
import { type Area, LONDON } from '../vocabulary/area.ts';
import { RELATIVE_AREAS } from '../vocabulary/area-set.ts';
import { isAgeBand, parseCategory } from '../vocabulary/breakdown.ts';
import type { Sex } from '../vocabulary/cell.ts';
import type { EthnicGroup } from '../vocabulary/ethnic-group.ts';
import { agesLieWithin, type Measure } from '../vocabulary/measure.ts';
import { comparePeriods, type Period, parsePeriod } from '../vocabulary/period.ts';
import { type Population, populationPeriodFor } from '../vocabulary/population.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';

/** What somebody asks, in ids. What is left out takes its default. */
export interface ComparisonQuestion {
  readonly measure: string;
  /** `latest`: the measure's latest in the release. */
  readonly period?: string;
  readonly areas?: readonly string[] | null;
  readonly groups?: readonly string[] | null;
  readonly sex?: Sex;
  readonly ageBand?: string | null;
  readonly category?: string | null;
  readonly population?: string | null;
  /** How many periods to add together, ending with the one asked for. */
  readonly pool?: number;
  readonly intervals?: Intervals;
  readonly confidence?: number;
  readonly release?: string;
}

/** Whom to compare with, in ids. */
export interface ReferenceRequest {
  readonly kind: ReferenceKind;
  /** With GROUP; white-british where it is left out. */
  readonly group?: string | null;
  /** With SAME_GROUP_IN_AREA; London where it is left out. */
  readonly area?: string | null;
}

export const MOST_AREAS = 60;
export const MOST_GROUPS = 200;
const MOST_POOLED = 12;

/** Which periods each measure and population has in the release. */
export type PeriodLists = ReadonlyMap<string, readonly string[]>;

/** A question whose words are all known. */
export interface UnderstoodQuestion extends Omit<CompareInput, 'vocabulary' | 'periods' | 'readBy'> {
  /** Oldest first; one unless pooled. */
  readonly periods: readonly { readonly period: Period; readonly populationPeriod: string | null }[];
}

/** Looks every word of a question up in the release's vocabulary. Throws a Problem for one that is not there. */
export function understand(
  question: ComparisonQuestion,
  { vocabulary, periodLists }: { readonly vocabulary: Vocabulary; readonly periodLists: PeriodLists },
): UnderstoodQuestion {
  const measure = measureOf(vocabulary, question.measure);
  const breakdown = breakdownOf(question, measure);
  const periods = periodsOf(question, measure, periodLists);
  const last = periods.at(-1)?.id ?? '';
  const choice = populationOf(question, { vocabulary, measure, periodLists, period: last });
  const available = periodLists.get(choice?.population.id ?? '') ?? [];
  return {
    measure,
    periods: periods.map((period) => ({
      period,
      populationPeriod: populationPeriodFor(period.id, available) ?? null,
    })),
    areas: listOf(question.areas, { most: MOST_AREAS, what: 'areas', find: (id) => areaOf(vocabulary, id) }),
    groups: listOf(question.groups, {
      most: MOST_GROUPS,
      what: 'groups',
      find: (id) => groupOf(vocabulary, id),
    }),
    ...breakdown,
    choice,
    proxies: isWhole(breakdown) && choice?.asked !== true ? proxiesFor(measure, vocabulary, periodLists) : [],
    intervals: question.intervals ?? 'EXACT',
    confidence: confidenceOf(question.confidence ?? 0.95),
  };
}

/** Looks the words of a reference up. Throws a Problem for one that is not there, or that its kind does not take. */
export function understandReference(vocabulary: Vocabulary, request: ReferenceRequest): ReferenceQuestion {
  const { kind } = request;
  const group = request.group ?? null;
  const area = request.area ?? null;
  if (group !== null && kind !== 'GROUP') {
    throw new Problem('bad-request', `A reference of kind ${kind} takes no group.`);
  }
  if (area !== null && kind !== 'SAME_GROUP_IN_AREA') {
    throw new Problem('bad-request', `A reference of kind ${kind} takes no area.`);
  }
  if (kind === 'GROUP') return { kind, group: groupOf(vocabulary, group ?? DEFAULT_REFERENCE_GROUP) };
  if (kind === 'SAME_GROUP_IN_AREA') {
    const relative = RELATIVE_AREAS.find((word) => word === area);
    return { kind, area: relative ?? areaOf(vocabulary, area ?? LONDON) };
  }
  return { kind };
}

export function measureOf(vocabulary: Vocabulary, id: string): Measure {
  const measure = vocabulary.measure.get(id);
  if (measure !== undefined) return measure;
  if (vocabulary.population.has(id)) {
    throw new Problem(
      'unknown-measure',
      `${quoted(id)} is a population, which measures divide by or are compared with, and not a measure: give it as \`population\`. Its figures are in populations.csv.`,
    );
  }
  throw new Problem('unknown-measure', `There is no measure ${quoted(id)}.`);
}

export function areaOf(vocabulary: Vocabulary, id: string): Area {
  const area =
    vocabulary.area.get(id) ?? vocabulary.area.get(id.toUpperCase()) ?? vocabulary.areaSets.get(id)?.area;
  if (area === undefined) throw new Problem('unknown-area', `There is no area ${quoted(id)}.`);
  return area;
}

export function groupOf(vocabulary: Vocabulary, id: string): EthnicGroup {
  const group = vocabulary.group.get(id) ?? vocabulary.group.get(id.toLowerCase());
  if (group === undefined) {
    throw new Problem('unknown-ethnic-group', `There is no ethnic group ${quoted(id)}.`);
  }
  return group;
}

/** The period asked for, and as many of its kind before it as are to be pooled. */
function periodsOf(question: ComparisonQuestion, measure: Measure, lists: PeriodLists): readonly Period[] {
  const available = (lists.get(measure.id) ?? []).toSorted(comparePeriods);
  const latest = available.at(-1);
  if (latest === undefined) {
    throw new Problem('unknown-measure', `This release has no figures of ${measure.id}.`);
  }
  const asked = question.period ?? 'latest';
  const id = asked === 'latest' ? latest : asked;
  const period = parsePeriod(id);
  if (period === undefined || !available.includes(id)) {
    throw new Problem('unknown-period', `${measure.id} has no period ${quoted(id)} in this release.`);
  }
  const pool = question.pool ?? 1;
  if (!Number.isInteger(pool) || pool < 1 || pool > MOST_POOLED) {
    throw new Problem('bad-request', `pool is a whole number from 1 to ${MOST_POOLED}.`);
  }
  const same = available
    .map(parsePeriod)
    .filter((each) => each !== undefined && each.kind === period.kind && each.end <= period.end)
    .filter((each) => each !== undefined);
  if (same.length < pool) {
    throw new Problem(
      'unknown-period',
      `${measure.id} has ${same.length} periods of this kind up to ${id}: fewer than ${pool}.`,
    );
  }
  return same.slice(-pool);
}

function populationOf(
  question: ComparisonQuestion,
  context: {
    readonly vocabulary: Vocabulary;
    readonly measure: Measure;
    readonly periodLists: PeriodLists;
    readonly period: string;
  },
): PopulationChoice | null {
  const { vocabulary, measure, periodLists, period } = context;
  const asked = question.population ?? null;
  const id = asked ?? measure.population;
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
    proxy: asked !== null && asked !== measure.population,
    asked: asked !== null,
  };
}

export function listOf<T>(
  ids: readonly string[] | null | undefined,
  { most, what, find }: { most: number; what: string; find: (id: string) => T },
): readonly T[] | null {
  if (ids === null || ids === undefined) return null;
  if (ids.length > most) throw new Problem('query-too-large', `At most ${most} ${what} at once.`);
  return [...new Set(ids.map(find))];
}

interface AskedBreakdown {
  readonly sex: Sex;
  readonly ageBand: string;
  readonly category: string;
}

/** The breakdown asked for. Throws a Problem for one that the measure never takes. */
export function breakdownOf(
  question: Pick<ComparisonQuestion, 'sex' | 'ageBand' | 'category'>,
  measure: Measure,
): AskedBreakdown {
  const { sex = 'all' } = question;
  const ageBand = ageBandOf(question.ageBand ?? 'all');
  const category = categoryOf(question.category ?? 'all');
  if (sex !== 'all' && !measure.sexes) {
    throw new Problem('bad-request', `${measure.id} is not broken down by sex.`);
  }
  if (ageBand !== 'all' && !measure.ageBands) {
    throw new Problem('bad-request', `${measure.id} is not broken down by age: leave ageBand out.`);
  }
  const dimension = parseCategory(category)?.dimension;
  if (dimension !== undefined && !measure.dimensions.includes(dimension)) {
    const taken = measure.dimensions.length === 0 ? 'none' : measure.dimensions.join(', ');
    throw new Problem(
      'bad-request',
      `${measure.id} has no categories of the dimension ${quoted(dimension)}. It takes: ${taken}.`,
    );
  }
  return { sex, ageBand, category };
}

function isWhole({ sex, ageBand, category }: AskedBreakdown): boolean {
  return sex === 'all' && ageBand === 'all' && category === 'all';
}

/** The release's populations with ethnic detail whose ages lie within the measure's: they may stand in for its own. */
function proxiesFor(
  measure: Measure,
  { populations }: Vocabulary,
  periodLists: PeriodLists,
): readonly Population[] {
  return populations.filter(
    ({ id, ethnicDetail, ageRange }) =>
      id !== measure.population &&
      ethnicDetail !== 'none' &&
      (periodLists.get(id)?.length ?? 0) > 0 &&
      agesLieWithin(ageRange, measure.ageRange ?? ''),
  );
}

export function ageBandOf(text: string): string {
  if (isAgeBand(text)) return text;
  throw new Problem(
    'bad-request',
    `${quoted(text)} is not an age band: write 10-15, under-1 or 16-and-over.`,
  );
}

export function categoryOf(text: string): string {
  if (text === 'all' || parseCategory(text) !== undefined) return text;
  throw new Problem('bad-request', `${quoted(text)} is not a category: write dimension:code.`);
}

export function confidenceOf(confidence: number): number {
  if (confidence >= 0.5 && confidence <= 0.999) return confidence;
  throw new Problem('bad-request', 'confidence lies between 0.5 and 0.999: 0.95 for 95%.');
}

/** A caller's word, short enough to give back. */
export function quoted(text: string): string {
  return `'${text.slice(0, 60)}'`;
}
