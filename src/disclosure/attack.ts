import type { Equation, Table } from './linked-table.ts';

/** A withheld small count that the public could work out too closely, and the sums it could be worked out from. */
export interface Breach {
  readonly variable: number;
  readonly lower: number;
  readonly upper: number;
  readonly through: readonly Equation[];
}

/**
 * What somebody learns who holds every shown count and adds and subtracts with patience: the range of each withheld
 * count, narrowed through every sum until nothing narrows any more. Returns the small counts whose range does not hold
 * all of 1 up to the threshold. Knows nothing of how the withheld counts were chosen.
 *
 * Ranges are worked out sum by sum, not by solving all sums together: what two sums say only together is the linear
 * programme of a later issue.
 */
export function attack(table: Table, withheld: ReadonlySet<number>, threshold: number): readonly Breach[] {
  const lower = new Float64Array(table.variables.length);
  const upper = new Float64Array(table.variables.length);
  table.variables.forEach(({ value }, index) => {
    lower[index] = withheld.has(index) ? 0 : value;
    upper[index] = withheld.has(index) ? Number.POSITIVE_INFINITY : value;
  });
  const blame = new Map<number, Set<Equation>>();
  const narrow = (index: number, { from, to, by }: { from: number; to: number; by: Equation }): boolean => {
    if (!withheld.has(index)) return false;
    const before = [lower[index] ?? 0, upper[index] ?? 0] as const;
    // Counts are whole numbers and never negative.
    lower[index] = Math.max(before[0], Math.ceil(from - 1e-9));
    upper[index] = Math.min(before[1], Math.floor(to + 1e-9));
    if (lower[index] === before[0] && upper[index] === before[1]) return false;
    const list = blame.get(index);
    if (list === undefined) blame.set(index, new Set([by]));
    else list.add(by);
    return true;
  };

  for (let changed = true, rounds = 0; changed && rounds < 100; rounds += 1) {
    changed = false;
    for (const equation of table.equations) {
      const { total, parts } = equation;
      const sums = sumsOf(parts, { lower, upper });
      const whole = { from: sums.least, to: sums.unbounded > 0 ? Number.POSITIVE_INFINITY : sums.most };
      changed = narrow(total, { ...whole, by: equation }) || changed;
      const [least, most] = [lower[total] ?? 0, upper[total] ?? 0];
      for (const part of parts) {
        const [from, to] = [lower[part] ?? 0, upper[part] ?? 0];
        const others = to === Number.POSITIVE_INFINITY ? sums.unbounded - 1 : sums.unbounded;
        const rest =
          others > 0 ? Number.POSITIVE_INFINITY : sums.most - (to === Number.POSITIVE_INFINITY ? 0 : to);
        changed =
          narrow(part, { from: least - rest, to: most - (sums.least - from), by: equation }) || changed;
      }
      // The sums may be wider than the ranges by now; the next round sees to it.
    }
  }

  const breaches: Breach[] = [];
  table.variables.forEach(({ primary }, variable) => {
    const from = lower[variable] ?? 0;
    const to = upper[variable] ?? 0;
    if (!primary || (from <= 1 && to >= threshold)) return;
    breaches.push({ variable, lower: from, upper: to, through: [...(blame.get(variable) ?? [])] });
  });
  return breaches;
}

/** The sums of the parts' bounds; parts without an upper bound are counted, so that each can be left out again. */
function sumsOf(
  parts: readonly number[],
  { lower, upper }: { readonly lower: Float64Array; readonly upper: Float64Array },
): { readonly least: number; readonly most: number; readonly unbounded: number } {
  let least = 0;
  let most = 0;
  let unbounded = 0;
  for (const part of parts) {
    least += lower[part] ?? 0;
    const bound = upper[part] ?? 0;
    if (bound === Number.POSITIVE_INFINITY) unbounded += 1;
    else most += bound;
  }
  return { least, most, unbounded };
}
