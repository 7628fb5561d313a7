import type { LinkedTable } from '../linked-table.ts';

/**
 * Withholds the cheapest count that is still shown and shares a sum with `variable`, or, where there is none, with what
 * shares a sum with it, and so on. For bounds that only whole numbers fail, which no linear programme sees.
 */
export function widen(
  { variables, equations }: LinkedTable,
  withheld: Uint8Array,
  { variable, hard }: { readonly variable: number; readonly hard: Uint8Array },
): void {
  const reached = new Set([variable]);
  for (let before = 0; before < reached.size; ) {
    before = reached.size;
    let best: number | undefined;
    const around = new Set<number>();
    for (const { total, parts } of equations) {
      if (!reached.has(total) && !parts.some((part) => reached.has(part))) continue;
      for (const each of [total, ...parts]) {
        const { published = false, weight = 0, value = 0 } = variables[each] ?? {};
        if (published && withheld[each] === 0 && hard[each] === 0 && value > 0) {
          if (best === undefined || weight < (variables[best]?.weight ?? 0)) best = each;
        } else if (!published || withheld[each] === 1) {
          around.add(each);
        }
      }
    }
    if (best !== undefined) {
      withheld[best] = 1;
      return;
    }
    for (const each of around) reached.add(each);
  }
}
