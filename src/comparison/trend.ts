import type { Area } from '../vocabulary/area.ts';
import type { EthnicGroup } from '../vocabulary/ethnic-group.ts';
import { labelInSentence, type Period } from '../vocabulary/period.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { type Caveat, caveat } from './caveats.ts';
import { type Change, changeBetween } from './change.ts';
import { lazily } from './estimate.ts';
import type { Intervals } from './gap.ts';
import type { ComparisonRow } from './row.ts';
import { type Break, breaksBetween, type Published } from './series-break.ts';
import { coverageKey } from './table.ts';
import { partOfYear, type SeriesPoint, type TrendResult, testTrend } from './trend-test.ts';

/** What a series needs of a row. */
type Placed = Pick<ComparisonRow, 'area' | 'group' | 'side'>;

/** One area and group at one time. */
export interface TrendPoint<Row extends Placed> {
  readonly period: Period;
  readonly row: Row;
  /** Why it does not compare with the point before it. */
  readonly breaks: readonly Break[];
  /** Against the same part of the year before; null where there is no such point. */
  readonly sinceYearBefore: SeriesChange | null;
}

export interface TrendSeries<Row extends Placed> {
  readonly area: Area;
  readonly group: EthnicGroup;
  readonly points: readonly TrendPoint<Row>[];
  readonly test: () => TrendResult;
  /** From the first point to the last, or between two that are named; null where one is not in the series. */
  readonly change: (from: string | null, to: string | null) => SeriesChange | null;
}

export interface SeriesChange {
  readonly from: Period;
  readonly to: Period;
  readonly change: Change;
  /** The breaks that lie between. */
  readonly breaks: readonly Break[];
}

export interface TrendBody<Row extends Placed> {
  readonly points: readonly { readonly period: Period; readonly breaks: readonly Break[] }[];
  readonly series: readonly TrendSeries<Row>[];
  readonly caveats: readonly Caveat[];
}

/** Answers of one question at several periods, oldest first, as series. Each answer has the same areas and groups. */
export function trendOf<Row extends Placed>(
  answers: readonly { readonly period: Period; readonly body: Published; readonly rows: readonly Row[] }[],
  how: {
    readonly vocabulary: Vocabulary;
    readonly confidence: number;
    readonly intervals: Intervals;
    readonly pooled: boolean;
  },
): TrendBody<Row> {
  const { vocabulary, confidence, intervals, pooled } = how;
  const last = answers.at(-1);
  if (last === undefined) throw new Error('A trend needs at least one period.');
  const { measure } = last.body;
  const breaks = answers.map((answer, index) => {
    const before = answers[index - 1];
    if (before === undefined) return [];
    return breaksBetween(vocabulary, before, answer);
  });

  function seriesAt(place: number): TrendSeries<Row> | undefined {
    const rows = answers.flatMap(({ period, rows }, index) => {
      const row = rows[place];
      return row === undefined ? [] : [{ period, row, breaks: breaks[index] ?? [] }];
    });
    const [first] = rows;
    if (first === undefined) return undefined;
    const change = (later: Row, earlier: Row): Change =>
      changeBetween({ later: later.side, earlier: earlier.side }, { measure, confidence, intervals });
    const between = (begin: number, end: number): SeriesChange | null => {
      const [earlier, later] = [rows[begin], rows[end]];
      if (earlier === undefined || later === undefined || begin >= end) return null;
      return {
        from: earlier.period,
        to: later.period,
        change: change(later.row, earlier.row),
        breaks: rows.slice(begin + 1, end + 1).flatMap((point) => point.breaks),
      };
    };
    const points = rows.map((point, index): TrendPoint<Row> => {
      const before = rows.findIndex(({ period }) => isYearBefore(period, point.period));
      return { ...point, sinceYearBefore: between(before, index) };
    });
    return {
      area: first.row.area,
      group: first.row.group,
      points,
      test: lazily(() =>
        testTrend(
          rows.map(
            ({ period, row, breaks }): SeriesPoint => ({ period, side: row.side, broken: breaks.length > 0 }),
          ),
          { measure, pooled },
        ),
      ),
      change(from, to) {
        const indexOf = (id: string): number => rows.findIndex(({ period }) => period.id === id);
        return between(from === null ? 0 : indexOf(from), to === null ? rows.length - 1 : indexOf(to));
      },
    };
  }

  const series = last.rows.map((_, place) => seriesAt(place)).filter((each) => each !== undefined);
  return {
    points: answers.map(({ period }, index) => ({ period, breaks: breaks[index] ?? [] })),
    series,
    caveats: [
      ...breaks.flatMap((list, index) =>
        list.map(({ text }) => caveat.seriesBreak(labelInSentence(answers[index]?.period.id ?? ''), text)),
      ),
      ...timeCaveats(
        answers.map(({ period }) => period),
        measure.domain,
      ),
      ...coverageCaveat(series),
    ],
  };
}

function timeCaveats(periods: readonly Period[], domain: string): readonly Caveat[] {
  const list: Caveat[] = [];
  if (
    domain === 'education' &&
    periods.some((period) => partOfYear(period) !== '' && period.kind !== 'snapshot')
  )
    list.push(caveat.seasonal());
  if (periods.some(({ kind }) => kind === 'snapshot')) list.push(caveat.samePeople());
  return list;
}

/** Totals that are not made of the same authorities throughout. */
function coverageCaveat(series: readonly TrendSeries<Placed>[]): readonly Caveat[] {
  const differs = series.some(
    ({ points }) => new Set(points.map(({ row }) => coverageKey(row.side.coverage))).size > 1,
  );
  return differs ? [caveat.coverageChanges()] : [];
}

/** Whether one period is the same part of the year before another. */
function isYearBefore(one: Period, other: Period): boolean {
  const yearOf = ({ end }: Period): number => Number(end.slice(0, 4));
  return (
    one.kind === other.kind && partOfYear(one) === partOfYear(other) && yearOf(other) - yearOf(one) === 1
  );
}
