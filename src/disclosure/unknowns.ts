import { compactOf } from './compact.ts';
import type { LinkedTable } from './linked-table.ts';
import { seeded } from './random.ts';
import type { Sum } from './solver.ts';
import { type Structure, structureOf, whatFollows } from './structure.ts';

const NOTHING: Sum = { columns: new Int32Array(0), coefficients: new Float64Array(0) };

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
  /** A wanted variable's difference as a sum of columns; empty for one that follows from what is known. */
  wanted(variable: number): Sum;
  /** Every variable's value in the table that these differences lead to. */
  values(differences: ArrayLike<number>): Float64Array;
}

export interface UnknownsOptions {
  readonly known: Uint8Array;
  /** Variables that questions will be asked about. */
  readonly wanted: Iterable<number>;
  /** Variables that are columns of their own although they are sums of others. */
  readonly kept?: Uint8Array;
}

export function unknownsOf(table: LinkedTable, { known, wanted, kept }: UnknownsOptions): Unknowns {
  const {
    table: small,
    from,
    members,
  } = compactOf(table, (whole, all) =>
    columnsOf(whole, { settled: new Uint8Array(whole.variables.length), asked: all, kept: undefined }),
  );
  const knownHere = new Uint8Array(small.variables.length);
  const keptHere = new Uint8Array(small.variables.length);
  members.forEach((list, variable) => {
    if (list.length > 0 && list.every((each) => known[each] === 1)) knownHere[variable] = 1;
    if (list.length === 1 && kept?.[list[0] ?? -1] === 1) keptHere[variable] = 1;
  });
  const asked = [...new Set(wanted)].map((variable) => from[variable] ?? -1);
  const settled = whatFollows(small, knownHere);
  const { columns: inside, wanted: ofSmall, rows } = columnsOf(small, { settled, asked, kept: keptHere });
  const columns = inside.map((list) => list.flatMap((variable) => members[variable] ?? []));
  return {
    columns,
    base: Float64Array.from(columns, (list) => list.reduce((sum, each) => sum + trueValue(table, each), 0)),
    rows,
    wanted: (variable) => ofSmall(from[variable] ?? -1),
    values: (differences) => valuesOf(table, { known, columns, differences }),
  };
}

/** The counts that are left unknown as columns, and the rows and wanted sums over them. */
function columnsOf(
  table: LinkedTable,
  options: {
    readonly settled: Uint8Array;
    readonly kept: Uint8Array | undefined;
    readonly asked: readonly number[];
  },
) {
  const { rows, sums } = reducedSums(structureOf(table), options);
  const { columnOf, columns } = merged(table, [...rows, ...sums]);
  const inColumns = columnsOnce(columnOf, columns.length);
  const ofWanted = new Map(
    options.asked.map((variable, index) => [variable, inColumns(sums[index] ?? NOTHING)]),
  );
  return {
    columns,
    rows: rows.map(inColumns),
    wanted: (variable: number) => ofWanted.get(variable) ?? NOTHING,
  };
}

function trueValue({ variables }: LinkedTable, variable: number): number {
  return variables[variable]?.value ?? 0;
}

/** Puts a sum of leaves into columns. Leaves that have become one column have the same coefficient: it stands there once. */
function columnsOnce(columnOf: Int32Array, count: number): (sum: Sum) => Sum {
  const seenIn = new Int32Array(count).fill(-1);
  let turn = 0;
  return ({ columns, coefficients }) => {
    turn += 1;
    const first: number[] = [];
    columns.forEach((leaf, at) => {
      const column = columnOf[leaf] ?? 0;
      if (seenIn[column] === turn) return;
      seenIn[column] = turn;
      first.push(at);
    });
    return {
      columns: Int32Array.from(first, (at) => columnOf[columns[at] ?? 0] ?? 0),
      coefficients: Float64Array.from(first, (at) => coefficients[at] ?? 0),
    };
  };
}

/**
 * The rows that what is known makes, and the wanted sums, over variables without parts or `kept`. Each total is put into the
 * fewest unknowns that any of its sums allows: what is known of it drops out, and a row of a known total whose parts are
 * all known says nothing.
 */
