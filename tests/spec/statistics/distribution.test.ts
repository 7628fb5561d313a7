import t from 'tap';
import { betaOdds, gammaQuantile } from '../../../src/statistics/distribution.ts';
import { normalQuantile, zOf } from '../../../src/statistics/normal.ts';

// Reference figures: mpmath 1.3 at 40 digits, each root polished there by Newton's method on the defining integral.

const off = (actual: number, expected: number): number =>
  Math.abs(actual - expected) / Math.abs(expected || 1);

t.test('normal quantiles keep fifteen digits, far into the tail', async (t) => {
  const table: [p: number, z: number][] = [
    [1e-300, -37.0470962993612],
    [1e-20, -9.262340089798407],
    [1e-9, -5.9978070150076865],
    [0.0001, -3.7190164854556804],
    [0.001, -3.0902323061678136],
    [0.005, -2.575829303548901],
    [0.025, -1.9599639845400543],
    [0.05, -1.6448536269514726],
    [0.07, -1.4757910281791706],
    [0.3, -0.5244005127080408],
    [0.5, 0.0],
    [0.6, 0.2533471031357997],
    [0.9, 1.2815515655446006],
    [0.975, 1.9599639845400538],
    [0.999, 3.090232306167813],
  ];
  for (const [p, z] of table) t.ok(off(normalQuantile(p), z) < 1e-15, `p = ${p}`);
});

t.test('the z of 95% limits is 1.959963984540054', async (t) => {
  t.equal(zOf(0.95).toFixed(12), '1.959963984540');
  t.equal(zOf(0.998).toFixed(12), '3.090232306168');
});

t.test('gamma quantiles keep twelve digits from a shape of 0.05 to a hundred million', async (t) => {
  const table: [shape: number, tail: number, side: 'lower' | 'upper', x: number][] = [
    [10, 1e-12, 'upper', 50.27988449492869],
    [1000, 1e-12, 'upper', 1238.8644692233631],
    [10, 1e-12, 'lower', 0.29346037331774016],
    [0.05, 0.25, 'lower', 5.31566188991698e-13],
    [0.05, 0.25, 'upper', 0.0018567356838462513],
    [0.05, 0.7, 'lower', 0.00046656368489525837],
    [0.05, 0.7, 'upper', 2.037897188732672e-11],
    [0.5, 0.001, 'lower', 7.85398574631245e-7],
    [0.5, 0.001, 'upper', 5.413783085331366],
    [0.5, 0.025, 'lower', 0.000491034558587628],
    [0.5, 0.025, 'upper', 2.5119430936574445],
    [1, 0.001, 'lower', 0.0010005003335835335],
    [1, 0.001, 'upper', 6.907755278982137],
    [1, 0.025, 'lower', 0.025317807984289876],
    [1, 0.025, 'upper', 3.6888794541139363],
    [2, 0.25, 'lower', 0.9612787631147771],
    [2, 0.25, 'upper', 2.6926345288896956],
    [2, 0.7, 'lower', 2.4392164832802044],
    [2, 0.7, 'upper', 1.0973492107034917],
    [9, 0.001, 'lower', 2.452424404363775],
    [9, 0.001, 'upper', 21.15619816583998],
    [9, 0.025, 'lower', 4.115373097378333],
    [9, 0.025, 'upper', 15.763189220193315],
    [47.25, 0.25, 'lower', 42.450138768983486],
    [47.25, 0.25, 'upper', 51.68712715792179],
    [47.25, 0.7, 'lower', 50.59908782727714],
    [47.25, 0.7, 'upper', 43.418305034104414],
    [100, 0.001, 'lower', 71.9213974950004],
    [100, 0.001, 'upper', 133.7702639113786],
    [100, 0.025, 'lower', 81.36399125092314],
    [100, 0.025, 'upper', 120.52894775315546],
    [12345, 0.001, 'lower', 12004.498140284071],
    [12345, 0.001, 'upper', 12691.201485296328],
    [12345, 0.025, 'lower', 12128.18090789908],
    [12345, 0.025, 'upper', 12563.713386948331],
    [1000000.0, 0.001, 'lower', 996912.6173198152],
    [1000000.0, 0.001, 'upper', 1003093.0823698544],
    [1000000.0, 0.025, 'lower', 998040.9833402939],
    [1000000.0, 0.025, 'upper', 1001960.9109654503],
    [100000000.0, 0.001, 'lower', 99969100.52676167],
    [100000000.0, 0.001, 'upper', 100030905.1729288],
    [100000000.0, 0.025, 'lower', 99980401.30732474],
    [100000000.0, 0.025, 'upper', 100019600.58698115],
  ];
  for (const [shape, tail, side, x] of table) {
    t.ok(off(gammaQuantile({ tail, shape, side }), x) < 1e-12, `shape ${shape}, ${tail} in the ${side} tail`);
  }
});

