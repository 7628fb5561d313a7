import t from 'tap';
import { compositionIndex, insideMargin, representationGap } from '../../../src/statistics/representation.ts';

t.test('a gap as wide as the margin is inside, on both sides and by either road', async (t) => {
  t.equal(insideMargin(-5, 5), true);
  t.equal(insideMargin(5, 5), true);
  t.equal(insideMargin(-5.001, 5), false);
  const heads = representationGap({ part: 57, whole: 100 }, { part: 62, whole: 100 });
  t.equal(heads, -5);
  const shares = representationGap({ part: 0.57, whole: 1 }, { part: 0.62, whole: 1 });
  t.equal(insideMargin(shares, 5), true);
});

t.test('one person too many in a city is outside the margin', async (t) => {
  const population = { part: 4_800_000, whole: 10_000_000 };
  t.equal(insideMargin(representationGap({ part: 43_000, whole: 100_000 }, population), 5), true);
  t.equal(insideMargin(representationGap({ part: 42_999, whole: 100_000 }, population), 5), false);
});

t.test('a group that the population does not have has no index, but has a gap', async (t) => {
  const nobody = { part: 0, whole: 5000 };
  t.equal(compositionIndex({ part: 3, whole: 60 }, nobody), null);
  t.equal(representationGap({ part: 3, whole: 60 }, nobody), 5);
});

t.test('a share of nothing, or more than all, is refused', async (t) => {
  const fine = { part: 1, whole: 2 };
  for (const wrong of [
    { part: 0, whole: 0 },
    { part: 3, whole: 2 },
    { part: -1, whole: 2 },
    { part: Number.NaN, whole: 2 },
    { part: 1, whole: Number.POSITIVE_INFINITY },
  ]) {
    t.throws(() => compositionIndex(wrong, fine), { name: 'RangeError' });
    t.throws(() => compositionIndex(fine, wrong), { name: 'RangeError' });
    t.throws(() => representationGap(wrong, fine), { name: 'RangeError' });
    t.throws(() => representationGap(fine, wrong), { name: 'RangeError' });
  }
  t.throws(() => insideMargin(Number.NaN, 5), { name: 'RangeError' });
  t.throws(() => insideMargin(1, -5), { name: 'RangeError' });
  t.throws(() => insideMargin(1, Number.POSITIVE_INFINITY), { name: 'RangeError' });
});
