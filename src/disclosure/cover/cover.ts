import { isLarge, type LinkedTable } from '../linked-table.ts';
import { seeded } from '../random.ts';
import { type Programme, RowList, type Solver, type Sum } from '../solver.ts';
import { type Unknowns, unknownsOf } from '../unknowns.ts';

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
  /** Few demands that have to be met: they are not asked softly first. */
  readonly dear?: boolean;
}

/** How much a demand that is met is worth, beside what it costs: asked softly first, so that cheap ways are found first. */
const REWARDS = [16, 48, 150, 1e3, 1e5, 1e7];
const ROUNDS_EACH = 2;
const ROUNDS_LAST = 6;
/** So many rounds that neither withhold nor meet anything end a reward: the next would say the same. */
const DRY = 3;
/** From here on a demand is worth any cost, and gets more tries. */
const DEAR = 1e5;
/**
 * From here on what nobody sees may grow from zero, too. In a large table programmes are quicker by a quarter without it, and
 * patterns no dearer; in a small one much is zero, and softly asked demands need it.
 */
const WORTH_ZEROS = 1e3;
/** A shown count that would have to move by more than this is withheld. */
const MOVED = 1e-3;
/** Some demands wait in each round, so that not all totals are pushed at once. */
const WAITING = 0.3;
const SECONDS = 120;
/** No count has to move further than this for a demand; what weighs so many times a demand's worth is not moved for it. */
const FURTHEST = 24;
const TOO_DEAR = 20;
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
  const space = elasticSpace(table, { ...options, demands });
  const { elastic, valueIn } = space;
  let open = demands.filter(({ variable, side, at }) => {
    const value = table.variables[variable]?.value ?? 0;
    return side === 'low' ? value > at : value < at;
  });
  for (const reward of options.dear === true ? REWARDS.slice(2) : REWARDS) {
    const rounds = reward >= DEAR ? ROUNDS_LAST : ROUNDS_EACH;
    for (let round = 0, dry = 0; round < rounds && dry < DRY && open.length > 0; round += 1) {
      const chosen = new Map<number, Demand>();
      for (const demand of open) {
        if (round > 0 && open.length > 8 && random() < WAITING) continue;
        if (!chosen.has(demand.variable) || random() < 0.5) chosen.set(demand.variable, demand);
      }
      const programme = nearest(space, {
        withheld,
        weights,
        demands: [...chosen.values()],
        reward,
        random,
      });
      const differences = options.solver.solve(programme, { method: 'inside', seconds: SECONDS });
      if (differences === undefined) continue;
      dry += 1;
      for (const { variable, up, down } of elastic) {
        if (withheld[variable] === 1) continue;
        if (Math.abs((differences[up] ?? 0) - (differences[down] ?? 0)) <= MOVED) continue;
        withheld[variable] = 1;
        dry = 0;
      }
      const before = open.length;
      open = open.filter(({ variable, side, at }) => {
        const here = valueIn(variable, differences);
        return side === 'low' ? here > at + MOVED : here < at - MOVED;
      });
      if (open.length < before) dry = 0;
    }
  }
  return open;
}

/** A count that is shown unless it is withheld: it can go up, by its own column, or down, by a second one beside it. */
interface Elastic {
  readonly variable: number;
  readonly value: number;
  readonly up: number;
  readonly down: number;
}

/** What stays the same from round to round. */
interface Space {
  readonly table: LinkedTable;
  readonly large: boolean;
  readonly unknowns: Unknowns;
  readonly elastic: readonly Elastic[];
  /** Every sum, over columns and the second ones of what is elastic; what is asked in a round comes after them. */
  readonly rows: RowList;
  readonly sums: number;
  readonly columns: number;
  /** A count's difference, the second columns too. */
  differenceOf(variable: number): Sum;
  valueIn(variable: number, differences: Float64Array): number;
}

