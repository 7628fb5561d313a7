import { type EthnicGroup, GROUP_LEVELS } from '../vocabulary/ethnic-group.ts';
import { builder, enumValues, RELEASE_ARGUMENT } from './builder.ts';

export const GroupLevelEnum = builder.enumType('GroupLevel', {
  description: 'How fine an ethnic group is, and where it comes from.',
  values: enumValues(GROUP_LEVELS, {
    all: 'Everybody, with or without a known ethnic group.',
    known: 'Everybody whose ethnic group is known.',
    broad: 'One of the five broad groups of Census 2021.',
    detailed: 'One of the nineteen groups of Census 2021.',
    'as-published': 'A group as a source publishes it, where it is none of the nineteen.',
    extended: 'A School Census extended group, which an authority may choose to collect.',
    'named-set': 'Several groups together, by a name that people use.',
    unknown: 'Not known: refused, not yet obtained, or both.',
  }),
});

export const EthnicGroupType = builder.objectRef<EthnicGroup>('EthnicGroup').implement({
  description: 'An ethnic group, in the words of its edition of the vocabulary.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its id, such as `black-caribbean`.' }),
    label: t.exposeString('label', { description: 'What to call it.' }),
    level: t.expose('level', { type: GroupLevelEnum, description: 'How fine it is.' }),
    parent: t.exposeID('parent', { nullable: true, description: 'The group that it lies in.' }),
    definition: t.exposeString('definition', { description: 'Who is in it.' }),
    note: t.exposeString('note', { nullable: true, description: 'What one must know to compare it.' }),
  }),
});

builder.queryField('ethnicGroups', (t) =>
  t.field({
    type: [EthnicGroupType],
    description: 'The ethnic groups of a release.',
    args: {
      level: t.arg({ type: GroupLevelEnum, description: 'Only groups of this level.' }),
      release: t.arg.string(RELEASE_ARGUMENT),
    },
    resolve: (_, { level, release }, { enquire }) =>
      enquire.ethnicGroups({ level: level ?? null, release: release ?? 'latest' }),
  }),
);
