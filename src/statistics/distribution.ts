import { normalQuantile } from './normal.ts';

// Tails and quantiles of the gamma and beta distributions: all that exact limits of counts are made of.
// Both quantiles are found on the scale where a limit moves freely (log of the mean, log of the odds). On it the
// density is log-concave, so the log of a tail is concave, and Newton's method on that log cannot run away:
// after one step it stays on one side of the answer and walks towards it, from wherever it began.

/**
 * The tail of a distribution at a point: its area, how fast it changes with the argument, and how fast the logarithm of that
 * changes in turn. Each look overwrites the last: an answer needs thousands, and none of them is kept.
 */
interface Tail {
  area: number;
  slope: number;
  lean: number;
  look(t: number): void;
}

/** Below this log-odds or log-mean the answer is smaller than the smallest double, and is called 0. */
const SMALLEST_LOG = -700;
/** A Halley step of this size, in standard deviations, leaves an error of about its cube. */
const LAST_STEP = 5e-5;
const MOST_STEPS = 200;
const MOST_TERMS = 10_000_000;
/** A fraction is settled when a term changes it by less than this. */
const SETTLED = 1e-15;

/** ln Γ(n+1) less Stirling's (n+½) ln n − n + ½ ln 2π. Loader (2000), "Fast and accurate computation of binomial probabilities". */
function stirlingError(n: number): number {
  return (Number.isInteger(n) ? SMALL_ERRORS[n] : undefined) ?? seriesError(n);
}

function seriesError(n: number): number {
  let shift = 0;
  let m = n;
  for (; m < 16; m += 1) shift += (m + 0.5) * Math.log1p(1 / m) - 1;
  const s = 1 / (m * m);
  return shift + (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s / 1188)))) / m;
}

/** Those of the small whole numbers, whose series is the longest; 0 is no shape. */
const SMALL_ERRORS: readonly number[] = Array.from({ length: 16 }, (_, n) => seriesError(Math.max(1, n)));

/** x ln(x/m) + m − x, without losing digits where x is near m. Loader (2000). */
function deviance(x: number, m: number): number {
  const v = (x - m) / (x + m);
  if (Math.abs(v) > 0.1) return x * Math.log(x / m) + m - x;
  let sum = (x - m) * v;
  let term = 2 * x * v;
  for (let k = 3; ; k += 2) {
    term *= v * v;
    const next = sum + term / k;
    if (next === sum) return sum;
    sum = next;
  }
}

/**
 * Where the tail equals the target, by Halley's method on the logarithm of the tail: Newton's step, bent by how the slope
 * changes. Where the bend would more than double the step it is left out, and Newton's walk cannot run away.
 */
function whereTailIs(target: number, start: number, deviation: number, tail: Tail): number {
  let t = start;
  for (let count = 0; count < MOST_STEPS; count += 1) {
    tail.look(t);
    const { area, slope, lean } = tail;
    const newton = (area * Math.log(area / target)) / slope;
    const bend = 1 - 0.5 * newton * (lean - slope / area);
    const step = bend > 0.5 && bend < 2 ? newton / bend : newton;
    t -= step;
    if (t < SMALLEST_LOG || Math.abs(step) <= LAST_STEP * deviation) return t;
  }
  throw new Error('A quantile did not settle.');
}

function requireTail(tail: number): void {
  if (!(tail > 0 && tail < 1)) throw new RangeError('A quantile needs a tail strictly between 0 and 1.');
}

function requireShape(shape: number): void {
  if (!Number.isFinite(shape) || shape <= 0) throw new RangeError('A shape must be finite and above zero.');
}

/**
 * Returns the x that leaves `tail` of the gamma distribution with this shape and scale 1 below it (side 'lower') or
 * above it (side 'upper'); the chi-squared quantile with 2·shape degrees of freedom is twice this x.
 * Relative error below 1e-12 for shapes up to 1e8 and tails up to 0.9. A result under 1e-304 is returned as 0.
 * Throws RangeError unless the tail lies strictly between 0 and 1 and the shape is finite and above zero.
 * Source: power series and continued fraction of the incomplete gamma function, DLMF 8.7 and 8.9.
 */
export function gammaQuantile({
  tail,
  shape,
  side,
}: {
  tail: number;
  shape: number;
  side: 'lower' | 'upper';
}): number {
  requireTail(tail);
  requireShape(shape);
  const a = shape;
  const tails = new GammaTail(a, side === 'lower');

  // Wilson and Hilferty (1931): the cube root of a gamma variable is nearly normal.
  const z = side === 'lower' ? normalQuantile(tail) : -normalQuantile(tail);
  const root = 1 - 1 / (9 * a) + z / (3 * Math.sqrt(a));
  const start = Math.log(a) + (root > 0.1 ? 3 * Math.log(root) : 0);
  const t = whereTailIs(tail, start, 1 / Math.sqrt(a), tails);
  return t < SMALLEST_LOG ? 0 : Math.exp(t);
}

/**
 * Returns the share of the gamma distribution with this shape and scale 1 that lies above x.
 * Throws RangeError unless x is not negative and the shape is finite and above zero.
 * Source: as `gammaQuantile`; with shape ½ and x = z²/2 it is the two-sided tail of the normal distribution.
 */
export function gammaTail({ x, shape }: { x: number; shape: number }): number {
  requireShape(shape);
  if (!(x >= 0)) throw new RangeError('The argument must not be negative.');
  if (x === 0) return 1;
  const tail = new GammaTail(shape, false);
  tail.lookAt(x);
  return tail.area;
}

/** The tail of the gamma distribution on one side of x, and how fast it changes with ln x. */
class GammaTail implements Tail {
  area = 0;
  slope = 0;
  lean = 0;
  readonly #shape: number;
  readonly #scale: number;
  readonly #lower: boolean;

