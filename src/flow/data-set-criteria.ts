import { Problem, type ProblemPart } from '../problem.ts';
import { comparePeriods, parsePeriod } from '../vocabulary/period.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import {
  type Contents,
  FILTERS,
  LEVELS,
  levelOf,
  locationsOf,
  optionId,
  periodIdOf,
  slugOf,
} from './data-set-words.ts';

/** What a row must be. Every leaf says which ids a column may, or may not, have: no condition goes by a number. */
export type Condition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | {
      readonly kind: 'is';
      readonly column: string;
      readonly ids: ReadonlySet<string>;
      readonly not: boolean;
    };

/** As DfE's API tells it: of an answer that may not be what was wanted. */
export interface Warning {
  readonly message: string;
  readonly code: string;
  readonly path: string;
  readonly detail?: { readonly items: readonly unknown[] };
}

/** How much one query may ask: groups in groups, and words altogether. */
const MOST_DEPTH = 10;
const MOST_NODES = 1000;

const COMPARATORS = ['eq', 'notEq', 'in', 'notIn'];
const FACETS: Readonly<Record<string, readonly string[]>> = {
  filters: COMPARATORS,
  geographicLevels: COMPARATORS,
  locations: COMPARATORS,
  timePeriods: [...COMPARATORS, 'gt', 'gte', 'lt', 'lte'],
};
const MISSING: Readonly<Record<string, readonly [code: string, message: string]>> = {
  filters: ['FiltersNotFound', 'One or more filters could not be found.'],
  geographicLevels: ['GeographicLevelsNotFound', 'One or more geographic levels could not be found.'],
  locations: ['LocationsNotFound', 'One or more locations could not be found.'],
  timePeriods: ['TimePeriodsNotFound', 'One or more time periods could not be found.'],
};

export function fault(code: string, path: string, message: string): ProblemPart {
  return { code, path, message, detail: message };
}

export interface Criteria {
  readonly condition: Condition;
  readonly warnings: readonly Warning[];
  readonly faults: readonly ProblemPart[];
}

/**
 * Understands criteria as they were sent, in the words of a data set. Faults are what cannot be read; what can be read and
 * is not in the data set is a warning, and matches nothing. Throws `query-too-large`.
 */
