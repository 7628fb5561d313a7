import t from 'tap';
import { byar, exactPoisson, poissonCount, wilson } from '../../../src/statistics/interval.ts';
import { proportion, rate } from '../../../src/statistics/rate.ts';

const digits = ({ lower, upper }: { lower: number; upper: number }, places: number): string[] => [
  lower.toFixed(places),
  upper.toFixed(places),
];

t.test('Wilson limits are those of DescTools and of OHID', async (t) => {
  t.same(digits(wilson(26, 78, 0.95), 7), ['0.2387267', '0.4435859']);
  t.same(digits(wilson(38, 100, 0.95), 7), ['0.2909760', '0.4779024']);
  t.same(digits(wilson(65, 100, 0.95), 4), ['0.5525', '0.7364']);
});

t.test('nobody and everybody have Wilson limits that end at the edge', async (t) => {
  t.equal(wilson(0, 5, 0.95).lower, 0);
  t.equal(wilson(0, 5, 0.95).upper.toFixed(7), '0.4344825');
  t.equal(wilson(5, 5, 0.95).upper, 1);
  t.equal(wilson(5, 5, 0.95).lower.toFixed(7), (1 - 0.4344825).toFixed(7));
});

t.test('three events in a hundred million people keep their digits', async (t) => {
  // mpmath, 40 digits
  t.equal(wilson(3, 1e8, 0.95).lower.toPrecision(10), '1.020270733e-8');
});

t.test('exact Poisson limits are those of the printed tables', async (t) => {
  t.same(digits(exactPoisson(0, 0.95), 4), ['0.0000', '3.6889']);
  t.same(digits(exactPoisson(1, 0.95), 4), ['0.0253', '5.5716']);
  t.same(digits(exactPoisson(9, 0.95), 4), ['4.1154', '17.0848']);
  t.same(digits(exactPoisson(100, 0.95), 4), ['81.3640', '121.6268']);
});

t.test('Byar is within 0.2% of exact from ten events, as OHID says', async (t) => {
  for (const events of [10, 11, 25, 100, 10_000]) {
    const exact = exactPoisson(events, 0.95);
    const approximate = byar(events, 0.95);
    t.ok(Math.abs(approximate.lower / exact.lower - 1) < 0.002);
    t.ok(Math.abs(approximate.upper / exact.upper - 1) < 0.002);
  }
});

t.test('the method changes at ten events, and says so', async (t) => {
  t.same(poissonCount(9, 0.95), { ...exactPoisson(9, 0.95), method: 'exact-poisson' });
  t.same(poissonCount(9.5, 0.95), { ...exactPoisson(9.5, 0.95), method: 'exact-poisson' });
  t.same(poissonCount(10, 0.95), { ...byar(10, 0.95), method: 'byar' });
});

t.test("Byar's lower limit stops at zero, where its cube would go below", async (t) => {
  t.equal(byar(0, 0.95).lower, 0);
  t.equal(byar(1, 0.9999).lower, 0);
});

t.test('a proportion is told in its unit and stays inside it', async (t) => {
  const { value, lower, upper, method } = proportion({
    events: 36,
    base: 36,
    multiplier: 100,
    confidence: 0.95,
  });
  t.same([value, lower.toFixed(2), upper, method], [100, '90.36', 100, 'wilson']);
  t.equal(proportion({ events: 57, base: 100, multiplier: 100, confidence: 0.95 }).value, 57);
});

t.test('a rate without events has lower limit 0 and an exact upper limit', async (t) => {
  const { value, lower, upper, method } = rate({
    events: 0,
    base: 10_000,
    multiplier: 10_000,
    confidence: 0.95,
  });
  t.same([value, lower, upper.toFixed(2), method], [0, 0, '3.69', 'exact-poisson']);
});

t.test('a rate may be above its multiplier, since one pupil can be suspended twice', async (t) => {
  const { value, upper } = rate({ events: 150, base: 100, multiplier: 100, confidence: 0.95 });
  t.equal(value, 150);
  t.ok(upper > 150);
});
