import { type Caveat, unique } from '../comparison/caveats.ts';
import { progressOf, type TargetPointInput, type TargetProgress } from '../comparison/target-progress.ts';
import { unitOf } from '../comparison/target-yardstick.ts';
import type { DeclarationReader } from '../declaration/store.ts';
import { Problem } from '../problem.ts';
import type { ReleaseFacts, ReleaseReader } from '../release/read.ts';
import type { Area } from '../vocabulary/area.ts';
import type { EthnicGroup } from '../vocabulary/ethnic-group.ts';
import type { Measure } from '../vocabulary/measure.ts';
import { comparePeriods, parsePeriod } from '../vocabulary/period.ts';
import type { Declared, Programme, Target } from '../vocabulary/target.ts';
import { askEffect, type EffectAnswer, type EffectQuestion } from './effect.ts';
import type { Enquire, TrendAnswer } from './enquire.ts';
import { areaOf, groupOf, type ReferenceRequest } from './question.ts';

export type { EffectAnswer, EffectQuestion } from './effect.ts';

export interface TargetFilter {
  readonly id?: string | null | undefined;
  readonly area?: string | null | undefined;
  readonly measure?: string | null | undefined;
  readonly group?: string | null | undefined;
  /** Those given up as well. */
  readonly ended?: boolean;
  /** How many at most; the first ones after the target of the id `after`, by id. */
  readonly first?: number;
  readonly after?: string | null | undefined;
  readonly release?: string;
}

/** A declared target beside what the release says of it. */
export interface TargetAnswer extends Declared<Target> {
  readonly release: ReleaseFacts;
  readonly measure: Measure;
  readonly place: Area;
  readonly group: EthnicGroup;
  /** What its figures are counted in. */
  readonly unit: string;
  /** For each of its categories. */
  readonly progress: readonly (TargetProgress & { readonly caveats: readonly Caveat[] })[];
}

export interface ProgrammeFilter {
  readonly id?: string | null | undefined;
  readonly area?: string | null | undefined;
  readonly measure?: string | null | undefined;
  readonly ended?: boolean;
}

/** What has been declared, beside what is published. It reads releases and declarations and nothing else. */
export interface Follow {
  /** By id. Throws `bad-request` for a `first` out of its limits. */
  targets(filter: TargetFilter): Promise<readonly TargetAnswer[]>;
  /** Newest first. Throws `not-found`. */
  targetVersions(id: string): Promise<readonly Declared<Target>[]>;
  programmes(filter: ProgrammeFilter): Promise<readonly Declared<Programme>[]>;
  programmeVersions(id: string): Promise<readonly Declared<Programme>[]>;
  /** A programme against areas without it. Throws `not-found` for one that has not been declared. */
  effect(question: EffectQuestion): Promise<EffectAnswer>;
  /** Grows whenever something is declared or changed: a part of the name of every answer about declarations. */
  revision(): Promise<number>;
}

export const MOST_TARGETS = 100;

export interface FollowOptions {
  readonly enquire: Enquire;
  readonly reader: ReleaseReader;
  readonly declarations: DeclarationReader;
}

