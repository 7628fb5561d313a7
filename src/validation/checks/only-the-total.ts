import type { FileCheck } from '../check.ts';
import { listed } from '../listed.ts';

export const onlyTheTotal: FileCheck = {
  of: 'file',
  code: 'only-the-total',
  severity: 'query',
  title: 'Measures have a row for everybody and none for an ethnic group',
  hint: 'Send the groups, with c, x or z where there is no number; or say why there are none.',
  find: ({ completeness: { onlyTotals } }, { layout }) => {
    const [first] = [...onlyTotals.values()];
    // What a source publishes of itself is known when its layout is written.
    if (layout !== null || first === undefined) return [];
    const ids = [...onlyTotals.keys()];
    return [
      {
        message:
          `${ids.length} ${ids.length === 1 ? 'measure has' : 'measures have'} no row for an ethnic group, first in row ` +
          `${first.row}: ${listed(ids)}.`,
        field: 'ethnic_group' as const,
        value: ids.join(' '),
        first,
        occurrences: ids.length,
        restsOn: ids.toSorted().join(' '),
      },
    ];
  },
};