function elasticSpace(
  table: LinkedTable,
  {
    hard,
    insider,
    demands,
  }: Pick<CoverOptions, 'hard' | 'insider'> & { readonly demands: readonly Demand[] },
): Space {
  const known = Uint8Array.from(table.variables, ({ owner, unknown }, variable) =>
    hard[variable] === 1 || (!unknown && owner !== null && insider?.has(owner) === true) ? 1 : 0,
  );
  const kept = Uint8Array.from(table.variables, ({ published }, variable) =>
    published && known[variable] === 0 ? 1 : 0,
  );
  const shown = [...kept.keys()].filter((variable) => kept[variable] === 1);
  const wanted = [...shown, ...demands.map(({ variable }) => variable)];
  const unknowns = unknownsOf(table, { known, wanted, kept });
  const first = unknowns.columns.length;
  const downOf = new Int32Array(first).fill(-1);
  const elastic: Elastic[] = [];
  for (const variable of shown) {
    const [up] = unknowns.wanted(variable).columns;
    // What follows from the counts that cannot be withheld is as they are.
    if (up === undefined) continue;
    const down = first + elastic.length;
    downOf[up] = down;
    elastic.push({ variable, value: table.variables[variable]?.value ?? 0, up, down });
  }
  const both = ({ columns, coefficients }: Sum): Sum => {
    const at = [...columns.keys()].filter((each) => (downOf[columns[each] ?? 0] ?? -1) >= 0);
    return {
      columns: Int32Array.from([...columns, ...at.map((each) => downOf[columns[each] ?? 0] ?? 0)]),
      coefficients: Float64Array.from([...coefficients, ...at.map((each) => -(coefficients[each] ?? 0))]),
    };
  };
  const rows = new RowList();
  for (const row of unknowns.rows) rows.add(both(row), [0, 0]);
  const differenceOf = (variable: number) => both(unknowns.wanted(variable));
  return {
    table,
    large: isLarge(table),
    unknowns,
    elastic,
    rows,
    sums: rows.length,
    columns: first + elastic.length,
    differenceOf,
    valueIn: (variable, differences) => {
      const { columns, coefficients } = differenceOf(variable);
      let here = table.variables[variable]?.value ?? 0;
      for (let at = 0; at < columns.length; at += 1)
        here += (coefficients[at] ?? 0) * (differences[columns[at] ?? 0] ?? 0);
      return here;
    },
  };
}

/** The programme whose answer is the table nearest to the true one in which the demands are met as far as they are worth it. */
function nearest(
  { table, large, unknowns, elastic, rows, sums, columns, differenceOf }: Space,
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
): Programme {
  const total = columns + demands.length;
  const cost = new Float64Array(total);
  const lower = new Float64Array(total);
  const upper = new Float64Array(total).fill(Number.POSITIVE_INFINITY);
  const still = large && reward < WORTH_ZEROS;
  unknowns.base.forEach((value, column) => {
    lower[column] = -value;
    if (value === 0 && still) upper[column] = 0;
  });
  for (const { variable, value, up, down } of elastic) {
    const weight = weights[variable] ?? 1;
    if (withheld[variable] === 1) {
      lower[up] = -value;
      upper[down] = 0;
      continue;
    }
    const furthest = weight > TOO_DEAR * reward ? 0 : FURTHEST;
    lower[up] = 0;
    upper[up] = furthest;
    upper[down] = Math.min(value, furthest);
    cost[up] = weight;
    cost[down] = weight;
  }
  rows.cutTo(sums);
  demands.forEach(({ variable, side, at }, index) => {
    const reach = columns + index;
    const sign = side === 'high' ? 1 : -1;
    rows.add(differenceOf(variable), [0, Number.POSITIVE_INFINITY], sign);
    rows.more({ columns: Int32Array.of(reach), coefficients: Float64Array.of(-1) });
    cost[reach] = -reward * (0.7 + 0.6 * random());
    lower[reach] = Number.NEGATIVE_INFINITY;
    upper[reach] = sign * (at - (table.variables[variable]?.value ?? 0));
  });
  return { cost, lower, upper, rows: rows.done() };
}
