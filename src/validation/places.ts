import { createPairNumbers } from './pair-numbers.ts';

/**
 * Which cells of a file have been seen, in a few bytes a cell. Places are told apart by 64 bits of their words: of a million
 * places two are taken for one in one file of thirty million, which is then told as a row that stands there twice.
 */
export interface Places {
  /** The numbers of a place without its ethnic group. */
  of(place: WholePlace): PlaceNumbers;
  /** 0 for a group that is new at its place; -1 for one more part of a sum; else the row in which it stands already. */
  firstRow(cell: CellSeen): number;
}

export interface WholePlace {
  readonly measure: string;
  readonly period: string;
  readonly area: string;
  readonly sex: string;
  readonly ageBand: string;
  readonly category: string;
}

export interface PlaceNumbers {
  /** Of measure, period and area: cells that share it are breakdowns of one number. */
  readonly series: number;
  /** Of everything but the measure: cells that share it are about the same people; -1 beyond the places that are compared. */
  readonly spot: number;
  /** Of everything: cells that share it are groups of one whole. Numbered from 0 as they come. */
  readonly whole: number;
}

export interface CellSeen {
  readonly whole: number;
  /** The number of the group. */
  readonly slot: number;
  readonly row: number;
  readonly isPart: boolean;
}

/**
 * So many places of a file are compared with one another, group by group and part by part: several times what any
 * authority sends, and what it has found by then is enough to tell. The rest of a larger file is checked cell by cell.
 */
export const MOST_PLACES = 20_000;

interface Hash {
  readonly left: number;
  readonly right: number;
}

export function createPlaces(): Places {
  const serieses = createPairNumbers();
  const spots = createPairNumbers();
  const wholes = createPairNumbers();
  const seen = createSeenCells();
  let last: WholePlace = { measure: '', period: '', area: '', sex: '', ageBand: '', category: '' };
  let where: Hash = { left: 0, right: 0 };
  let numbers: PlaceNumbers = { series: -1, spot: -1, whole: -1 };
  return {
    of(place) {
      const { measure, period, area, sex, ageBand, category } = place;
      const sameSeries =
        numbers.series !== -1 && measure === last.measure && area === last.area && period === last.period;
      // The groups of one whole mostly follow one another.
      if (sameSeries && category === last.category && sex === last.sex && ageBand === last.ageBand)
        return numbers;
      let { series } = numbers;
      if (!sameSeries) {
        where = hashed(hashed({ left: 0x811c9dc5, right: 0x9747b28c }, period), area);
        const own = hashed(where, measure);
        series = serieses.of(own.left, own.right);
      }
      const split = hashed(hashed(hashed({ left: series, right: ~series }, sex), ageBand), category);
      const whole = wholes.of(split.left, split.right);
      let spot = -1;
      if (whole < MOST_PLACES) {
        const people = hashed(hashed(hashed(where, sex), ageBand), category);
        spot = spots.of(people.left, people.right);
      }
      numbers = { series, spot, whole };
      last = place;
      return numbers;
    },
    firstRow({ whole, slot, row, isPart }) {
      const mark = seen.mark(whole, slot, row * 2 + (isPart ? 1 : 0));
      if (mark === 0) return 0;
      // The lowest bit tells a part of a sum from a cell of its own.
      return isPart && (mark & 1) === 1 ? -1 : mark >>> 1;
    },
  };
}

/** Two running hashes of a text, each of 32 bits and of its own kind, and of where its end is. */
function hashed({ left, right }: Hash, text: string): Hash {
  let a = left;
  let b = right;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b + code, 0x5bd1e995);
    b ^= b >>> 15;
  }
  a = Math.imul(a ^ text.length ^ (a >>> 16), 0x85ebca6b);
  b = Math.imul(b ^ (text.length + 0x7f4a7c15), 0xc2b2ae35);
  return { left: (a ^ (a >>> 13)) >>> 0, right: (b ^ (b >>> 16)) >>> 0 };
}

interface SeenCells {
  /** What a group of a whole was marked with before; 0 where it was not, and is now. */
  mark(whole: number, slot: number, mark: number): number;
}

/** Of each whole a chain of its groups: a few, one behind the other, and mostly written one after the other. */
function createSeenCells(): SeenCells {
  let heads = new Uint32Array(1024);
  let nexts = new Uint32Array(4096);
  let marks = new Uint32Array(4096);
  let slots = new Uint16Array(4096);
  let count = 0;
  return {
    mark(whole, slot, mark) {
      if (whole >= heads.length) heads = larger(heads, Uint32Array, whole + 1);
      const head = heads[whole] ?? 0;
      for (let at = head; at !== 0; at = nexts[at] ?? 0) {
        if (slots[at] === slot) return marks[at] ?? 0;
      }
      count += 1;
      if (count >= nexts.length) {
        nexts = larger(nexts, Uint32Array, count + 1);
        marks = larger(marks, Uint32Array, count + 1);
        slots = larger(slots, Uint16Array, count + 1);
      }
      nexts[count] = head;
      marks[count] = mark;
      slots[count] = slot;
      heads[whole] = count;
      return 0;
    },
  };
}

/** The same numbers with room for half as many again, and for `least` at least. */
function larger<T extends { readonly length: number; set(from: T): void }>(
  array: T,
  Kind: new (length: number) => T,
  least: number,
): T {
  const made = new Kind(Math.max(least, Math.ceil(array.length * 1.5)));
  made.set(array);
  return made;
}
