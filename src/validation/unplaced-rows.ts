import { groupResolver } from '../vocabulary/classification.ts';
import { ALL } from '../vocabulary/ethnic-group.ts';
import type { CheckContext } from './context.ts';
import { takesDimension } from './measure-use.ts';
import { nearestGroup } from './nearest-group.ts';
import { nearestMeasure } from './nearest-measure.ts';
import type { Reading } from './reading.ts';
import { NOT_SENT, type SentPlace } from './sent-places.ts';

/** Where a cell stands: its measure, period, area, sex, age band, category and ethnic group. */
export type CellWords = readonly [
  measure: string,
  period: string,
  area: string,
  sex: string,
  ageBand: string,
  category: string,
  group: string,
];

/**
 * The rows in which a word is wrong, and what is right of each. A cell that seems to be missing may be one of them: it is
 * not asked for until they are mended. What they do not account for is.
 */
export interface UnplacedRows {
  /** A row with an error in its words. */
  take(reading: Reading): void;
  /** A row that cannot be read at all. */
  takeRagged(): void;
  /** What was sent at a place whose category is probably a slip for another. */
  takeMisspelt(
    place: SentPlace,
    meant: { readonly category: string; readonly groups: readonly string[] },
  ): void;
  count(): number;
  /** Of cells that are missed, those that these rows do not account for: all of the rest where there are fewer rows than cells. */
  unaccounted<T>(missed: Iterable<T>, wordsOf: (each: T) => CellWords): Iterable<T>;
  /** Whether one of the rows may be of this place, whichever its group. */
  mayBeAt(place: CellWords): boolean;
  /** Whether one of the rows may be of this measure. */
  mayBeOf(measure: string): boolean;
  /** Of measures that are missed, those that no name in the file can have been meant for. */
  unaccountedMeasures(missed: readonly string[]): readonly string[];
  /** By measure, the breakdowns that a row may be of. */
  breakdowns(): ReadonlyMap<string, ReadonlySet<string>>;
}

/** What is not known of a row; no word is written so. */
const OPEN = '?';
/** A file with more of them has told enough, and nothing is said to be missing from it. */
const MOST_ROWS = 20_000;
/** So many texts that are no ethnic group, or no measure, are looked up for what they were meant to be. */
const MOST_TEXTS = 200;

/** One kind of row: the same words of it are right, and those that are wrong are in the same columns. */
interface Pattern {
  readonly open: readonly boolean[];
  readonly counts: Map<string, number>;
}

