import type { KnownWords } from './known-words.ts';
import type { PublicCell, PublicRelease, PublicWords, Seen } from './public-release.ts';
import { type Candidate, relationsOf } from './relations.ts';
import type { Row, System } from './system.ts';

/** A count at one place: however many cells and releases show it, it is one count. */
export interface Count {
  readonly count: string;
  readonly period: string;
  readonly area: string;
  readonly group: string;
  readonly sex: string;
  readonly age: string;
  readonly category: string;
  readonly made: number | null;
  /** The number, where any cell shows it. */
  known: number | undefined;
  /** The cells that show it or withhold it, to be named in print. */
  readonly cells: { readonly cell: PublicCell; readonly side: 'numerator' | 'denominator' }[];
}

export type Place = Omit<Count, 'made' | 'known' | 'cells'>;

/** One release as counts, and the sums between them. */
export interface Table {
  readonly counts: ReadonlyMap<string, Count>;
  readonly candidates: readonly Candidate[];
}

export function idOf({ count, period, area, group, sex, age, category }: Place): string {
  return [count, period, area, group, sex, age, category].join('|');
}

/** Which count a side of a measure is, and where: `staff@black` at `all` is `staff` at `black`. */
export function countAt(words: KnownWords, cell: PublicCell, side: 'numerator' | 'denominator'): Place {
  return placeOfCount(words.countsOf.get(cell.measure)?.[side] ?? `${cell.measure} ${side}`, cell);
}

export function placeOfCount(named: string, at: Omit<Place, 'count'>): Place {
  const { period, area, sex } = at;
  const [count = named, part] = named.split('@');
  let { group, age, category } = at;
  if (part === 'known') group = 'known';
  else if (part?.startsWith('age:')) age = age === 'all' ? part.slice(4) : age;
  else if (part?.includes(':')) category = category === 'all' ? part : `${category}+${part}`;
  else if (part !== undefined) group = group === 'all' ? part : `${group}+${part}`;
  return { count, period, area, group, sex, age, category };
}

const SCORES = ['mean', 'median'];

/** The counts of people in a release that its service protects. Official figures go out as their source published them. */
export function tableOf(
  { cells, official }: PublicRelease,
  { words, known, leftOut }: { words: PublicWords; known: KnownWords; leftOut: LeftOut },
): Table {
  const counts = new Map<string, Count>();
  const bases: Candidate[] = [];
  const note = (cell: PublicCell, side: 'numerator' | 'denominator', number: Seen | null) => {
    if (number === null || (typeof number === 'string' && number !== 'c')) return undefined;
    const place = countAt(known, cell, side);
    let id = idOf(place);
    const value = typeof number === 'number' ? number : undefined;
    const before = counts.get(id);
    // Two measures that give one count differently are two counts.
    if (before?.known !== undefined && value !== undefined && before.known !== value)
      id = `${id}|${cell.measure}`;
    const count = counts.get(id) ?? { ...place, made: cell.made, known: value, cells: [] };
    counts.set(id, count);
    count.known ??= value;
    count.cells.push({ cell, side });
    return id;
  };
  for (const cell of cells) {
    const measure = words.measures.get(cell.measure);
    if (measure === undefined || !measure.persons || official.has(`${cell.measure} ${cell.period}`)) continue;
    const numerator = SCORES.includes(measure.kind) ? undefined : note(cell, 'numerator', cell.numerator);
    const denominator = note(cell, 'denominator', cell.denominator);
    const part = ['percentage', 'stage', 'composition-share'].includes(measure.kind);
    if (part && numerator !== undefined && denominator !== undefined && numerator !== denominator)
      bases.push({ kind: `${cell.measure} base`, total: denominator, parts: [numerator], whole: false });
  }
  return { counts, candidates: [...bases, ...relationsOf(counts, { words, known, leftOut })] };
}

/** Authorities that a measure's totals leave out for want of a population: `measure period`. */
export type LeftOut = ReadonlyMap<string, ReadonlySet<string>>;

/** A system of what is not known, the counts its variables stand for, and what turned out to be known after all. */
export interface Solvable {
  readonly system: System;
  /** By variable. */
  readonly hidden: readonly Count[];
  readonly everything: readonly Count[];
}

/**
 * One system out of one release or of several. `same` says which counts of two releases are one: those of an authority
 * and period of which nothing that is shown has changed. Sums that figures shown contradict are not used.
 */
