/** What was used last is kept, up to a weight. */
export interface BoundedCache<T> {
  get(key: string): T | undefined;
  set(key: string, value: T, weight: number): void;
}

/** A cache that drops what was used longest ago as soon as the weights together exceed `most`. */
export function boundedCache<T>(most: number): BoundedCache<T> {
  const kept = new Map<string, { readonly value: T; readonly weight: number }>();
  let total = 0;
  return {
    get(key) {
      const found = kept.get(key);
      if (found === undefined) return undefined;
      // A Map keeps the order of insertion: what was just used goes to the end.
      kept.delete(key);
      kept.set(key, found);
      return found.value;
    },
    set(key, value, weight) {
      if (weight > most) return;
      total += weight - (kept.get(key)?.weight ?? 0);
      kept.delete(key);
      kept.set(key, { value, weight });
      for (const [oldest, entry] of kept) {
        if (total <= most) return;
        kept.delete(oldest);
        total -= entry.weight;
      }
    },
  };
}
