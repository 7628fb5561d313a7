/** A sum that anybody can write down: the terms' coefficients and counts, and what they come to. */
export interface Row {
  readonly terms: readonly (readonly [variable: number, coefficient: number])[];
  /** `>=`: at least `value`. */
  readonly relation: '=' | '>=';
  readonly value: number;
  /** Where it comes from, for the print. */
  readonly from: string;
}

/** Counts that are not known, and every sum they stand in. Counts are whole and never negative. */
export interface System {
  readonly size: number;
  readonly rows: readonly Row[];
}

/** A part of a system that stands alone: its variables by their number in the whole. */
export interface Component {
  readonly variables: readonly number[];
  readonly rows: readonly Row[];
}

/** The parts of a system that share no count. A count in no sum is a part of its own. */
export function componentsOf({ size, rows }: System): readonly Component[] {
  const parent = Int32Array.from({ length: size }, (_, index) => index);
  const root = (index: number): number => {
    let at = index;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] ?? at] ?? at;
      at = parent[at] ?? at;
    }
    return at;
  };
  for (const { terms } of rows) {
    const [first, ...others] = terms;
    if (first !== undefined) for (const [variable] of others) parent[root(variable)] = root(first[0]);
  }
  const found = new Map<number, { variables: number[]; rows: Row[] }>();
  for (let index = 0; index < size; index += 1) {
    const at = root(index);
    const component = found.get(at) ?? { variables: [], rows: [] };
    found.set(at, component);
    component.variables.push(index);
  }
  for (const row of rows) {
    const [first] = row.terms;
    if (first !== undefined) found.get(root(first[0]))?.rows.push(row);
  }
  return [...found.values()];
}
