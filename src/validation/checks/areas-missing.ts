import type { FileCheck } from '../check.ts';
import { listed } from '../listed.ts';

/** A file of fewer of London's authorities than this is one of those, and lacks none. */
const LEAST_SHARE = 0.5;

export const areasMissing: FileCheck = {
  of: 'file',
  code: 'areas-missing',
  severity: 'notice',
  title: 'Some authorities are not in a file of many',
  hint: 'Totals of London are of the authorities that are there. Add the rows, with x where a number is not available.',
  find: ({ serieses }, { area, vocabulary: { authorities } }) => {
    if (area !== null) return [];
    const tables = new Map<string, Set<string>>();
    for (const { measure, period, area: of } of serieses) {
      const key = `${measure} of ${period}`;
      tables.set(key, (tables.get(key) ?? new Set()).add(of));
    }
    const lacking = new Map<string, string[]>();
    for (const [table, there] of tables) {
      const missing = authorities.filter(({ id }) => !there.has(id));
      if (missing.length === 0 || missing.length > authorities.length * (1 - LEAST_SHARE)) continue;
      const names = listed(missing.map(({ id, name }) => `${name} (${id})`));
      lacking.set(names, [...(lacking.get(names) ?? []), table]);
    }
    return [...lacking].map(([names, of]) => ({
      message: `There is no row for ${names} among those of ${listed(of)}.`,
      field: 'area' as const,
      restsOn: `${names} ${of.toSorted().join()}`,
      occurrences: of.length,
    }));
  },
};
