import type { Equation, LinkedTable, Variable } from './linked-table.ts';
import type { Sum } from './solver.ts';
import { structureOf } from './structure.ts';

/** A table without the counts that nobody sees and no sum that matters tells apart, and the way back. */
export interface Compact {
  readonly table: LinkedTable;
  /** Variable of the whole table → its variable here; -1 where it has none. */
  readonly from: Int32Array;
  /** Variable here → the whole table's variables that it is the sum of: itself, or alike ones without parts. */
  readonly members: readonly (readonly number[])[];
}

/** Puts the wanted counts, and the sums that bind, into sums of columns, alike leaves being one; nothing is known yet. */
export type InColumns = (
  table: LinkedTable,
  wanted: readonly number[],
) => {
  readonly columns: readonly (readonly number[])[];
  readonly wanted: (variable: number) => Sum;
  readonly rows: readonly Sum[];
};

const known = new WeakMap<LinkedTable, Compact>();

/**
 * What is not planned for publication is most of a table that is broken down finely, and most of it stands in the same
 * published sums. Whatever satisfies the sums of the compact table can be handed out to the leaves of the whole one.
 */
export function compactOf(table: LinkedTable, inColumns: InColumns): Compact {
  const before = known.get(table);
  if (before !== undefined) return before;
  const compact = compacted(table, inColumns);
  known.set(table, compact);
  return compact;
}

function compacted(table: LinkedTable, inColumns: InColumns): Compact {
  const { variables, equations } = table;
  const { definition, binding } = structureOf(table);
  const matters = mattering(table);
  const identity = () => ({
    table,
    from: Int32Array.from(variables.keys()),
    members: variables.map((_, variable) => [variable]),
  });
  const kept = [...variables.keys()].filter((variable) => matters[variable] === 1);
  if (kept.length === variables.length) return identity();
  const { columns, wanted, rows } = inColumns(table, kept);
  const plain = ({ coefficients }: Sum) => coefficients.every((each) => each === 1);
  if (!kept.every((variable) => plain(wanted(variable)))) return identity();
  if (rows.some(({ coefficients }) => coefficients.some((each) => Math.abs(each) !== 1))) return identity();

  const from = new Int32Array(variables.length).fill(-1);
  const small: Variable[] = [];
  const members: (readonly number[])[] = [];
  const add = (variable: Variable, list: readonly number[]) => {
    members.push(list);
    return small.push(variable) - 1;
  };
  for (const variable of kept) {
    const own = variables[variable];
    if (own !== undefined) from[variable] = add(own, [variable]);
  }
  const columnAt = columns.map((list) => {
    const [first = -1] = list;
    if (list.length === 1 && matters[first] === 1) return from[first] ?? -1;
    const value = list.reduce((sum, each) => sum + (variables[each]?.value ?? 0), 0);
    const at = add(unseen(value, variables[first]?.owner ?? null), list);
    for (const each of list) from[each] = at;
    return at;
  });
  const smaller: Equation[] = [];
  const seenWhole = equations.map(
    ({ total, parts }) => matters[total] === 1 && parts.every((part) => matters[part] === 1),
  );
  equations.forEach(({ total, parts }, index) => {
    if (seenWhole[index] === true)
      smaller.push({ total: from[total] ?? -1, parts: parts.map((part) => from[part] ?? -1) });
  });
  for (const variable of kept) {
    const equation = definition[variable] ?? -1;
    if (equation < 0 || seenWhole[equation] === true) continue;
    smaller.push({
      total: from[variable] ?? -1,
      parts: Array.from(wanted(variable).columns, (column) => columnAt[column] ?? -1),
    });
  }
  if (binding.some((equation) => seenWhole[equation] !== true)) {
    // Two sums that come to the same although they are not made of the same: both are a count that nobody sees.
    for (const { columns: of, coefficients } of rows) {
      const side = (sign: number) =>
        Array.from(of.keys()).flatMap((at) =>
          coefficients[at] === sign ? [columnAt[of[at] ?? 0] ?? -1] : [],
        );
      const parts = side(1);
      const value = parts.reduce((sum, part) => sum + (small[part]?.value ?? 0), 0);
      const total = add(unseen(value, null), []);
      smaller.push({ total, parts }, { total, parts: side(-1) });
    }
  }
  return { table: { variables: small, equations: smaller }, from, members };
}

/** What somebody sees or must not see, and what an authority knows that is made of others' counts too. */
function mattering(table: LinkedTable): Uint8Array {
  const { variables } = table;
  const { definition, order, parts, starts } = structureOf(table);
  const own = new Uint8Array(variables.length);
  return order.reduce((matters, variable) => {
    const {
      published = false,
      primary = false,
      closed = false,
      unknown = false,
      owner = null,
    } = variables[variable] ?? {};
    const equation = definition[variable] ?? -1;
    let pure = true;
    if (equation >= 0)
      for (let at = starts[equation] ?? 0; at < (starts[equation + 1] ?? 0); at += 1) {
        const part = parts[at] ?? 0;
        pure &&= own[part] === 1 && variables[part]?.owner === owner;
      }
    own[variable] = pure ? 1 : 0;
    matters[variable] = published || primary || closed || unknown || (owner !== null && !pure) ? 1 : 0;
    return matters;
  }, new Uint8Array(variables.length));
}

function unseen(value: number, owner: string | null): Variable {
  const name = '';
  return { name, value, primary: false, upTo: 0, weight: 0, published: false, owner, unknown: false };
}