t.test('chi-squared quantiles are twice the gamma quantiles of half the degrees of freedom', async (t) => {
  t.equal((2 * gammaQuantile({ tail: 0.05, shape: 0.5, side: 'upper' })).toFixed(4), '3.8415');
  t.equal((2 * gammaQuantile({ tail: 0.05, shape: 5, side: 'upper' })).toFixed(4), '18.3070');
});

t.test('odds of beta quantiles keep twelve digits, for rare and for common events alike', async (t) => {
  const table: [a: number, b: number, tail: number, odds: number][] = [
    [7, 219, 1e-12, 0.0002964369526340337],
    [7, 219, 0.999, 0.08477162638908034],
    [3000, 4000, 0.999, 0.8079987169112125],
    [0.2, 3, 0.0001, 2.4953435372426254e-21],
    [0.2, 3, 0.025, 2.4368589389239146e-9],
    [0.2, 3, 0.6, 0.02047284895585117],
    [1, 1, 0.0001, 0.00010001000100010001],
    [1, 1, 0.025, 0.025641025641025644],
    [1, 1, 0.6, 1.4999999999999998],
    [1, 100000000.0, 0.0001, 1.0000500033340835e-12],
    [1, 100000000.0, 0.025, 2.5317807987494836e-10],
    [1, 100000000.0, 0.6, 9.162907360720985e-9],
    [2, 1, 0.025, 0.1878091107778656],
    [1, 2, 0.0001, 5.000375031252735e-5],
    [1, 2, 0.025, 0.012739367083666617],
    [1, 2, 0.6, 0.5811388300841897],
    [5, 0.4, 0.0001, 0.2837879908234028],
    [5, 0.4, 0.025, 1.6603438121484895],
    [5, 0.4, 0.6, 58.82230065997546],
    [7, 219, 0.025, 0.012758713192726508],
    [253, 444, 0.025, 0.48742212902693605],
    [252, 445, 0.025, 0.4843305126410299],
    [3000, 4000, 0.0001, 0.6854063842852952],
    [3000, 4000, 0.025, 0.7152630963570794],
    [3000, 4000, 0.6, 0.7545817957605297],
    [10000.0, 2, 0.025, 1794.3923721914416],
    [100000.0, 1000.0, 0.025, 94.05036421953433],
    [20, 3000000.0, 0.025, 4.072168591228272e-6],
    [1000000.0, 3000000.0, 0.025, 0.33257957982769637],
  ];
  for (const [a, b, tail, odds] of table) {
    t.ok(off(betaOdds({ tail, a, b }), odds) < 1e-12, `shapes ${a} and ${b}, tail ${tail}`);
  }
});

t.test('a quantile too small for a double is zero, not a number that is none', async (t) => {
  t.equal(betaOdds({ tail: 0.025, a: 0.001, b: 2 }), 0);
  t.equal(gammaQuantile({ tail: 0.025, shape: 0.001, side: 'lower' }), 0);
});

t.test('a tail or a shape that cannot be is refused', async (t) => {
  for (const tail of [0, 1, -0.1, Number.NaN]) {
    t.throws(() => normalQuantile(tail), { name: 'RangeError' });
    t.throws(() => gammaQuantile({ tail, shape: 1, side: 'lower' }), { name: 'RangeError' });
    t.throws(() => betaOdds({ tail, a: 1, b: 1 }), { name: 'RangeError' });
  }
  for (const shape of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    t.throws(() => gammaQuantile({ tail: 0.5, shape, side: 'upper' }), { name: 'RangeError' });
    t.throws(() => betaOdds({ tail: 0.5, a: shape, b: 1 }), { name: 'RangeError' });
    t.throws(() => betaOdds({ tail: 0.5, a: 1, b: shape }), { name: 'RangeError' });
  }
});
