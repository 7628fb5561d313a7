import fc from 'fast-check';
import t from 'tap';
import type { Comparison, Counts } from '../../src/statistics/counts.ts';
import { proportionDifference, rateDifference } from '../../src/statistics/difference.ts';
import { byar, exactPoisson, type Interval, wilson } from '../../src/statistics/interval.ts';
import { zOf } from '../../src/statistics/normal.ts';
import { proportion, rate } from '../../src/statistics/rate.ts';
import { exactConditional, logRatio, miettinenNurminen, ratio } from '../../src/statistics/ratio.ts';

// Few and many, none and all: where the formulas of limits come apart.
const base = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 500_000 }));
const events = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 500_000 }));
const asRate = fc.record({ events, base });
const asProportion = fc
  .tuple(base, fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })))
  .map(([whole, part]): Counts => ({ events: Math.round(whole * part), base: whole }));
const confidence = fc.constantFrom(0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.998);
const ofRates = fc.record({ group: asRate, reference: asRate, confidence });
const ofProportions = fc.record({ group: asProportion, reference: asProportion, confidence });

type Limits = (comparison: Comparison) => Interval | null;
/** Limits of a ratio. */
const RATIOS: [name: string, over: fc.Arbitrary<Comparison>, Limits][] = [
  ['exact conditional limits', ofRates, exactConditional],
  ['Miettinen–Nurminen limits', ofProportions, miettinenNurminen],
  ['log limits of rates', ofRates, (sides) => logRatio({ ...sides, variance: 'rates' })],
  ['log limits of proportions', ofProportions, (sides) => logRatio({ ...sides, variance: 'proportions' })],
];
/** Limits of a gap. */
const GAPS: [
  name: string,
  over: fc.Arbitrary<Comparison>,
  (comparison: Comparison) => Interval & { value: number },
][] = [
  ['Newcombe limits', ofProportions, (sides) => proportionDifference({ ...sides, multiplier: 100 })],
  ['MOVER limits', ofRates, (sides) => rateDifference({ ...sides, multiplier: 1000 })],
];
/** Limits of one side, the group's. */
const FIGURES: [
  name: string,
  over: fc.Arbitrary<Comparison>,
  (comparison: Comparison) => Interval & { value: number },
][] = [
  [
    'a proportion',
    ofProportions,
    ({ group, confidence }) => proportion({ ...group, multiplier: 100, confidence }),
  ],
  ['a rate', ofRates, ({ group, confidence }) => rate({ ...group, multiplier: 10_000, confidence })],
  [
    "Byar's limits",
    ofRates,
    ({ group, confidence }) => ({ value: group.events, ...byar(group.events, confidence) }),
  ],
  [
    'exact Poisson limits',
    ofRates,
    ({ group, confidence }) => ({ value: group.events, ...exactPoisson(group.events, confidence) }),
  ],
];

const swapped = ({ group, reference, confidence }: Comparison): Comparison => ({
  group: reference,
  reference: group,
  confidence,
});
const near = (actual: number, expected: number, relative = 1e-9): boolean =>
  actual === expected ||
  Math.abs(actual - expected) <= relative * Math.max(Math.abs(actual), Math.abs(expected));
const contains = ({ lower, upper }: Interval, value: number): boolean => lower <= value && value <= upper;

for (const [name, over, limitsOf] of RATIOS) {
  t.test(`${name} contain the ratio, and invert with it when group and reference change places`, async () => {
    fc.assert(
      fc.property(over, (sides) => {
        const limits = limitsOf(sides);
        const back = limitsOf(swapped(sides));
        if (limits === null || back === null) return limits === back;
        const value = ratio(sides.group, sides.reference);
        const inverse = near(limits.lower, 1 / back.upper) && near(limits.upper, 1 / back.lower);
        return (
          inverse && (value === null ? limits.upper === Number.POSITIVE_INFINITY : contains(limits, value))
        );
      }),
    );
  });
}

for (const [name, over, limitsOf] of [...GAPS, ...FIGURES]) {
  t.test(`${name} contain the estimate`, async () => {
    fc.assert(fc.property(over, (sides) => contains(limitsOf(sides), limitsOf(sides).value)));
  });
}

for (const [name, over, limitsOf] of GAPS) {
  t.test(`${name} change sign when group and reference change places`, async () => {
    fc.assert(
      fc.property(over, (sides) => {
        const gap = limitsOf(sides);
        const back = limitsOf(swapped(sides));
        return near(gap.value, -back.value) && near(gap.lower, -back.upper) && near(gap.upper, -back.lower);
      }),
    );
  });
}

for (const [name, over, limitsOf] of [...RATIOS, ...GAPS, ...FIGURES]) {
  t.test(`${name} widen with the confidence`, async () => {
    fc.assert(
      fc.property(over, confidence, (sides, other) => {
        const [less, more] = [sides.confidence, other].toSorted();
        if (less === undefined || more === undefined || less === more) return true;
        const narrow = limitsOf({ ...sides, confidence: less });
        const wide = limitsOf({ ...sides, confidence: more });
        if (narrow === null || wide === null) return narrow === wide;
        const nested = wide.lower <= narrow.lower && narrow.upper <= wide.upper;
        const unlimited = narrow.lower === 0 && narrow.upper === Number.POSITIVE_INFINITY;
        return nested && (unlimited || wide.lower < narrow.lower || narrow.upper < wide.upper);
      }),
    );
  });
}

t.test('Wilson limits stay within 0 and 1, and those of the other side mirror them', async () => {
  fc.assert(
    fc.property(asProportion, confidence, ({ events, base }, confidence) => {
      const { lower, upper } = wilson(events, base, confidence);
      const other = wilson(base - events, base, confidence);
      return 0 <= lower && upper <= 1 && Math.abs(lower - (1 - other.upper)) < 1e-12;
    }),
  );
});

