import { DEFAULT_REFERENCE_GROUP, REFERENCE_KINDS, type Reference } from '../flow/answer.ts';
import { AreaType } from './area.ts';
import { builder, enumValues } from './builder.ts';
import { EthnicGroupType } from './ethnic-group.ts';
import { CountType, EstimateType } from './number.ts';

export const ReferenceKindEnum = builder.enumType('ReferenceKind', {
  description: 'Whom a group is compared with.',
  values: enumValues(REFERENCE_KINDS, {
    GROUP: 'Another group of the same area.',
    ALL_OTHERS: 'Everybody else in the area whose ethnic group is known.',
    OVERALL: 'Everybody in the area. It contains the group, so there is no interval.',
    HIGHEST:
      'The group of the same level with the highest released rate in the area, of those with at least 30 people in the base.',
    LOWEST:
      'The group of the same level with the lowest released rate in the area, of those with at least 30 people in the base. It may have no events, and then there is no ratio.',
    LONDON_OTHERS:
      'Everybody else in London whose ethnic group is known. Shares of one total have none outside their own area.',
    SAME_GROUP_IN_AREA: 'The same group in another area.',
  }),
});

export const ReferenceInputType = builder.inputType('ReferenceInput', {
  description: 'Whom to compare with.',
  fields: (t) => ({
    kind: t.field({ type: ReferenceKindEnum, required: true, description: 'Whom.' }),
    group: t.id({ description: `With GROUP: which; \`${DEFAULT_REFERENCE_GROUP}\` where it is left out.` }),
    area: t.id({
      description:
        "With SAME_GROUP_IN_AREA: where; London where it is left out. `statistical-neighbours`, `sub-region` and `inner-outer` mean those of each row's own authority.",
    }),
  }),
});

export const ReferenceType = builder.objectRef<Reference>('Reference').implement({
  description: 'Whom the group was compared with in the end.',
  fields: (t) => ({
    kind: t.expose('kind', { type: ReferenceKindEnum, description: 'The kind asked for.' }),
    label: t.exposeString('label', { description: 'What to call it.' }),
    group: t.expose('group', {
      type: EthnicGroupType,
      nullable: true,
      description: 'The group; null where it is not one group.',
    }),
    area: t.expose('area', { type: AreaType, description: 'Where.' }),
    substituted: t.exposeBoolean('substituted', {
      description: 'Whether another group stands in for the one asked for; the caveats say why.',
    }),
    numerator: t.expose('numerator', {
      type: CountType,
      description: 'Its events.',
    }),
    denominator: t.expose('denominator', {
      type: CountType,
      description: 'Its base.',
    }),
    rate: t.expose('rate', { type: EstimateType, description: 'Its rate.' }),
  }),
});
