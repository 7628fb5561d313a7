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

export function createPlaces(): Places {
  const names = new Map<string, number>();
  const number = (name: string) => {
    const known = names.get(name);
    if (known !== undefined) return known;
    names.set(name, names.size);
    return names.size - 1;
  };
  const areas = pairNumbers();
  const serieses = pairNumbers();
  const spots = pairNumbers();
  const splits = pairNumbers();
  const categories = pairNumbers();
  const wholes = pairNumbers();
  const cells = pairNumbers();
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
      const where = areas(number(period), number(area));
      const split = categories(splits(number(sex), number(ageBand)), number(category));
      const spot = spots(where, split);
      const id = number(measure);
      const numbers = { series: serieses(where, id), spot, whole: wholes(spot, id) };
      last = { ...place, numbers };
      return numbers;
    },
    firstRow({ whole, group, row, isPart }) {
      const cell = cells(whole, number(group));
      if (cell >= rows.length) rows = grown(rows, rows.length * 2);
      const mark = rows[cell] ?? 0;
      // The lowest bit tells a part of a sum from a cell of its own.
      if (mark !== 0) return isPart && (mark & 1) === 1 ? -1 : mark >>> 1;
      rows[cell] = row * 2 + (isPart ? 1 : 0);
      return 0;
    },
  };
}

/** Numbers pairs in the order in which they come, from 0: open addressing over flat arrays. */
function pairNumbers(): (left: number, right: number) => number {
  let capacity = 64;
  let count = 0;
  let lefts = new Uint32Array(capacity);
  let rights = new Uint32Array(capacity);
  let numbers = new Uint32Array(capacity);
  const slotOf = (left: number, right: number) => {
    let slot = (Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & (capacity - 1);
    while (numbers[slot] !== 0 && (lefts[slot] !== left || rights[slot] !== right)) {
      slot = (slot + 1) & (capacity - 1);
    }
    return slot;
  };
  const grow = () => {
    const [oldLefts, oldRights, oldNumbers] = [lefts, rights, numbers];
    capacity *= 2;
    lefts = new Uint32Array(capacity);
    rights = new Uint32Array(capacity);
    numbers = new Uint32Array(capacity);
    oldNumbers.forEach((number, old) => {
      if (number === 0) return;
      const slot = slotOf(oldLefts[old] ?? 0, oldRights[old] ?? 0);
      lefts[slot] = oldLefts[old] ?? 0;
      rights[slot] = oldRights[old] ?? 0;
      numbers[slot] = number;
    });
  };
  return (left, right) => {
    const slot = slotOf(left, right);
    const known = numbers[slot] ?? 0;
    if (known !== 0) return known - 1;
    count += 1;
    lefts[slot] = left;
    rights[slot] = right;
    numbers[slot] = count;
    if (count * 2 > capacity) grow();
    return count - 1;
  };
}

function grown(array: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(length);
  larger.set(array);
  return larger;
}
