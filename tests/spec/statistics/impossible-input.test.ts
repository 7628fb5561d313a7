import t from 'tap';
import type { Counts } from '../../../src/statistics/counts.ts';
import { proportionDifference, rateDifference } from '../../../src/statistics/difference.ts';
import { byar, exactPoisson, poissonCount, wilson } from '../../../src/statistics/interval.ts';
import {
  complementRatio,
  excessEvents,
  impactRatios,
  numberToParity,
} from '../../../src/statistics/parity.ts';
import { proportion, rate } from '../../../src/statistics/rate.ts';
import { exactConditional, logRatio, miettinenNurminen, ratio } from '../../../src/statistics/ratio.ts';

const FINE: Counts = { events: 3, base: 10 };
const confidence = 0.95;
const polarity = 'higher-is-better';

/** Every statistic of two sides, for rates and for proportions. */
const OF_RATES: Record<string, (group: Counts, reference: Counts) => unknown> = {
  ratio,
  excessEvents,
  exactConditional: (group, reference) => exactConditional({ group, reference, confidence }),
  logRatio: (group, reference) => logRatio({ group, reference, confidence, variance: 'rates' }),
  rateDifference: (group, reference) => rateDifference({ group, reference, confidence, multiplier: 1 }),
  numberToParity: (group, reference) => numberToParity({ group, reference, polarity }),
  rate: (group, reference) => [group, reference].map((side) => rate({ ...side, confidence, multiplier: 1 })),
};
const OF_PROPORTIONS: Record<string, (group: Counts, reference: Counts) => unknown> = {
  complementRatio,
  miettinenNurminen: (group, reference) => miettinenNurminen({ group, reference, confidence }),
  logRatio: (group, reference) => logRatio({ group, reference, confidence, variance: 'proportions' }),
  proportionDifference: (group, reference) =>
    proportionDifference({ group, reference, confidence, multiplier: 1 }),
  impactRatios: (group, reference) => impactRatios([group, reference]),
  proportion: (group, reference) =>
    [group, reference].map((side) => proportion({ ...side, confidence, multiplier: 1 })),
  wilson: (group, reference) =>
    [group, reference].map(({ events, base }) => wilson(events, base, confidence)),
};

const IMPOSSIBLE: Counts[] = [
  { events: -1, base: 10 },
  { events: Number.NaN, base: 10 },
  { events: Number.POSITIVE_INFINITY, base: 10 },
  { events: 0, base: 0 },
  { events: 3, base: -10 },
  { events: 3, base: Number.NaN },
  { events: 3, base: Number.POSITIVE_INFINITY },
];

for (const [name, statistic] of [...Object.entries(OF_RATES), ...Object.entries(OF_PROPORTIONS)]) {
  t.test(`${name} refuses what cannot be counted, on either side`, async (t) => {
    t.doesNotThrow(() => statistic(FINE, FINE));
    for (const wrong of IMPOSSIBLE) {
      t.throws(() => statistic(wrong, FINE), { name: 'RangeError' }, JSON.stringify(wrong));
      t.throws(() => statistic(FINE, wrong), { name: 'RangeError' }, JSON.stringify(wrong));
    }
  });
}

t.test('more events than people is refused for a proportion and fine for a rate', async (t) => {
  const twice = { events: 20, base: 10 };
  for (const [name, statistic] of Object.entries(OF_RATES))
    t.doesNotThrow(() => statistic(twice, FINE), name);
  for (const [name, statistic] of Object.entries(OF_PROPORTIONS)) {
    t.throws(() => statistic(twice, FINE), { name: 'RangeError' }, name);
    t.throws(() => statistic(FINE, twice), { name: 'RangeError' }, name);
  }
});

t.test('a confidence of 95 instead of 0.95 is refused', async (t) => {
  for (const wrong of [0, 1, 95, -0.5, Number.NaN]) {
    const sides = { group: FINE, reference: FINE, confidence: wrong };
    for (const limits of [
      () => wilson(3, 10, wrong),
      () => byar(3, wrong),
      () => exactPoisson(3, wrong),
      () => exactPoisson(0, wrong),
      () => poissonCount(12, wrong),
      () => exactConditional(sides),
      () => exactConditional({ ...sides, group: { events: 0, base: 1 }, reference: { events: 0, base: 1 } }),
      () => miettinenNurminen(sides),
      () => logRatio({ ...sides, variance: 'rates' }),
      () => proportionDifference({ ...sides, multiplier: 100 }),
      () => rateDifference({ ...sides, multiplier: 100 }),
    ]) {
      t.throws(limits, { name: 'RangeError' });
    }
  }
});

t.test('a multiplier that is none is refused', async (t) => {
  for (const multiplier of [0, -100, Number.NaN, Number.POSITIVE_INFINITY]) {
    t.throws(() => rate({ ...FINE, confidence, multiplier }), { name: 'RangeError' });
    t.throws(() => proportion({ ...FINE, confidence, multiplier }), { name: 'RangeError' });
    t.throws(() => rateDifference({ group: FINE, reference: FINE, confidence, multiplier }), {
      name: 'RangeError',
    });
  }
});

t.test('bases that make no more than one person together have no score limits', async (t) => {
  const half = { events: 0.25, base: 0.5 };
  t.throws(() => miettinenNurminen({ group: half, reference: half, confidence }), { name: 'RangeError' });
});

t.test('what is refused is not told: it may be a count that nobody outside is to see', async (t) => {
  const secret = { events: 99_991, base: 10 };
  for (const statistic of Object.values(OF_PROPORTIONS)) {
    t.throws(() => statistic(secret, FINE), { name: 'RangeError', message: /^[^0-9]*$/ });
  }
});
