import { seeded } from '../random.ts';
import { groundOf, walkTo } from './walk.ts';
import { collector, type WholeOptions, type WholeSearch } from './whole-numbers.ts';
import type { Goal, View } from './world.ts';

/** Walks for one goal, in as many tables. */
const TRIES = 3;
/** So many walks that do not arrive end a table: most of its counts are taken. Where fewer than this arrive, no other is begun. */
const LOST = 100;
const WORTH_WALKING = 20;

/**
 * Looks for whole-number tables that each show many goals, by walks that have no count in common: what they change adds up
 * to one table, and to a second one the other way round. Leaves goals that are not near at hand unmet, quickly.
 */
export function walkTogether(
  view: View,
  goals: readonly Goal[],
  { seed, now, until }: Omit<WholeOptions, 'solver'>,
): WholeSearch {
  const random = seeded(seed);
  const ground = groundOf(view, goals);
  const { unknowns, least } = ground;
  const found = collector(view, goals, ground);
  const tries = new Map<Goal, number>();
  const canMove = ({ variable }: Goal) => unknowns.wanted(variable).columns.length > 0;
  const isWaiting = (goal: Goal) => found.isOpen(goal) && canMove(goal) && (tries.get(goal) ?? 0) < TRIES;
  for (let waiting = goals.filter(isWaiting); waiting.length > 0 && now() < until; ) {
    const forth = new Float64Array(unknowns.columns.length);
    const back = new Float64Array(unknowns.columns.length);
    const still = new Uint8Array(unknowns.columns.length);
    let [lost, arrived] = [0, 0];
    for (const goal of waiting) {
      if (lost >= LOST) break;
      if (unknowns.wanted(goal.variable).columns.every((column) => still[column] === 1)) continue;
      tries.set(goal, (tries.get(goal) ?? 0) + 1);
      const differences = walkTo(ground, goal, { random, still });
      if (differences === undefined) {
        lost += 1;
        continue;
      }
      arrived += 1;
      const canTurn = differences.every((by, column) => -by >= (least[column] ?? 0));
      differences.forEach((by, column) => {
        if (by === 0) return;
        still[column] = 1;
        forth[column] = by;
        if (canTurn) back[column] = -by;
      });
    }
    found.takeAsIs(forth);
    found.takeAsIs(back);
    if (lost >= LOST && arrived < WORTH_WALKING) break;
    // Those that have been tried least come first.
    waiting = waiting
      .filter(isWaiting)
      .toSorted((one, other) => (tries.get(one) ?? 0) - (tries.get(other) ?? 0));
  }
  return found.outcome();
}
