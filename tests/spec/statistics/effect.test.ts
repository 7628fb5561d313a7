import t, { type Test } from 'tap';
import { meanEffect, rateEffect } from '../../../src/statistics/effect.ts';

// Worked out apart from this code, with numpy 2.4 and scipy 1.17: difference-in-differences as a saturated regression of
// the four figures on 1, treated, after and treated × after, weighted by their known variances. The effect is the fourth
// coefficient, its error the root of the fourth diagonal of (X′WX)⁻¹, its limits by scipy's normal quantile.

const close = (t: Test, found: object, [value, standardError, lower, upper]: readonly number[]) => {
  const wanted = { value, standardError, lower, upper };
  for (const [name, number] of Object.entries(wanted)) {
    t.ok(Math.abs(Reflect.get(found, name) - (number ?? Number.NaN)) < 1e-9, name);
  }
};
const counts = (events: number, base: number) => ({ events, base });

t.test('the effect on a rate takes each count for Poisson', async (t) => {
  const treated = { before: counts(420, 9150), after: counts(310, 9300) };
  const control = { before: counts(1180, 41_200), after: counts(1125, 41_900) };
  const found = rateEffect(treated, control, { confidence: 0.95, multiplier: 10_000 });
  close(t, found, [-107.77171316673093, 31.522641690388017, -169.55495557745226, -45.98847075600961]);
});

t.test('few events at 90% have an interval that holds nothing at all', async (t) => {
  const treated = { before: counts(12, 800), after: counts(5, 820) };
  const control = { before: counts(30, 2400), after: counts(33, 2500) };
  const found = rateEffect(treated, control, { confidence: 0.9, multiplier: 100 });
  close(t, found, [-0.9602439024390255, 0.6055937854997286, -1.956357036977526, 0.03586923209947501]);
});

t.test(
  'a rate that did not change where the others did not either has an effect of nothing, and an error',
  async (t) => {
    const same = { before: counts(100, 1000), after: counts(100, 1000) };
    // Four variances of 100/1000² each: the error is 2 × 10/1000 × 100 = 2.
    close(
      t,
      rateEffect(same, same, { confidence: 0.95, multiplier: 100 }),
      [0, 2, -3.919927969080108, 3.919927969080108],
    );
  },
);

t.test('the effect on a mean takes the four errors as they are', async (t) => {
  const found = meanEffect(
    { before: 31.2, after: 34.9 },
    { before: 44.1, after: 45 },
    { confidence: 0.95, errors: [0.8, 0.75, 0.3, 0.28] },
  );
  close(t, found, [2.8, 1.1708543888972702, 0.5051675666206861, 5.094832433379294]);
});
