import type { CoverageReport, WithheldSummary } from '../flow/answer.ts';
import { AreaType } from './area.ts';
import { builder, RELEASE_ARGUMENT } from './builder.ts';

export const CoverageType = builder.objectRef<CoverageReport>('Coverage').implement({
  description: 'Which authorities a total is made of. Each is in one of the five lists.',
  fields: (t) => ({
    area: t.field({ type: AreaType, description: 'The area of the total.', resolve: ({ area }) => area }),
    expected: t.exposeInt('expected', { description: 'How many authorities it should be made of.' }),
    included: t.field({
      type: [AreaType],
      description: 'Authorities that are in the total.',
      resolve: ({ included }) => included,
    }),
    otherBreakdown: t.field({
      type: [AreaType],
      description:
        'Authorities with figures of the measure and period, but not of the sex, age band or category asked for.',
      resolve: ({ otherBreakdown }) => otherBreakdown,
    }),
    notReturned: t.field({
      type: [AreaType],
      description: 'Authorities that sent nothing for the measure and period.',
      resolve: ({ notReturned }) => notReturned,
    }),
    joint: t.field({
      type: [AreaType],
      description: "Authorities that are counted in another's return.",
      resolve: ({ joint }) => joint,
    }),
    noPopulation: t.field({
      type: [AreaType],
      description: 'Authorities without a population to divide by.',
      resolve: ({ noPopulation }) => noPopulation,
    }),
  }),
});

export const WithheldSummaryType = builder.objectRef<WithheldSummary>('WithheldSummary').implement({
  description: 'How many of the rows asked for have no rate (or, for plain counts, no number), and why.',
  fields: (t) => ({
    withheld: t.exposeInt('withheld', { description: 'Withheld by disclosure control.' }),
    sourceWithheld: t.exposeInt('sourceWithheld', { description: 'Withheld by the source.' }),
    notAvailable: t.exposeInt('notAvailable', { description: 'Missing for another reason.' }),
  }),
});

builder.queryField('coverage', (t) =>
  t.field({
    type: CoverageType,
    description: 'Which authorities the figures of a measure and period are made of.',
    args: {
      measure: t.arg.id({ required: true, description: 'The measure.' }),
      period: t.arg.id({
        defaultValue: 'latest',
        description: "The period, or `latest` for the measure's latest.",
      }),
      area: t.arg.id({ description: 'The area of the total; London where it is left out.' }),
      release: t.arg.string(RELEASE_ARGUMENT),
    },
    resolve: (_, { measure, period, area, release }, { enquire }) =>
      enquire.coverage({
        measure,
        period: period ?? 'latest',
        area: area ?? null,
        release: release ?? 'latest',
      }),
  }),
);