export function createFollow({ enquire, reader, declarations }: FollowOptions): Follow {
  /** Many measures ask for their programmes at once: one reading answers all that ask while it is under way. */
  let reading: Promise<readonly Declared<Programme>[]> | undefined;
  const allProgrammes = (): Promise<readonly Declared<Programme>[]> => {
    reading ??= declarations.programmes().finally(() => {
      reading = undefined;
    });
    return reading;
  };

  async function answer(
    declared: Declared<Target>,
    release: ReleaseFacts,
  ): Promise<TargetAnswer | undefined> {
    const vocabulary = await reader.vocabulary(release.edition);
    const target = declared.body;
    const measure = vocabulary.measure.get(target.measure);
    // The release may be older than the words.
    if (measure === undefined) return undefined;
    const progress: TargetAnswer['progress'][number][] = [];
    const periods = (await reader.periods(release.number)).get(measure.id) ?? [];
    const kind = parsePeriod(target.baseline)?.kind;
    const to = periods.toSorted(comparePeriods).findLast((id) => parsePeriod(id)?.kind === kind);
    for (const category of target.categories) {
      const trend = to === undefined ? undefined : await seriesOf(target, { category, to, release });
      const series = pointsOf(target, trend);
      const made = progressOf(target, category, { measure, series });
      progress.push({ ...made, caveats: caveatsOf(made, trend, series) });
    }
    const place = areaOf(vocabulary, target.area);
    const group = groupOf(vocabulary, target.group);
    return { ...declared, release, measure, place, group, unit: unitOf(target.aim, measure), progress };
  }

  function seriesOf(
    target: Target,
    { category, to, release }: { category: string; to: string; release: ReleaseFacts },
  ): Promise<TrendAnswer> {
    const { measure, area, group, sex, ageBand, population } = target;
    return enquire.trend({
      measure,
      areas: [area],
      groups: [group],
      sex,
      ageBand,
      category,
      population,
      to,
      release: release.version,
    });
  }

  return {
    async targets({
      id,
      area,
      measure,
      group,
      ended = false,
      first = 50,
      after,
      release: selector = 'latest',
    }) {
      if (!Number.isInteger(first) || first < 1 || first > MOST_TARGETS) {
        throw new Problem('bad-request', `first is a whole number from 1 to ${MOST_TARGETS}.`);
      }
      const release = await enquire.standing(selector);
      const all = await declarations.targets();
      const asked = all.filter(
        ({ id: own, body }) =>
          (id ?? own) === own &&
          (area ?? body.area) === body.area &&
          (measure ?? body.measure) === body.measure &&
          (group ?? body.group) === body.group &&
          (ended || body.status === 'standing') &&
          own > (after ?? ''),
      );
      const answers: TargetAnswer[] = [];
      for (const each of asked.toSorted(byId).slice(0, first)) {
        const made = await answer(each, release);
        if (made !== undefined) answers.push(made);
      }
      return answers;
    },
    targetVersions: async (id) => some(await declarations.targetVersions(id), 'target'),
    async programmes({ id, area, measure, ended = false }) {
      const all = (await allProgrammes()).filter(
        ({ id: own, body }) =>
          (id ?? own) === own &&
          (area === undefined || area === null || body.areas.includes(area)) &&
          (measure === undefined || measure === null || body.measures.includes(measure)) &&
          (ended || body.status === 'standing'),
      );
      return all.toSorted(byId);
    },
    programmeVersions: async (id) => some(await declarations.programmeVersions(id), 'programme'),
    async effect(question) {
      const release = await enquire.standing(question.release ?? 'latest');
      const [programme] = await declarations.programmeVersions(question.programme);
      if (programme === undefined) throw new Problem('not-found', 'There is no programme of this id.');
      const vocabulary = await reader.vocabulary(release.edition);
      return askEffect(question, { release, vocabulary, programme, comparison: enquire.comparison });
    },
    revision: () => declarations.count(),
  };
}

/** The points of the one series asked for; all have the same kind as the last of the measure. */
function pointsOf(target: Target, trend: TrendAnswer | undefined): readonly TargetPointInput[] {
  const reference = requestOf(target);
  return (trend?.series[0]?.points ?? []).map(({ period, row, breaks }) => ({
    period,
    breaks,
    row: {
      numerator: row.numerator,
      side: row.side,
      rate: row.rate,
      representation: row.representation,
      against: row.against(reference),
    },
  }));
}

function requestOf({ reference: { kind, group, area } }: Target): ReferenceRequest {
  const kinds = {
    'all-others': 'ALL_OTHERS',
    group: 'GROUP',
    'london-others': 'LONDON_OTHERS',
    'same-group-in-area': 'SAME_GROUP_IN_AREA',
  } as const;
  return { kind: kinds[kind], group, area };
}

function caveatsOf(
  { judged, equity }: TargetProgress,
  trend: TrendAnswer | undefined,
  series: readonly TargetPointInput[],
): readonly Caveat[] {
  if (trend === undefined || judged === null) return [];
  const now = series.find(({ period }) => period.id === judged.period.id);
  return unique([...trend.caveats, ...(equity === null || now === undefined ? [] : now.row.against.caveats)]);
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}

function some<T>(versions: readonly T[], what: string): readonly T[] {
  if (versions.length === 0) throw new Problem('not-found', `There is no ${what} of this id.`);
  return versions;
}
