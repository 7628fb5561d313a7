import type { ProblemPart } from '../problem.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { fault } from './data-set-criteria.ts';
import { type Fields, indexOf, type Sort } from './data-set-rows.ts';
import {
  type Contents,
  FILTERS,
  INDICATORS,
  LEVELS,
  levelOf,
  locationsOf,
  placesIn,
} from './data-set-words.ts';

const LATEST_FIRST = [{ field: 'timePeriod', direction: 'Desc' }];

/** Sorts as they were sent, the newest period first where none were. A number that is not shown has no place to sort by. */
export function sortsOf(
  sent: readonly { readonly field: string; readonly direction: string }[] | undefined,
  words: { readonly contents: Contents; readonly vocabulary: Vocabulary },
): { readonly sorts: readonly Sort[]; readonly faults: readonly ProblemPart[] } {
  const faults: ProblemPart[] = [];
  const sorts = (sent ?? LATEST_FIRST).flatMap(({ field, direction }, index): readonly Sort[] => {
    const by = keyOf(field, words);
    const toward = direction.toLowerCase();
    if (toward !== 'asc' && toward !== 'desc') {
      faults.push(fault('SortDirection', `sorts[${index}].direction`, 'Must be Asc or Desc.'));
    }
    if (by === undefined) {
      faults.push(
        fault('SortFieldsNotFound', `sorts[${index}].field`, `Must be one of ${FIELDS.join(', ')}.`),
      );
      return [];
    }
    return [{ by, descending: toward === 'desc' }];
  });
  return { sorts, faults };
}

const FIELDS = [
  'timePeriod',
  'geographicLevel',
  ...LEVELS.map(({ code }) => `location|${code}`),
  ...FILTERS.map(({ id }) => id),
  ...INDICATORS.map(({ id }) => id),
];

function keyOf(
  field: string,
  { contents, vocabulary }: { readonly contents: Contents; readonly vocabulary: Vocabulary },
): ((fields: Fields) => number) | undefined {
  const ranked = (column: string, ids: readonly string[]) => {
    const ranks = new Map(ids.map((id, rank) => [id, rank]));
    const at = indexOf(column);
    return (fields: Fields) => ranks.get(fields[at] ?? '') ?? Number.NaN;
  };
  if (field === 'timePeriod') return ranked('period', contents.periods);
  if (field === 'geographicLevel') {
    const codes: readonly string[] = LEVELS.map(({ code }) => code);
    const byLevel = new Map(contents.areas.map((area) => [area.id, codes.indexOf(levelOf(area).code)]));
    return (fields) => byLevel.get(fields[indexOf('area')] ?? '') ?? Number.NaN;
  }
  const level = LEVELS.find(({ code }) => field === `location|${code}`);
  if (level !== undefined) {
    const ranks = new Map(placesIn(contents, vocabulary).map(({ id }, rank) => [id, rank]));
    const byArea = new Map(
      contents.areas.map((area) => [area.id, ranks.get(locationsOf(area)[level.code] ?? '') ?? Number.NaN]),
    );
    const at = indexOf('area');
    return (fields) => byArea.get(fields[at] ?? '') ?? Number.NaN;
  }
  const filter = FILTERS.find(({ id }) => id === field);
  if (filter !== undefined) return ranked(filter.id, contents.options.get(filter.id) ?? []);
  const indicator = INDICATORS.find(({ id }) => id === field);
  if (indicator === undefined) return undefined;
  const at = indexOf(indicator.id);
  return (fields) => (fields[at] === undefined ? Number.NaN : Number(fields[at]));
}