export function createUnplacedRows(context: CheckContext): UnplacedRows {
  const { vocabulary } = context;
  const patterns = new Map<string, Pattern>();
  const places = new Map<string, Pattern>();
  const measures = new Set<string>();
  const meantMeasures = new Set<string>();
  const breakdowns = new Map<string, Set<string>>();
  /** By the cell that was meant, in which patterns its rows are counted. */
  const meant = new Map<string, string[]>();
  let strangers = 0;
  let rows = 0;
  const resolve = groupResolver(vocabulary, { declared: context.classification, inferred: null });
  const groupMeant = lookedUp((text) => {
    const found = resolve(nearestGroup(text, vocabulary) ?? '');
    return found.kind === 'group' ? found.group.id : undefined;
  });
  const measureMeant = lookedUp((text) => {
    const found = nearestMeasure(text, context);
    if (found === undefined) strangers += 1;
    else meantMeasures.add(found);
    return found;
  });
  const add = (words: readonly string[]) => {
    rows += 1;
    measures.add(words[0] ?? OPEN);
    countIn(places, words.slice(0, -1));
    return countIn(patterns, words);
  };
  return {
    take({ draft, measure, period, area, group, sex, ageBand, category }) {
      if (rows >= MOST_ROWS) return;
      if (measure === undefined) measureMeant(draft.measure);
      const found = measure !== undefined && measure.domain !== null ? measure : undefined;
      const dimension = category?.dimension ?? null;
      const words = [
        found?.id ?? OPEN,
        // An authority's file is of one period and one area, whatever stands in the row.
        context.period ?? period ?? OPEN,
        context.area ?? area ?? OPEN,
        sex === undefined || (sex !== ALL && found?.sexes === false) ? OPEN : sex,
        ageBand === undefined || (ageBand !== ALL && found?.ageBands === false) ? OPEN : ageBand,
        category === undefined ||
        (dimension !== null && found !== undefined && !takesDimension(found, dimension))
          ? OPEN
          : category.id,
        group.kind === 'group' ? group.group.id : OPEN,
      ];
      const key = add(words);
      if (group.kind === 'unknown') {
        const id = groupMeant(draft.group);
        if (id !== undefined) listIn(meant, keyOf([...words.slice(0, -1), id])).push(key);
      }
      if (found === undefined) return;
      const [, , , ofSex, ofAge, ofCategory] = words;
      const by = breakdowns.get(found.id) ?? new Set();
      if (ofSex === OPEN) by.add('sex');
      if (ofAge === OPEN) by.add('age');
      if (ofCategory === OPEN) for (const each of found.dimensions ?? []) by.add(each);
      breakdowns.set(found.id, by);
    },
    takeRagged() {
      if (rows < MOST_ROWS) add([OPEN, OPEN, OPEN, OPEN, OPEN, OPEN, OPEN]);
    },
    takeMisspelt({ measure, period, area, sex, ageBand, states }, { category, groups }) {
      groups.forEach((group, slot) => {
        if ((states[slot] ?? NOT_SENT) === NOT_SENT || rows >= MOST_ROWS) return;
        const place = [measure.id, period, area, sex, ageBand];
        const key = add([...place, OPEN, group]);
        listIn(meant, keyOf([...place, category, group])).push(key);
      });
    },
    count: () => rows,
    unaccounted(missed, wordsOf) {
      if (rows === 0) return missed;
      if (rows >= MOST_ROWS) return [];
      // What a misspelt name was meant for comes first, and its row then stands for no other cell.
      const used = new Map<string, number>();
      let left = [...missed].filter((each) => {
        const found = meant.get(keyOf(wordsOf(each))) ?? [];
        for (const key of found) used.set(key, (used.get(key) ?? 0) + 1);
        return found.length === 0;
      });
      for (const { open, counts } of fewestOpenFirst(patterns)) {
        const keyed = left.map((each) => [each, keyOf(masked(wordsOf(each), open))] as const);
        const lacking = new Map<string, number>();
        for (const [, key] of keyed) lacking.set(key, (lacking.get(key) ?? 0) + 1);
        left = keyed
          .filter(([, key]) => (counts.get(key) ?? 0) - (used.get(key) ?? 0) < (lacking.get(key) ?? 0))
          .map(([each]) => each);
      }
      return left;
    },
    mayBeAt(place) {
      if (rows === 0 || rows >= MOST_ROWS) return rows > 0;
      return [...places.values()].some(({ open, counts }) =>
        counts.has(keyOf(masked(place.slice(0, -1), open))),
      );
    },
    mayBeOf: (measure) => rows >= MOST_ROWS || measures.has(measure) || measures.has(OPEN),
    unaccountedMeasures(missed) {
      if (rows >= MOST_ROWS) return [];
      const left = missed.filter((id) => !meantMeasures.has(id));
      return left.length <= strangers ? [] : left;
    },
    breakdowns: () => breakdowns,
  };
}

/** Counts a row in its pattern, and returns its key. */
function countIn(patterns: Map<string, Pattern>, words: readonly string[]): string {
  const open = words.map((word) => word === OPEN);
  const name = open.map(Number).join('');
  const pattern = patterns.get(name) ?? { open, counts: new Map<string, number>() };
  patterns.set(name, pattern);
  const key = keyOf(words);
  pattern.counts.set(key, (pattern.counts.get(key) ?? 0) + 1);
  return key;
}

function fewestOpenFirst(patterns: ReadonlyMap<string, Pattern>): readonly Pattern[] {
  const opens = ({ open }: Pattern) => open.filter(Boolean).length;
  return [...patterns.values()].toSorted((a, b) => opens(a) - opens(b));
}

function masked(words: readonly string[], open: readonly boolean[]): readonly string[] {
  return words.map((word, at) => (open[at] === true ? OPEN : word));
}

function keyOf(words: readonly string[]): string {
  return words.join('\u001f');
}

function listIn(lists: Map<string, string[]>, key: string): string[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

function lookedUp(look: (text: string) => string | undefined): (text: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (text) => {
    if (!known.has(text) && known.size < MOST_TEXTS) known.set(text, look(text));
    return known.get(text);
  };
}
