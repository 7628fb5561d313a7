import type { FileCheck } from '../check.ts';
import { listed } from '../listed.ts';

const PARTS: ReadonlyMap<string, string> = new Map([
  ['sex', 'sexes'],
  ['age', 'age bands'],
]);

export const breakdownIncomplete: FileCheck = {
  of: 'file',
  code: 'breakdown-incomplete',
  severity: 'query',
  title: 'A breakdown by sex, age or category has only some of its parts',
  hint: 'Send all of them, with 0 where there is nobody; or say why some are not there.',
  find: ({ completeness: { incomplete } }, { layout, vocabulary }) => {
    if (layout !== null) return [];
    const named = (id: string | null) =>
      id === null ? 'any group' : (vocabulary.group.get(id)?.label ?? id);
    return incomplete.map(({ measure, breakdown, first, lacking }) => ({
      message:
        `The ${PARTS.get(breakdown) ?? `categories of '${breakdown}'`} of '${measure}', first in row ${first.row}, lack ` +
        `${listed(lacking.map(({ part, group }) => `${part} for ${named(group)}`))}.`,
      field:
        breakdown === 'sex'
          ? ('sex' as const)
          : breakdown === 'age'
            ? ('age_band' as const)
            : ('category' as const),
      value: measure,
      first,
      occurrences: lacking.length,
      restsOn: lacking
        .map(({ part, group }) => `${part} ${group}`)
        .toSorted()
        .join(' '),
    }));
  },
};
