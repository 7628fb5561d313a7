/** What a sort goes by, row by row; NaN where a row has nothing to sort by. */
export interface SortKey {
  readonly values: Float64Array;
  readonly descending: boolean;
}

/**
 * The places of rows in the order of the keys, the first of them first. It is stable, takes a few numbers a row, and puts rows
 * that have nothing to sort by last, whichever way it goes: a withheld number stands where its status puts it.
 */
export function inOrderOf(rows: number, keys: readonly SortKey[]): Uint32Array {
  let order = Uint32Array.from({ length: rows }, (_, index) => index);
  for (const key of keys.toReversed()) order = spread(order, ranksOf(key));
  return order;
}

interface Ranks {
  readonly ranks: Uint32Array;
  readonly count: number;
}

function ranksOf({ values, descending }: SortKey): Ranks {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const distinct = sorted.filter((value, index) => index === 0 || value !== sorted[index - 1]);
  const last = distinct.length;
  const ranks = Uint32Array.from(values, (value) => {
    if (Number.isNaN(value)) return last;
    const rank = placeOf(distinct, value);
    return descending ? last - 1 - rank : rank;
  });
  return { ranks, count: last + 1 };
}

/** By halves. */
function placeOf(distinct: Float64Array, value: number): number {
  let [low, high] = [0, distinct.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((distinct[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A counting sort. */
function spread(order: Uint32Array, { ranks, count }: Ranks): Uint32Array<ArrayBuffer> {
  const next = new Uint32Array(count + 1);
  for (const rank of ranks) next[rank + 1] = (next[rank + 1] ?? 0) + 1;
  for (let rank = 1; rank <= count; rank += 1) next[rank] = (next[rank] ?? 0) + (next[rank - 1] ?? 0);
  const made = new Uint32Array(order.length);
  for (const row of order) {
    const rank = ranks[row] ?? 0;
    const place = next[rank] ?? 0;
    made[place] = row;
    next[rank] = place + 1;
  }
  return made;
}
