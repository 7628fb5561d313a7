import { PERIOD_KINDS, type Period } from '../vocabulary/period.ts';
import { builder, enumValues, RELEASE_ARGUMENT } from './builder.ts';

export const PeriodKindEnum = builder.enumType('PeriodKind', {
  description: 'What a period is.',
  values: enumValues(PERIOD_KINDS, {
    'academic-year': 'September to August.',
    'academic-term': 'Autumn, spring or summer term.',
    'financial-year': 'April to March.',
    'financial-quarter': 'A quarter of a financial year.',
    'calendar-year': 'January to December.',
    snapshot: 'One day.',
    'reporting-year': 'A reporting year of the Department for Education.',
  }),
});

export const PeriodType = builder.objectRef<Period>('Period').implement({
  description: 'When something was counted.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its id, such as `AY2024-25`.' }),
    kind: t.expose('kind', { type: PeriodKindEnum, description: 'What it is.' }),
    label: t.exposeString('label', { description: 'What to call it.' }),
    start: t.exposeString('start', { description: 'Its first day, ISO 8601.' }),
    end: t.exposeString('end', { description: 'Its last day, ISO 8601.' }),
  }),
});

builder.queryField('periods', (t) =>
  t.field({
    type: [PeriodType],
    description: 'The periods that a release has figures of a measure for, oldest first.',
    args: {
      measure: t.arg.id({ required: true, description: 'The id of a measure or of a population.' }),
      release: t.arg.string(RELEASE_ARGUMENT),
    },
    resolve: async (_, { measure, release }, { enquire }) =>
      (await enquire.periods({ measure, release: release ?? 'latest' })).map(({ period }) => period),
  }),
);
