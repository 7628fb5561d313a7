import { AREA_KINDS, type Area } from '../vocabulary/area.ts';
import { builder, enumValues, RELEASE_ARGUMENT } from './builder.ts';

export const AreaKindEnum = builder.enumType('AreaKind', {
  description: 'What an area is.',
  values: enumValues(AREA_KINDS, {
    authority: 'One of the 33 London authorities: the 32 boroughs or the City of London.',
    'sub-region': 'One of five sub-regions of London, by its short code.',
    'inner-outer': 'Inner or Outer London, as ONS defines them.',
    region: 'London.',
    country: 'England.',
    'area-set': 'Authorities compared with together; no total of theirs is published.',
  }),
});

export const AreaType = builder.objectRef<Area>('Area').implement({
  description: 'A place that figures are given for.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The GSS code; for sub-regions their short code.' }),
    name: t.exposeString('name', { description: 'Its name.' }),
    kind: t.expose('kind', { type: AreaKindEnum, description: 'What it is.' }),
    subRegion: t.exposeID('subRegion', { nullable: true, description: "An authority's sub-region." }),
    innerOuter: t.exposeID('innerOuter', { nullable: true, description: 'Inner or Outer London.' }),
    region: t.exposeID('region', { nullable: true, description: 'The region it lies in.' }),
    dfeCode: t.exposeString('dfeCode', {
      nullable: true,
      description: "The Department for Education's code.",
    }),
    liiaCode: t.exposeString('liiaCode', {
      nullable: true,
      description: 'The code that the London Innovation and Improvement Alliance uses.',
    }),
    collaboration: t.exposeString('collaboration', {
      nullable: true,
      description: 'The collaboration of boroughs that it belongs to.',
    }),
    note: t.exposeString('note', { nullable: true, description: 'What one must know about its figures.' }),
  }),
});

builder.queryField('areas', (t) =>
  t.field({
    type: [AreaType],
    description: 'The areas of a release.',
    args: {
      kind: t.arg({ type: AreaKindEnum, description: 'Only areas of this kind.' }),
      release: t.arg.string(RELEASE_ARGUMENT),
    },
    resolve: (_, { kind, release }, { enquire }) =>
      enquire.areas({ kind: kind ?? null, release: release ?? 'latest' }),
  }),
);
