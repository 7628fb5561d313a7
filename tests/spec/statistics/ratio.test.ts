import t from 'tap';
import { exactConditional, logRatio, miettinenNurminen, ratio } from '../../../src/statistics/ratio.ts';

type Table = [a: number, A: number, b: number, B: number];
const comparison = ([a, A, b, B]: Table, confidence = 0.95) => ({
  group: { events: a, base: A },
  reference: { events: b, base: B },
  confidence,
});
const digits = (limits: { lower: number; upper: number } | null, places: number): string[] =>
  limits === null ? [] : [limits.lower.toFixed(places), limits.upper.toFixed(places)];

const PERONDI: Table = [7, 34, 1, 34];
const METIDA: Table = [30, 100, 40, 90];

t.test('Miettinen–Nurminen limits are the published ones', async (t) => {
  // Perondi et al. (2004), in Fagerland, Lydersen and Laake (2017), Statistical Analysis of Contingency Tables, ch. 4.
  t.same(digits(miettinenNurminen(comparison(PERONDI)), 4), ['1.2086', '43.0330']);
  // MetidaFreq.jl, tests of rrci(method = :mn): 0.4605492931511954 and 0.9820955908214944.
  t.same(digits(miettinenNurminen(comparison(METIDA)), 10), ['0.4605492932', '0.9820955908']);
});

t.test('exact limits are those that prism-r publishes', async (t) => {
  // prism-r, data/processed/rri.json of 3 September 2026: Home Office and Youth Justice Board counts, six places.
  for (const [table, lower, upper] of [
    [[5200, 333587, 36923, 4161949], '1.706491', '1.808902'],
    [[908, 145406, 36923, 4161949], '0.658319', '0.751819'],
    [[10326, 333587, 53593, 4161949], '2.353544', '2.455096'],
    [[1546, 145406, 53593, 4161949], '0.784477', '0.868533'],
    [[68, 846, 645, 11111], '1.062141', '1.779741'],
    [[202, 2183, 645, 11111], '1.354201', '1.869751'],
    [[86, 1256, 645, 11111], '0.930649', '1.479044'],
  ] satisfies [Table, string, string][]) {
    t.same(digits(exactConditional(comparison(table)), 6), [lower, upper], table.join(' '));
  }
});

t.test('log limits of proportions are the published Katz limits', async (t) => {
  const katz = (table: Table) => logRatio({ ...comparison(table), variance: 'proportions' });
  t.same(digits(katz(PERONDI), 4), ['0.9096', '53.8695']);
  t.same(digits(katz(METIDA), 10), ['0.4624671992', '0.9852050064']);
});

t.test('a percentage is not to be given the limits of a rate: they are far too wide', async (t) => {
  const table: Table = [160, 200, 300, 340];
  t.same(digits(exactConditional(comparison(table)), 2), ['0.74', '1.10']);
  t.same(digits(miettinenNurminen(comparison(table)), 2), ['0.83', '0.98']);
});

t.test('the same counts differ in verdict by method, so the method is part of the verdict', async (t) => {
  const custody: Table = [26, 304, 645, 11111];
  t.ok(exactConditional(comparison(custody)).lower < 1);
  const log = logRatio({ ...comparison(custody), variance: 'proportions' });
  t.ok(log !== null && log.lower > 1);
});

t.test('a group without events has a ratio of 0 and limits that begin there', async (t) => {
  const none: Table = [0, 16, 15, 72];
  t.equal(ratio({ events: 0, base: 16 }, { events: 15, base: 72 }), 0);
  t.equal(exactConditional(comparison(none)).lower, 0);
  t.equal(miettinenNurminen(comparison(none)).lower, 0);
  t.equal(miettinenNurminen(comparison(none)).upper.toFixed(4), '0.9715');
  t.equal(logRatio({ ...comparison(none), variance: 'rates' }), null);
});

t.test('a reference without events has no ratio, and limits without an end', async (t) => {
  const none: Table = [15, 72, 0, 16];
  t.equal(ratio({ events: 15, base: 72 }, { events: 0, base: 16 }), null);
  for (const limits of [exactConditional(comparison(none)), miettinenNurminen(comparison(none))]) {
    t.ok(limits.lower > 0);
    t.equal(limits.upper, Number.POSITIVE_INFINITY);
  }
  t.equal(logRatio({ ...comparison(none), variance: 'proportions' }), null);
});

t.test('where nobody has events, no ratio can be ruled out', async (t) => {
  const everything = { lower: 0, upper: Number.POSITIVE_INFINITY };
  t.same(exactConditional(comparison([0, 10, 0, 20])), everything);
  t.same(miettinenNurminen(comparison([0, 10, 0, 20])), everything);
  t.equal(logRatio({ ...comparison([0, 10, 0, 20]), variance: 'rates' }), null);
});

t.test('where everybody has the event, the score limits stay open and the log limits give up', async (t) => {
  // With a = A and b = B the score equation is solved by 1/(1+k) and 1+m, k and m = z²N/(N−1) over the base of the side
  // that the hypothesis holds below 1.
  const k = (base: number) => (1.959963984540054 ** 2 * 30) / 29 / base;
  const { lower, upper } = miettinenNurminen(comparison([10, 10, 20, 20]));
  t.equal(lower.toFixed(10), (1 / (1 + k(10))).toFixed(10));
  t.equal(upper.toFixed(10), (1 + k(20)).toFixed(10));
  t.equal(logRatio({ ...comparison([10, 10, 20, 20]), variance: 'proportions' }), null);
});

t.test('one full side leaves proper limits', async (t) => {
  const { lower, upper } = miettinenNurminen(comparison([10, 10, 3, 20]));
  t.ok(1 < lower && lower < 20 / 3 && 20 / 3 < upper && Number.isFinite(upper));
});
