import fc from 'fast-check';
import t from 'tap';
import { differenceInDifferences, proportionEffect } from '../../src/statistics/effect.ts';
import { funnelPosition, proportionFunnel, rateFunnel } from '../../src/statistics/funnel.ts';
import { poissonCount, wilson } from '../../src/statistics/interval.ts';
import { shareOfKnown } from '../../src/statistics/known-share.ts';
import { nearestTo } from '../../src/statistics/neighbours.ts';
import { chainRatios } from '../../src/statistics/pathway.ts';
import { bothWays, inRoundWords } from '../../src/statistics/plain-words.ts';
import { pooled, pooledWithCoverage } from '../../src/statistics/pooling.ts';
import { chiSquaredTail, twoProportions } from '../../src/statistics/significance.ts';
import { riskRatio, staysAbove } from '../../src/statistics/size-rules.ts';
import { compoundTarget, gapClosing, percentageChange, straightLine } from '../../src/statistics/target.ts';
import { proportionTrend, rateTrend, trendObstacle } from '../../src/statistics/trend.ts';

const base = fc.integer({ min: 30, max: 5000 });
const side = base.chain((most) =>
  fc.integer({ min: 0, max: most }).map((events) => ({ events, base: most })),
);
const confidence = fc.constantFrom(0.95, 0.998);

t.test(
  'a proportion lies outside its funnel exactly where its Wilson interval leaves the benchmark out',
  async () => {
    fc.assert(
      fc.property(side, fc.integer({ min: 1, max: 999 }), confidence, ({ events, base }, permille, sure) => {
        const benchmark = permille / 1000;
        const funnel = proportionFunnel({ benchmark, base, multiplier: 1, confidence: sure });
        const own = wilson(events, base, sure);
        const value = events / base;
        const near = Math.min(Math.abs(value - funnel.lower), Math.abs(value - funnel.upper)) < 1e-9;
        const outside = value < funnel.lower || value > funnel.upper;
        return near || outside === (benchmark < own.lower || benchmark > own.upper);
      }),
    );
  },
);

t.test("a rate lies outside its funnel exactly where OHID's interval leaves the benchmark out", async () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 400 }),
      base,
      fc.double({ min: 0.0005, max: 0.4, noNaN: true }),
      confidence,
      (events, people, benchmark, sure) => {
        const funnel = rateFunnel({ benchmark, base: people, multiplier: 1, confidence: sure });
        const own = poissonCount(events, sure);
        const value = events / people;
        // Where the rule changes from exact to Byar its limits jump by a little, and so may the funnel.
        const nearTen = Math.abs(events - 10) <= 1;
        const near = Math.min(Math.abs(value - funnel.lower), Math.abs(value - funnel.upper)) < 1e-8;
        const outside = value < funnel.lower || value > funnel.upper;
        const excluded = benchmark * people < own.lower || benchmark * people > own.upper;
        return nearTen || near || outside === excluded;
      },
    ),
  );
});

t.test('a position beside a funnel', async (t) => {
  const at95 = { lower: 10, upper: 20 };
  const at998 = { lower: 5, upper: 25 };
  for (const [value, position] of [
    [4, 'low-99.8'],
    [5, 'low-95'],
    [10, 'within'],
    [20, 'within'],
    [25, 'high-95'],
    [26, 'high-99.8'],
  ] as const) {
    t.equal(funnelPosition(value, at95, at998), position, String(value));
  }
});

t.test('along nested stages the product of the stage ratios is the cumulative ratio', async () => {
  const falling = fc
    .array(fc.integer({ min: 50, max: 100 }), { minLength: 2, maxLength: 6 })
    .map((shares) => {
      const counts = [10_000];
      for (const share of shares) counts.push(((counts.at(-1) ?? 0) * share) / 100);
      return counts;
    });
  fc.assert(
    fc.property(falling, falling, (one, other) => {
      const length = Math.min(one.length, other.length);
      const stages = chainRatios(one.slice(0, length), other.slice(0, length));
      return stages.every(
        ({ cumulative, product }) =>
          cumulative !== null && product !== null && Math.abs(cumulative / product - 1) < 1e-9,
      );
    }),
  );
});

t.test('a stage that is not released takes every ratio with it that needs it', async (t) => {
  const stages = chainRatios([1000, null, 50, 20], [2000, 400, 80, 20]);
  t.same(
    stages.map(({ stage }) => stage === null),
    [true, true, false],
  );
  t.same(
    stages.map(({ cumulative }) => cumulative === null),
    [true, false, false],
  );
  t.same(
    stages.map(({ product }) => product),
    [null, null, null],
  );
  t.equal(chainRatios([10, 5], [10, 0])[0]?.stage, null);
});

t.test('two points of a trend are two proportions', async () => {
  fc.assert(
    fc.property(side, side, (one, other) => {
      const test = twoProportions(other, one);
      const trend = proportionTrend([one, other]);
      if (test === null || trend === null) return test === null && trend === null;
      return Math.abs(trend.chiSquared - test.z ** 2) < 1e-6 * (1 + test.z ** 2);
    }),
  );
});

t.test('the tail of χ² is the one of the tables', async (t) => {
  for (const [x, p] of [
    [0, 1],
    [0.4549364231195727, 0.5],
    [3.841458820694124, 0.05],
    [10.827566170662733, 0.001],
    [8.759693559820434 ** 2, 1.9578188406940743e-18],
  ] as const) {
    t.ok(Math.abs(chiSquaredTail(x) / p - 1) < 1e-9, `${x}: ${chiSquaredTail(x)}`);
  }
});

