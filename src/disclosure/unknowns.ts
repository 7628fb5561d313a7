import type { Equation, LinkedTable } from './linked-table.ts';
import { seeded } from './random.ts';

/** A sparse sum: coefficients by column. */
export type Sum = ReadonlyMap<number, number>;

/**
 * A linked table as somebody sees it who knows some of its counts. What is left unknown comes down to counts without
 * parts; those that no row and no wanted count tells apart are one column. A vector of differences that satisfies every
 * row, added to the true values, is another table that looks the same.
 */
export interface Unknowns {
  /** Column → the variables that it is the sum of. */
  readonly columns: readonly (readonly number[])[];
  /** Column → its true value, below which it cannot fall by more than that. */
  readonly base: Float64Array;
  /** Sums that the differences keep at zero. */
  readonly rows: readonly Sum[];
  /** Wanted variable → its difference as a sum of columns; empty for one that follows from what is known. */
  readonly wanted: ReadonlyMap<number, Sum>;
  /** Every variable's value in the table that these differences lead to. */
  values(differences: ArrayLike<number>): Float64Array;
}

/** What follows from `known` counts: parts of a zero are zeros, and the last unknown of a sum is what is left over. */
export function whatFollows({ variables, equations }: LinkedTable, known: Uint8Array): Uint8Array {
  const settled = Uint8Array.from(known);
  const touching: number[][] = variables.map(() => []);
  equations.forEach(({ total, parts }, index) => {
    touching[total]?.push(index);
    for (const part of parts) touching[part]?.push(index);
  });
  const waiting = new Set(equations.keys());
  for (const index of waiting) {
    waiting.delete(index);
    const equation = equations[index];
    if (equation === undefined) continue;
    const { total, parts } = equation;
    const settle = (variable: number) => {
      settled[variable] = 1;
      for (const other of touching[variable] ?? []) waiting.add(other);
    };
    const unknown = parts.filter((part) => settled[part] === 0);
    if (settled[total] === 0) {
      if (unknown.length === 0) settle(total);
    } else if (unknown.length === 1 || variables[total]?.value === 0) {
      unknown.forEach(settle);
    }
  }
  return settled;
}

export interface UnknownsOptions {
  readonly known: Uint8Array;
  /** Variables that questions will be asked about. */
  readonly wanted: Iterable<number>;
  /** Variables that are columns of their own although they are sums of others. */
  readonly kept?: ReadonlySet<number>;
}

export function unknownsOf(table: LinkedTable, { known, wanted, kept }: UnknownsOptions): Unknowns {
  const { variables, equations } = table;
  const settled = whatFollows(table, known);
  const { of: fingerprint, definition } = fingerprints(table, settled);
  const leafOf = new Map<number, number>();
  const leaves: number[] = [];
  const sums = new Map<number, Sum>();
  const sumOf = (variable: number): Sum => {
    const before = sums.get(variable);
    if (before !== undefined) return before;
    let sum: Map<number, number>;
    const parts = definition.get(variable)?.parts;
    if (settled[variable] === 1) {
      sum = new Map();
    } else if (parts === undefined || kept?.has(variable) === true) {
      sum = new Map([[leaves.length, 1]]);
      leafOf.set(variable, leaves.length);
      leaves.push(variable);
    } else {
      sum = added(parts.map(sumOf));
    }
    sums.set(variable, sum);
    return sum;
  };

  const rows: Sum[] = [];
  const seen = new Set<number>([0]);
  for (const equation of equations) {
    const { total, parts } = equation;
    if (definition.get(total) === equation) {
      if (kept?.has(total) !== true) continue;
    } else {
      // The same sum of the same last parts said once more, or one that holds by what its parts are made of.
      const mark = Math.abs(parts.reduce((sum, part) => sum + fingerprint(part), -fingerprint(total)));
      if (seen.has(mark)) continue;
      seen.add(mark);
    }
    const row = added(parts.map(sumOf), sumOf(total));
    if (row.size > 0) rows.push(row);
  }
  const asked = new Map([...wanted].map((variable) => [variable, sumOf(variable)]));
  variables.forEach((_, variable) => {
    sumOf(variable);
  });
  const columnOf = merged(leaves, { variables, sums: [...rows, ...asked.values()] });
  const columns: number[][] = [];
  leaves.forEach((variable, leaf) => {
    const column = columnOf[leaf] ?? 0;
    const list = columns[column];
    if (list === undefined) columns[column] = [variable];
    else list.push(variable);
  });
  const inColumns = (sum: Sum): Sum =>
    new Map([...sum].map(([leaf, coefficient]) => [columnOf[leaf] ?? 0, coefficient]));
  return {
    columns,
    base: Float64Array.from(columns, (list) => list.reduce((sum, each) => sum + trueValue(table, each), 0)),
    rows: rows.map(inColumns),
    wanted: new Map([...asked].map(([variable, sum]) => [variable, inColumns(sum)])),
    values: (differences) => valuesOf(table, { settled, definition, columns, differences }),
  };
}

