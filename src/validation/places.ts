import { createPairNumbers } from './pair-numbers.ts';

/**
 * Which cells of a file have been seen, in a few bytes a cell. Exact, not a filter: pairs of numbers are given numbers of
 * their own until a whole place is one number.
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
  /** Of everything but the measure: cells that share it are about the same people. */
  readonly spot: number;
  /** Of everything: cells that share it are groups of one whole. */
  readonly whole: number;
}

export interface CellSeen {
  readonly whole: number;
  readonly group: string;
  readonly row: number;
  readonly isPart: boolean;
}

/**
 * So many places of a file are compared with one another, group by group and part by part: several times what any
 * authority sends, and what it has found by then is enough to tell. The rest of a larger file is checked cell by cell.
 */
export const MOST_PLACES = 20_000;

export function createPlaces(): Places {
  const names = new Map<string, number>();
  const number = (name: string) => {
    const known = names.get(name);
    if (known !== undefined) return known;
    names.set(name, names.size);
    return names.size - 1;
  };
  const areas = createPairNumbers();
  const serieses = createPairNumbers();
  const spots = createPairNumbers();
  const splits = createPairNumbers();
  const categories = createPairNumbers();
  const wholes = createPairNumbers();
  const cells = createPairNumbers();
  let rows = new Uint32Array(1024);
  let last: (WholePlace & { readonly numbers: PlaceNumbers }) | undefined;
  return {
    of(place) {
      const { measure, period, area, sex, ageBand, category } = place;
      // The groups of one whole mostly follow one another.
      if (
        last !== undefined &&
        category === last.category &&
        measure === last.measure &&
        period === last.period &&
        area === last.area &&
        sex === last.sex &&
        ageBand === last.ageBand
      ) {
        return last.numbers;
      }
      const where = areas.of(number(period), number(area));
      const split = categories.of(splits.of(number(sex), number(ageBand)), number(category));
      const spot = spots.of(where, split);
      const id = number(measure);
      const numbers = { series: serieses.of(where, id), spot, whole: wholes.of(spot, id) };
      last = { ...place, numbers };
      return numbers;
    },
    firstRow({ whole, group, row, isPart }) {
      const cell = cells.of(whole, number(group));
      if (cell >= rows.length) rows = grown(rows, rows.length * 2);
      const mark = rows[cell] ?? 0;
      // The lowest bit tells a part of a sum from a cell of its own.
      if (mark !== 0) return isPart && (mark & 1) === 1 ? -1 : mark >>> 1;
      rows[cell] = row * 2 + (isPart ? 1 : 0);
      return 0;
    },
  };
}

function grown(array: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(length);
  larger.set(array);
  return larger;
}
