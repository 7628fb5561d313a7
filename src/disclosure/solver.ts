import highsModule, { type Highs } from 'highs';

/** A sparse sum: coefficients by column. */
export interface Sum {
  readonly columns: Int32Array;
  readonly coefficients: Float64Array;
}

/** Rows of a sparse matrix, one after another. */
export interface Rows {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly coefficients: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

type Bounds = readonly [number, number];

/** Gathers rows one at a time, and takes the last ones off again. */
export class RowList {
  private count = 0;
  private starts = new Int32Array(256);
  private columns = new Int32Array(4096);
  private coefficients = new Float64Array(4096);
  private lower = new Float64Array(256);
  private upper = new Float64Array(256);

  /** One row: coefficients by column, times `sign`. */
  add(sum: Sum, [lower, upper]: Bounds, sign = 1): void {
    if (this.count + 2 > this.starts.length) {
      this.starts = longer(this.starts);
      this.lower = longer(this.lower);
      this.upper = longer(this.upper);
    }
    this.lower[this.count] = lower;
    this.upper[this.count] = upper;
    this.count += 1;
    this.starts[this.count] = this.starts[this.count - 1] ?? 0;
    this.more(sum, sign);
  }

  /** More of the row added last, about columns that it does not have yet. */
  more({ columns, coefficients }: Sum, sign = 1): void {
    const from = this.starts[this.count] ?? 0;
    while (from + columns.length > this.columns.length) {
      this.columns = longer(this.columns);
      this.coefficients = longer(this.coefficients);
    }
    this.columns.set(columns, from);
    for (let at = 0; at < columns.length; at += 1)
      this.coefficients[from + at] = sign * (coefficients[at] ?? 0);
    this.starts[this.count] = from + columns.length;
  }

  get length(): number {
    return this.count;
  }

  cutTo(count: number): void {
    this.count = Math.min(this.count, count);
  }

  done(): Rows {
    const entries = this.starts[this.count] ?? 0;
    return {
      starts: this.starts.subarray(0, this.count + 1),
      columns: this.columns.subarray(0, entries),
      coefficients: this.coefficients.subarray(0, entries),
      lower: this.lower.subarray(0, this.count),
      upper: this.upper.subarray(0, this.count),
    };
  }
}

function longer<A extends Int32Array | Float64Array>(array: A): A;
function longer(array: Int32Array | Float64Array): Int32Array | Float64Array {
  const twice =
    array instanceof Int32Array ? new Int32Array(2 * array.length) : new Float64Array(2 * array.length);
  twice.set(array);
  return twice;
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

/** How near to the best an inside solution is: what is asked of it shows in whole steps, and is looked at afterwards. */
const NEARLY = 1e-5;

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
    if (whole !== true && method === 'inside')
      model.options.set({ solver: 'ipm', run_crossover: 'off', ipm_optimality_tolerance: NEARLY });
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