function reducedSums(
  structure: Structure,
  {
    settled,
    kept,
    asked,
  }: {
    readonly settled: Uint8Array;
    readonly kept: Uint8Array | undefined;
    readonly asked: readonly number[];
  },
): { readonly rows: readonly Sum[]; readonly sums: readonly Sum[] } {
  const { totals, starts, parts, definition, others, binding } = structure;
  const memo: (Sum | undefined)[] = [];
  const running = new Float64Array(settled.length);
  const stands = new Uint8Array(settled.length);
  let touched: number[] = [];
  const add = (sum: Sum, sign: number) => {
    const { columns, coefficients } = sum;
    for (let at = 0; at < columns.length; at += 1) {
      const leaf = columns[at] ?? 0;
      if (stands[leaf] === 0) {
        stands[leaf] = 1;
        touched.push(leaf);
      }
      running[leaf] = (running[leaf] ?? 0) + sign * (coefficients[at] ?? 0);
    }
  };
  const taken = (): Sum => {
    const there = touched.filter((leaf) => running[leaf] !== 0);
    const sum = {
      columns: Int32Array.from(there),
      coefficients: Float64Array.from(there, (leaf) => running[leaf] ?? 0),
    };
    for (const leaf of touched) {
      running[leaf] = 0;
      stands[leaf] = 0;
    }
    touched = [];
    return sum;
  };
  /** The equation that leaves the fewest unknowns of a total. */
  const shortest = (variable: number): number => {
    let best = definition[variable] ?? -1;
    let least = lengthOf(best);
    for (const other of others[variable] ?? []) {
      if (least === 0) break;
      const length = lengthOf(other);
      if (length < least) [best, least] = [other, length];
    }
    return best;
  };
  const lengthOf = (equation: number): number => {
    let length = 0;
    for (let at = starts[equation] ?? 0; at < (starts[equation + 1] ?? 0); at += 1)
      length += reduced(parts[at] ?? 0).columns.length;
    return length;
  };
  const addParts = (equation: number) => {
    for (let at = starts[equation] ?? 0; at < (starts[equation + 1] ?? 0); at += 1)
      add(reduced(parts[at] ?? 0), 1);
  };
  const reduced = (variable: number): Sum => {
    if (settled[variable] === 1) return NOTHING;
    const before = memo[variable];
    if (before !== undefined) return before;
    let sum: Sum;
    if (definition[variable] === -1 || kept?.[variable] === 1) {
      sum = { columns: Int32Array.of(variable), coefficients: Float64Array.of(1) };
    } else {
      const chosen = shortest(variable);
      addParts(chosen);
      sum = taken();
    }
    memo[variable] = sum;
    return sum;
  };

  const rows: Sum[] = [];
  const keep = (row: Sum) => {
    if (row.columns.length > 0) rows.push(row);
  };
  for (let variable = 0; variable < settled.length; variable += 1) {
    if (definition[variable] === -1 || (settled[variable] === 0 && kept?.[variable] !== 1)) continue;
    const chosen = shortest(variable);
    // What `shortest` asks for is put together before anything is added up here.
    addParts(chosen);
    add(reduced(variable), -1);
    keep(taken());
  }
  for (const equation of binding) {
    lengthOf(equation);
    const total = reduced(totals[equation] ?? 0);
    addParts(equation);
    add(total, -1);
    keep(taken());
  }
  return { rows, sums: asked.map(reduced) };
}

/** Leaf → column: leaves of one owner that stand in the same sums with the same coefficients need not be told apart. */
function merged(
  { variables }: LinkedTable,
  sums: readonly Sum[],
): { readonly columnOf: Int32Array; readonly columns: readonly (readonly number[])[] } {
  const random = seeded(20_260_930);
  const draw = () => 1 + Math.floor(random() * 2 ** 32) + 2 ** 32 * Math.floor(random() * 2 ** 8);
  // The sum of numbers drawn for the sums that a leaf stands in: two that have the same stand in the same.
  const marks = new Float64Array(variables.length);
  const there = new Uint8Array(variables.length);
  for (const { columns, coefficients } of sums) {
    const mark = draw();
    columns.forEach((leaf, at) => {
      marks[leaf] = (marks[leaf] ?? 0) + mark * (coefficients[at] ?? 0);
      there[leaf] = 1;
    });
  }
  const owners = new Map<string | null, Map<number, number>>();
  const columnOf = new Int32Array(variables.length).fill(-1);
  const columns: number[][] = [];
  variables.forEach(({ owner }, leaf) => {
    if (there[leaf] === 0) return;
    const own = owners.get(owner) ?? new Map<number, number>();
    owners.set(owner, own);
    const mark = marks[leaf] ?? 0;
    const known = own.get(mark);
    if (known === undefined) {
      own.set(mark, columns.length);
      columnOf[leaf] = columns.length;
      columns.push([leaf]);
    } else {
      columnOf[leaf] = known;
      columns[known]?.push(leaf);
    }
  });
  return { columnOf, columns };
}

function valuesOf(
  table: LinkedTable,
  {
    known,
    columns,
    differences,
  }: {
    readonly known: Uint8Array;
    readonly columns: readonly (readonly number[])[];
    readonly differences: ArrayLike<number>;
  },
): Float64Array {
  const { truth, aboveStarts, above } = structureOf(table);
  const values = truth.slice();
  /** Changes a count, and what it is part of. What is known is as it is. */
  const change = (variable: number, by: number) => {
    values[variable] = (values[variable] ?? 0) + by;
    for (let at = aboveStarts[variable] ?? 0; at < (aboveStarts[variable + 1] ?? 0); at += 1) {
      const total = above[at] ?? 0;
      if (known[total] === 0) change(total, by);
    }
  };
  columns.forEach((list, column) => {
    let left = differences[column] ?? 0;
    if (left === 0) return;
    for (const variable of list) {
      // What is added goes to the first; what is taken away is taken from each in turn.
      const by = Math.max(left, -(values[variable] ?? 0));
      if (by !== 0) change(variable, by);
      left -= by;
    }
    const [first] = list;
    if (first !== undefined && left !== 0) change(first, left);
  });
  return values;
}
