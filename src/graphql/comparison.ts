import { INTERVALS } from '../flow/answer.ts';
import type { ComparisonAnswer } from '../flow/enquire.ts';
import { SEXES } from '../vocabulary/cell.ts';
import { builder, enumValues, RELEASE_ARGUMENT } from './builder.ts';
import { CaveatType } from './caveat.ts';
import { ComparisonRowType } from './comparison-row.ts';
import { CoverageType, WithheldSummaryType } from './coverage.ts';
import { MeasureType } from './measure.ts';
import { PeriodType } from './period.ts';
import { PopulationUseType } from './population.ts';
import { ReleaseType } from './release.ts';
import { SourceType } from './source.ts';

export const SexEnum = builder.enumType('Sex', {
  description: 'Sex, as it was returned.',
  values: enumValues(SEXES, {
    all: 'Everybody.',
    female: 'Female.',
    male: 'Male.',
    'not-known': 'Not known.',
  }),
});

export const IntervalMethodEnum = builder.enumType('IntervalMethod', {
  description: 'Which intervals ratios get.',
  values: enumValues(INTERVALS, {
    EXACT: 'Exact conditional for rates, Miettinen–Nurminen score for proportions.',
    LOG: 'The log method for both: too narrow where events are few.',
  }),
});

export const ComparisonType = builder.objectRef<ComparisonAnswer>('Comparison').implement({
  description: 'Ethnic groups compared on one measure, with everything one needs to make it again.',
  fields: (t) => ({
    release: t.expose('release', {
      type: ReleaseType,
      description: 'The release it was made from.',
    }),
    measure: t.expose('measure', { type: MeasureType, description: 'The measure.' }),
    period: t.expose('period', {
      type: PeriodType,
      description: 'The period; the last one where several are added together.',
    }),
    population: t.expose('population', {
      type: PopulationUseType,
      nullable: true,
      description: 'The population it was made with; null where the measure brings its own base.',
    }),
    rows: t.expose('rows', {
      type: [ComparisonRowType],
      description: 'Area by area and group by group; their order never depends on a value.',
    }),
    coverage: t.expose('coverage', {
      type: CoverageType,
      description: 'Which authorities London (or the largest total asked for) is made of.',
    }),
    withheld: t.expose('withheld', {
      type: WithheldSummaryType,
      description: 'How many rows have no number, and why.',
    }),
    sources: t.expose('sources', {
      type: [SourceType],
      description: 'Where the figures come from: those of the measure, then those of its population.',
    }),
    caveats: t.expose('caveats', {
      type: [CaveatType],
      description: 'What the reader must know of the whole answer.',
    }),
  }),
});

builder.queryField('comparison', (t) =>
  t.field({
    type: ComparisonType,
    description: 'Compares ethnic groups on one measure.',
    args: {
      measure: t.arg.id({ required: true, description: 'The measure.' }),
      period: t.arg.id({
        defaultValue: 'latest',
        description: "The period, or `latest` for the measure's latest in the release.",
      }),
      areas: t.arg.idList({
        description:
          'The areas, at most 60; the 33 authorities and London where it is left out. `areas(kind: AREA_SET)` lists sets that are added up from released figures.',
      }),
      groups: t.arg.idList({
        description: 'The groups, at most 200; the finest published level where it is left out.',
      }),
      sex: t.arg({ type: SexEnum, defaultValue: 'all', description: 'Only this sex.' }),
      ageBand: t.arg.id({ description: 'Only this age band, such as `10-15`; everybody where left out.' }),
      category: t.arg.id({ description: 'Only this category, such as `grade:senior-manager`.' }),
      population: t.arg.id({
        description:
          "Another population than the measure's own; it is named as a proxy. It changes the population share and the representation, and the rates only of a measure that divides by a population: one with denominators of its own keeps its rates.",
      }),
      pool: t.arg.int({
        defaultValue: 1,
        description: 'How many periods of the same kind to add together, ending with `period`; at most 12.',
      }),
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
      enquire.comparison({
        measure: args.measure,
        period: args.period ?? 'latest',
        areas: args.areas ?? null,
        groups: args.groups ?? null,
        sex: args.sex ?? 'all',
        ageBand: args.ageBand ?? null,
        category: args.category ?? null,
        population: args.population ?? null,
        pool: args.pool ?? 1,
        intervals: args.intervals ?? 'EXACT',
        confidence: args.confidence ?? 0.95,
        release: args.release ?? 'latest',
      }),
  }),
);
