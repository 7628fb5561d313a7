import type { PopulationUse } from '../flow/answer.ts';
import { type Period, parsePeriod } from '../vocabulary/period.ts';
import type { Population } from '../vocabulary/population.ts';
import { builder, RELEASE_ARGUMENT } from './builder.ts';
import { PeriodType } from './period.ts';

export const PopulationType = builder.objectRef<Population>('Population').implement({
  description: 'People whom events are divided by, or with whom shares are compared.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its id, such as `census-2021-children-10-17`.' }),
    title: t.exposeString('title', { description: 'What to call it.' }),
    definition: t.exposeString('definition', { description: 'Who is counted.' }),
    unit: t.exposeString('unit', { description: 'What one of them is called.' }),
    ageRange: t.exposeString('ageRange', { description: 'The ages it covers; empty for all.' }),
    ethnicDetail: t.exposeString('ethnicDetail', {
      description: 'How finely it is known by ethnicity: none, broad or detailed.',
    }),
    timing: t.exposeString('timing', { description: 'census-day, mid-year or academic-year.' }),
    source: t.exposeString('source', { description: 'Who published it.' }),
    licence: t.exposeString('licence', { description: 'Its licence.' }),
    attribution: t.exposeString('attribution', { description: 'What to print beside it.' }),
    note: t.exposeString('note', { nullable: true, description: 'What one must know to use it.' }),
  }),
});

export const PopulationUseType = builder.objectRef<PopulationUse>('PopulationUse').implement({
  description: 'The population that an answer was made with.',
  fields: (t) => ({
    population: t.field({
      type: PopulationType,
      description: 'Which population.',
      resolve: (use) => use.population,
    }),
    period: t.field({
      type: PeriodType,
      description: 'When it was counted or estimated.',
      resolve: (use) => periodOf(use.period),
    }),
    year: t.exposeInt('year', { description: 'The year it is of.' }),
    proxy: t.exposeBoolean('proxy', {
      description: "Whether it was asked for in place of the measure's own.",
    }),
  }),
});

function periodOf(id: string): Period {
  return parsePeriod(id) ?? { id, kind: 'snapshot', label: id, start: id, end: id };
}

builder.queryField('populations', (t) =>
  t.field({
    type: [PopulationType],
    description: 'The populations of a release.',
    args: { release: t.arg.string(RELEASE_ARGUMENT) },
    resolve: (_, { release }, { enquire }) => enquire.populations(release ?? 'latest'),
  }),
);
