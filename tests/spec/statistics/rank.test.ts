import t from 'tap';
import { quantile, rank } from '../../../src/statistics/rank.ts';

t.test('equal values share the best rank of theirs, and the next rank is skipped', async (t) => {
  t.same(rank([10, 12, 12, 15], 'high-first'), { ranks: [4, 2, 2, 1], of: 4 });
  t.same(rank([10, 12, 12, 15], 'low-first'), { ranks: [1, 2, 2, 4], of: 4 });
});

t.test('an authority without a value is not ranked last: it is not ranked', async (t) => {
  t.same(rank([3, null, 1, 0, null], 'low-first'), { ranks: [3, null, 2, 1, null], of: 3 });
  t.same(rank([null, null], 'high-first'), { ranks: [null, null], of: 0 });
});

t.test('of 33 areas the quarters have 9, 8, 8 and 8', async (t) => {
  const sizes = [0, 0, 0, 0];
  for (let place = 1; place <= 33; place += 1) {
    const quarter = quantile({ rank: place, of: 33, groups: 4 });
    if (quarter !== null) sizes[quarter - 1] = (sizes[quarter - 1] ?? 0) + 1;
  }
  t.same(sizes, [9, 8, 8, 8]);
});

t.test('too few values to fill the groups have no quantiles', async (t) => {
  t.equal(quantile({ rank: 1, of: 3, groups: 4 }), null);
  t.equal(quantile({ rank: 3, of: 4, groups: 4 }), 3);
});

t.test('what cannot be ranked is refused', async (t) => {
  t.throws(() => rank([1, Number.NaN], 'low-first'), { name: 'RangeError' });
  t.throws(() => rank([1, Number.POSITIVE_INFINITY], 'low-first'), { name: 'RangeError' });
  for (const wrong of [
    { rank: 0, of: 33, groups: 4 },
    { rank: 34, of: 33, groups: 4 },
    { rank: 1.5, of: 33, groups: 4 },
    { rank: 1, of: 33, groups: 0 },
  ]) {
    t.throws(() => quantile(wrong), { name: 'RangeError' });
  }
});
