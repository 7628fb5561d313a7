import { DEFAULT_REFERENCE_GROUP, type PathwayRatios } from '../flow/answer.ts';
import type { PathwayAnswer } from '../flow/enquire.ts';
import { PATHWAY_DESIGNS, type Pathway, type PathwayStage, STAGE_RELATIONS } from '../vocabulary/pathway.ts';
import { AreaType } from './area.ts';
import { builder, enumValues, RELEASE_ARGUMENT } from './builder.ts';
import { CaveatType } from './caveat.ts';
import { IntervalMethodEnum, SexEnum } from './comparison.ts';
import { VerdictEnum } from './disproportionality.ts';
import { EthnicGroupType } from './ethnic-group.ts';
import { DomainEnum } from './measure.ts';
import { CountType, EstimateType } from './number.ts';
import { PeriodType } from './period.ts';
import { ReferenceInputType, ReferenceType } from './reference.ts';
import { ReleaseType } from './release.ts';
import { SourceType } from './source.ts';

type Row = PathwayAnswer['rows'][number];
type Step = Row['steps'][number];

const RelationEnum = builder.enumType('StageRelation', {
  description: 'How a stage lies to those before it.',
  values: enumValues(STAGE_RELATIONS, {
    first: 'Where the way begins.',
    nested: 'Counted out of the stage `from`, on the way: its ratio stands in the product.',
    branch: 'Counted out of `from`, off the way: its ratio stands in no product.',
    next: 'It follows, and is not counted out of any stage before it.',
  }),
});

const DesignEnum = builder.enumType('PathwayDesign', {
  description: 'Whether the same people are followed.',
  values: enumValues(PATHWAY_DESIGNS, {
    'cross-sectional': 'Counts of one period; not the same people.',
    cohort: 'The same people followed from stage to stage.',
  }),
});

const StageType = builder.objectRef<PathwayStage>('PathwayStage').implement({
  description: 'A stage of a pathway.',
  fields: (t) => ({
    id: t.id({ description: 'The count that it is, such as `arrests`.', resolve: ({ count }) => count }),
    title: t.exposeString('title', { description: 'What to call it.' }),
    relation: t.expose('relation', { type: RelationEnum, description: 'How it lies to those before it.' }),
    from: t.exposeID('from', { nullable: true, description: 'The count that it is counted out of.' }),
  }),
});

const PathwayFactsType = builder.objectRef<Pathway>('PathwayFacts').implement({
  description: 'A chain of decisions.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its id, such as `youth-justice`.' }),
    title: t.exposeString('title', { description: 'What to call it.' }),
    domain: t.expose('domain', { type: DomainEnum, description: 'Its domain.' }),
    design: t.expose('design', { type: DesignEnum, description: 'Whether the same people are followed.' }),
    population: t.exposeID('population', {
      nullable: true,
      description: 'The population that its stages can be divided by.',
    }),
    stages: t.field({ type: [StageType], description: 'In their order.', resolve: ({ stages }) => stages }),
  }),
});

const RatiosType = builder.objectRef<PathwayRatios>('PathwayRatios').implement({
  description: 'A group beside its reference at one stage.',
  fields: (t) => ({
    reference: t.field({
      type: ReferenceType,
      description: 'Whom the group was compared with.',
      resolve: ({ reference }) => reference,
    }),
    stageRatio: t.field({
      type: EstimateType,
      description: "What this decision adds: the share that reaches it, over the reference's.",
      resolve: ({ stageRatio }) => stageRatio(),
    }),
    cumulativeRatio: t.field({
      type: EstimateType,
      description: 'Where the nested stages up to this one have led, from the first of them.',
      resolve: ({ cumulativeRatio }) => cumulativeRatio(),
    }),
    product: t.field({
      type: EstimateType,
      description: 'The ratios of the nested stages multiplied: the cumulative ratio, by identity.',
      resolve: ({ product }) => product(),
    }),
    populationRatio: t.field({
      type: EstimateType,
      description: "The rate of the population, over the reference's.",
      resolve: ({ populationRatio }) => populationRatio(),
    }),
    verdict: t.field({
      type: VerdictEnum,
      description: 'What the interval of the stage ratio says; without one, that of the population ratio.',
      resolve: ({ verdict }) => verdict(),
    }),
    caveats: t.field({
      type: [CaveatType],
      description: 'What the reader must know of it.',
      resolve: ({ caveats }) => caveats(),
    }),
  }),
});

