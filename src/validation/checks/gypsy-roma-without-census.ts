import type { FileCheck } from '../check.ts';

/** What DfE's codes WROM and WIRT stand for: the Census draws the line between the two elsewhere. */
const WITHOUT: ReadonlySet<string> = new Set(['gypsy-or-roma', 'traveller-of-irish-heritage']);

export const gypsyRomaWithoutCensus: FileCheck = {
  of: 'file',
  code: 'gypsy-roma-without-census',
  severity: 'notice',
  title: 'Gypsy, Roma and Traveller groups do not match the Census one by one',
  hint: 'Send both, Gypsy or Roma and Traveller of Irish heritage: together they compare with the Census.',
  find: ({ publishedGroups }, { vocabulary }) =>
    publishedGroups.flatMap(({ group, measure, first, rows }) => {
      const population = vocabulary.population.get(vocabulary.measure.get(measure)?.population ?? '');
      if (!WITHOUT.has(group) || population?.timing !== 'census-day') return [];
      return [
        {
          message:
            `${vocabulary.group.get(group)?.label ?? group} has no group of its own in '${population.id}', by which ` +
            `'${measure}' is compared: ${rows.toLocaleString('en-GB')} ${rows === 1 ? 'row is' : 'rows are'} kept ` +
            `without a population, first row ${first.row}.`,
          field: 'ethnic_group' as const,
          value: group,
          expected: 'gypsy-roma-traveller',
          first,
          occurrences: rows,
        },
      ];
    }),
};
