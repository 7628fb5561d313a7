import type { FileCheck } from '../check.ts';
import { listed } from '../listed.ts';

export const groupMissing: FileCheck = {
  of: 'file',
  code: 'group-missing',
  severity: 'query',
  title: 'An ethnic group has no row where the others have one',
  hint: 'Nobody is 0: send a row that says so. A row that is not there is a number that nobody knows.',
  find: ({ completeness: { missingGroups, measures } }, { layout, vocabulary }) => {
    if (layout !== null) return [];
    const labelOf = (id: string) => `${vocabulary.group.get(id)?.label ?? id} (${id})`;
    const nowhere = missingGroups.filter(({ everywhere }) => everywhere);
    const [one] = nowhere;
    const ids = nowhere.map(({ group }) => group);
    const told =
      one === undefined
        ? []
        : [
            {
              message: `No row of the file is for ${listed(ids.map(labelOf))}; the other groups of the table are there.`,
              field: 'ethnic_group' as const,
              value: ids.join(' '),
              first: one.first,
              occurrences: Math.max(...nowhere.map(({ places }) => places)),
              restsOn: ids.toSorted().join(' '),
            },
          ];
    return [
      ...told,
      ...missingGroups
        .filter(({ everywhere }) => !everywhere)
        .map(({ group, measures: lacking, first, places }) => ({
          message:
            `${labelOf(group)} has no row in ${places.toLocaleString('en-GB')} ${places === 1 ? 'place' : 'places'} of ` +
            `${lacking.length} of ${measures.size} measures, where the other groups have one, first at row ${first.row}: ` +
            `${listed(lacking)}.`,
          field: 'ethnic_group' as const,
          value: group,
          first,
          occurrences: places,
          restsOn: `${places} ${lacking.toSorted().join(' ')}`,
        })),
    ];
  },
};
