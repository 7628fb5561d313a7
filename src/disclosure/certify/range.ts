import { type Programme, RowList, type Solver } from '../solver.ts';
import { unknownsOf } from '../unknowns.ts';
import { floorOf, type View } from './world.ts';

/**
 * The least and the most that a variable can be for somebody with this view, among all tables or (`whole`) those in whole
 * numbers; infinite where nothing limits it. One programme for each end: exact, and much slower than showing that a range
 * is wide enough.
 */
export function rangeOf(
  view: View,
  variable: number,
  { solver, whole }: { readonly solver: Solver; readonly whole: boolean },
): readonly [number, number] {
  const { table, known } = view;
  const value = table.variables[variable]?.value ?? 0;
  const floored = [...table.variables.keys()].filter((each) => known[each] === 0 && floorOf(view, each) > 0);
  const unknowns = unknownsOf(table, { known, wanted: [variable, ...floored] });
  const target = unknowns.wanted(variable);
  const count = unknowns.columns.length;
  const rows = new RowList();
  for (const row of unknowns.rows) rows.add(row, [0, 0]);
  for (const each of floored) {
    const least = floorOf(view, each) - (table.variables[each]?.value ?? 0);
    rows.add(unknowns.wanted(each), [least, Number.POSITIVE_INFINITY]);
  }
  const end = (sign: 1 | -1): number => {
    const cost = new Float64Array(count);
    target.columns.forEach((column, at) => {
      cost[column] = -sign * (target.coefficients[at] ?? 0);
    });
    const programme: Programme = {
      cost,
      lower: unknowns.base.map((each) => -each),
      upper: new Float64Array(count).fill(Number.POSITIVE_INFINITY),
      rows: rows.done(),
      whole,
    };
    const differences = solver.solve(programme, { method: 'corner', seconds: 60 });
    if (differences === undefined) return sign * Number.POSITIVE_INFINITY;
    let here = value;
    target.columns.forEach((column, at) => {
      here += (target.coefficients[at] ?? 0) * (differences[column] ?? 0);
    });
    return here;
  };
  return [end(-1), end(1)];
}
