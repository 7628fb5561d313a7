import {
  type Bump,
  type CatalogueChange,
  CHANGE_KINDS,
  PLACE_DIMENSIONS,
  type PlaceDimension,
} from '../../vocabulary/release-changes.ts';
import type { Vocabulary } from '../../vocabulary/vocabulary.ts';

/** Measure or population → dimension → the codes that its cells have. */
export type CodesInUse = ReadonlyMap<string, ReadonlyMap<PlaceDimension, ReadonlySet<string>>>;

/** A release's words, and which of them its cells use. */
export interface Catalogue {
  readonly vocabulary: Vocabulary;
  readonly codes: CodesInUse;
}

/** What each kind of change does to whoever reads a release with yesterday's script. */
const BUMP_OF: Readonly<Record<CatalogueChange['kind'], Bump>> = {
  removed: 'major',
  redefined: 'major',
  added: 'minor',
  reworded: 'patch',
};

/** What only words it for people; anything else that changes, changes what the code means. */
const WORDING: Readonly<Record<string, ReadonlySet<string>>> = {
  measure: new Set([
    ...['title', 'note', 'subdomain', 'sourceReturn', 'frequency', 'pathway', 'stage', 'branch'],
    ...['dimensions', 'sexes', 'ageBands', 'quarterly'],
  ]),
  population: new Set(['title', 'licence', 'attribution', 'note']),
  area: new Set(['name', 'note', 'collaboration', 'liiaCode']),
  'ethnic-group': new Set(['label', 'note']),
  partition: new Set(),
};
/** Of no concern to whoever reads releases. */
const OURS = new Set(['id', 'sort', 'askedForBy', 'numeratorCount', 'denominatorCount']);

/** What is different in the codes of a release from the one before: which came, which went, and which mean something else. */
export function catalogueChanges(before: Catalogue, after: Catalogue): readonly CatalogueChange[] {
  const changes = [...usedChanges(before, after), ...definitionChanges(before, after)];
  const order = (change: CatalogueChange) => CHANGE_KINDS.indexOf(change.kind);
  return changes.sort((one, other) => order(one) - order(other));
}

function* usedChanges(before: Catalogue, after: Catalogue): Generator<CatalogueChange> {
  const kindOf = (id: string) =>
    after.vocabulary.population.has(id) || before.vocabulary.population.has(id) ? 'population' : 'measure';
  for (const what of ['measure', 'population'] as const) {
    const ofKind = ({ codes }: Catalogue) => new Set([...codes.keys()].filter((id) => kindOf(id) === what));
    yield* setChanges({ what, measure: null }, ofKind(before), ofKind(after));
  }
  for (const [measure, now] of after.codes) {
    const then = before.codes.get(measure);
    if (then === undefined) continue;
    for (const what of PLACE_DIMENSIONS)
      yield* setChanges({ what, measure }, then.get(what) ?? new Set(), now.get(what) ?? new Set());
  }
}

function* setChanges(
  of: Pick<CatalogueChange, 'what' | 'measure'>,
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
): Generator<CatalogueChange> {
  const removed = [...before].filter((code) => !after.has(code)).toSorted();
  const added = [...after].filter((code) => !before.has(code)).toSorted();
  if (removed.length > 0) yield { kind: 'removed', ...of, codes: removed, fields: [], bump: BUMP_OF.removed };
  if (added.length > 0) yield { kind: 'added', ...of, codes: added, fields: [], bump: BUMP_OF.added };
}

/** Codes that the release before used and that are used still, whose definition is another. */
function* definitionChanges(before: Catalogue, after: Catalogue): Generator<CatalogueChange> {
  const used = (catalogue: Catalogue, what: PlaceDimension) =>
    new Set([...catalogue.codes.values()].flatMap((codes) => [...(codes.get(what) ?? [])]));
  const inBoth = (what: PlaceDimension) => {
    const now = used(after, what);
    return [...used(before, what)].filter((code) => now.has(code)).toSorted();
  };
  const measured = [...before.codes.keys()].filter((id) => after.codes.has(id)).toSorted();
  const [then, now] = [before.vocabulary, after.vocabulary];
  yield* redefined('measure', measured, [then.measure, now.measure]);
  yield* redefined('population', measured, [then.population, now.population]);
  yield* redefined('area', inBoth('area'), [then.area, now.area]);
  const groups = inBoth('ethnic-group');
  yield* redefined('ethnic-group', groups, [then.group, now.group]);
  const parents = new Set(groups);
  const partitions = ({ partitions: all }: Vocabulary) =>
    new Map(
      all
        .filter(({ parent }) => parents.has(parent))
        .map(({ parent, name, children }) => [`${parent}/${name}`, { children: [...children].toSorted() }]),
    );
  const [was, is] = [partitions(then), partitions(now)];
  yield* setChanges({ what: 'partition', measure: null }, new Set(was.keys()), new Set(is.keys()));
  yield* redefined('partition', [...was.keys()].toSorted(), [was, is]);
}

function* redefined(
  what: CatalogueChange['what'],
  codes: readonly string[],
  [before, after]: readonly [ReadonlyMap<string, object>, ReadonlyMap<string, object>],
): Generator<CatalogueChange> {
  for (const code of codes) {
    const [was, is] = [before.get(code), after.get(code)];
    if (was === undefined || is === undefined) continue;
    const fields = differing(was, is);
    const meant = fields.filter((field) => !WORDING[what]?.has(field));
    const kind = meant.length > 0 ? 'redefined' : 'reworded';
    if (fields.length > 0) yield { kind, what, measure: null, codes: [code], fields, bump: BUMP_OF[kind] };
  }
}

function differing(one: object, other: object): readonly string[] {
  const [was, is] = [new Map(Object.entries(one)), new Map(Object.entries(other))];
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((field) => !OURS.has(field))
    .filter((field) => JSON.stringify(was.get(field) ?? null) !== JSON.stringify(is.get(field) ?? null))
    .toSorted();
}

const MOST_CODES = 5;

/** A change as a sentence: `Removed: period FY2023-24 of ed-suspension-rate.` */
export function sentenceOf({ kind, what, measure, codes, fields }: CatalogueChange): string {
  const named = codes.slice(0, MOST_CODES).join(', ');
  const more = codes.length > MOST_CODES ? ` and ${codes.length - MOST_CODES} more` : '';
  const whose = measure === null ? '' : ` of ${measure}`;
  const how = fields.length === 0 ? '' : ` (${fields.join(', ')})`;
  const noun = what.replaceAll('-', ' ');
  return `${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}: ${noun} ${named}${more}${whose}${how}.`;
}
