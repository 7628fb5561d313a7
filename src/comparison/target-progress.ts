import { insideMargin } from '../statistics/representation.ts';
import type { Measure } from '../vocabulary/measure.ts';
import type { Period } from '../vocabulary/period.ts';
import type { Target } from '../vocabulary/target.ts';
import type { Estimate } from './estimate.ts';
import { isObstacle, numbersOf } from './rate.ts';
import type { Break } from './series-break.ts';
import { type EquityCondition, equityOf, NO_ESTIMATE } from './target-equity.ts';
import { figureOf, type TargetRow, type Yardstick, yardstickOf } from './target-yardstick.ts';
import { partOfYear } from './trend-test.ts';
import { isSmall } from './verdict.ts';

export const TARGET_STANDINGS = {
  MET: 'It has been reached.',
  ON_TRACK: 'It stands where its trajectory should be, or better.',
  BEHIND: 'It stands worse than its trajectory should.',
  MISSED: 'It was due and has not been reached.',
  NOT_STARTED: 'Nothing after its baseline has been released.',
  NOT_YET_JUDGED: 'The day from which it is to be judged lies after the last figure.',
  TOO_SMALL: 'Too few events or people to say.',
  WITHHELD: 'A number that it needs is withheld.',
  NOT_AVAILABLE: 'Its baseline, or its figure now, is not released.',
} as const satisfies Record<string, string>;

export type TargetStanding = keyof typeof TARGET_STANDINGS;

export interface TargetPointInput {
  readonly period: Period;
  readonly row: TargetRow;
  readonly breaks: readonly Break[];
}

export interface TargetPoint {
  readonly period: Period;
  readonly figure: Estimate;
  /** Where the figure should be by now; null where the baseline is not released. */
  readonly expected: number | null;
  readonly breaks: readonly Break[];
}

/** Where one target stands, for one category. All of it is made from released counts. */
export interface TargetProgress {
  readonly category: string;
  readonly baseline: Estimate;
  readonly goal: number | null;
  /** From the baseline on, oldest first. */
  readonly trajectory: readonly TargetPoint[];
  /** The point it is judged by: the first when it is due or later, else the last. */
  readonly judged: TargetPoint | null;
  readonly standing: TargetStanding;
  /** By each reading of a margin; null for other aims, and where the share is not there. */
  readonly insidePoints: boolean | null;
  readonly insideRelative: boolean | null;
  readonly equity: EquityCondition | null;
  /** For a previous best: how many earlier figures are withheld or missing, and so not among those compared. */
  readonly earlierMissing: number;
}

export function progressOf(
  target: Target,
  category: string,
  given: { readonly measure: Measure; readonly series: readonly TargetPointInput[] },
): TargetProgress {
  const { measure } = given;
  const { aim, due } = target;
  const start = given.series.find(({ period }) => period.id === target.baseline);
  const sameTime = ({ period }: TargetPointInput): boolean =>
    start !== undefined && partOfYear(period) === partOfYear(start.period);
  const series = given.series.filter(sameTime);
  const from = start === undefined ? -1 : series.indexOf(start);
  const followed = from < 0 ? [] : series.slice(from);
  const figure = (point: TargetPointInput): Estimate => figureOf(aim, measure, point.row);
  const baseline = start === undefined ? NO_ESTIMATE : figure(start);
  const earlier = series.slice(0, from + 1).map(figure);
  const yardstick =
    baseline.value === null
      ? null
      : yardstickOf(aim, { measure, baseline: baseline.value, best: bestOf(earlier, measure) });
  const elapsedAt = ({ period }: TargetPointInput): number =>
    Math.min(
      1,
      daysBetween(start?.period.end ?? due, period.end) / daysBetween(start?.period.end ?? due, due),
    );
  const pointOf = (point: TargetPointInput): TargetPoint => ({
    period: point.period,
    figure: figure(point),
    expected: yardstick === null ? null : yardstick.expected(elapsedAt(point)),
    breaks: point === start ? [] : point.breaks,
  });
  const after = followed.slice(1);
  const now = after.find(({ period }) => period.end >= due) ?? after.at(-1);
  const margin = aim.kind === 'within-margin' && now !== undefined ? aim.margin : null;
  return {
    category,
    baseline,
    goal: yardstick?.goal ?? null,
    trajectory: followed.map(pointOf),
    judged: now === undefined ? null : pointOf(now),
    standing: standingOf(target, { measure, baseline, yardstick, start, now, figure, elapsedAt }),
    insidePoints: margin === null || now === undefined ? null : inside(now.row.representation.points, margin),
    insideRelative:
      margin === null || now === undefined
        ? null
        : inside(figureOf({ kind: 'within-margin', margin, reading: 'relative' }, measure, now.row), margin),
    equity: start === undefined || now === undefined ? null : equityOf({ aim, measure }, start.row, now.row),
    earlierMissing: aim.kind === 'previous-best' ? earlier.filter(({ value }) => value === null).length : 0,
  };
}

function standingOf(
  { aim, due, judgedFrom }: Target,
  given: {
    readonly measure: Measure;
    readonly baseline: Estimate;
    readonly yardstick: Yardstick | null;
    readonly start: TargetPointInput | undefined;
    readonly now: TargetPointInput | undefined;
    readonly figure: (point: TargetPointInput) => Estimate;
    readonly elapsedAt: (point: TargetPointInput) => number;
  },
): TargetStanding {
  const { measure, baseline, yardstick, start, now, figure, elapsedAt } = given;
  if (baseline.status === 'c') return 'WITHHELD';
  if (yardstick === null || start === undefined) return 'NOT_AVAILABLE';
  if (now === undefined) return 'NOT_STARTED';
  const { value, status } = figure(now);
  if (value === null) return status === 'c' ? 'WITHHELD' : 'NOT_AVAILABLE';
  if (judgedFrom !== null && now.period.end < judgedFrom) return 'NOT_YET_JUDGED';
  const isGap = aim.kind === 'closer-to-others' || (aim.kind === 'parity' && aim.benchmark === null);
  if ([start, now].some(({ row }) => isTooFew(row, { measure, isGap }))) return 'TOO_SMALL';
  if (yardstick.isMet(value)) return 'MET';
  if (now.period.end >= due) return 'MISSED';
  return yardstick.isOnTrack(value, elapsedAt(now)) ? 'ON_TRACK' : 'BEHIND';
}

/** Whether the group, or whom a gap is to, has too few for a word about it. Plain counts say how many there are. */
function isTooFew(
  { side, against }: TargetRow,
  { measure, isGap }: { readonly measure: Measure; readonly isGap: boolean },
): boolean {
  if (measure.kind === 'count') return false;
  const numbers = numbersOf(side, measure);
  return isObstacle(numbers) || isSmall(numbers, measure) || (isGap && against.verdict === 'TOO_SMALL');
}

function bestOf(figures: readonly Estimate[], { polarity }: Measure): number {
  const values = figures.flatMap(({ value }) => (value === null ? [] : [value]));
  return polarity === 'higher-is-better' ? Math.max(...values) : Math.min(...values);
}

function inside({ value }: Estimate, margin: number): boolean | null {
  return value === null ? null : insideMargin(value, margin);
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}
