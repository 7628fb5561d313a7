import type { Equation, Table } from './table.ts';

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
      let least = 0;
      let most = 0;
      for (const part of parts) {
        least += lower[part] ?? 0;
        most += upper[part] ?? 0;
      }
      changed = narrow(total, { from: least, to: most, by: equation }) || changed;
      for (const part of parts) {
        const others = { least: least - (lower[part] ?? 0), most: without(parts, part, upper) };
        const range = {
          from: (lower[total] ?? 0) - others.most,
          to: (upper[total] ?? 0) - others.least,
          by: equation,
        };
        changed = narrow(part, range) || changed;
      }
      // `least` and `most` may be stale by now; the next round sees to it.
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

function without(parts: readonly number[], one: number, upper: Float64Array): number {
  let sum = 0;
  for (const part of parts) if (part !== one) sum += upper[part] ?? 0;
  return sum;
}
