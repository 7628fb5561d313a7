import { BROAD_GROUPS } from '../../vocabulary/ethnic-group.ts';
import type { FileCheck } from '../check.ts';

export const fiveGroupsUndeclared: FileCheck = {
  of: 'file',
  code: 'five-groups-undeclared',
  severity: 'query',
  title: 'Five groups do not say where Chinese is counted',
  hint: 'Send it again with ?classification=census-2021 if Chinese is in Asian, or legacy-2001 if it is in Other.',
  find: ({ groups, classification }, { layout, vocabulary }) => {
    if (layout !== null || classification !== null) return [];
    const named = [...groups].filter(([id]) => ethnic.has(vocabulary.group.get(id)?.level ?? 'all'));
    const [first] = named;
    if (first === undefined || named.length < TABLE || named.some(([id]) => !broad.has(id))) return [];
    if (!groups.has('asian') && !groups.has('other')) return [];
    const [id, place] = first;
    return [
      {
        message:
          `The groups are the five broad ones, first in row ${place.row}, and nothing says whether Chinese is in Asian, ` +
          'as in the Census, or in Other. It is taken to be in Asian.',
        field: 'ethnic_group',
        value: id,
        expected: 'classification',
        first: place,
        restsOn: named
          .map(([each]) => each)
          .toSorted()
          .join(' '),
      },
    ];
  },
};

/** A row or two of somebody's interest are no table of five groups. */
const TABLE = 3;
const broad: ReadonlySet<string> = new Set(BROAD_GROUPS);
/** Everybody, and those who are not known, are in any table. */
const ethnic: ReadonlySet<string> = new Set(['broad', 'detailed', 'as-published', 'extended', 'named-set']);