const StepType = builder.objectRef<Step>('PathwayStep').implement({
  description: 'One group in one area at one stage.',
  fields: (t) => ({
    stage: t.field({ type: StageType, description: 'The stage.', resolve: ({ stage }) => stage }),
    count: t.field({ type: CountType, description: 'How many reached it.', resolve: ({ count }) => count }),
    rate: t.field({
      type: EstimateType,
      description: 'Per cent of the stage that it is counted out of.',
      resolve: ({ rate }) => rate(),
    }),
    against: t.field({
      type: RatiosType,
      description: 'The group against a reference.',
      args: {
        reference: t.arg({
          type: ReferenceInputType,
          required: true,
          defaultValue: { kind: 'GROUP', group: DEFAULT_REFERENCE_GROUP },
          description: 'Whom to compare with.',
        }),
      },
      resolve: ({ against }, { reference: { kind, group, area } }) =>
        against({ kind, group: group ?? null, area: area ?? null }),
    }),
  }),
});

const RowType = builder.objectRef<Row>('PathwayRow').implement({
  description: 'One ethnic group in one area along the pathway.',
  fields: (t) => ({
    area: t.field({ type: AreaType, description: 'The area.', resolve: ({ area }) => area }),
    group: t.field({ type: EthnicGroupType, description: 'The group.', resolve: ({ group }) => group }),
    steps: t.field({
      type: [StepType],
      description: 'The stages that are published, in order.',
      resolve: ({ steps }) => steps,
    }),
  }),
});

const PathwayType = builder.objectRef<PathwayAnswer>('Pathway').implement({
  description: 'A chain of decisions, stage by stage.',
  fields: (t) => ({
    release: t.field({
      type: ReleaseType,
      description: 'The release it was made from.',
      resolve: ({ release }) => release,
    }),
    pathway: t.field({
      type: PathwayFactsType,
      description: 'The chain.',
      resolve: ({ pathway }) => pathway,
    }),
    period: t.field({ type: PeriodType, description: 'The period.', resolve: ({ period }) => period }),
    rows: t.field({
      type: [RowType],
      description: 'Area by area and group by group; their order never depends on a value.',
      resolve: ({ rows }) => rows,
    }),
    sources: t.field({
      type: [SourceType],
      description: 'Where the figures come from.',
      resolve: ({ sources }) => sources,
    }),
    caveats: t.field({
      type: [CaveatType],
      description: 'What the reader must know of the whole answer.',
      resolve: ({ caveats }) => caveats,
    }),
  }),
});

builder.queryFields((t) => ({
  pathway: t.field({
    type: PathwayType,
    description: 'A chain of decisions, stage by stage, for each group and area.',
    args: {
      pathway: t.arg.id({ required: true, description: 'Which: `youth-justice`, say.' }),
      period: t.arg.id({ defaultValue: 'latest', description: 'The period, or `latest` of any stage.' }),
      areas: t.arg.idList({
        description: 'The areas, at most 60; the 33 authorities and London where left out.',
      }),
      groups: t.arg.idList({
        description: 'The groups, at most 200; the finest published of the first stage where left out.',
      }),
      sex: t.arg({ type: SexEnum, defaultValue: 'all', description: 'Only this sex.' }),
      ageBand: t.arg.id({ description: 'Only this age band; everybody where left out.' }),
      category: t.arg.id({ description: 'Only this category, such as `grade:senior-manager`.' }),
      population: t.arg.id({ description: "Another population than the pathway's own." }),
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
      enquire.pathway({
        pathway: args.pathway,
        period: args.period ?? 'latest',
        areas: args.areas ?? null,
        groups: args.groups ?? null,
        sex: args.sex ?? 'all',
        ageBand: args.ageBand ?? null,
        category: args.category ?? null,
        population: args.population ?? null,
        intervals: args.intervals ?? 'EXACT',
        confidence: args.confidence ?? 0.95,
        release: args.release ?? 'latest',
      }),
  }),
  pathways: t.field({
    type: [PathwayFactsType],
    description: 'The pathways of a release’s vocabulary.',
    args: { release: t.arg.string(RELEASE_ARGUMENT) },
    resolve: (_, { release }, { enquire }) => enquire.pathways(release ?? 'latest'),
  }),
}));
