import type { Equation, LinkedTable, Variable } from './linked-table.ts';

/** A part of a linked table that no sum ties to the rest: protected by itself. */
export interface Family extends LinkedTable {
  /** Its variables' places in the whole table. */
  readonly members: readonly number[];
}

/** The families of a table that have anything to protect. */
export function familiesOf({ variables, equations }: LinkedTable): readonly Family[] {
  const above = Int32Array.from(variables.keys());
  const root = (variable: number): number => {
    let here = variable;
    for (let next = above[here] ?? here; next !== here; next = above[here] ?? here) {
      above[here] = above[next] ?? next;
      here = next;
    }
    return here;
  };
  for (const { total, parts } of equations) for (const part of parts) above[root(part)] = root(total);
  const guarded = new Set<number>();
  variables.forEach(({ primary, closed, unknown }, variable) => {
    if (primary || closed === true || unknown) guarded.add(root(variable));
  });
  const families = new Map<number, { variables: Variable[]; equations: Equation[]; members: number[] }>();
  const placeOf = new Int32Array(variables.length);
  variables.forEach((variable, index) => {
    const id = root(index);
    if (!guarded.has(id)) return;
    const family = families.get(id) ?? { variables: [], equations: [], members: [] };
    families.set(id, family);
    placeOf[index] = family.members.length;
    family.variables.push(variable);
    family.members.push(index);
  });
  const place = (variable: number) => placeOf[variable] ?? 0;
  for (const { total, parts } of equations)
    families.get(root(total))?.equations.push({ total: place(total), parts: parts.map(place) });
  return [...families.values()];
}
