import { EQUITY, type EquityCondition, TARGET_STANDINGS, type TargetPoint } from '../flow/answer.ts';
import type { TargetAnswer } from '../flow/follow.ts';
import { AreaType } from './area.ts';
import { builder, enumValues, RELEASE_ARGUMENT } from './builder.ts';
import { CaveatType } from './caveat.ts';
import { BreakType } from './change.ts';
import { EthnicGroupType } from './ethnic-group.ts';
import { MeasureType } from './measure.ts';
import { EstimateType, names } from './number.ts';
import { PeriodType } from './period.ts';
import { ReferenceType } from './reference.ts';
import { ReleaseType } from './release.ts';

const TargetStandingEnum = builder.enumType('TargetStanding', {
  description: 'Where a target stands.',
  values: enumValues(names(TARGET_STANDINGS), TARGET_STANDINGS),
});

const EquityEnum = builder.enumType('Equity', {
  description: 'Whether a gap closed fairly.',
  values: enumValues(names(EQUITY), EQUITY),
});

const AIMS = [
  'percentage-reduction',
  'within-margin',
  'closer-to-others',
  'parity',
  'previous-best',
] as const;
const AimEnum = builder.enumType('Aim', {
  description: 'What a target aims at.',
  values: enumValues(AIMS, {
    'percentage-reduction': 'A reduction by so many per cent, in one step or several.',
    'within-margin': 'A share within a margin of the population share.',
    'closer-to-others': 'A gap to the reference that is smaller than at the baseline.',
    parity: "The reference's rate, or a benchmark.",
    'previous-best': 'The best figure of the group up to the baseline.',
  }),
});

const EquityConditionType = builder.objectRef<EquityCondition>('EquityCondition').implement({
  description: 'Whether the gap between a group and its reference closed because the group does better.',
  fields: (t) => ({
    condition: t.expose('condition', { type: EquityEnum, description: 'Whether it holds.' }),
    reference: t.field({
      type: ReferenceType,
      description: 'Whom the group is held against.',
      resolve: ({ reference }) => reference,
    }),
    gapBefore: t.field({
      type: EstimateType,
      description: "At the baseline: the group's rate less the reference's.",
      resolve: ({ gapBefore }) => gapBefore,
    }),
    gapNow: t.field({
      type: EstimateType,
      description: 'The same now.',
      resolve: ({ gapNow }) => gapNow,
    }),
    ratioBefore: t.field({
      type: EstimateType,
      description: "At the baseline: the group's rate over the reference's.",
      resolve: ({ ratioBefore }) => ratioBefore,
    }),
    ratioNow: t.field({
      type: EstimateType,
      description: 'The same now.',
      resolve: ({ ratioNow }) => ratioNow,
    }),
    closedPercent: t.exposeFloat('closedPercent', {
      nullable: true,
      description: 'How much of the gap has closed, in per cent; below zero where it has grown.',
    }),
    groupImproved: t.exposeBoolean('groupImproved', {
      nullable: true,
      description: 'Whether the group does better than at the baseline.',
    }),
    levelledDown: t.exposeBoolean('levelledDown', {
      nullable: true,
      description: 'Whether the gap closed while the reference did worse.',
    }),
  }),
});

const TargetPointType = builder.objectRef<TargetPoint>('TargetPoint').implement({
  description: 'A point of what a target is about.',
  fields: (t) => ({
    period: t.field({ type: PeriodType, description: 'The period.', resolve: ({ period }) => period }),
    figure: t.field({
      type: EstimateType,
      description: 'What was released.',
      resolve: ({ figure }) => figure,
    }),
    expected: t.exposeFloat('expected', {
      nullable: true,
      description: 'Where the figure should be by then; null where the baseline is not released.',
    }),
    breaks: t.field({
      type: [BreakType],
      description: 'Why it does not compare with the point before it.',
      resolve: ({ breaks }) => breaks,
    }),
  }),
});

