import t from 'tap';
import { knownTo } from '../../../src/disclosure/certify/insiders.ts';
import { rangeOf } from '../../../src/disclosure/certify/range.ts';
import { searchWorlds } from '../../../src/disclosure/certify/search.ts';
import { searchWhole } from '../../../src/disclosure/certify/whole-numbers.ts';
import { loadSolver } from '../../../src/disclosure/solver.ts';
import { linearVectors, tableOf, type Vector } from '../../support/vectors.ts';

const solver = await loadSolver();
const search = { solver, seed: 1 };

/** Parity: sums that a linear programme can meet with halves, and whole numbers in one way only. */
const V05: Vector = {
  id: 'v05 (ours)',
  why: 'the linear range has room that whole numbers do not have',
  threshold: 2,
  leaves: { A: 1, B: 2, C: 1, D: 1, E: 2, F: 0 },
  published: [
    { cells: ['A', 'C', 'E'], value: 4 },
    { cells: ['B', 'D', 'F'], value: 3 },
    { cells: ['B', 'D', 'E'], value: 5 },
    { cells: ['C', 'E', 'F'], value: 3 },
  ],
  targets: [{ name: 'A', cells: ['A'], value: 1, expect: { lp: [1, 1.5], ip: [1, 1] } }],
};

const near = (a: number, b: number) => Math.abs(a - b) <= 1e-6;

for (const vector of [...linearVectors(), V05]) {
  t.test(`${vector.id}: ${vector.why}`, async (t) => {
    const plain = tableOf(vector);
    const cases = [
      ...vector.targets.map((target) => ({ ...plain, target, as: 'the public' })),
      ...(vector.variant?.targets ?? []).map((target) => ({
        ...tableOf(vector, vector.variant?.drop_published),
        target,
        as: 'with more withheld',
      })),
      ...(vector.insider?.targets ?? []).map((target) => ({
        ...plain,
        view: knownTo(plain.view, new Set(vector.insider?.knows)),
        target,
        as: 'an insider',
      })),
    ];
    for (const { view, target, as, variableOf } of cases) {
      const variable = variableOf(target);
      const { lp, ip, safe } = target.expect;
      const linear = rangeOf(view, variable, { solver, whole: false });
      const whole = rangeOf(view, variable, { solver, whole: true });
      t.ok(near(linear[0], lp[0]) && near(linear[1], lp[1]), `${as}: ${target.name} in ${linear}, not ${lp}`);
      t.ok(near(whole[0], ip[0]) && near(whole[1], ip[1]), `${as}: ${target.name} whole in ${whole}`);
      const { unmet } = searchWorlds(
        view,
        [
          { variable, side: 'low', at: 1 },
          { variable, side: 'high', at: vector.threshold },
        ],
        search,
      );
      t.equal(unmet.length === 0, lp[0] <= 1 && lp[1] >= vector.threshold, `${as}: ${target.name} certified`);
      if (safe !== undefined && as !== 'an insider') t.equal(unmet.length === 0, safe);
      const wanted = [
        { variable, side: 'low', at: target.value - 1 },
        { variable, side: 'high', at: target.value + 1 },
      ] as const;
      const start = performance.now();
      const found = searchWhole(view, wanted, {
        ...search,
        now: () => performance.now(),
        until: start + 3000,
      });
      const missing = Number(ip[0] > target.value - 1) + Number(ip[1] < target.value + 1);
      t.equal(found.unmet.length, missing, `${as}: ${target.name} one more and one less`);
    }
  });
}