export function solvable(tables: readonly Table[], { joined }: { readonly joined: boolean }): Solvable {
  const merged = new Map<string, Count>();
  const nameOf = tables.map((table, index) =>
    namesFor(table, { index, before: joined ? tables[index - 1] : undefined }),
  );
  tables.forEach((table, index) => {
    for (const [id, count] of table.counts) {
      const name = nameIn(nameOf, index, id);
      const before = merged.get(name);
      if (before === undefined) merged.set(name, { ...count, cells: [...count.cells] });
      else {
        before.known ??= count.known;
        before.cells.push(...count.cells);
      }
    }
  });
  const hidden = [...merged].filter(([, { known }]) => known === undefined);
  const variable = new Map(hidden.map(([name], index) => [name, index]));
  const rows = new Map<string, Row>();
  tables.forEach((table, index) => {
    const shownAs = evidence(table);
    for (const candidate of table.candidates) {
      const relation = shownAs(candidate);
      if (relation === undefined) continue;
      let value = 0;
      const terms: [number, number][] = [];
      const add = (id: string, sign: number) => {
        const name = nameIn(nameOf, index, id);
        const at = variable.get(name);
        if (at === undefined) value -= sign * (merged.get(name)?.known ?? 0);
        else terms.push([at, sign]);
      };
      add(candidate.total, 1);
      for (const part of candidate.parts) add(part, -1);
      if (terms.length === 0) continue;
      const key = `${relation}${value} ${terms
        .map((term) => term.join('*'))
        .sort()
        .join(' ')}`;
      rows.set(key, { terms, relation, value, from: candidate.kind });
    }
  });
  return {
    system: { size: hidden.length, rows: [...rows.values()] },
    hidden: hidden.map(([, count]) => count),
    everything: [...merged.values()],
  };
}

type Naming = (id: string) => { readonly name: string; readonly earlier: boolean };

function nameIn(namings: readonly Naming[], index: number, id: string): string {
  const found = namings[index]?.(id);
  if (found === undefined || !found.earlier) return found?.name ?? id;
  return nameIn(namings, index - 1, id);
}

/** A count that the release before has too, in a block of which nothing shown has changed, is that count. */
function namesFor(
  { counts }: Table,
  { index, before }: { index: number; before: Table | undefined },
): Naming {
  const blockOf = ({ count, period, area }: Count) => `${count}|${period}|${area}`;
  const changed = new Set<string>();
  const common = new Set<string>();
  for (const [id, count] of counts) {
    const earlier = before?.counts.get(id);
    if (earlier?.known === undefined || count.known === undefined) continue;
    common.add(blockOf(count));
    if (earlier.known !== count.known) changed.add(blockOf(count));
  }
  return (id) => {
    const count = counts.get(id);
    const block = count === undefined ? '' : blockOf(count);
    const earlier = before?.counts.has(id) === true && common.has(block) && !changed.has(block);
    return { name: `${index} ${id}`, earlier };
  };
}

/**
 * What the sums of a kind that are shown whole say of those that are not: `=` where it has always held (or where the words
 * say that the parts are the whole, and nothing speaks against it), `>=` where the parts were never more than the total,
 * nothing where they were.
 */
function evidence({ counts, candidates }: Table): (candidate: Candidate) => Row['relation'] | undefined {
  const seen = new Map<string, { equal: number; less: number; more: number }>();
  for (const { kind, total, parts } of candidates) {
    const whole = counts.get(total)?.known;
    const values = parts.map((part) => counts.get(part)?.known);
    if (whole === undefined || values.includes(undefined)) continue;
    const sum = values.reduce<number>((running, each) => running + (each ?? 0), 0);
    // Nobody out of nobody is all and none of them: it is no evidence.
    if (whole === 0 && sum === 0) continue;
    const found = seen.get(kind) ?? { equal: 0, less: 0, more: 0 };
    seen.set(kind, found);
    found[sum === whole ? 'equal' : sum < whole ? 'less' : 'more'] += 1;
  }
  return ({ kind, whole, some = false }) => {
    const { equal, less, more } = seen.get(kind) ?? { equal: 0, less: 0, more: 0 };
    if (more > 0) return undefined;
    if (less > 0 || some) return '>=';
    return whole || equal >= 3 ? '=' : '>=';
  };
}