export function understandCriteria(
  sent: unknown,
  { contents, vocabulary }: { readonly contents: Contents; readonly vocabulary: Vocabulary },
): Criteria {
  const faults: ProblemPart[] = [];
  const warnings: Warning[] = [];
  let nodes = 0;
  const count = (depth: number) => {
    nodes += 1;
    if (nodes > MOST_NODES || depth > MOST_DEPTH) {
      const most = `${MOST_DEPTH} groups deep and ${MOST_NODES} conditions and words altogether`;
      throw new Problem('query-too-large', `Criteria may be ${most}.`);
    }
  };
  const wrong = (code: string, path: string, message: string) => {
    faults.push(fault(code, path, message));
    return NOTHING;
  };

  function group(node: unknown, path: string, depth: number): Condition {
    count(depth);
    const keys = isObject(node) ? Object.keys(node) : [];
    if (!isObject(node)) return wrong('InvalidValue', path, 'Must be an object.');
    const [key = ''] = keys;
    if (keys.length === 1 && key === 'not') return negated(group(node.not, `${path}.not`, depth + 1));
    if (keys.length === 1 && (key === 'and' || key === 'or')) {
      const list = node[key];
      if (!Array.isArray(list) || list.length === 0)
        return wrong('NotEmpty', `${path}.${key}`, 'Must be a list that is not empty.');
      const of = list.map((each: unknown, index) => group(each, `${path}.${key}[${index}]`, depth + 1));
      return { kind: key === 'and' ? 'all' : 'any', of };
    }
    return {
      kind: 'all',
      of: keys.map((name) => {
        const known = FACETS[name];
        if (known !== undefined) return facet(name, node[name], `${path}.${name}`);
        const only = `There are ${Object.keys(FACETS).join(', ')}; or one of and, or, not, alone.`;
        return wrong('UnknownField', `${path}.${name.slice(0, 40)}`, only);
      }),
    };
  }

  function facet(name: string, node: unknown, path: string): Condition {
    if (!isObject(node)) return wrong('InvalidValue', path, 'Must be an object such as {"eq": …}.');
    const allowed = FACETS[name] ?? [];
    return {
      kind: 'all',
      of: Object.entries(node).map(([comparator, value]) => {
        const here = `${path}.${comparator.slice(0, 40)}`;
        if (!allowed.includes(comparator))
          return wrong('UnknownField', here, `There are ${allowed.join(', ')}.`);
        const isList = comparator === 'in' || comparator === 'notIn';
        if (isList !== Array.isArray(value))
          return wrong('InvalidValue', here, isList ? 'Must be a list.' : 'Must be one, not a list.');
        const words: readonly unknown[] = Array.isArray(value) ? value : [value];
        if (words.length === 0) return wrong('NotEmpty', here, 'Must not be empty.');
        const lost: unknown[] = [];
        const of = words.map((word, index) => {
          count(0);
          const found = RESOLVE[name]?.(word, isList ? `${here}[${index}]` : here, comparator);
          if (found === undefined) lost.push(word);
          return found ?? NOTHING;
        });
        const [code, message] = MISSING[name] ?? ['', ''];
        if (lost.length > 0) warnings.push({ message, code, path: here, detail: { items: lost } });
        const some: Condition = { kind: 'any', of };
        return comparator.startsWith('not') ? negated(some) : some;
      }),
    };
  }

  const areasWhere = (fits: (area: Contents['areas'][number]) => boolean): Condition | undefined => {
    const ids = contents.areas.filter(fits).map(({ id }) => id);
    return ids.length === 0 ? undefined : is('area', ids);
  };

  /** The condition that a word stands for; undefined where the data set has no such thing. */
  const RESOLVE: Readonly<
    Record<string, (word: unknown, path: string, comparator: string) => Condition | undefined>
  > = {
    filters(word, path) {
      if (typeof word !== 'string') return wrong('InvalidValue', path, 'Must be the id of an option.');
      const text = word.toLowerCase();
      const fits = FILTERS.flatMap(({ id }) =>
        (contents.options.get(id) ?? [])
          .filter((option) => optionId(id, option) === text || option === text)
          .map((option) => ({ id, option, exact: optionId(id, option) === text })),
      );
      const [one] = fits.some(({ exact }) => exact) ? fits.filter(({ exact }) => exact) : fits;
      if (one === undefined) return undefined;
      if (!one.exact && fits.length > 1) {
        const ids = fits.map(({ id, option }) => optionId(id, option)).join(', ');
        return wrong('FilterOptionAmbiguous', path, `Several filters have it. Write one of ${ids}.`);
      }
      return is(one.id, [one.option]);
    },
    geographicLevels(word, path) {
      const text = typeof word === 'string' ? word.toLowerCase() : '';
      const level = LEVELS.find(({ code, kind }) => code.toLowerCase() === text || kind === text);
      if (level === undefined) {
        return wrong('AllowedValue', path, `Must be one of ${LEVELS.map(({ code }) => code).join(', ')}.`);
      }
      return areasWhere((area) => area.kind === level.kind);
    },
    locations(word, path) {
      const sentAs = isObject(word) ? fromObject(word) : typeof word === 'string' ? word.split('|') : [];
      const [level, property, text] = sentAs.length === 1 ? [null, 'id', sentAs[0]] : sentAs;
      if (text === undefined || property === undefined || sentAs.length > 3 || text === '')
        return wrong('LocationFormat', path, 'Must be such as LA|code|E09000012, or a code alone.');
      if (level !== null && !LEVELS.some(({ code }) => code === level)) {
        const levels = LEVELS.map(({ code }) => code).join(', ');
        return wrong('LocationAllowedLevel', path, `Must be a location with a level of ${levels}.`);
      }
      if (!['id', 'code', 'oldCode'].includes(property))
        return wrong('LocationAllowedProperty', path, 'Must be a location by id, code or oldCode.');
      const place = [...vocabulary.area.values()].find(
        (area) =>
          LEVELS.some(({ code, kind }) => kind === area.kind && (level === null || code === level)) &&
          (property === 'oldCode'
            ? area.dfeCode === text
            : [area.id, area.dfeCode].includes(text.toUpperCase()) || slugOf(area.name) === slugOf(text)),
      );
      if (place === undefined) return undefined;
      return areasWhere((area) => locationsOf(area)[levelOf(place).code] === place.id);
    },
    timePeriods(word, path, comparator) {
      const wanted = periodOf(word);
      if (wanted === undefined) {
        const form = 'Must be such as 2024/2025|AY, 2025/2026|FYQ2, 2024|CY or AY2024-25.';
        return wrong('TimePeriodFormat', path, form);
      }
      const fits = ORDER[comparator] ?? ((order) => order === 0);
      const ids = contents.periods.filter((id) => fits(id === wanted ? 0 : comparePeriods(id, wanted)));
      const has = contents.periods.includes(wanted) || comparator in ORDER;
      return has ? is('period', ids) : undefined;
    },
  };

  const condition = sent === undefined || sent === null ? EVERYTHING : group(sent, 'criteria', 1);
  return { condition, warnings, faults };
}

