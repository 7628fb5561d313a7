import highsModule, { type Highs } from 'highs';

/** Rows of a sparse matrix, one after another. */
export interface Rows {
  readonly starts: readonly number[];
  readonly columns: readonly number[];
  readonly coefficients: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** Gathers rows one at a time. */
export class RowList {
  private readonly starts = [0];
  private readonly columns: number[] = [];
  private readonly coefficients: number[] = [];
  private readonly lower: number[] = [];
  private readonly upper: number[] = [];

  add(sum: Iterable<readonly [number, number]>, [lower, upper]: readonly [number, number]): void {
    for (const [column, coefficient] of sum) {
      this.columns.push(column);
      this.coefficients.push(coefficient);
    }
    this.starts.push(this.columns.length);
    this.lower.push(lower);
    this.upper.push(upper);
  }

  done(): Rows {
    const { starts, columns, coefficients, lower, upper } = this;
    return { starts, columns, coefficients, lower, upper };
  }
}

/** Minimise `cost` over columns and rows between their bounds. */
export interface Programme {
  readonly cost: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly rows: Rows;
  /** All columns are whole numbers. */
  readonly whole?: boolean;
}

export interface SolveOptions {
  /** `inside` is quickest and ends inside the optimal face; `corner` ends at a corner, where most numbers are whole. */
  readonly method: 'inside' | 'corner';
  readonly seconds: number;
  /** A whole-number search may end early with what it has. */
  readonly unproven?: boolean;
}

export interface Solver {
  readonly version: string;
  /** Bytes that the solver holds now. */
  memory(): number;
  /** The columns' values; undefined unless the solver says that they are optimal (or, `unproven`, allowed). */
  solve(programme: Programme, options: SolveOptions): Float64Array | undefined;
}

/** HiGHS in WebAssembly. Each programme is a model of its own, thrown away at once: its clock would run on otherwise. */
export async function loadSolver(): Promise<Solver> {
  // Its types are written for CommonJS and its code for both: here the module itself is the loader.
  const load: unknown = highsModule;
  if (!isLoader(load)) throw new Error('The solver package does not export its loader');
  const highs = await load();
  return {
    version: `highs ${highs.version.string}`,
    memory: () => highs.memoryBytes,
    solve: (programme, options) => solve(highs, programme, options),
  };
}

type Loader = typeof highsModule.default;

function isLoader(value: unknown): value is Loader {
  return typeof value === 'function';
}

function solve(
  highs: Highs,
  { cost, lower, upper, rows, whole }: Programme,
  { method, seconds, unproven }: SolveOptions,
): Float64Array | undefined {
  const numCols = cost.length;
  const numRows = rows.lower.length;
  if (numCols === 0) return new Float64Array(0);
  const model = highs.createModel({
    numCols,
    numRows,
    colCost: cost,
    colLower: lower,
    colUpper: upper,
    rowLower: rows.lower,
    rowUpper: rows.upper,
    matrix: {
      format: 'csr',
      numRows,
      numCols,
      starts: rows.starts,
      indices: rows.columns,
      values: rows.coefficients,
    },
    ...(whole === true ? { integrality: new Int32Array(numCols).fill(1) } : {}),
  });
  try {
    model.options.set({ output_flag: false, time_limit: seconds, random_seed: 1 });
    if (whole !== true && method === 'inside') model.options.set({ solver: 'ipm', run_crossover: 'off' });
    if (whole !== true && method === 'corner') model.options.set({ solver: 'simplex' });
    if (unproven === true) model.options.set({ mip_rel_gap: 0.5 });
    model.run();
    const { optimal, timeLimit } = highs.constants.modelStatus;
    const status = model.getModelStatus();
    if (status !== optimal && !(whole === true && unproven === true && status === timeLimit))
      return undefined;
    return model.getSolution().colValue;
  } finally {
    model.dispose();
  }
}
