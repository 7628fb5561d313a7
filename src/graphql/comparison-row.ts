import {
  DEFAULT_REFERENCE_GROUP,
  FUNNEL_POSITIONS,
  type Funnel,
  insideMargin,
  type Rank,
  type Representation,
  type UnknownEthnicity,
  USUAL_MARGIN,
} from '../flow/answer.ts';
import type { ComparisonRow } from '../flow/enquire.ts';
import { AreaType } from './area.ts';
import { builder } from './builder.ts';
import { CaveatType } from './caveat.ts';
import { DisproportionalityType } from './disproportionality.ts';
import { EthnicGroupType } from './ethnic-group.ts';
import { CountType, EstimateType, names } from './number.ts';
import { ReferenceInputType } from './reference.ts';

export const RankType = builder.objectRef<Rank>('Rank').implement({
  description: 'Where an authority stands among those with a released rate for the same group.',
  fields: (t) => ({
    value: t.exposeInt('value', { description: '1 is the highest rate; equal rates have equal ranks.' }),
    of: t.exposeInt('of', { description: 'How many authorities are ranked.' }),
    quartile: t.exposeInt('quartile', {
      nullable: true,
      description: '1 to 4; 1 is the quarter with the highest rates.',
    }),
  }),
});

export const MARGIN_ARGUMENT = {
  defaultValue: USUAL_MARGIN,
  description: 'How many percentage points from the population share are near enough.',
} as const;

export const RepresentationType = builder.objectRef<Representation>('Representation').implement({
  description: "A group's share of the events beside its share of the people.",
  fields: (t) => ({
    index: t.expose('index', {
      type: EstimateType,
      description: 'Share over population share: 1 is as many as its numbers lead one to expect.',
    }),
    points: t.expose('points', {
      type: EstimateType,
      description: 'Share less population share, in percentage points.',
    }),
    insideMargin: t.boolean({
      nullable: true,
      description: 'Whether the points lie inside a margin, its ends included; null without them.',
      args: { margin: t.arg.float(MARGIN_ARGUMENT) },
      resolve: ({ points }, { margin }) => insideMargin(points, margin ?? USUAL_MARGIN),
    }),
  }),
});

const FunnelPositionEnum = builder.enumType('FunnelPosition', {
  description: 'Where a rate lies beside the limits of its funnel.',
  values: Object.fromEntries(
    names(FUNNEL_POSITIONS).map((position) => [
      position.toUpperCase().replace('-99.8', '_998').replace('-95', '_95'),
      { value: position, description: FUNNEL_POSITIONS[position] },
    ]),
  ),
});

const FunnelType = builder.objectRef<Funnel>('Funnel').implement({
  description: "An authority's rate beside London's for the same group, given how many people it has.",
  fields: (t) => ({
    benchmark: t.expose('benchmark', {
      type: EstimateType,
      description: "London's rate for the group; the authority is part of it.",
    }),
    lower95: t.float({ description: 'The lower 95% limit.', resolve: ({ at95 }) => at95.lower }),
    upper95: t.float({ description: 'The upper 95% limit.', resolve: ({ at95 }) => at95.upper }),
    lower998: t.float({ description: 'The lower 99.8% limit.', resolve: ({ at998 }) => at998.lower }),
    upper998: t.float({ description: 'The upper 99.8% limit.', resolve: ({ at998 }) => at998.upper }),
    position: t.expose('position', { type: FunnelPositionEnum, description: 'Where the rate lies.' }),
  }),
});

export const UnknownEthnicityType = builder.objectRef<UnknownEthnicity>('UnknownEthnicity').implement({
  description: "What unknown ethnicity leaves open of a group's part of all the area's events, in per cent.",
  fields: (t) => ({
    share: t.field({
      type: EstimateType,
      description: 'Those whose ethnic group is not known.',
      resolve: ({ share }) => share,
    }),
    atLeast: t.expose('atLeast', {
      type: EstimateType,
      description: "The group's part if nobody among them is of the group.",
    }),
    atMost: t.expose('atMost', {
      type: EstimateType,
      description: "The group's part if all of them are.",
    }),
  }),
});

export const ComparisonRowType = builder.objectRef<ComparisonRow>('ComparisonRow').implement({
  description: 'One ethnic group in one area.',
  fields: (t) => ({
    area: t.expose('area', { type: AreaType, description: 'The area.' }),
    group: t.expose('group', { type: EthnicGroupType, description: 'The group.' }),
    numerator: t.expose('numerator', {
      type: CountType,
      description: 'The events.',
    }),
    denominator: t.expose('denominator', {
      type: CountType,
      description: 'The base they are divided by.',
    }),
    rate: t.expose('rate', {
      type: EstimateType,
      description: "Events over base in the measure's unit.",
    }),
    share: t.expose('share', {
      type: EstimateType,
      description: "The group's part of the area's events, among known ethnicity, in per cent.",
    }),
    populationShare: t.expose('populationShare', {
      type: EstimateType,
      description: "The group's part of the area's people, among known ethnicity, in per cent.",
    }),
    representation: t.expose('representation', {
      type: RepresentationType,
      description: 'Share beside population share.',
    }),
    rank: t.expose('rank', {
      type: RankType,
      nullable: true,
      description: 'Where the authority stands; null for other areas and without a released rate.',
    }),
    funnel: t.expose('funnel', {
      type: FunnelType,
      nullable: true,
      description: "Beside London's rate; null for other areas and without released rates.",
    }),
    unknownEthnicity: t.expose('unknownEthnicity', {
      type: UnknownEthnicityType,
      description: "How much of the area's ethnicity is unknown, and what that leaves open.",
    }),
    caveats: t.expose('caveats', {
      type: [CaveatType],
      description: 'What the reader must know of this row.',
    }),
    against: t.field({
      type: DisproportionalityType,
      description: 'The group against a reference. Ask for two references with two aliases.',
      args: {
        reference: t.arg({
          type: ReferenceInputType,
          required: true,
          defaultValue: { kind: 'GROUP', group: DEFAULT_REFERENCE_GROUP },
          description: 'Whom to compare with.',
        }),
      },
      resolve: (row, { reference: { kind, group, area } }) =>
        row.against({ kind, group: group ?? null, area: area ?? null }),
    }),
  }),
});