function trueValue({ variables }: LinkedTable, variable: number): number {
  return variables[variable]?.value ?? 0;
}

function added(sums: readonly Sum[], less?: Sum): Map<number, number> {
  const total = new Map<number, number>();
  for (const sum of sums)
    for (const [leaf, coefficient] of sum) total.set(leaf, (total.get(leaf) ?? 0) + coefficient);
  for (const [leaf, coefficient] of less ?? []) total.set(leaf, (total.get(leaf) ?? 0) - coefficient);
  for (const [leaf, coefficient] of total) if (coefficient === 0) total.delete(leaf);
  return total;
}

/** Leaf → column: leaves of one owner that stand in the same sums with the same coefficients need not be told apart. */
function merged(
  leaves: readonly number[],
  { variables, sums }: { readonly variables: LinkedTable['variables']; readonly sums: readonly Sum[] },
): Int32Array {
  // Refined sum by sum: those in a sum part from those of their class that are not.
  const classOf = new Int32Array(leaves.length);
  const owners = new Map<string | null, number>();
  leaves.forEach((variable, leaf) => {
    const owner = variables[variable]?.owner ?? null;
    if (!owners.has(owner)) owners.set(owner, owners.size);
    classOf[leaf] = owners.get(owner) ?? 0;
  });
  let classes = owners.size;
  for (const sum of sums) {
    const fresh = new Map<string, number>();
    for (const [leaf, coefficient] of sum) {
      const key = `${classOf[leaf]},${coefficient}`;
      let to = fresh.get(key);
      if (to === undefined) {
        to = classes;
        classes += 1;
        fresh.set(key, to);
      }
      classOf[leaf] = to;
    }
  }
  const dense = new Map<number, number>();
  return classOf.map((each) => {
    const known = dense.get(each);
    if (known !== undefined) return known;
    dense.set(each, dense.size);
    return dense.size - 1;
  });
}

function valuesOf(
  table: LinkedTable,
  {
    settled,
    definition,
    columns,
    differences,
  }: {
    readonly settled: Uint8Array;
    readonly definition: ReadonlyMap<number, Equation>;
    readonly columns: readonly (readonly number[])[];
    readonly differences: ArrayLike<number>;
  },
): Float64Array {
  const values = new Float64Array(table.variables.length).fill(Number.NaN);
  columns.forEach((list, column) => {
    let left = differences[column] ?? 0;
    for (const variable of list) {
      const value = trueValue(table, variable);
      // What is added goes to the first; what is taken away is taken from each in turn.
      const change = Math.max(left, -value);
      values[variable] = value + change;
      left -= change;
    }
    const [first] = list;
    if (first !== undefined && left !== 0) values[first] = (values[first] ?? 0) + left;
  });
  const of = (variable: number): number => {
    const before = values[variable] ?? Number.NaN;
    if (!Number.isNaN(before)) return before;
    const parts = settled[variable] === 1 ? undefined : definition.get(variable)?.parts;
    const value =
      parts === undefined ? trueValue(table, variable) : parts.reduce((sum, part) => sum + of(part), 0);
    values[variable] = value;
    return value;
  };
  table.variables.forEach((_, variable) => {
    of(variable);
  });
  return values;
}

/**
 * A whole number for each variable: drawn for one without unknown parts, the sum of its parts' for one that has, zero for
 * what is known. Two sums that come to one number are the same sum but for a chance of one in billions.
 */
function fingerprints({ equations }: LinkedTable, settled: Uint8Array) {
  const random = seeded(20_260_331);
  const candidates = new Map<number, Equation[]>();
  for (const equation of equations) {
    const { total } = equation;
    if (settled[total] === 1) continue;
    const list = candidates.get(total);
    if (list === undefined) candidates.set(total, [equation]);
    else list.push(equation);
  }
  const definition = new Map<number, Equation>();
  const marks = new Map<number, number>();
  const open = new Set<number>();
  const of = (variable: number): number => {
    if (settled[variable] === 1) return 0;
    const known = marks.get(variable);
    if (known !== undefined) return known;
    open.add(variable);
    // A sum that leads back to its own total cannot say what that total is made of.
    const chosen = (candidates.get(variable) ?? []).find(
      ({ parts }) => !parts.some((part) => open.has(part)),
    );
    if (chosen !== undefined) definition.set(variable, chosen);
    const mark =
      chosen === undefined
        ? 1 + Math.floor(random() * 2 ** 36)
        : chosen.parts.reduce((sum, part) => sum + of(part), 0);
    open.delete(variable);
    marks.set(variable, mark);
    return mark;
  };
  for (const [total] of candidates) of(total);
  return { of, definition };
}
