import { Problem, type ProblemPart } from '../problem.ts';
import { nearest } from '../validation/nearest.ts';
import { isAgeBand, parseCategory } from '../vocabulary/breakdown.ts';
import { SEXES } from '../vocabulary/cell.ts';
import { GROUP_LEVELS } from '../vocabulary/ethnic-group.ts';
import { DOMAINS } from '../vocabulary/measure.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';

/** The words of a slice, as they were sent; what is left out asks for all. */
export const SLICE_FILTERS = [
  'measure',
  'domain',
  'period',
  'area',
  'group',
  'sex',
  'ageBand',
  'category',
  'level',
] as const;
export type SliceFilter = (typeof SLICE_FILTERS)[number];
export type SliceQuestion = Readonly<Partial<Record<SliceFilter, readonly string[]>>>;

/** Populations stand in a file of their own, and are read where they are named. */
export const POPULATION_DOMAIN = 'population';

/** A slice whose words are all known. */
export interface UnderstoodSlice {
  /** Of measures and of populations apart; null for all. */
  readonly measures: readonly string[] | null;
  readonly populations: readonly string[] | null;
  readonly periods: readonly string[] | null;
  readonly areas: readonly string[] | null;
  /** By column. */
  readonly lines: ReadonlyMap<string, ReadonlySet<string>>;
}

interface Word {
  readonly code: string;
  readonly known: (text: string) => string | undefined;
  readonly candidates: () => Iterable<string>;
  readonly hint: string;
}

/**
 * Looks every word of a slice up in the release's vocabulary. Throws one Problem that names each word that is not there,
 * with the one that was probably meant.
 */
export function understandSlice(
  question: SliceQuestion,
  { vocabulary, periods }: { readonly vocabulary: Vocabulary; readonly periods: ReadonlySet<string> },
): UnderstoodSlice {
  const words = wordsOf(vocabulary, periods);
  const faults: ProblemPart[] = [];
  const listed = (field: SliceFilter): readonly string[] | null => {
    const texts = question[field];
    if (texts === undefined) return null;
    const { code, known, candidates, hint } = words[field];
    return texts.flatMap((text) => {
      const id = known(text);
      if (id !== undefined) return [id];
      const near = nearest(text.slice(0, 60), candidates());
      const meant = near === undefined ? hint : `Did you mean '${near}'? ${hint}`;
      faults.push({ code, field, detail: `There is no ${NOUNS[field]} '${text.slice(0, 60)}'. ${meant}` });
      return [];
    });
  };
  const named = listed('measure');
  const domains = listed('domain');
  const [asked, dates, areas] = [measuresOf(vocabulary, named, domains), listed('period'), listed('area')];
  const lines = new Map<string, ReadonlySet<string>>();
  for (const [field, column] of LINE_COLUMNS) {
    const ids = listed(field);
    if (ids !== null) lines.set(column, new Set(ids));
  }
  const [first] = faults;
  if (first !== undefined) {
    throw new Problem(
      'bad-request',
      faults.length === 1 ? first.detail : 'Words are not known; see errors.',
      faults,
    );
  }
  return { ...asked, periods: dates, areas, lines };
}

const LINE_COLUMNS = [
  ['group', 'ethnic_group'],
  ['level', 'ethnic_group_level'],
  ['sex', 'sex'],
  ['ageBand', 'age_band'],
  ['category', 'category'],
] as const;

const NOUNS: Readonly<Record<SliceFilter, string>> = {
  measure: 'measure or population',
  domain: 'domain',
  period: 'period in this release',
  area: 'area',
  group: 'ethnic group',
  sex: 'sex',
  ageBand: 'age band',
  category: 'category',
  level: 'level of ethnic groups',
};

function measuresOf(
  vocabulary: Vocabulary,
  named: readonly string[] | null,
  domains: readonly string[] | null,
): Pick<UnderstoodSlice, 'measures' | 'populations'> {
  if (named === null && domains === null) return { measures: null, populations: [] };
  const inDomain = (id: string) =>
    domains === null || domains.includes(vocabulary.measure.get(id)?.domain ?? POPULATION_DOMAIN);
  const ids = named ?? [...vocabulary.measure.keys(), ...vocabulary.population.keys()];
  const wanted = ids.filter(inDomain);
  return {
    measures: wanted.filter((id) => vocabulary.measure.has(id)),
    populations: wanted.filter((id) => vocabulary.population.has(id)),
  };
}

function wordsOf(vocabulary: Vocabulary, periods: ReadonlySet<string>): Readonly<Record<SliceFilter, Word>> {
  const oneOf = (ids: readonly string[], code = 'bad-request'): Word => ({
    code,
    known: (text) => ids.find((id) => id === text.toLowerCase()),
    candidates: () => ids,
    hint: `There are ${ids.join(', ')}.`,
  });
  const form = (fits: (text: string) => boolean, hint: string): Word => ({
    code: 'bad-request',
    known: (text) => (fits(text.toLowerCase()) ? text.toLowerCase() : undefined),
    candidates: () => [],
    hint,
  });
  const ids = function* () {
    yield* vocabulary.measure.keys();
    yield* vocabulary.population.keys();
  };
  return {
    measure: {
      code: 'unknown-measure',
      known: (text) => [...ids()].find((id) => id === text.toLowerCase()),
      candidates: ids,
      hint: 'GET /v1/measures lists them.',
    },
    domain: oneOf([...DOMAINS, POPULATION_DOMAIN]),
    period: {
      code: 'unknown-period',
      known: (text) => (periods.has(text.toUpperCase()) ? text.toUpperCase() : undefined),
      candidates: () => periods,
      hint: 'GET /v1/periods lists them.',
    },
    area: {
      code: 'unknown-area',
      known: (text) => vocabulary.area.get(text.toUpperCase())?.id,
      candidates: () => vocabulary.area.keys(),
      hint: 'GET /v1/areas lists them.',
    },
    group: {
      code: 'unknown-ethnic-group',
      known: (text) => vocabulary.group.get(text.toLowerCase())?.id,
      candidates: () => vocabulary.group.keys(),
      hint: 'GET /v1/ethnic-groups lists them.',
    },
    sex: oneOf(SEXES),
    ageBand: form(isAgeBand, 'Write all, 10-15, under-1 or 16-and-over.'),
    category: form(
      (text) => text === 'all' || parseCategory(text) !== undefined,
      'Write all, or dimension:code, such as sen:ehcp.',
    ),
    level: oneOf(GROUP_LEVELS),
  };
}