const NOTHING: Condition = { kind: 'any', of: [] };
const EVERYTHING: Condition = { kind: 'all', of: [] };
const ORDER: Readonly<Record<string, (order: number) => boolean>> = {
  gt: (order) => order > 0,
  gte: (order) => order >= 0,
  lt: (order) => order < 0,
  lte: (order) => order <= 0,
};

function is(column: string, ids: readonly string[]): Condition {
  return { kind: 'is', column, ids: new Set(ids), not: false };
}

function negated(condition: Condition): Condition {
  if (condition.kind === 'is') return { ...condition, not: !condition.not };
  return { kind: condition.kind === 'all' ? 'any' : 'all', of: condition.of.map(negated) };
}

/** Which ids of a column the rows of a condition can have; null where it says nothing of it. */
export function idsOf(condition: Condition, column: string): ReadonlySet<string> | null {
  if (condition.kind === 'is') return condition.column === column && !condition.not ? condition.ids : null;
  const said = condition.of.map((each) => idsOf(each, column));
  if (condition.kind === 'any') {
    const known = said.filter((each) => each !== null);
    return known.length < said.length ? null : new Set(known.flatMap((each) => [...each]));
  }
  let ids: ReadonlySet<string> | null = null;
  for (const each of said) ids = each === null || ids === null ? (ids ?? each) : shared(ids, each);
  return ids;
}

function shared(one: ReadonlySet<string>, other: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...one].filter((id) => other.has(id)));
}

/** A period as DfE sends it, `{code, period}` or `2024/2025|AY`, or by our id. */
function periodOf(word: unknown): string | undefined {
  if (typeof word === 'string') {
    const [period = '', code, ...more] = word.split('|');
    if (code === undefined) return parsePeriod(word.toUpperCase())?.id;
    return more.length === 0 ? periodIdOf({ code, period }) : undefined;
  }
  if (!isObject(word)) return undefined;
  const { code, period } = word;
  return typeof code === 'string' && typeof period === 'string' ? periodIdOf({ code, period }) : undefined;
}

/** `{level: 'LA', code: 'E09000012'}` → its parts; none where it is not of that form. */
function fromObject({ level, ...rest }: Readonly<Record<string, unknown>>): readonly string[] {
  const [[property, text] = [], ...more] = Object.entries(rest);
  if (property === undefined || more.length > 0 || typeof level !== 'string' || typeof text !== 'string')
    return [];
  return [level, property, text];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
