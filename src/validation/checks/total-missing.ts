import type { FileCheck } from '../check.ts';
import { listed } from '../listed.ts';

export const totalMissing: FileCheck = {
  of: 'file',
  code: 'total-missing',
  severity: 'query',
  title: 'Measures have rows for ethnic groups and none for everybody',
  hint: "Send a row with the ethnic group 'all': what it is more than its groups are those whose ethnicity is not known.",
  find: ({ completeness: { withoutTotal } }, { layout }) => {
    const [first] = [...withoutTotal.values()];
    if (layout !== null || first === undefined) return [];
    const ids = [...withoutTotal.keys()];
    return [
      {
        message:
          `${ids.length} ${ids.length === 1 ? 'measure has' : 'measures have'} groups and no row for everybody, first in row ` +
          `${first.row}: ${listed(ids)}.`,
        field: 'ethnic_group' as const,
        value: ids.join(' '),
        expected: 'all',
        first,
        occurrences: ids.length,
        restsOn: ids.toSorted().join(' '),
      },
    ];
  },
};
