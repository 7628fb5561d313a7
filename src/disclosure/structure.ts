import type { LinkedTable } from './linked-table.ts';
import { seeded } from './random.ts';

/** What holds of a linked table whoever looks at it, in arrays of numbers: worked out once for each table. */
export interface Structure {
  /** Equation → its total, and where its parts begin and end in `parts`. */
  readonly totals: Int32Array;
  readonly starts: Int32Array;
  readonly parts: Int32Array;
  /** Variable → the equations that it stands in: from `touchStarts` on in `touching`. */
  readonly touchStarts: Int32Array;
  readonly touching: Int32Array;
  /** Variable → the equation that says what it is made of; -1 for a leaf. */
  readonly definition: Int32Array;
  /** Variable → the other equations that say the same of it, by parts that are each less than it. */
  readonly others: readonly (readonly number[])[];
  /** Equations that do not follow from what their parts are made of. */
  readonly binding: readonly number[];
  /** All variables, parts before their totals. */
  readonly order: Int32Array;
  /** Variable → the totals that are said to be made of it: from `aboveStarts` on in `above`. */
  readonly aboveStarts: Int32Array;
  readonly above: Int32Array;
  /** Variable → its true value. */
  readonly truth: Float64Array;
}

const known = new WeakMap<LinkedTable, Structure>();

export function structureOf(table: LinkedTable): Structure {
  const before = known.get(table);
  if (before !== undefined) return before;
  const structure = build(table);
  known.set(table, structure);
  return structure;
}

function build({ variables, equations }: LinkedTable): Structure {
  const totals = Int32Array.from(equations, ({ total }) => total);
  const starts = new Int32Array(equations.length + 1);
  equations.forEach(({ parts }, index) => {
    starts[index + 1] = (starts[index] ?? 0) + parts.length;
  });
  const parts = new Int32Array(starts[equations.length] ?? 0);
  equations.forEach((equation, index) => {
    parts.set(equation.parts, starts[index]);
  });
  const touching = listed(variables.length, (note) =>
    equations.forEach((equation, index) => {
      for (const each of [equation.total, ...equation.parts]) note(each, index);
    }),
  );
  const made = defined({ variables, equations });
  const above = listed(variables.length, (note) =>
    made.definition.forEach((equation, total) => {
      for (const part of equations[equation]?.parts ?? []) note(part, total);
    }),
  );
  return {
    totals,
    starts,
    parts,
    touchStarts: touching.starts,
    touching: touching.items,
    ...made,
    aboveStarts: above.starts,
    above: above.items,
    truth: Float64Array.from(variables, ({ value }) => value),
  };
}

/** Lists of numbers one after another, and where each begins: `each` notes all of them, and is asked twice. */
function listed(count: number, each: (note: (list: number, item: number) => void) => void) {
  const starts = new Int32Array(count + 1);
  each((list) => {
    starts[list + 1] = (starts[list + 1] ?? 0) + 1;
  });
  for (let list = 0; list < count; list += 1)
    starts[list + 1] = (starts[list + 1] ?? 0) + (starts[list] ?? 0);
  const items = new Int32Array(starts[count] ?? 0);
  const next = starts.slice();
  each((list, item) => {
    items[next[list] ?? 0] = item;
    next[list] = (next[list] ?? 0) + 1;
  });
  return { starts, items };
}

/**
 * Chooses for each total one of its sums to say what it is made of, and tells which of the others say the same. A variable
 * without parts has a whole number drawn for it, one with parts the sum of theirs: two sums that come to one number are the
 * same sum but for a chance of one in billions, and what is taken for a table by that chance is still not a world.
 */
function defined({ variables, equations }: LinkedTable) {
  const random = seeded(20_260_331);
  const candidates: number[][] = variables.map(() => []);
  equations.forEach(({ total }, index) => {
    candidates[total]?.push(index);
  });
  const definition = new Int32Array(variables.length).fill(-1);
  const marks = new Float64Array(variables.length);
  const leaves = new Float64Array(variables.length);
  const done = new Uint8Array(variables.length);
  const open = new Uint8Array(variables.length);
  const order: number[] = [];
  const define = (variable: number) => {
    if (done[variable] === 1) return;
    open[variable] = 1;
    // A sum that leads back to its own total cannot say what that total is made of.
    const chosen = candidates[variable]?.find((index) =>
      (equations[index]?.parts ?? []).every((part) => open[part] === 0),
    );
    const own = chosen === undefined ? [] : (equations[chosen]?.parts ?? []);
    for (const part of own) define(part);
    if (chosen !== undefined) definition[variable] = chosen;
    marks[variable] =
      chosen === undefined
        ? 1 + Math.floor(random() * 2 ** 36)
        : own.reduce((sum, part) => sum + (marks[part] ?? 0), 0);
    leaves[variable] = chosen === undefined ? 1 : own.reduce((sum, part) => sum + (leaves[part] ?? 0), 0);
    open[variable] = 0;
    done[variable] = 1;
    order.push(variable);
  };
  for (const variable of variables.keys()) define(variable);

  const others: number[][] = variables.map(() => []);
  const binding: number[] = [];
  equations.forEach(({ total, parts }, index) => {
    if (definition[total] === index) return;
    const follows = parts.reduce((sum, part) => sum + (marks[part] ?? 0), 0) === marks[total];
    if (!follows) binding.push(index);
    else if (parts.every((part) => (leaves[part] ?? 0) < (leaves[total] ?? 0))) others[total]?.push(index);
  });
  return { definition, others, binding, order: Int32Array.from(order) };
}

/** What follows from `known` counts: parts of a zero are zeros, and the last unknown of a sum is what is left over. */
export function whatFollows(table: LinkedTable, known: Uint8Array): Uint8Array {
  const { totals, starts, parts, touchStarts, touching } = structureOf(table);
  const settled = Uint8Array.from(known);
  const waiting = Int32Array.from(totals.keys());
  const queued = new Uint8Array(totals.length).fill(1);
  let [head, count] = [0, waiting.length];
  const settle = (variable: number) => {
    settled[variable] = 1;
    for (let at = touchStarts[variable] ?? 0; at < (touchStarts[variable + 1] ?? 0); at += 1) {
      const equation = touching[at] ?? 0;
      if (queued[equation] === 1) continue;
      queued[equation] = 1;
      waiting[(head + count) % waiting.length] = equation;
      count += 1;
    }
  };
  while (count > 0) {
    const equation = waiting[head] ?? 0;
    head = (head + 1) % waiting.length;
    count -= 1;
    queued[equation] = 0;
    const [total, from, to] = [totals[equation] ?? 0, starts[equation] ?? 0, starts[equation + 1] ?? 0];
    let unknown = 0;
    for (let at = from; at < to; at += 1) if (settled[parts[at] ?? 0] === 0) unknown += 1;
    if (settled[total] === 0) {
      if (unknown === 0) settle(total);
    } else if (unknown > 0 && (unknown === 1 || isZero(table, total))) {
      for (let at = from; at < to; at += 1) if (settled[parts[at] ?? 0] === 0) settle(parts[at] ?? 0);
    }
  }
  return settled;
}

function isZero({ variables }: LinkedTable, variable: number): boolean {
  return variables[variable]?.value === 0 && variables[variable]?.unknown === false;
}
