import { type Caveat, unique } from '../comparison/caveats.ts';
import { type TrendBody, trendOf } from '../comparison/trend.ts';
import { Problem } from '../problem.ts';
import type { ReleaseFacts } from '../release/read.ts';
import type { Measure } from '../vocabulary/measure.ts';
import type { Period } from '../vocabulary/period.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import type { ComparisonAnswer, ComparisonRow, MeasurePeriod } from './answer-shape.ts';
import type { ComparisonQuestion } from './question.ts';

/** What somebody asks of several periods. All of the kind of the last where neither end is named. */
export interface TrendQuestion extends Omit<ComparisonQuestion, 'period'> {
  readonly from?: string | null;
  readonly to?: string | null;
  /** How many periods at most, ending with `to`. */
  readonly last?: number;
}

/** One question's answers over time; the facts of the whole are those of the last period. */
export interface TrendAnswer extends Pick<TrendBody<ComparisonRow>, 'points' | 'series'> {
  readonly release: ReleaseFacts;
  readonly measure: Measure;
  readonly latest: ComparisonAnswer;
  readonly caveats: readonly Caveat[];
}

/** No trend has more points than this: ten years of quarters. */
export const MOST_POINTS = 40;

/** Series times points. The default question of 34 areas, 19 groups and 12 periods has about 8,000. */
const MOST_ROWS = 20_000;

/** The periods of a question: of the same kind as the last, oldest first. */
function periodsAsked(
  { measure, from, to, last: pointsAsked = MOST_POINTS }: TrendQuestion,
  all: readonly Period[],
  pool: number,
): readonly Period[] {
  if (!Number.isInteger(pointsAsked) || pointsAsked < 1 || pointsAsked > MOST_POINTS) {
    throw new Problem('bad-request', `last is a whole number from 1 to ${MOST_POINTS}.`);
  }
  const indexOf = (id: string): number => {
    const index = all.findIndex((period) => period.id === id);
    if (index < 0)
      throw new Problem('unknown-period', `${measure} has no period '${id.slice(0, 40)}' in this release.`);
    return index;
  };
  const named = (id: string | null | undefined): boolean =>
    id !== null && id !== undefined && id !== 'latest';
  const last = named(to) ? all[indexOf(to ?? '')] : all.at(-1);
  if (last === undefined) throw new Problem('unknown-measure', `This release has no figures of ${measure}.`);
  const same = all.filter(({ kind, end }) => kind === last.kind && end <= last.end);
  const first = named(from) ? all[indexOf(from ?? '')] : same[0];
  // A pooled point needs the periods before it: the first ones have too few.
  const list = same.filter(({ end }, index) => end >= (first?.end ?? '') && index >= pool - 1);
  if (list.length === 0) throw new Problem('unknown-period', 'from lies after to, or pool leaves no period.');
  return list.slice(-pointsAsked);
}

/** Asks one question of several periods, with the groups that the last of them is published by. */
export async function askTrend(
  question: TrendQuestion,
  given: {
    readonly release: ReleaseFacts;
    readonly vocabulary: Vocabulary;
    readonly periods: readonly MeasurePeriod[];
    readonly comparison: (question: ComparisonQuestion) => Promise<ComparisonAnswer>;
  },
): Promise<TrendAnswer> {
  const { release, vocabulary, comparison } = given;
  const { from: _, to: __, last: ___, ...rest } = question;
  const asked = { ...rest, release: release.version };
  const periods = periodsAsked(
    question,
    given.periods.map(({ period }) => period),
    question.pool ?? 1,
  );
  const newest = periods.at(-1);
  if (newest === undefined) throw new Problem('unknown-period', 'There is no such period.');
  const latest = await comparison({ ...asked, period: newest.id });
  if (latest.rows.length * periods.length > MOST_ROWS) {
    throw new Problem(
      'query-too-large',
      `${latest.rows.length} series of ${periods.length} points are more than ${MOST_ROWS} points: name areas, groups or \`last\`.`,
    );
  }
  const groups = asked.groups ?? [...new Set(latest.rows.map(({ group }) => group.id))];
  const answers: { period: Period; body: ComparisonAnswer; rows: readonly ComparisonRow[] }[] = [];
  for (const period of periods) {
    const body = period.id === newest.id ? latest : await comparison({ ...asked, groups, period: period.id });
    answers.push({ period, body, rows: body.rows });
  }
  const { confidence = 0.95, intervals = 'EXACT', pool = 1 } = question;
  const made = trendOf(answers, { vocabulary, confidence, intervals, pooled: pool > 1 });
  return {
    release,
    measure: latest.measure,
    latest,
    points: made.points,
    series: made.series,
    caveats: unique([...latest.caveats, ...made.caveats]),
  };
}