const TargetProgressType = builder.objectRef<TargetAnswer['progress'][number]>('TargetProgress').implement({
  description: 'Where a target stands for one category, out of released figures alone.',
  fields: (t) => ({
    category: t.exposeString('category', { description: 'Such as `grade:senior-manager`, or `all`.' }),
    baseline: t.field({
      type: EstimateType,
      description: 'The figure at the baseline.',
      resolve: ({ baseline }) => baseline,
    }),
    goal: t.exposeFloat('goal', {
      nullable: true,
      description:
        'What is to be reached; null where only a smaller gap is asked for, or without a baseline.',
    }),
    trajectory: t.field({
      type: [TargetPointType],
      description: 'From the baseline on, oldest first.',
      resolve: ({ trajectory }) => trajectory,
    }),
    judged: t.field({
      type: TargetPointType,
      nullable: true,
      description: 'The point it is judged by: the first when it is due or later, else the last.',
      resolve: ({ judged }) => judged,
    }),
    standing: t.expose('standing', { type: TargetStandingEnum, description: 'Where it stands.' }),
    insidePoints: t.exposeBoolean('insidePoints', {
      nullable: true,
      description: 'Of a margin: whether the share is inside it in percentage points.',
    }),
    insideRelative: t.exposeBoolean('insideRelative', {
      nullable: true,
      description: 'Of a margin: whether the share is inside it relative to the population share.',
    }),
    equity: t.field({
      type: EquityConditionType,
      nullable: true,
      description: 'Whether the gap closed fairly; null where there are not two points.',
      resolve: ({ equity }) => equity,
    }),
    earlierMissing: t.exposeInt('earlierMissing', {
      description: 'Of a previous best: how many earlier figures are not released, and so not compared.',
    }),
    caveats: t.field({
      type: [CaveatType],
      description: 'What the reader must know.',
      resolve: ({ caveats }) => caveats,
    }),
  }),
});

const TargetType = builder.objectRef<TargetAnswer>('Target').implement({
  description: 'What an authority, or London, has set itself, and where it stands.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its id.' }),
    version: t.exposeInt('version', { description: 'How often it has been written; every version stays.' }),
    title: t.string({ description: 'What to call it.', resolve: ({ body }) => body.title }),
    aim: t.field({ type: AimEnum, description: 'What it aims at.', resolve: ({ body }) => body.aim.kind }),
    measure: t.field({ type: MeasureType, description: 'The measure.', resolve: ({ measure }) => measure }),
    area: t.field({ type: AreaType, description: 'The area.', resolve: ({ place }) => place }),
    group: t.field({ type: EthnicGroupType, description: 'The group.', resolve: ({ group }) => group }),
    unit: t.exposeString('unit', { description: 'What its figures are counted in.' }),
    baseline: t.id({ description: 'The period it starts from.', resolve: ({ body }) => body.baseline }),
    due: t.string({ description: 'The day it is due (ISO 8601).', resolve: ({ body }) => body.due }),
    ended: t.boolean({
      description: 'Whether it has been given up.',
      resolve: ({ body }) => body.status === 'ended',
    }),
    source: t.string({ description: 'Where it was decided.', resolve: ({ body }) => body.source.title }),
    sourceUrl: t.string({
      nullable: true,
      description: 'Where that can be read.',
      resolve: ({ body }) => body.source.url,
    }),
    note: t.string({
      nullable: true,
      description: 'What else must be known.',
      resolve: ({ body }) => body.note,
    }),
    declaredAt: t.string({
      description: 'When this version was declared.',
      resolve: ({ declaredAt }) => declaredAt.toISOString(),
    }),
    release: t.field({
      type: ReleaseType,
      description: 'The release it is answered from.',
      resolve: ({ release }) => release,
    }),
    progress: t.field({
      type: [TargetProgressType],
      description: 'Where it stands, category by category.',
      resolve: ({ progress }) => progress,
    }),
  }),
});

builder.queryField('targets', (t) =>
  t.field({
    type: [TargetType],
    description: 'Declared targets by id, and where they stand.',
    args: {
      id: t.arg.id({ description: 'Only this one.' }),
      area: t.arg.id({ description: 'Only of this area.' }),
      measure: t.arg.id({ description: 'Only of this measure.' }),
      group: t.arg.id({ description: 'Only of this group.' }),
      ended: t.arg.boolean({ defaultValue: false, description: 'Those given up as well.' }),
      first: t.arg.int({ defaultValue: 50, description: 'How many at most; up to 100.' }),
      after: t.arg.id({ description: 'The id of the last one had.' }),
      release: t.arg.string(RELEASE_ARGUMENT),
    },
    resolve: (_, args, { follow }) =>
      follow.targets({
        id: args.id ?? null,
        area: args.area ?? null,
        measure: args.measure ?? null,
        group: args.group ?? null,
        ended: args.ended ?? false,
        first: args.first ?? 50,
        after: args.after ?? null,
        release: args.release ?? 'latest',
      }),
  }),
);
