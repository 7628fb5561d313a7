import { ALL, NOT_KNOWN } from '../vocabulary/ethnic-group.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import type { Place } from './finding.ts';
import { isExclusive } from './part-sums.ts';
import { NOT_SENT, NUMBER, type SentPlace, type SentPlaces, WITHHELD } from './sent-places.ts';

/** A symbol that follows from the numbers beside it. */
export interface GivenAway {
  readonly measure: string;
  readonly group: string;
  readonly first: Place;
  readonly places: number;
}

/** A number of the table, which may stand in several sums. */
interface Variable {
  value: number | null;
  /** Sent as `c`: somebody is there, and the number is not told. */
  readonly withheld: boolean;
}

/** So many places of one measure, period and area are looked at together; more are a breakdown by school or the like. */
const MOST_TOGETHER = 2_000;

/** The first is the sum of the others. */
type Sum = readonly Variable[];

/**
 * The withheld numerators that the file gives away: over ethnic groups, sexes, age bands and categories together, what is
 * alone unknown in a sum follows, and so do several where what is left for them is no more than one for each.
 */
export function givenAway(sent: SentPlaces, vocabulary: Vocabulary): readonly GivenAway[] {
  const serieses = new Map<number, SentPlace[]>();
  for (const place of sent.all()) {
    const list = serieses.get(place.series);
    if (list === undefined) serieses.set(place.series, [place]);
    else list.push(place);
  }
  const partitions = vocabulary.partitions.map(({ parent, children }) =>
    [parent, ...children].map((id) => sent.slots.get(id) ?? -1),
  );
  const unknown = vocabulary.groups
    .filter(({ level }) => level === 'unknown')
    .map(({ id }) => sent.slots.get(id) ?? -1);
  const notKnown = sent.slots.get(NOT_KNOWN) ?? -1;
  const found = new Map<string, GivenAway>();
  for (const places of pieces(serieses.values())) {
    const tables = new Map(places.map((place) => [place, variablesOf(place)]));
    const sums: Sum[] = [];
    for (const [{ states }, table] of tables) {
      // A table without a row for those who are not known has none.
      const told = table[notKnown];
      if (told !== undefined && unknown.every((slot) => states[slot] === NOT_SENT)) told.value = 0;
      for (const slots of partitions) sums.push(slots.flatMap((slot) => table[slot] ?? []));
    }
    sums.push(...marginSums(tables));
    solve(sums);
    for (const [{ measure, withheld }, table] of tables) {
      for (const [slot, first] of withheld) {
        if (table[slot]?.value === null) continue;
        const group = sent.groups[slot] ?? '';
        const known = found.get(`${measure.id} ${group}`);
        const number = (known?.places ?? 0) + 1;
        found.set(`${measure.id} ${group}`, {
          ...(known ?? { measure: measure.id, group, first }),
          places: number,
        });
      }
    }
  }
  return [...found.values()];
}

/** What is looked at together: a series where it is of a size to hold, else each of its places for itself. */
function* pieces(serieses: Iterable<readonly SentPlace[]>): Generator<readonly SentPlace[]> {
  for (const places of serieses) {
    if (places.every(({ withheld }) => withheld.size === 0)) continue;
    if (places.length <= MOST_TOGETHER) yield places;
    else for (const place of places) if (place.withheld.size > 0) yield [place];
  }
}

function variablesOf({ states, values }: SentPlace): readonly Variable[] {
  return Array.from(states, (state, slot) => ({
    value: state === NUMBER ? (values[slot] ?? 0) : null,
    withheld: state === WITHHELD,
  }));
}

/** For each sum over the sexes, the age bands or the categories of a dimension: one equation for each group. */
function marginSums(tables: ReadonlyMap<SentPlace, readonly Variable[]>): readonly Sum[] {
  const margins = new Map<string, { total: readonly Variable[] | null; parts: (readonly Variable[])[] }>();
  const dimensions = new Set<string>();
  const at = (key: string) => {
    const margin = margins.get(key) ?? { total: null, parts: [] };
    margins.set(key, margin);
    return margin;
  };
  for (const [{ sex, ageBand, category }, table] of tables) {
    const dimension = category === ALL ? null : (category.split(':')[0] ?? '');
    if (sex === ALL) at(`sex|${ageBand}|${category}`).total = table;
    else at(`sex|${ageBand}|${category}`).parts.push(table);
    if (ageBand === ALL) at(`age|${sex}|${category}`).total = table;
    else at(`age|${sex}|${category}`).parts.push(table);
    if (dimension === null || !isExclusive(dimension)) continue;
    dimensions.add(dimension);
    at(`${dimension}|${sex}|${ageBand}`).parts.push(table);
  }
  for (const [{ sex, ageBand, category }, table] of tables) {
    if (category !== ALL) continue;
    for (const dimension of dimensions) {
      const margin = margins.get(`${dimension}|${sex}|${ageBand}`);
      if (margin !== undefined) margin.total = table;
    }
  }
  const sums: Sum[] = [];
  for (const { total, parts } of margins.values()) {
    if (total === null || parts.length < 2) continue;
    const each = total.map((whole, slot): Sum => [whole, ...parts.flatMap((part) => part[slot] ?? [])]);
    if (addsUp(each)) sums.push(...each.filter((sum) => sum.some(({ withheld }) => withheld)));
  }
  return sums;
}

/** Whether the parts are all there are: where the numbers are all sent, they add up to the total. */
function addsUp(sums: readonly Sum[]): boolean {
  let once = false;
  for (const [total, ...parts] of sums) {
    if (total?.value == null || parts.some(({ value }) => value === null)) continue;
    if (parts.reduce((sum, { value }) => sum + (value ?? 0), 0) !== total.value) return false;
    once ||= total.value > 0;
  }
  return once;
}

/** Gives a value to every number that follows from the others. A sum of which all is known is not looked at again. */
function solve(sums: readonly Sum[]): void {
  let left = sums;
  for (let again = true; again; ) {
    again = false;
    const next: Sum[] = [];
    for (const sum of left) {
      const outcome = follow(sum);
      if (outcome === 'found') again = true;
      else if (outcome === 'open') next.push(sum);
    }
    left = next;
  }
}

/** What one sum gives away: nothing more, something, or nothing yet. */
function follow(sum: Sum): 'known' | 'found' | 'open' {
  const total = sum[0]?.value ?? null;
  let known = 0;
  let open = 0;
  let withheld = 0;
  let one: Variable | undefined;
  for (let at = 0; at < sum.length; at += 1) {
    const each = sum[at];
    if (each === undefined) continue;
    if (each.value === null) {
      open += 1;
      one = each;
      if (each.withheld) withheld += 1;
    } else if (at > 0) known += each.value;
  }
  if (one === undefined) return 'known';
  if (open === 1) {
    one.value = total === null ? known : total - known;
    return 'found';
  }
  // Whoever withholds a number has somebody there: three numbers of three people are one each.
  if (total === null || withheld < open || total - known > open) return 'open';
  for (const each of sum) each.value ??= (total - known) / open;
  return 'found';
}