t.test('a rate per more people of a larger base is the same rate', async () => {
  fc.assert(
    fc.property(asRate, confidence, fc.integer({ min: 2, max: 1000 }), ({ events, base }, confidence, k) => {
      const one = rate({ events, base, multiplier: 100, confidence });
      const many = rate({ events, base: base * k, multiplier: 100 * k, confidence });
      return near(one.value, many.value) && near(one.lower, many.lower) && near(one.upper, many.upper);
    }),
  );
});

t.test(
  'a reference base k times as large makes a rate ratio and its exact limits k times as large',
  async () => {
    fc.assert(
      fc.property(ofRates, fc.integer({ min: 2, max: 1000 }), ({ group, reference, confidence }, k) => {
        const one = exactConditional({ group, reference, confidence });
        const diluted = { events: reference.events, base: reference.base * k };
        const many = exactConditional({ group, reference: diluted, confidence });
        return near(one.lower * k, many.lower) && near(one.upper * k, many.upper);
      }),
    );
  },
);

t.test('more events never lower a limit', async () => {
  fc.assert(
    fc.property(events, confidence, (count, confidence) => {
      for (const limitsOf of [byar, exactPoisson]) {
        const fewer = limitsOf(count, confidence);
        const more = limitsOf(count + 1, confidence);
        if (fewer.lower > more.lower || fewer.upper >= more.upper) return false;
      }
      return true;
    }),
  );
});

/** Σ exp(logarithm(k)) for k = from … to. */
function sum(from: number, to: number, logarithm: (k: number) => number): number {
  let total = 0;
  for (let k = from; k <= to; k += 1) total += Math.exp(logarithm(k));
  return total;
}
const LOG_FACTORIALS = [0];
for (let k = 1; k <= 400; k += 1) LOG_FACTORIALS.push((LOG_FACTORIALS[k - 1] ?? 0) + Math.log(k));
const logFactorial = (k: number): number => LOG_FACTORIALS[k] ?? Number.NaN;

t.test('the tails beyond exact Poisson limits, added up one by one, are α/2', async () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 150 }), confidence, (count, confidence) => {
      const { lower, upper } = exactPoisson(count, confidence);
      const upTo = (k: number, mean: number) => sum(0, k, (j) => j * Math.log(mean) - mean - logFactorial(j));
      const above = count === 0 ? 0 : 1 - upTo(count - 1, lower);
      const tail = (1 - confidence) / 2;
      return near(upTo(count, upper), tail) && (count === 0 ? lower === 0 : near(above, tail));
    }),
  );
});

t.test('the binomial tails beyond exact conditional limits, added up one by one, are α/2', async () => {
  const few = fc.integer({ min: 0, max: 150 });
  fc.assert(
    fc.property(few, few, base, base, confidence, (a, b, A, B, confidence) => {
      const { lower, upper } = exactConditional({
        group: { events: a, base: A },
        reference: { events: b, base: B },
        confidence,
      });
      const n = a + b;
      const between = (from: number, to: number, odds: number) =>
        sum(
          from,
          to,
          (k) =>
            logFactorial(n) -
            logFactorial(k) -
            logFactorial(n - k) +
            k * Math.log(odds) -
            n * Math.log1p(odds),
        );
      const tail = (1 - confidence) / 2;
      const below = a === 0 ? lower === 0 : near(between(a, n, (lower * A) / B), tail);
      const above = b === 0 ? upper === Number.POSITIVE_INFINITY : near(between(0, a, (upper * A) / B), tail);
      return below && above;
    }),
  );
});

/** The score z of a ratio, its likeliest proportions found by halving where the likelihood's slope changes sign. */
function scoreByHalving(theta: number, { group, reference }: Comparison): number {
  const slope = (p: number): number =>
    (group.events + reference.events) / p -
    (theta * (group.base - group.events)) / (1 - theta * p) -
    (reference.base - reference.events) / (1 - p);
  let low = 0;
  let high = Math.min(1, 1 / theta);
  for (let i = 0; i < 200; i += 1) {
    const middle = (low + high) / 2;
    if (slope(middle) > 0) low = middle;
    else high = middle;
  }
  const p1 = Math.min(1, theta * low);
  const n = group.base + reference.base;
  const variance = (p1 * (1 - p1)) / group.base + (theta ** 2 * low * (1 - low)) / reference.base;
  const distance = group.events / group.base - (theta * reference.events) / reference.base;
  return distance / Math.sqrt((variance * n) / (n - 1));
}

t.test(
  'Miettinen–Nurminen limits part the ratios that the score test rejects from those it does not',
  async () => {
    fc.assert(
      fc.property(ofProportions, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (sides, part) => {
        fc.pre(sides.group.events + sides.reference.events > 0);
        const { lower, upper } = miettinenNurminen(sides);
        const z = zOf(sides.confidence);
        const rejects = (theta: number): boolean => Math.abs(scoreByHalving(theta, sides)) > z;
        const parts = (limit: number, outwards: number): boolean =>
          rejects(limit * (1 + outwards * 1e-8)) && !rejects(limit * (1 - outwards * 1e-8));
        const endsBelow = lower === 0 || (parts(lower, -1) && rejects(lower * part));
        const endsAbove = upper === Number.POSITIVE_INFINITY || (parts(upper, 1) && rejects(upper / part));
        const from = lower === 0 ? upper / 1000 : lower;
        const to = upper === Number.POSITIVE_INFINITY ? lower * 1000 : upper;
        return endsBelow && endsAbove && !rejects(from * (to / from) ** part);
      }),
    );
  },
);
