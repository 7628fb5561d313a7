import { DEFAULT_REFERENCE_GROUP, type Rank, type Representation } from '../flow/answer.ts';
import type { ComparisonRow } from '../flow/enquire.ts';
import { AreaType } from './area.ts';
import { builder } from './builder.ts';
import { CaveatType } from './caveat.ts';
import { DisproportionalityType } from './disproportionality.ts';
import { EthnicGroupType } from './ethnic-group.ts';
import { CountType, EstimateType } from './number.ts';
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

export const RepresentationType = builder.objectRef<Representation>('Representation').implement({
  description: "A group's share of the events beside its share of the people.",
  fields: (t) => ({
    index: t.field({
      type: EstimateType,
      description: 'Share over population share: 1 is as many as its numbers lead one to expect.',
      resolve: ({ index }) => index,
    }),
    points: t.field({
      type: EstimateType,
      description: 'Share less population share, in percentage points.',
      resolve: ({ points }) => points,
    }),
  }),
});

export const ComparisonRowType = builder.objectRef<ComparisonRow>('ComparisonRow').implement({
  description: 'One ethnic group in one area.',
  fields: (t) => ({
    area: t.field({ type: AreaType, description: 'The area.', resolve: ({ area }) => area }),
    group: t.field({ type: EthnicGroupType, description: 'The group.', resolve: ({ group }) => group }),
    numerator: t.field({
      type: CountType,
      description: 'The events.',
      resolve: ({ numerator }) => numerator,
    }),
    denominator: t.field({
      type: CountType,
      description: 'The base they are divided by.',
      resolve: ({ denominator }) => denominator,
    }),
    rate: t.field({
      type: EstimateType,
      description: "Events over base in the measure's unit.",
      resolve: ({ rate }) => rate(),
    }),
    share: t.field({
      type: EstimateType,
      description: "The group's part of the area's events, among known ethnicity, in per cent.",
      resolve: ({ share }) => share(),
    }),
    populationShare: t.field({
      type: EstimateType,
      description: "The group's part of the area's people, among known ethnicity, in per cent.",
      resolve: ({ populationShare }) => populationShare(),
    }),
    representation: t.field({
      type: RepresentationType,
      description: 'Share beside population share.',
      resolve: ({ representation }) => representation(),
    }),
    rank: t.field({
      type: RankType,
      nullable: true,
      description: 'Where the authority stands; null for other areas and without a released rate.',
      resolve: ({ rank }) => rank(),
    }),
    caveats: t.field({
      type: [CaveatType],
      description: 'What the reader must know of this row.',
      resolve: ({ caveats }) => caveats(),
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
      resolve: ({ against }, { reference: { kind, group, area } }) =>
        against({ kind, group: group ?? null, area: area ?? null }),
    }),
  }),
});
