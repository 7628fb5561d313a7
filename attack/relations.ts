import { type Count, idOf, type LeftOut, type Place } from './equations.ts';
import type { KnownWords } from './known-words.ts';
import type { PublicWords } from './public-release.ts';

/** A total and its parts. `whole`: the words say that these parts are all of it; `some`: that they are not. */
export interface Candidate {
  readonly kind: string;
  readonly total: string;
  readonly parts: readonly string[];
  readonly whole: boolean;
  readonly some?: boolean;
}

interface Options {
  readonly words: PublicWords;
  readonly known: KnownWords;
  readonly leftOut: LeftOut;
}

/** Every sum that the places of counts suggest: over groups, areas, sexes, ages, categories and periods. */
export function relationsOf(counts: ReadonlyMap<string, Count>, options: Options): readonly Candidate[] {
  const found: Candidate[] = [];
  const here = (places: readonly Place[]) => places.map(idOf).filter((id) => counts.has(id));
  const breakdowns = new Map<string, { total: string; kind: string; parts: string[] }>();
  for (const [total, place] of counts) {
    if (total !== idOf(place)) continue;
    found.push(...overGroups(total, place, { here, known: options.known }));
    found.push(...overAreas(total, place, { counts, here, ...options }));
    found.push(...overPeriods(total, place, here));
    for (const [kind, whole] of wholesOf(place)) {
      const id = idOf(whole);
      const parts = breakdowns.get(`${kind} ${id}`)?.parts ?? [];
      breakdowns.set(`${kind} ${id}`, {
        total: id,
        kind: `${place.count} ${kind}`,
        parts: [...parts, total],
      });
    }
  }
  for (const { total, kind, parts } of breakdowns.values()) {
    if (counts.has(total)) found.push({ kind: `${kind} ${parts.length}`, total, parts, whole: false });
  }
  found.push(...overAges(counts));
  return found;
}

type Here = (places: readonly Place[]) => readonly string[];

function overGroups(
  total: string,
  place: Place,
  { here, known }: { here: Here; known: KnownWords },
): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const { parent, children } of known.partitions) {
    const groups =
      parent === place.group
        ? children
        : parent === 'known' && place.group === 'all'
          ? [...children, 'not-known']
          : [];
    const parts = here(groups.map((group) => ({ ...place, group })));
    if (parts.length === 0) continue;
    const whole = parts.length === groups.length;
    const kind = `${place.count} ${place.group} of ${whole ? groups.join('+') : 'some'}`;
    found.push({ kind, total, parts, whole, some: !whole });
  }
  return found;
}

function overAreas(
  total: string,
  place: Count,
  { counts, here, words, leftOut }: Options & { counts: ReadonlyMap<string, Count>; here: Here },
): readonly Candidate[] {
  if (place.made === null) return [];
  const out = leftOut.get(`${place.cells[0]?.cell.measure} ${place.period}`);
  const within = words.areas.filter((area) =>
    [area.subRegion, area.innerOuter, area.region].includes(place.area),
  );
  const authorities = within.filter(({ id, kind }) => kind === 'authority' && out?.has(id) !== true);
  const parts = here(authorities.map(({ id }) => ({ ...place, area: id })));
  const found: Candidate[] = [];
  if (parts.length > 0)
    found.push({ kind: `${place.count} areas`, total, parts, whole: parts.length === place.made });
  for (const set of ['sub-region', 'inner-outer']) {
    const areas = words.areas.filter(({ kind }) => kind === set && place.area !== set);
    if (words.areas.find(({ id }) => id === place.area)?.kind !== 'region') continue;
    const regional = here(areas.map(({ id }) => ({ ...place, area: id })));
    const made = regional.reduce((sum, id) => sum + (counts.get(id)?.made ?? 0), 0);
    if (regional.length > 0)
      found.push({ kind: `${place.count} ${set}s`, total, parts: regional, whole: made === place.made });
  }
  return found;
}

/** Quarters and terms inside their year. */
function overPeriods(total: string, place: Place, here: Here): readonly Candidate[] {
  const letter = place.period.startsWith('AY') ? 'T' : 'Q';
  if (!/^(AY|FY)\d{4}-\d{2}$/.test(place.period)) return [];
  const names = letter === 'T' ? ['T1', 'T2', 'T3'] : ['Q1', 'Q2', 'Q3', 'Q4'];
  const parts = here(names.map((name) => ({ ...place, period: `${place.period}-${name}` })));
  if (parts.length === 0) return [];
  return [{ kind: `${place.count} periods`, total, parts, whole: parts.length === names.length }];
}

/** What a place is one part of: by sex, and by each dimension of categories. */
function wholesOf(place: Place): readonly (readonly [string, Place])[] {
  const found: [string, Place][] = [];
  if (place.sex !== 'all') found.push(['sexes', { ...place, sex: 'all' }]);
  const [dimension] = place.category.split(':');
  if (place.category !== 'all') found.push([`of ${dimension}`, { ...place, category: 'all' }]);
  return found;
}

/** Bands of ages inside a wider one, or inside all ages. */
function overAges(counts: ReadonlyMap<string, Count>): readonly Candidate[] {
  const lines = new Map<string, [string, Count, readonly [number, number]][]>();
  for (const [id, count] of counts) {
    const ages = agesOf(count.age);
    if (ages === undefined) continue;
    const line = idOf({ ...count, age: '' });
    lines.set(line, [...(lines.get(line) ?? []), [id, count, ages]]);
  }
  const inside = (inner: readonly [number, number], outer: readonly [number, number]) =>
    inner[0] >= outer[0] && inner[1] <= outer[1] && (inner[0] !== outer[0] || inner[1] !== outer[1]);
  return [...lines.values()].flatMap((line) =>
    line.flatMap(([total, { count, age }, ages]) => {
      const within = line.filter(([, , band]) => inside(band, ages));
      const finest = within.filter(([, , band]) => !within.some(([, , other]) => inside(other, band)));
      const sorted = finest.toSorted(([, , a], [, , b]) => a[0] - b[0]);
      const apart = sorted.every(
        ([, , band], index) => index === 0 || band[0] > (sorted[index - 1]?.[2][1] ?? -1),
      );
      if (sorted.length === 0 || !apart) return [];
      const covered =
        sorted.reduce((sum, [, , [from, to]]) => sum + to - from + 1, 0) === ages[1] - ages[0] + 1;
      const kind = `${count} ages ${age} of ${sorted.map(([, each]) => each.age).join('+')}`;
      return [{ kind, total, parts: sorted.map(([id]) => id), whole: covered }];
    }),
  );
}

function agesOf(band: string): readonly [number, number] | undefined {
  if (band === 'all') return [0, 200];
  const [, under, low, high, over, single] =
    /^(?:under-(\d+)|(\d+)-(\d+)|(\d+)-and-over|(\d+))$/.exec(band) ?? [];
  if (under !== undefined) return [0, Number(under) - 1];
  if (low !== undefined) return [Number(low), Number(high)];
  if (over !== undefined) return [Number(over), 199];
  return single === undefined ? undefined : [Number(single), Number(single)];
}