  constructor(shape: number, lower: boolean) {
    this.#shape = shape;
    this.#scale = Math.sqrt(shape / (2 * Math.PI)) * Math.exp(-stirlingError(shape));
    this.#lower = lower;
  }

  look(t: number): void {
    this.lookAt(Math.exp(t));
  }

  lookAt(x: number): void {
    const a = this.#shape;
    const density = this.#scale * Math.exp(-deviance(a, x));
    const below = x < a + 1;
    const smaller = below ? (density / a) * gammaSeries(a, x) : density / gammaFraction(a, x);
    this.area = below === this.#lower ? smaller : 1 - smaller;
    this.slope = this.#lower ? density : -density;
    this.lean = a - x;
  }
}

function gammaSeries(a: number, x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-17; k += 1) {
    term *= x / (a + k);
    sum += term;
  }
  return sum;
}

/** x + 1 − a + 1(a − 1)/(x + 3 − a + 2(a − 2)/(x + 5 − a + …)), by Lentz's method. */
function gammaFraction(a: number, x: number): number {
  const first = x + 1 - a;
  let value = first;
  let c = first;
  let d = 0;
  for (let m = 1; m < MOST_TERMS; m += 1) {
    const above = m * (a - m);
    const below = first + 2 * m;
    d = 1 / (below + above * d);
    c = below + above / c;
    const change = c * d;
    value *= change;
    if (Math.abs(change - 1) < SETTLED) return value;
  }
  throw new Error('A continued fraction did not settle.');
}

/**
 * Returns the odds x/(1−x) of the x that leaves `tail` of the beta distribution with shapes a and b below it.
 * (The odds of the x that leaves `tail` above it are 1 over the result for b and a.) Relative error below 1e-12 for
 * shapes up to 1e8 and tails up to 0.9. A result under 1e-304 is returned as 0.
 * Throws RangeError unless the tail lies strictly between 0 and 1 and both shapes are finite and above zero.
 * Source: the continued fraction of DiDonato and Morris (1992), ACM TOMS 18, 360–373 (BFRAC).
 */
export function betaOdds({ tail, a, b }: { tail: number; a: number; b: number }): number {
  requireTail(tail);
  requireShape(a);
  requireShape(b);
  const t = whereTailIs(tail, betaStart(tail, a, b), Math.sqrt(1 / a + 1 / b), new BetaTail(a, b));
  return t < SMALLEST_LOG ? 0 : Math.exp(t);
}

/** The lower tail of the beta distribution, by the log-odds. */
class BetaTail implements Tail {
  area = 0;
  slope = 0;
  lean = 0;
  readonly #a: number;
  readonly #b: number;
  readonly #scale: number;

  constructor(a: number, b: number) {
    const n = a + b;
    this.#a = a;
    this.#b = b;
    this.#scale =
      Math.sqrt((a / n) * (b / (2 * Math.PI))) *
      Math.exp(stirlingError(n) - stirlingError(a) - stirlingError(b));
  }

  look(t: number): void {
    const a = this.#a;
    const b = this.#b;
    const n = a + b;
    const x = 1 / (1 + Math.exp(-t));
    const y = 1 / (1 + Math.exp(t));
    const density = this.#scale * Math.exp(-deviance(a, n * x) - deviance(b, n * y));
    const below = x < (a + 1) / (n + 2);
    this.area = below ? density / betaFraction(a, b, x, y) : 1 - density / betaFraction(b, a, y, x);
    this.slope = density;
    this.lean = a * y - b * x;
  }
}

/** Where the convergents of a fraction have grown to this, they are made small again: their quotient is what counts. */
const LARGE = 1e100;

/** The fraction of DiDonato and Morris, by its convergents: two divisions a term, where Lentz's method takes five. */
function betaFraction(a: number, b: number, x: number, y: number): number {
  const lean = a * y - b * x + 1;
  let value = (a * lean) / (a + 1);
  const xx = x * x;
  let [above1, above0] = [value, 1];
  let [below1, below0] = [1, 0];
  let over = 1 / (a + 1);
  for (let m = 1; m < MOST_TERMS; m += 1) {
    // What stands under two fractions of this term stands under one of the next.
    const under = over;
    over = 1 / (a + 2 * m + 1);
    const rest = m * (b - m);
    const p = (a + m - 1) * under * (a + b + m - 1) * under * rest * xx;
    const q = m + rest * x * under + (a + m) * (lean + m * (2 - x)) * over;
    const above2 = q * above1 + p * above0;
    const below2 = q * below1 + p * below0;
    const next = above2 / below2;
    if (Math.abs(next - value) < SETTLED * Math.abs(next)) return next;
    value = next;
    const shrink = Math.abs(below2) > LARGE ? 1 / LARGE : 1;
    above0 = above1 * shrink;
    below0 = below1 * shrink;
    above1 = above2 * shrink;
    below1 = below2 * shrink;
  }
  throw new Error('A continued fraction did not settle.');
}

/** Log-odds near the answer: Abramowitz and Stegun 26.5.22, or the mean where a shape is below 1. */
function betaStart(tail: number, a: number, b: number): number {
  const middle = Math.log(a / b);
  if (a < 1 || b < 1) return middle;
  const z = -normalQuantile(tail);
  const l = (z * z - 3) / 6;
  const u = 1 / (2 * a - 1);
  const v = 1 / (2 * b - 1);
  const h = 2 / (u + v);
  return middle - 2 * ((z * Math.sqrt(h + l)) / h - (v - u) * (l + 5 / 6 - 2 / (3 * h)));
}
