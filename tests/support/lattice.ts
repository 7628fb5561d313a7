import type { Equation, LinkedTable, Variable } from '../../src/disclosure/linked-table.ts';

/** One way to cut a whole into parts, each part being a leaf or cut further. */
export interface Dimension {
  readonly leaves: readonly string[];
  /** Total → the ways to make it. What is not a key here is a leaf. */
  readonly sums: ReadonlyMap<string, readonly (readonly string[])[]>;
}

export interface LatticeOptions {
  readonly dimensions: readonly Dimension[];
  /** Leaf place, joined by `|` → its count; 0 where it is absent. */
  readonly counts: ReadonlyMap<string, number>;
  readonly threshold: number;
  readonly planned: (nodes: readonly string[]) => boolean;
  readonly exempt: (nodes: readonly string[]) => boolean;
  /** Whose staff know a cell: the first node, where it is one authority. */
  readonly owner: (nodes: readonly string[]) => string | null;
  readonly weight: (nodes: readonly string[], value: number) => number;
}

export interface Lattice extends LinkedTable {
  readonly places: ReadonlyMap<string, number>;
}

/** Every cell of a full cross of dimensions, with every sum that ties them together: what a family looks like at its densest. */
export function lattice(options: LatticeOptions): Lattice {
  const { dimensions, counts, threshold } = options;
  const nodes = dimensions.map(({ leaves, sums }) => [...leaves, ...sums.keys()]);
  const places = new Map<string, number>();
  const all: (readonly string[])[] = [];
  const walk = (prefix: readonly string[]) => {
    const next = nodes[prefix.length];
    if (next === undefined) {
      places.set(prefix.join('|'), all.length);
      all.push(prefix);
      return;
    }
    for (const node of next) walk([...prefix, node]);
  };
  walk([]);

  const equations: Equation[] = [];
  const values = new Float64Array(all.length).fill(Number.NaN);
  const swap = (place: readonly string[], at: number, node: string) =>
    places.get(place.with(at, node).join('|')) ?? -1;
  const countAt = (index: number): number => {
    const known = values[index] ?? Number.NaN;
    if (!Number.isNaN(known)) return known;
    const place = all[index] ?? [];
    const at = place.findIndex((node, dimension) => dimensions[dimension]?.sums.has(node));
    const value =
      at < 0
        ? (counts.get(place.join('|')) ?? 0)
        : (dimensions[at]?.sums.get(place[at] ?? '')?.[0] ?? []).reduce(
            (sum, node) => sum + countAt(swap(place, at, node)),
            0,
          );
    values[index] = value;
    return value;
  };
  all.forEach((place, total) => {
    place.forEach((node, at) => {
      for (const parts of dimensions[at]?.sums.get(node) ?? [])
        equations.push({ total, parts: parts.map((part) => swap(place, at, part)) });
    });
  });
  const variables: Variable[] = all.map((place, index) => {
    const value = countAt(index);
    const published = options.planned(place);
    const small = value >= 1 && value < threshold && !options.exempt(place);
    return {
      name: place.join('|'),
      value,
      primary: small && published,
      upTo: threshold,
      weight: options.weight(place, value),
      published,
      closed: small && !published,
      owner: options.owner(place),
      unknown: false,
    };
  });
  return { variables, equations, places };
}
