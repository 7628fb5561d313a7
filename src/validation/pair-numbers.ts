/** Pairs of numbers, numbered from 0 in the order in which they come: open addressing over one flat array. */
export interface PairNumbers {
  /** The pair's number; a new one where it has none yet. */
  of(left: number, right: number): number;
  /** The pair's number; -1 where it has none. */
  find(left: number, right: number): number;
}

export function createPairNumbers(): PairNumbers {
  let capacity = 64;
  let count = 0;
  /** One more than a pair's number at each place that is taken: what is empty, a quarter and more, is four bytes and no pair. */
  let slots = new Uint32Array(capacity);
  /** The pairs by their numbers, left and right. */
  let pairs = new Uint32Array(capacity);
  const slotOf = (left: number, right: number) => {
    const last = capacity - 1;
    let hash = (Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b)) >>> 0;
    hash = (hash ^ (hash >>> 15)) & last;
    for (let mark = slots[hash] ?? 0; mark !== 0; mark = slots[hash] ?? 0) {
      if (pairs[mark * 2 - 2] === left && pairs[mark * 2 - 1] === right) break;
      hash = (hash + 1) & last;
    }
    return hash;
  };
  const grow = () => {
    capacity *= 2;
    slots = new Uint32Array(capacity);
    for (let number = 0; number < count; number += 1)
      slots[slotOf(pairs[number * 2] ?? 0, pairs[number * 2 + 1] ?? 0)] = number + 1;
  };
  return {
    of(left, right) {
      const known = slots[slotOf(left, right)] ?? 0;
      if (known !== 0) return known - 1;
      if ((count + 1) * 4 > capacity * 3) grow();
      if (count * 2 === pairs.length) {
        const more = new Uint32Array(Math.ceil(pairs.length / 4) * 6);
        more.set(pairs);
        pairs = more;
      }
      pairs[count * 2] = left;
      pairs[count * 2 + 1] = right;
      slots[slotOf(left, right)] = count + 1;
      count += 1;
      return count - 1;
    },
    find: (left, right) => (slots[slotOf(left, right)] ?? 0) - 1,
  };
}