t.test('a trend of rates: no change is none, and rare events are tested as proportions are', async (t) => {
  const flat = [1, 2, 3, 4, 5].map((n) => ({ events: 10 * n, base: 1000 * n }));
  t.ok((rateTrend(flat)?.chiSquared ?? 1) < 1e-20);
  t.equal(rateTrend([0, 0].map(() => ({ events: 0, base: 10 }))), null);
  t.equal(proportionTrend([0, 0].map(() => ({ events: 10, base: 10 }))), null);
  const rare = [12, 15, 9, 20, 25].map((events) => ({ events, base: 1e6 }));
  const [one, other] = [rateTrend(rare), proportionTrend(rare)];
  t.ok(Math.abs((one?.chiSquared ?? 0) / (other?.chiSquared ?? 1) - 1) < 1e-4);
});

t.test('what keeps a series from being tested, the gravest first', async (t) => {
  const fine = { points: 5, overlapping: false, broken: false, unequal: false, seasonal: false };
  t.equal(trendObstacle(fine), null);
  t.equal(trendObstacle({ ...fine, points: 4 }), 'too-few-points');
  t.equal(trendObstacle({ ...fine, unequal: true }), 'unequal-spacing');
  t.equal(trendObstacle({ ...fine, seasonal: true, points: 8 }), 'not-annual');
  t.equal(trendObstacle({ ...fine, broken: true, seasonal: true }), 'broken');
  t.equal(trendObstacle({ ...fine, overlapping: true, broken: true }), 'overlapping');
});

t.test('the bounds of a share hold whatever the unknown are', async () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 500 }),
      fc.integer({ min: 0, max: 500 }),
      fc.integer({ min: 1, max: 500 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (part, unknown, others, share) => {
        const all = part + unknown + others;
        const found = shareOfKnown({ part, unknown, all });
        const truth = (part + share * unknown) / all;
        return found !== null && found.atLeast <= truth + 1e-12 && truth <= found.atMost + 1e-12;
      },
    ),
  );
});

t.test('ratios in words', async (t) => {
  for (const [ratio, words] of [
    [0.4, '0.4 times'],
    [1, '1 times'],
    [1.24, '1.2 times'],
    [1.65, '1.6 times'],
    [1.75, 'almost two times'],
    [2, 'two times'],
    [2.3, 'more than two times'],
    [2.75, 'almost three times'],
    [9.97, 'ten times'],
    [14.2, '14 times'],
  ] as const) {
    t.equal(inRoundWords(ratio), words);
  }
  t.equal(bothWays(0).timesLessOften, null);
});

t.test('size rules: the group, then the others here, then the others elsewhere', async (t) => {
  const sizes = { cell: 10, base: 30 };
  const large = { events: 50, base: 1000 };
  const cases = [
    [{ events: 9, base: 900 }, large, large, 'none', 'group-cell'],
    [{ events: 20, base: 29 }, large, large, 'none', 'group-base'],
    [{ events: 10, base: 30 }, large, large, 'risk-ratio', null],
    [large, { events: 9, base: 900 }, large, 'alternate-risk-ratio', 'comparison'],
    [large, { events: 0, base: 900 }, { events: 3, base: 900 }, 'none', 'comparison'],
  ] as const;
  for (const [group, others, widerOthers, kind, local] of cases) {
    t.match(riskRatio({ group, others, widerOthers }, sizes), { kind, local });
  }
  t.throws(() => staysAbove([3, 3], { threshold: 2, years: 3, progress: null }), RangeError);
});

t.test('pooling adds counts, and an area that is missing leaves with its people', async (t) => {
  t.throws(() => pooled([]), RangeError);
  t.same(pooledWithCoverage([null, null]), { counts: null, present: 0, expected: 2 });
  t.same(pooledWithCoverage([{ events: 1, base: 2 }, null]).counts, { events: 1, base: 2 });
});

t.test('targets and effects refuse what they cannot be asked', async (t) => {
  t.equal(percentageChange(0, 4), null);
  t.throws(() => compoundTarget(10, { reduction: 30, years: 2 }), RangeError);
  t.throws(() => compoundTarget(10, { reduction: 0.3, years: 0 }), RangeError);
  t.throws(() => straightLine(10, { target: 5, step: 3, steps: 2 }), RangeError);
  t.throws(
    () => differenceInDifferences({ before: 1, after: Number.NaN }, { before: 1, after: 1 }),
    RangeError,
  );
  t.throws(
    () =>
      proportionEffect(
        { before: { events: 5, base: 4 }, after: { events: 1, base: 4 } },
        { before: { events: 1, base: 4 }, after: { events: 1, base: 4 } },
        0.95,
      ),
    RangeError,
  );
  t.equal(
    gapClosing({ group: 5, others: 5 }, { group: 5, others: 6 }, 'higher-is-better').closedPercent,
    null,
  );
  t.equal(gapClosing({ group: 9, others: 5 }, { group: 8, others: 5 }, 'higher-is-worse').status, 'closer');
});

t.test('neighbours of equal distance come by id, and features must match', async (t) => {
  const places = ['C', 'A', 'B'].map((id) => ({ id, features: [1] }));
  t.same(
    nearestTo({ id: 'X', features: [0] }, places).map(({ id }) => id),
    ['A', 'B', 'C'],
  );
  t.throws(() => nearestTo({ id: 'X', features: [0, 0] }, places), RangeError);
});
