import {
  DEFAULT_REFERENCE_GROUP,
  TREND_REASONS,
  type TrendPoint,
  type TrendResult,
  type TrendSeries,
} from '../flow/answer.ts';
import type { ComparisonRow, TrendAnswer } from '../flow/enquire.ts';
import { AreaType } from './area.ts';
import { builder, enumValues, RELEASE_ARGUMENT } from './builder.ts';
import { CaveatType } from './caveat.ts';
import { BreakType, ChangeType } from './change.ts';
import { IntervalMethodEnum, SexEnum } from './comparison.ts';
import { CoverageType } from './coverage.ts';
import { DisproportionalityType } from './disproportionality.ts';
import { EthnicGroupType } from './ethnic-group.ts';
import { MeasureType } from './measure.ts';
import { CountType, EstimateType, names } from './number.ts';
import { PeriodType } from './period.ts';
import { PopulationUseType } from './population.ts';
import { ReferenceInputType } from './reference.ts';
import { ReleaseType } from './release.ts';
import { SourceType } from './source.ts';

const TrendReasonEnum = builder.enumType('TrendReason', {
  description: 'Why a series was not tested for a trend.',
  values: enumValues(names(TREND_REASONS), TREND_REASONS),
});

const DirectionEnum = builder.enumType('Direction', {
  description: 'Which way a tested series goes.',
  values: enumValues(['rising', 'falling', 'none'], {
    rising: 'It rises: p is below 0.05.',
    falling: 'It falls: p is below 0.05.',
    none: 'Neither can be told.',
  }),
});

const TrendTestType = builder.objectRef<TrendResult>('TrendTest').implement({
  description: 'The χ² test for trend, where it is valid; else why it is not.',
  fields: (t) => ({
    tested: t.exposeBoolean('tested', { description: 'Whether it was tested.' }),
    reason: t.expose('reason', { type: TrendReasonEnum, nullable: true, description: 'Why it was not.' }),
    periods: t.field({
      type: [PeriodType],
      description: 'The points tested: the same part of each year, since the last break.',
      resolve: ({ periods }) => periods,
    }),
    chiSquared: t.exposeFloat('chiSquared', {
      nullable: true,
      description: 'χ² with one degree of freedom.',
    }),
    p: t.exposeFloat('p', {
      nullable: true,
      description: 'How likely a slope as steep would be if there were no trend.',
    }),
    slope: t.exposeFloat('slope', {
      nullable: true,
      description: "How much the rate changes in a year, in the measure's unit.",
    }),
    direction: t.expose('direction', {
      type: DirectionEnum,
      nullable: true,
      description: 'Which way it goes.',
    }),
  }),
});

const TrendPointType = builder.objectRef<TrendPoint<ComparisonRow>>('TrendPoint').implement({
  description: 'One area and group in one period.',
  fields: (t) => ({
    period: t.field({ type: PeriodType, description: 'The period.', resolve: ({ period }) => period }),
    numerator: t.field({ type: CountType, description: 'The events.', resolve: ({ row }) => row.numerator }),
    denominator: t.field({
      type: CountType,
      description: 'The base they are divided by.',
      resolve: ({ row }) => row.denominator,
    }),
    rate: t.field({
      type: EstimateType,
      description: "Events over base in the measure's unit.",
      resolve: ({ row }) => row.rate,
    }),
    share: t.field({
      type: EstimateType,
      description: "The group's part of the area's events, in per cent.",
      resolve: ({ row }) => row.share,
    }),
    breaks: t.field({
      type: [BreakType],
      description: 'Why it does not compare with the point before it.',
      resolve: ({ breaks }) => breaks,
    }),
    sinceYearBefore: t.field({
      type: ChangeType,
      nullable: true,
      description:
        'Against the same part of the year before (a quarter with the same quarter); null where there is none.',
      resolve: ({ sinceYearBefore }) => sinceYearBefore,
    }),
    against: t.field({
      type: DisproportionalityType,
      description: 'The group against a reference in the same period.',
      args: {
        reference: t.arg({
          type: ReferenceInputType,
          required: true,
          defaultValue: { kind: 'GROUP', group: DEFAULT_REFERENCE_GROUP },
          description: 'Whom to compare with.',
        }),
      },
      resolve: ({ row }, { reference: { kind, group, area } }) =>
        row.against({ kind, group: group ?? null, area: area ?? null }),
    }),
    caveats: t.field({
      type: [CaveatType],
      description: 'What the reader must know of this point.',
      resolve: ({ row }) => row.caveats,
    }),
  }),
});

