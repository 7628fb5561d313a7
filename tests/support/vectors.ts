import { readdirSync, readFileSync } from 'node:fs';
import type { View } from '../../src/disclosure/certify/world.ts';
import type { Equation, Variable } from '../../src/disclosure/linked-table.ts';

interface Target {
  readonly name: string;
  readonly cells: readonly string[];
  readonly value: number;
  readonly expect: {
    readonly lp: readonly [number, number];
    readonly ip: readonly [number, number];
    readonly safe?: boolean;
  };
}

/** One of the published instances v01 to v11, or one of our own in the same words. */
export interface Vector {
  readonly id: string;
  readonly why: string;
  readonly threshold: number;
  readonly lower?: number;
  readonly leaves: Readonly<Record<string, number>>;
  readonly published: readonly {
    readonly cells?: readonly string[];
    readonly coefs?: Readonly<Record<string, number>>;
    readonly value: number;
  }[];
  readonly targets: readonly Target[];
  readonly variant?: { readonly drop_published: readonly string[]; readonly targets: readonly Target[] };
  readonly insider?: { readonly knows: readonly string[]; readonly targets: readonly Target[] };
}

const FOLDER = 'tests/fixtures/disclosure';

/** The linear instances, v01 to v11. */
export function linearVectors(): readonly Vector[] {
  return readdirSync(FOLDER)
    .filter((name) => /^v(0\d|1[01])_.*\.json$/.test(name))
    .toSorted()
    .map((name) => JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')));
}

export interface VectorTable {
  readonly view: View;
  readonly variableOf: (target: Target) => number;
}

/** A vector as a linked table: each leaf is a count, each published sum a total; `without` are published no longer. */
export function tableOf(vector: Vector, without: readonly string[] = []): VectorTable {
  const { leaves, threshold, lower = 0 } = vector;
  const variables: Variable[] = [];
  const equations: Equation[] = [];
  const shown = new Set<number>();
  const indexOf = new Map<string, number>();
  const add = (name: string, value: number): number => {
    const primary = value >= 1 && value < threshold;
    const rest = { weight: 1 + Math.log2(1 + value), published: true, owner: name, unknown: false };
    variables.push({ name, value, primary, upTo: threshold, ...rest });
    return variables.length - 1;
  };
  for (const [name, value] of Object.entries(leaves)) indexOf.set(name, add(name, value));
  const leaf = (name: string) => indexOf.get(name) ?? -1;
  for (const { cells, coefs, value } of vector.published) {
    if (cells?.length === 1) {
      if (!without.includes(cells[0] ?? '')) shown.add(leaf(cells[0] ?? ''));
    } else if (cells !== undefined) {
      const total = add(cells.join('+'), value);
      shown.add(total);
      equations.push({ total, parts: cells.map(leaf) });
    } else {
      // What goes in less what goes out is left: in = left + out, and nobody publishes the sum.
      const [into, out] = [1, -1].map((sign) =>
        Object.entries(coefs ?? {}).flatMap(([name, each]) => (each === sign ? [leaf(name)] : [])),
      );
      const left = add('left', value);
      shown.add(left);
      const sum = (into ?? []).reduce((running, part) => running + (variables[part]?.value ?? 0), 0);
      const both = add('into', sum);
      equations.push({ total: both, parts: into ?? [] }, { total: both, parts: [left, ...(out ?? [])] });
    }
  }
  const known = Uint8Array.from(variables, (_, index) => (shown.has(index) ? 1 : 0));
  return {
    view: { table: { variables, equations }, known, zerosShown: lower === 1 },
    variableOf: ({ cells }) => leaf(cells[0] ?? ''),
  };
}
