import { DOMAINS, MEASURE_KINDS, type Measure, POLARITIES } from '../vocabulary/measure.ts';
import { builder, enumValues, RELEASE_ARGUMENT } from './builder.ts';
import { ProgrammeType } from './programme.ts';
import { SourceType } from './source.ts';

export const DomainEnum = builder.enumType('Domain', {
  description: 'One of the four domains of the dataset.',
  values: enumValues(DOMAINS, {
    'social-care': "Children's social care.",
    education: 'Education.',
    'youth-justice': 'Youth justice.',
    workforce: 'The workforce of children’s services.',
  }),
});

export const MeasureKindEnum = builder.enumType('MeasureKind', {
  description: 'What kind of number a measure gives, and so how it is compared.',
  values: enumValues(MEASURE_KINDS, {
    rate: 'Events per so many people.',
    percentage: 'Some out of all, in per cent.',
    stage: 'Some out of those who reached the stage before, in per cent.',
    mean: 'A sum of scores over their number.',
    count: 'A plain count.',
    'composition-share': "A group's part of one total, in per cent.",
    gap: 'A difference worked out from other measures.',
    median: 'A median as its sender gave it; it cannot be added up.',
  }),
});

export const PolarityEnum = builder.enumType('Polarity', {
  description: 'What is good.',
  values: enumValues(POLARITIES, {
    'higher-is-worse': 'More is worse.',
    'higher-is-better': 'More is better.',
    neutral: 'Neither: both too many and too few matter.',
    'neutral-then-lower': 'A rise at first means better recording; later, fewer is better.',
    'closer-to-zero': 'The nearer to zero, the better.',
    'closer-to-population': 'The nearer to the population, the better.',
  }),
});

export const MeasureType = builder.objectRef<Measure>('Measure').implement({
  description: 'What is measured.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its id, such as `ed-suspension-rate`.' }),
    domain: t.expose('domain', { type: DomainEnum, description: 'Its domain.' }),
    subdomain: t.exposeString('subdomain', { description: 'Its part of the domain.' }),
    title: t.exposeString('title', { description: 'What to call it.' }),
    definition: t.exposeString('definition', { description: 'What it counts, over what.' }),
    kind: t.expose('kind', { type: MeasureKindEnum, description: 'What kind of number it gives.' }),
    numerator: t.exposeString('numerator', { description: 'What is counted.' }),
    denominator: t.exposeString('denominator', { nullable: true, description: 'What it is divided by.' }),
    population: t.exposeID('population', {
      nullable: true,
      description: 'The population that its rates divide by, or that its shares are compared with.',
    }),
    unit: t.exposeString('unit', { description: 'The unit of its rates.' }),
    multiplier: t.exposeFloat('multiplier', {
      description: 'What numerator over denominator is multiplied by.',
    }),
    polarity: t.expose('polarity', { type: PolarityEnum, description: 'What is good.' }),
    persons: t.exposeBoolean('persons', { description: 'Whether people are counted, and not schools.' }),
    sourceReturn: t.exposeString('sourceReturn', { description: 'The return that it comes from.' }),
    frequency: t.exposeString('frequency', { description: 'How often it is collected.' }),
    quarterly: t.exposeBoolean('quarterly', { description: 'Whether it can be filled quarterly.' }),
    dimensions: t.exposeStringList('dimensions', { description: 'The dimensions of category it takes.' }),
    sexes: t.exposeBoolean('sexes', { description: 'Whether it can be broken down by sex.' }),
    ageBands: t.exposeBoolean('ageBands', { description: 'Whether it can be broken down by age.' }),
    ageRange: t.exposeString('ageRange', { nullable: true, description: 'The ages it covers.' }),
    pathway: t.exposeString('pathway', { nullable: true, description: 'The pathway it is a stage of.' }),
    stage: t.exposeInt('stage', { nullable: true, description: 'Its place in the pathway.' }),
    branch: t.exposeBoolean('branch', { description: 'Whether it branches off the pathway.' }),
    note: t.exposeString('note', { nullable: true, description: 'What one must know to read it.' }),
    programmes: t.field({
      type: [ProgrammeType],
      description: 'The programmes that aim at it.',
      resolve: async ({ id }, _, { follow }) => [...(await follow.programmes({ measure: id }))],
    }),
    sources: t.field({
      type: [SourceType],
      description: 'Where official figures of it come from; none where authorities send them.',
      args: { release: t.arg.string(RELEASE_ARGUMENT) },
      resolve: ({ id }, { release }, { enquire }) => enquire.sources(id, release ?? 'latest'),
    }),
  }),
});

builder.queryFields((t) => ({
  measures: t.field({
    type: [MeasureType],
    description: 'The measures of a release’s vocabulary; `periods` says which have figures.',
    args: {
      domain: t.arg({ type: DomainEnum, description: 'Only measures of this domain.' }),
      release: t.arg.string(RELEASE_ARGUMENT),
    },
    resolve: (_, { domain, release }, { enquire }) =>
      enquire.measures({ domain: domain ?? null, release: release ?? 'latest' }),
  }),
  measure: t.field({
    type: MeasureType,
    description: 'One measure.',
    args: {
      id: t.arg.id({ required: true, description: 'Its id.' }),
      release: t.arg.string(RELEASE_ARGUMENT),
    },
    resolve: (_, { id, release }, { enquire }) => enquire.measure(id, release ?? 'latest'),
  }),
}));