const TrendSeriesType = builder.objectRef<TrendSeries<ComparisonRow>>('TrendSeries').implement({
  description: 'One ethnic group in one area over time.',
  fields: (t) => ({
    area: t.field({ type: AreaType, description: 'The area.', resolve: ({ area }) => area }),
    group: t.field({ type: EthnicGroupType, description: 'The group.', resolve: ({ group }) => group }),
    points: t.field({
      type: [TrendPointType],
      description: 'Oldest first; a number that is not released is null with its status.',
      resolve: ({ points }) => points,
    }),
    test: t.field({
      type: TrendTestType,
      description: 'Whether it rises or falls, where that can be tested.',
      resolve: ({ test }) => test(),
    }),
    change: t.field({
      type: ChangeType,
      nullable: true,
      description: 'The change between two points; null where one of them is not in the series.',
      args: {
        from: t.arg.id({ description: 'The earlier period; the first where it is left out.' }),
        to: t.arg.id({ description: 'The later period; the last where it is left out.' }),
      },
      resolve: ({ change }, { from, to }) => change(from ?? null, to ?? null),
    }),
  }),
});

const TrendMomentType = builder.objectRef<TrendAnswer['points'][number]>('TrendMoment').implement({
  description: 'A period of a trend, and what breaks the series there.',
  fields: (t) => ({
    period: t.field({ type: PeriodType, description: 'The period.', resolve: ({ period }) => period }),
    breaks: t.field({
      type: [BreakType],
      description: 'Why it does not compare with the period before it.',
      resolve: ({ breaks }) => breaks,
    }),
  }),
});

const TrendType = builder.objectRef<TrendAnswer>('Trend').implement({
  description: 'One measure over time, with its breaks.',
  fields: (t) => ({
    release: t.field({
      type: ReleaseType,
      description: 'The release it was made from.',
      resolve: ({ release }) => release,
    }),
    measure: t.field({ type: MeasureType, description: 'The measure.', resolve: ({ measure }) => measure }),
    points: t.field({
      type: [TrendMomentType],
      description: 'The periods, oldest first.',
      resolve: ({ points }) => points,
    }),
    series: t.field({
      type: [TrendSeriesType],
      description: 'Area by area and group by group; their order never depends on a value.',
      resolve: ({ series }) => series,
    }),
    population: t.field({
      type: PopulationUseType,
      nullable: true,
      description: 'The population of the last period.',
      resolve: ({ latest }) => latest.population,
    }),
    coverage: t.field({
      type: CoverageType,
      description: 'Which authorities the total of the last period is made of.',
      resolve: ({ latest }) => latest.coverage,
    }),
    sources: t.field({
      type: [SourceType],
      description: 'Where the figures of the last period come from.',
      resolve: ({ latest }) => latest.sources,
    }),
    caveats: t.field({
      type: [CaveatType],
      description: 'What the reader must know of the whole answer.',
      resolve: ({ caveats }) => caveats,
    }),
  }),
});

builder.queryField('trend', (t) =>
  t.field({
    type: TrendType,
    description: 'One measure over time.',
    args: {
      measure: t.arg.id({ required: true, description: 'The measure.' }),
      from: t.arg.id({ description: 'The first period; the earliest of its kind where it is left out.' }),
      to: t.arg.id({ defaultValue: 'latest', description: 'The last period, or `latest`.' }),
      last: t.arg.int({
        defaultValue: 12,
        description: 'How many periods at most, ending with `to`; up to 40.',
      }),
      areas: t.arg.idList({
        description: 'The areas, at most 60; the 33 authorities and London where left out.',
      }),
      groups: t.arg.idList({
        description: 'The groups, at most 200; the finest published in the last period where left out.',
      }),
      sex: t.arg({ type: SexEnum, defaultValue: 'all', description: 'Only this sex.' }),
      ageBand: t.arg.id({ description: 'Only this age band; everybody where left out.' }),
      category: t.arg.id({ description: 'Only this category, such as `grade:senior-manager`.' }),
      population: t.arg.id({ description: "Another population than the measure's own." }),
      pool: t.arg.int({
        defaultValue: 1,
        description: 'How many periods each point adds together; rolling points are not tested for a trend.',
      }),
      intervals: t.arg({
        type: IntervalMethodEnum,
        defaultValue: 'EXACT',
        description: 'Which intervals ratios get.',
      }),
      confidence: t.arg.float({
        defaultValue: 0.95,
        description: 'How sure the intervals are to be, from 0.5 to 0.999.',
      }),
      release: t.arg.string(RELEASE_ARGUMENT),
    },
    resolve: (_, args, { enquire }) =>
      enquire.trend({
        measure: args.measure,
        from: args.from ?? null,
        to: args.to ?? 'latest',
        last: args.last ?? 12,
        areas: args.areas ?? null,
        groups: args.groups ?? null,
        sex: args.sex ?? 'all',
        ageBand: args.ageBand ?? null,
        category: args.category ?? null,
        population: args.population ?? null,
        pool: args.pool ?? 1,
        intervals: args.intervals ?? 'EXACT',
        confidence: args.confidence ?? 0.95,
        release: args.release ?? 'latest',
      }),
  }),
);
