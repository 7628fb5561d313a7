import type { Declared, Programme as ProgrammeBody } from '../vocabulary/target.ts';
import { builder } from './builder.ts';

export const ProgrammeType = builder.objectRef<Declared<ProgrammeBody>>('Programme').implement({
  description: 'Something that is done about disproportionality, in an area, from a day on.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its id.' }),
    version: t.exposeInt('version', { description: 'How often it has been written; every version stays.' }),
    name: t.string({ description: 'What it is called.', resolve: ({ body }) => body.name }),
    summary: t.string({ description: 'What is done.', resolve: ({ body }) => body.summary }),
    areas: t.idList({
      description: 'The authorities where it runs.',
      resolve: ({ body }) => [...body.areas],
    }),
    schoolsTaking: t.int({
      nullable: true,
      description:
        'How many of the schools there take part; null where all do, or where it is not of schools.',
      resolve: ({ body }) => body.schools?.taking ?? null,
    }),
    schoolsOf: t.int({
      nullable: true,
      description: 'How many schools there are.',
      resolve: ({ body }) => body.schools?.of ?? null,
    }),
    start: t.string({ description: 'Its first day (ISO 8601).', resolve: ({ body }) => body.start }),
    end: t.string({
      nullable: true,
      description: 'Its last day; null while it runs.',
      resolve: ({ body }) => body.end,
    }),
    measures: t.idList({
      description: 'The measures it aims at.',
      resolve: ({ body }) => [...body.measures],
    }),
    practiceNote: t.string({
      nullable: true,
      description: 'The address of the note that describes it.',
      resolve: ({ body }) => body.practiceNote,
    }),
    ended: t.boolean({
      description: 'Whether it has been given up.',
      resolve: ({ body }) => body.status === 'ended',
    }),
  }),
});

builder.queryField('programmes', (t) =>
  t.field({
    type: [ProgrammeType],
    description: 'What is done about disproportionality, and where.',
    args: {
      id: t.arg.id({ description: 'Only this one.' }),
      area: t.arg.id({ description: 'Only those of this authority.' }),
      measure: t.arg.id({ description: 'Only those that aim at this measure.' }),
      ended: t.arg.boolean({ defaultValue: false, description: 'Those given up as well.' }),
    },
    resolve: async (_, { id, area, measure, ended }, { follow }) => [
      ...(await follow.programmes({
        id: id ?? null,
        area: area ?? null,
        measure: measure ?? null,
        ended: ended ?? false,
      })),
    ],
  }),
);
