import t from 'tap';
import { yardstickOf } from '../../../src/comparison/target-yardstick.ts';
import { readSeeds } from '../../../src/storage/seed.ts';
import type { Aim } from '../../../src/vocabulary/target.ts';

const { measures } = await readSeeds('seeds');
const measureOf = (id: string) => {
  const found = measures.find((each) => each.id === id);
  if (found === undefined) throw new Error(`No measure ${id}`);
  return found;
};
const WORSE = measureOf('ed-suspension-rate');
const BETTER = measureOf('ed-gcse-em-9-4-pct');
const COUNT = measureOf('ed-permanent-exclusion-count');
const SHARE = measureOf('wf-grade-share');
const reduction = (percent: number, steps: number, reading: 'compound' | 'of-baseline'): Aim => ({
  kind: 'percentage-reduction',
  percent,
  steps,
  reading,
});

t.test('each aim has a goal, a trajectory, and says when it is met and on track', async (t) => {
  const margin: Aim = { kind: 'within-margin', margin: 5, reading: 'percentage-points' };
  const parity: Aim = { kind: 'parity', benchmark: null };
  //            aim, measure, baseline, best → goal, expected half way, met by, not met by, on track half way, behind
  const table = [
    ['30 % and then again', reduction(30, 2, 'compound'), WORSE, 1000, 0, 490, 700, 490, 491, 700, 701],
    [
      'twice 30 % of the baseline',
      reduction(30, 2, 'of-baseline'),
      WORSE,
      1000,
      0,
      400,
      700,
      400,
      401,
      700,
      701,
    ],
    [
      '25 % of 988 whole events',
      reduction(25, 1, 'of-baseline'),
      COUNT,
      988,
      0,
      741,
      864.5,
      741,
      742,
      864,
      865,
    ],
    ['all of it', reduction(100, 1, 'compound'), WORSE, 10, 0, 0, 5, 0, 0.1, 5, 5.1],
    ['a margin from below', margin, SHARE, -22, 0, 5, -13.5, -5, -5.1, -13.5, -14],
    ['a margin from above', margin, SHARE, 16, 0, 5, 10.5, 5, 5.1, 10.5, 11],
    ['a margin that holds already', margin, SHARE, 3, 0, 5, 5, -4, 6, 5, 5.1],
    ['parity where more is worse', parity, WORSE, 8, 0, 0, 4, -1, 0.1, 4, 4.1],
    ['parity where more is better', parity, BETTER, -12, 0, 0, -6, 1, -0.1, -6, -6.1],
    ['parity that is there already', parity, BETTER, 3, 0, 0, 0, 0, -0.1, 0, -1],
    ['a benchmark', { kind: 'parity', benchmark: 60 }, BETTER, 50, 0, 60, 55, 60, 59, 55, 54],
    ['the best before', { kind: 'previous-best' }, BETTER, 50, 54, 54, 52, 54, 53, 52, 51],
    ['the lowest before', { kind: 'previous-best' }, WORSE, 9, 7, 7, 8, 7, 7.1, 8, 8.1],
  ] as const;
  for (const [name, aim, measure, baseline, best, goal, half, met, unmet, onTrack, behind] of table) {
    const made = yardstickOf(aim, { measure, baseline, best });
    t.ok(Math.abs((made.goal ?? Number.NaN) - goal) < 1e-9, `${name}: goal ${made.goal}`);
    t.ok(Math.abs(made.expected(0.5) - half) < 1e-9, `${name}: half way ${made.expected(0.5)}`);
    t.same([made.isMet(met), made.isMet(unmet)], [true, false], `${name}: met`);
    t.same([made.isOnTrack(onTrack, 0.5), made.isOnTrack(behind, 0.5)], [true, false], `${name}: on track`);
  }
});

t.test('closer to others asks for a smaller gap, on whichever side', async (t) => {
  const made = yardstickOf({ kind: 'closer-to-others' }, { measure: BETTER, baseline: -12, best: 0 });
  t.equal(made.goal, null);
  t.same([-9, 9, -12, 13].map(made.isMet), [true, true, false, false]);
});
