import t from 'tap';
import {
  complementRatio,
  excessEvents,
  impactRatios,
  numberToParity,
} from '../../../src/statistics/parity.ts';

const of = (events: number, base: number) => ({ events, base });
const needed = (
  a: number,
  A: number,
  b: number,
  B: number,
  polarity: 'higher-is-better' | 'higher-is-worse',
) => numberToParity({ group: of(a, A), reference: of(b, B), polarity });

t.test('fewer events than at parity is an excess below zero', async (t) => {
  t.same(excessEvents(of(10, 100), of(30, 200)), { expected: 15, excess: -5 });
});

t.test('a group at parity needs nothing, however the quotients round', async (t) => {
  t.equal(needed(48, 60, 4, 5, 'higher-is-better'), 0);
  t.equal(needed(3, 30, 1, 10, 'higher-is-better'), 0);
  t.equal(needed(3, 30, 0.1, 1, 'higher-is-better'), 0);
  t.equal(needed(3, 30, 0.1, 1, 'higher-is-worse'), 0);
  t.equal(needed(2, 30, 0.1, 1, 'higher-is-better'), 1);
  t.equal(needed(7, 100, 0.07, 1, 'higher-is-better'), 0); // 100 × 0.07 is 7.000000000000001
  t.equal(needed(6, 100, 0.07, 1, 'higher-is-better'), 1);
});

t.test('one event short of parity by a fraction needs one whole event', async (t) => {
  t.equal(needed(333_333, 1_000_000, 1, 3, 'higher-is-better'), 1);
  t.equal(needed(333_334, 1_000_000, 1, 3, 'higher-is-worse'), 1);
  t.equal(needed(3_333_333_333, 1e10, 1, 3, 'higher-is-better'), 1);
});

t.test('polarity turns what is lacking into what is too much', async (t) => {
  t.equal(needed(252, 1933, 444, 6526, 'higher-is-worse'), 121);
  t.equal(needed(252, 1933, 444, 6526, 'higher-is-better'), 0);
  t.equal(needed(20, 100, 50, 100, 'higher-is-better'), 30);
  t.equal(needed(20, 100, 50, 100, 'higher-is-worse'), 0);
});

t.test('where everybody in the reference had the event, its other side has no ratio', async (t) => {
  t.equal(complementRatio(of(5, 10), of(20, 20)), null);
  t.equal(complementRatio(of(10, 10), of(15, 20)), 0);
});

t.test('exactly four fifths of the highest rate is not adverse', async (t) => {
  t.same(impactRatios([of(60, 60), of(48, 60), of(47, 60)]), [
    { ratio: 1, adverse: false },
    { ratio: 0.8, adverse: false },
    { ratio: 47 / 60, adverse: true },
  ]);
  const shares = impactRatios([of(5.6, 100), of(7, 100), of(4.4, 100), of(5.5, 100)]);
  t.same(
    shares?.map(({ adverse }) => adverse),
    [false, false, true, true],
  );
});

t.test('every rate that is four fifths of another on paper is four fifths here', async (t) => {
  for (let tenths = 5; tenths <= 1000; tenths += 5) {
    const ratios = impactRatios([of(tenths / 10, 100), of((tenths * 0.8) / 10, 100)]);
    t.equal(ratios?.[1]?.adverse, false, `${tenths / 10}%`);
  }
});

t.test('where nobody was selected there is no highest rate to compare with', async (t) => {
  t.equal(impactRatios([of(0, 10), of(0, 20)]), null);
  t.throws(() => impactRatios([]), { name: 'RangeError' });
});
