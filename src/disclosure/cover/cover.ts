import type { LinkedTable } from '../linked-table.ts';
import { seeded } from '../random.ts';
import { type Programme, RowList, type Solver } from '../solver.ts';
import { type Sum, unknownsOf } from '../unknowns.ts';

/** A count that must be able to be as low, or as high, as `at`. */
export interface Demand {
  readonly variable: number;
  readonly side: 'low' | 'high';
  readonly at: number;
}

export interface CoverOptions {
  readonly solver: Solver;
  readonly seed: number;
  /** What may not be withheld: it is public already, or withholding it would help nobody. */
  readonly hard: Uint8Array;
  /** What the attacker knows of his own besides what is shown. */
  readonly insider?: ReadonlySet<string>;
}

/** How much a demand that is met is worth, beside what it costs: asked softly first, so that cheap ways are found first. */
const REWARDS = [16, 48, 150, 1e3, 1e5, 1e7];
const ROUNDS_EACH = 2;
const ROUNDS_LAST = 6;
/** From here on a demand is worth any cost, and gets more tries. */
const DEAR = 1e5;
/** A shown count that would have to move by more than this is withheld. */
const MOVED = 1e-3;
/** Some demands wait in each round, so that not all totals are pushed at once. */
const WAITING = 0.3;
const SECONDS = 120;
const JITTER = 0.05;

/**
 * Chooses further counts to withhold until every demand can be met: each round asks for a random half of the demands and
 * looks for the table nearest to the true one, by weight, that meets them; what had to move in it is withheld. Adds to
 * `withheld` and returns the demands that nothing could meet. The outcome is not to be trusted: certifying it is the
 * business of a module that does not know this one.
 */
export function cover(
  table: LinkedTable,
  withheld: Uint8Array,
  { demands, ...options }: CoverOptions & { readonly demands: readonly Demand[] },
): readonly Demand[] {
  const random = seeded(options.seed);
  // Whoever knows the weights could otherwise tell from what was chosen what it was chosen for.
  const jitter = seeded(options.seed);
  const weights = Float64Array.from(table.variables, ({ weight }) => weight * (1 + JITTER * jitter()));
  const space = elasticSpace(table, options);
  let open = demands.filter(({ variable, side, at }) => {
    const value = table.variables[variable]?.value ?? 0;
    return side === 'low' ? value > at : value < at;
  });
  for (const reward of REWARDS) {
    const rounds = reward >= DEAR ? ROUNDS_LAST : ROUNDS_EACH;
    for (let round = 0; round < rounds && open.length > 0; round += 1) {
      const chosen = new Map<number, Demand>();
      for (const demand of open) {
        if (round > 0 && open.length > 8 && random() < WAITING) continue;
        if (!chosen.has(demand.variable) || random() < 0.5) chosen.set(demand.variable, demand);
      }
      const { programme, elastic, sumOf } = nearest(table, space, {
        withheld,
        weights,
        demands: [...chosen.values()],
        reward,
        random,
      });
      const differences = options.solver.solve(programme, { method: 'inside', seconds: SECONDS });
      if (differences === undefined) continue;
      elastic.forEach(({ variable, up, down }) => {
        if (Math.abs((differences[up] ?? 0) - (differences[down] ?? 0)) > MOVED) withheld[variable] = 1;
      });
      open = open.filter(({ variable, side, at }) => {
        let here = table.variables[variable]?.value ?? 0;
        for (const [column, coefficient] of sumOf(variable)) here += coefficient * (differences[column] ?? 0);
        return side === 'low' ? here > at + MOVED : here < at - MOVED;
      });
    }
  }
  return open;
}

interface Space {
  readonly known: Uint8Array;
  /** Counts that are shown unless they are withheld, and that this attacker does not know of his own. */
  readonly shown: readonly number[];
}

function elasticSpace(table: LinkedTable, { hard, insider }: Pick<CoverOptions, 'hard' | 'insider'>): Space {
  const known = Uint8Array.from(table.variables, ({ owner, unknown }, variable) =>
    hard[variable] === 1 || (!unknown && owner !== null && insider?.has(owner) === true) ? 1 : 0,
  );
  const shown = [...table.variables.keys()].filter(
    (variable) => table.variables[variable]?.published === true && known[variable] === 0,
  );
  return { known, shown };
}

interface Elastic {
  readonly variable: number;
  readonly up: number;
  readonly down: number;
}

/** The programme whose answer is the table nearest to the true one in which the demands are met as far as they are worth it. */
function nearest(
  table: LinkedTable,
  { known, shown }: Space,
  {
    withheld,
    weights,
    demands,
    reward,
    random,
  }: {
    readonly withheld: Uint8Array;
    readonly weights: Float64Array;
    readonly demands: readonly Demand[];
    readonly reward: number;
    readonly random: () => number;
  },
): {
  readonly programme: Programme;
  readonly elastic: readonly Elastic[];
  readonly sumOf: (variable: number) => Sum;
} {
  const movable = shown.filter((variable) => withheld[variable] === 0);
  const kept = new Set(movable);
  const unknowns = unknownsOf(table, {
    known,
    wanted: [...movable, ...demands.map(({ variable }) => variable)],
    kept,
  });
  const columns = unknowns.columns.length;
  const total = columns + movable.length + demands.length;
  const cost = new Float64Array(total);
  const lower = new Float64Array(total);
  const upper = new Float64Array(total).fill(Number.POSITIVE_INFINITY);
  unknowns.base.forEach((value, column) => {
    lower[column] = -value;
  });
  // What is shown can go up, by its own column, or down, by a second one beside it.
  const downOf = new Map<number, number>();
  const elastic: Elastic[] = [];
  for (const variable of movable) {
    const [up] = unknowns.wanted.get(variable)?.keys() ?? [];
    if (up === undefined || downOf.has(up)) continue;
    const value = table.variables[variable]?.value ?? 0;
    const weight = weights[variable] ?? 1;
    const down = columns + elastic.length;
    downOf.set(up, down);
    elastic.push({ variable, up, down });
    lower[up] = 0;
    upper[down] = value;
    cost[up] = weight;
    cost[down] = weight;
  }
  const both = (sum: Sum) =>
    [...sum].flatMap(([column, coefficient]) => {
      const down = downOf.get(column);
      return down === undefined
        ? [[column, coefficient] as const]
        : [[column, coefficient] as const, [down, -coefficient] as const];
    });
  const rows = new RowList();
  for (const row of unknowns.rows) rows.add(both(row), [0, 0]);
  const sumOf = (variable: number): Sum =>
    new Map(both(unknowns.wanted.get(variable) ?? new Map<number, number>()));
  demands.forEach(({ variable, side, at }, index) => {
    const reach = columns + movable.length + index;
    const sign = side === 'high' ? 1 : -1;
    const sum = [...sumOf(variable)].map(([column, each]) => [column, each * sign] as const);
    rows.add([...sum, [reach, -1]], [0, Number.POSITIVE_INFINITY]);
    cost[reach] = -reward * (0.7 + 0.6 * random());
    lower[reach] = Number.NEGATIVE_INFINITY;
    upper[reach] = sign * (at - (table.variables[variable]?.value ?? 0));
  });
  return { programme: { cost, lower, upper, rows: rows.done() }, elastic, sumOf };
}
