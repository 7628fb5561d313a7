/** Pairs of numbers, numbered from 0 in the order in which they come: open addressing over one flat array. */
export interface PairNumbers {
  /** The pair's number; a new one where it has none yet. */
  of(left: number, right: number): number;
  /** The pair's number; -1 where it has none. */
  find(left: number, right: number): number;
}

/** Left, right, and one more than the number, beside each other: a look-up touches one line of the cache. */
const WIDTH = 3;

export function createPairNumbers(): PairNumbers {
  let capacity = 64;
  let count = 0;
  let slots = new Uint32Array(capacity * WIDTH);
  const slotOf = (left: number, right: number) => {
    let hash = (Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b)) >>> 0;
    hash = (hash ^ (hash >>> 15)) & (capacity - 1);
    let slot = hash * WIDTH;
    while (slots[slot + 2] !== 0 && (slots[slot] !== left || slots[slot + 1] !== right)) {
      hash = (hash + 1) & (capacity - 1);
      slot = hash * WIDTH;
    }
    return slot;
  };
  const put = (left: number, right: number, mark: number) => {
    const slot = slotOf(left, right);
    slots[slot] = left;
    slots[slot + 1] = right;
    slots[slot + 2] = mark;
  };
  const grow = () => {
    const old = slots;
    capacity *= 2;
    slots = new Uint32Array(capacity * WIDTH);
    for (let slot = 0; slot < old.length; slot += WIDTH) {
      const mark = old[slot + 2] ?? 0;
      if (mark !== 0) put(old[slot] ?? 0, old[slot + 1] ?? 0, mark);
    }
  };
  return {
    of(left, right) {
      const known = slots[slotOf(left, right) + 2] ?? 0;
      if (known !== 0) return known - 1;
      count += 1;
      if (count * 4 > capacity * 3) grow();
      put(left, right, count);
      return count - 1;
    },
    find: (left, right) => (slots[slotOf(left, right) + 2] ?? 0) - 1,
  };
}
