import type { LinkedTable } from '../linked-table.ts';

/** What somebody knows of a table: it, and for each variable whether they know its value. */
export interface View {
  readonly table: LinkedTable;
  readonly known: Uint8Array;
  /** Everybody knows that a withheld count is not zero, because zeros are always shown. */
  readonly zerosShown: boolean;
}

/** How far a sum may be off: solvers work in floating point, counts are whole. */
export const OFF_BY = 1e-6;

/** The least that a variable can be for somebody with this view. */
export function floorOf({ table, known, zerosShown }: View, variable: number): number {
  const { published = false, value = 0, unknown = false } = table.variables[variable] ?? {};
  const withheld = published && known[variable] === 0;
  return zerosShown && withheld && (unknown || value >= 1) ? 1 : 0;
}

/**
 * Whether these values are a table that looks exactly the same to somebody with this view: what they know is as they know
 * it, every sum adds up, and nothing is below what a count can be. A certificate is a list of such tables; who found
 * them, and how, does not matter, because each is looked at here and nowhere else.
 */
export function isWorld(view: View, values: Float64Array): boolean {
  const { table, known } = view;
  const { truth, totals, ends, parts } = numbersOf(table);
  if (values.length !== truth.length) return false;
  for (let variable = 0; variable < truth.length; variable += 1) {
    const here = values[variable] ?? Number.NaN;
    if (known[variable] === 1 && here !== truth[variable]) return false;
    const floor = view.zerosShown ? floorOf(view, variable) : 0;
    if (!(here >= floor - OFF_BY)) return false;
  }
  for (let equation = 0, at = 0; equation < totals.length; equation += 1) {
    let off = -(values[totals[equation] ?? -1] ?? Number.NaN);
    for (; at < (ends[equation] ?? 0); at += 1) off += values[parts[at] ?? -1] ?? Number.NaN;
    if (!(Math.abs(off) <= OFF_BY)) return false;
  }
  return true;
}

interface Numbers {
  readonly truth: Float64Array;
  readonly totals: Int32Array;
  /** Equation → where its parts end. */
  readonly ends: Int32Array;
  readonly parts: Int32Array;
}

const numbers = new WeakMap<LinkedTable, Numbers>();

/** A table's values and sums in arrays, since thousands of tables are held against them. */
function numbersOf(table: LinkedTable): Numbers {
  const before = numbers.get(table);
  if (before !== undefined) return before;
  const { variables, equations } = table;
  let end = 0;
  const made = {
    truth: Float64Array.from(variables, ({ value }) => value),
    totals: Int32Array.from(equations, ({ total }) => total),
    ends: Int32Array.from(equations, ({ parts }) => {
      end += parts.length;
      return end;
    }),
    parts: Int32Array.from(equations.flatMap(({ parts }) => parts)),
  };
  numbers.set(table, made);
  return made;
}

/** Somebody must hold it possible that `variable` is at most (`low`) or at least (`high`) `at`. */
export interface Goal {
  readonly variable: number;
  readonly side: 'low' | 'high';
  readonly at: number;
}

/** Whether a table shows that a goal is met. Only to be asked of one that `isWorld`. */
export function meets(values: Float64Array, { variable, side, at }: Goal): boolean {
  const here = values[variable] ?? Number.NaN;
  return side === 'low' ? here <= at + OFF_BY : here >= at - OFF_BY;
}

/** What anybody must hold possible besides the true value: one less and one more. */
export function oneMoreOneLess({ variables }: LinkedTable, targets: readonly number[]): readonly Goal[] {
  return targets.flatMap((variable): Goal[] => {
    const value = variables[variable]?.value ?? 0;
    return [
      { variable, side: 'low', at: value - 1 },
      { variable, side: 'high', at: value + 1 },
    ];
  });
}
