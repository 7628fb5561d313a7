import type { Change } from '../flow/answer.ts';
import type { EffectAnswer } from '../flow/follow.ts';
import { AreaType } from './area.ts';
import { builder, RELEASE_ARGUMENT } from './builder.ts';
import { CaveatType } from './caveat.ts';
import { IntervalMethodEnum, SexEnum } from './comparison.ts';
import { VerdictEnum } from './disproportionality.ts';
import { EthnicGroupType } from './ethnic-group.ts';
import { MeasureType } from './measure.ts';
import { EstimateType } from './number.ts';
import { PeriodType } from './period.ts';
import { ProgrammeType } from './programme.ts';
import { ReleaseType } from './release.ts';

interface EffectSide {
  readonly before: EffectAnswer['effect'];
  readonly after: EffectAnswer['effect'];
  readonly change: Change;
}

const EffectSideType = builder.objectRef<EffectSide>('EffectSide').implement({
  description: 'Some areas taken together, before and after.',
  fields: (t) => ({
    before: t.field({
      type: EstimateType,
      description: 'Their rate before.',
      resolve: ({ before }) => before,
    }),
    after: t.field({ type: EstimateType, description: 'Their rate after.', resolve: ({ after }) => after }),
    difference: t.field({
      type: EstimateType,
      description: "The change, in the measure's unit.",
      resolve: ({ change }) => change.difference(),
    }),
    percent: t.field({
      type: EstimateType,
      description: 'The relative change in per cent; not to be taken for percentage points.',
      resolve: ({ change }) => change.percent(),
    }),
  }),
});

const EffectType = builder.objectRef<EffectAnswer>('Effect').implement({
  description:
    'How much more a group changed where a programme runs than where it does not. Not a proof of its cause.',
  fields: (t) => ({
    release: t.field({
      type: ReleaseType,
      description: 'The release it was made from.',
      resolve: ({ release }) => release,
    }),
    programme: t.field({
      type: ProgrammeType,
      description: 'The programme.',
      resolve: ({ programme }) => programme,
    }),
    measure: t.field({ type: MeasureType, description: 'The measure.', resolve: ({ measure }) => measure }),
    group: t.field({ type: EthnicGroupType, description: 'The group.', resolve: ({ group }) => group }),
    areas: t.field({
      type: [AreaType],
      description: 'Where the programme runs.',
      resolve: ({ areas }) => areas,
    }),
    comparisonAreas: t.field({
      type: [AreaType],
      description: 'Where it does not.',
      resolve: ({ comparisonAreas }) => comparisonAreas,
    }),
    before: t.field({ type: PeriodType, description: 'The period before.', resolve: ({ before }) => before }),
    after: t.field({ type: PeriodType, description: 'The period after.', resolve: ({ after }) => after }),
    treated: t.field({
      type: EffectSideType,
      description: 'The areas with the programme.',
      resolve: ({ rates, changes }) => ({ ...rates.treated, change: changes.treated }),
    }),
    comparison: t.field({
      type: EffectSideType,
      description: 'The areas without it.',
      resolve: ({ rates, changes }) => ({ ...rates.comparison, change: changes.comparison }),
    }),
    effect: t.field({
      type: EstimateType,
      description:
        "Difference-in-differences in the measure's unit: the change of the one less that of the other.",
      resolve: ({ effect }) => effect,
    }),
    verdict: t.expose('verdict', {
      type: VerdictEnum,
      description:
        'HIGHER where the areas with the programme rose more (or fell less), LOWER the other way round.',
    }),
    caveats: t.field({
      type: [CaveatType],
      description: 'What the reader must know, the warnings of such comparisons among them.',
      resolve: ({ caveats }) => caveats,
    }),
  }),
});

builder.queryField('effect', (t) =>
  t.field({
    type: EffectType,
    description: 'A programme against areas without it, before and after.',
    args: {
      programme: t.arg.id({ required: true, description: 'The programme; its areas are those with it.' }),
      measure: t.arg.id({ required: true, description: 'The measure.' }),
      group: t.arg.id({ required: true, description: 'The group.' }),
      comparison: t.arg.idList({
        required: true,
        description: 'Areas without it, taken together; at most 27.',
      }),
      before: t.arg.id({ required: true, description: 'A period before it began.' }),
      after: t.arg.id({ required: true, description: 'A period after.' }),
      sex: t.arg({ type: SexEnum, defaultValue: 'all', description: 'Only this sex.' }),
      ageBand: t.arg.id({ description: 'Only this age band; everybody where left out.' }),
      category: t.arg.id({ description: 'Only this category.' }),
      population: t.arg.id({ description: "Another population than the measure's own." }),
      intervals: t.arg({
        type: IntervalMethodEnum,
        defaultValue: 'EXACT',
        description: 'Which intervals relative changes get.',
      }),
      confidence: t.arg.float({
        defaultValue: 0.95,
        description: 'How sure the intervals are to be, from 0.5 to 0.999.',
      }),
      release: t.arg.string(RELEASE_ARGUMENT),
    },
    resolve: (_, args, { follow }) =>
      follow.effect({
        programme: args.programme,
        measure: args.measure,
        group: args.group,
        comparison: args.comparison,
        before: args.before,
        after: args.after,
        sex: args.sex ?? 'all',
        ageBand: args.ageBand ?? null,
        category: args.category ?? null,
        population: args.population ?? null,
        intervals: args.intervals ?? 'EXACT',
        confidence: args.confidence ?? 0.95,
        release: args.release ?? 'latest',
      }),
  }),
);
