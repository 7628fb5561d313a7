import { BREAKS, type Break, type SeriesChange } from '../flow/answer.ts';
import { builder, enumValues } from './builder.ts';
import { VerdictEnum } from './disproportionality.ts';
import { EstimateType, names } from './number.ts';
import { PeriodType } from './period.ts';

export const BreakKindEnum = builder.enumType('BreakKind', {
  description: 'What a break in a series is about.',
  values: enumValues(names(BREAKS), BREAKS),
});

export const BreakType = builder.objectRef<Break>('Break').implement({
  description: 'A point of a series before and after which figures do not compare.',
  fields: (t) => ({
    kind: t.expose('kind', { type: BreakKindEnum, description: 'What it is about.' }),
    text: t.exposeString('text', { description: 'What changed.' }),
    source: t.exposeString('source', {
      nullable: true,
      description: 'Who says so; null where the figures show it themselves.',
    }),
  }),
});

export const ChangeType = builder.objectRef<SeriesChange>('Change').implement({
  description: 'One area and group at two points in time, the later beside the earlier.',
  fields: (t) => ({
    from: t.field({ type: PeriodType, description: 'The earlier period.', resolve: ({ from }) => from }),
    to: t.field({ type: PeriodType, description: 'The later period.', resolve: ({ to }) => to }),
    ratio: t.field({
      type: EstimateType,
      description: 'The later rate over the earlier.',
      resolve: ({ change }) => change.ratio(),
    }),
    difference: t.field({
      type: EstimateType,
      description: "The later rate less the earlier, in the measure's unit.",
      resolve: ({ change }) => change.difference(),
    }),
    percent: t.field({
      type: EstimateType,
      description: 'The relative change in per cent; not to be taken for percentage points.',
      resolve: ({ change }) => change.percent(),
    }),
    verdict: t.field({
      type: VerdictEnum,
      description: 'Whether the later is higher, lower, or neither to be told.',
      resolve: ({ change }) => change.verdict(),
    }),
    breaks: t.field({
      type: [BreakType],
      description: 'The breaks between the two.',
      resolve: ({ breaks }) => breaks,
    }),
  }),
});
