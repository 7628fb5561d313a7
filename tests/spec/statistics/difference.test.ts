import t from 'tap';
import { proportionDifference, rateDifference } from '../../../src/statistics/difference.ts';
import { poissonCount } from '../../../src/statistics/interval.ts';

const sides = (a: number, A: number, b: number, B: number) => ({
  group: { events: a, base: A },
  reference: { events: b, base: B },
  confidence: 0.95,
});

t.test('gaps between percentages have the limits Newcombe printed', async (t) => {
  // Newcombe (1998), Table II, method 10.
  const printed: [[number, number, number, number], string, string][] = [
    [[56, 70, 48, 80], '0.0524', '0.3339'],
    [[9, 10, 3, 10], '0.1705', '0.8090'],
    [[6, 7, 2, 7], '0.0582', '0.8062'],
    [[5, 56, 0, 29], '-0.0381', '0.1926'],
    [[0, 10, 0, 20], '-0.1611', '0.2775'],
    [[0, 10, 0, 10], '-0.2775', '0.2775'],
    [[10, 10, 0, 20], '0.6791', '1.0000'],
    [[10, 10, 0, 10], '0.6075', '1.0000'],
  ];
  for (const [[a, A, b, B], lower, upper] of printed) {
    const gap = proportionDifference({ ...sides(a, A, b, B), multiplier: 1 });
    t.same([gap.lower.toFixed(4), gap.upper.toFixed(4), gap.method], [lower, upper, 'newcombe']);
  }
});

t.test('a gap is told in the unit of the measure', async (t) => {
  const gap = proportionDifference({ ...sides(43, 100, 48, 100), multiplier: 100 });
  t.equal(gap.value, -5);
  const rates = rateDifference({ ...sides(42, 9150, 30, 10_000), multiplier: 10_000 });
  t.equal(rates.value.toFixed(6), (45.90163934426229 - 30).toFixed(6));
  t.equal(rates.method, 'mover-poisson');
});

t.test("a gap between rates beside a reference that cannot vary takes the group's own limits", async (t) => {
  const { lower, upper } = rateDifference({ ...sides(12, 1000, 0, 1e12), multiplier: 1000 });
  const own = poissonCount(12, 0.95);
  t.equal(lower.toFixed(6), own.lower.toFixed(6));
  t.equal(upper.toFixed(6), own.upper.toFixed(6));
});

t.test('margins of two rates are taken together at right angles', async (t) => {
  const first = poissonCount(4, 0.95);
  const second = poissonCount(30, 0.95);
  const { lower, upper } = rateDifference({ ...sides(4, 1, 30, 1), multiplier: 1 });
  t.equal(lower.toFixed(9), (-26 - Math.sqrt((4 - first.lower) ** 2 + (second.upper - 30) ** 2)).toFixed(9));
  t.equal(upper.toFixed(9), (-26 + Math.sqrt((first.upper - 4) ** 2 + (30 - second.lower) ** 2)).toFixed(9));
});

t.test('where the reference has no events there is a gap, though there is no ratio', async (t) => {
  t.equal(proportionDifference({ ...sides(5, 56, 0, 29), multiplier: 100 }).value.toFixed(4), '8.9286');
  t.equal(rateDifference({ ...sides(5, 56, 0, 29), multiplier: 100 }).value.toFixed(4), '8.9286');
});
