import { insideMargin, USUAL_MARGIN } from '../flow/answer.ts';
import type { ComparisonAnswer, ComparisonRow } from '../flow/enquire.ts';
import { AreaType } from './area.ts';
import { builder, RELEASE_ARGUMENT } from './builder.ts';
import { CaveatType } from './caveat.ts';
import { SexEnum } from './comparison.ts';
import { MARGIN_ARGUMENT, UnknownEthnicityType } from './comparison-row.ts';
import { CoverageType } from './coverage.ts';
import { EthnicGroupType } from './ethnic-group.ts';
import { MeasureType } from './measure.ts';
import { EstimateType } from './number.ts';
import { PeriodType } from './period.ts';
import { PopulationUseType } from './population.ts';
import { ReleaseType } from './release.ts';
import { SourceType } from './source.ts';

const RowType = builder.objectRef<ComparisonRow>('RepresentationRow').implement({
  description: 'One ethnic group in one area: its part of the events beside its part of the people.',
  fields: (t) => ({
    area: t.expose('area', { type: AreaType, description: 'The area.' }),
    group: t.expose('group', { type: EthnicGroupType, description: 'The group.' }),
    share: t.expose('share', {
      type: EstimateType,
      description: "Its part of the area's events among known ethnicity, in per cent.",
    }),
    populationShare: t.expose('populationShare', {
      type: EstimateType,
      description: "Its part of the area's people among known ethnicity, in per cent.",
    }),
    index: t.field({
      type: EstimateType,
      description: 'Share over population share: 1 is as many as its numbers lead one to expect.',
      resolve: ({ representation }) => representation.index,
    }),
    points: t.field({
      type: EstimateType,
      description: 'Share less population share, in percentage points.',
      resolve: ({ representation }) => representation.points,
    }),
    insideMargin: t.boolean({
      nullable: true,
      description: 'Whether the gap in points lies inside a margin, its ends included; null without one.',
      args: { margin: t.arg.float(MARGIN_ARGUMENT) },
      resolve: ({ representation }, { margin }) =>
        insideMargin(representation.points, margin ?? USUAL_MARGIN),
    }),
    unknownEthnicity: t.expose('unknownEthnicity', {
      type: UnknownEthnicityType,
      description: 'How much of it is unknown, and what that leaves open.',
    }),
    caveats: t.expose('caveats', {
      type: [CaveatType],
      description: 'What the reader must know of this row.',
    }),
  }),
});

const AnswerType = builder.objectRef<ComparisonAnswer>('RepresentationAnswer').implement({
  description: 'Who is there, beside who could be.',
  fields: (t) => ({
    release: t.expose('release', {
      type: ReleaseType,
      description: 'The release it was made from.',
    }),
    measure: t.expose('measure', { type: MeasureType, description: 'The measure.' }),
    period: t.expose('period', { type: PeriodType, description: 'The period.' }),
    population: t.expose('population', {
      type: PopulationUseType,
      nullable: true,
      description: 'The people compared with; null where the measure brings its own.',
    }),
    rows: t.expose('rows', {
      type: [RowType],
      description: 'Area by area and group by group; their order never depends on a value.',
    }),
    coverage: t.expose('coverage', {
      type: CoverageType,
      description: 'Which authorities the total is made of.',
    }),
    sources: t.expose('sources', {
      type: [SourceType],
      description: 'Where the figures come from.',
    }),
    caveats: t.expose('caveats', {
      type: [CaveatType],
      description: 'What the reader must know of the whole answer.',
    }),
  }),
});

builder.queryField('representation', (t) =>
  t.field({
    type: AnswerType,
    description:
      'How far ethnic groups are represented: their part of the events beside their part of the people.',
    args: {
      measure: t.arg.id({ required: true, description: 'The measure: `wf-grade-share`, say.' }),
      period: t.arg.id({ defaultValue: 'latest', description: 'The period, or `latest`.' }),
      areas: t.arg.idList({
        description: 'The areas, at most 60; the 33 authorities and London where left out.',
      }),
      groups: t.arg.idList({ description: 'The groups, at most 200; the finest published where left out.' }),
      sex: t.arg({ type: SexEnum, defaultValue: 'all', description: 'Only this sex.' }),
      ageBand: t.arg.id({ description: 'Only this age band; everybody where left out.' }),
      category: t.arg.id({ description: 'Only this category, such as `grade:senior-manager`.' }),
      population: t.arg.id({
        description: "Whom to compare with, in place of the measure's own population.",
      }),
      pool: t.arg.int({ defaultValue: 1, description: 'How many periods to add together.' }),
      confidence: t.arg.float({ defaultValue: 0.95, description: 'How sure the intervals are to be.' }),
      release: t.arg.string(RELEASE_ARGUMENT),
    },
    resolve: (_, args, { enquire }) =>
      enquire.comparison({
        measure: args.measure,
        period: args.period ?? 'latest',
        areas: args.areas ?? null,
        groups: args.groups ?? null,
        sex: args.sex ?? 'all',
        ageBand: args.ageBand ?? null,
        category: args.category ?? null,
        population: args.population ?? null,
        pool: args.pool ?? 1,
        confidence: args.confidence ?? 0.95,
        release: args.release ?? 'latest',
      }),
  }),
);
