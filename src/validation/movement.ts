import { exactConditional } from '../statistics/ratio.ts';
import type { Apart, FigurePair, FigurePairs, FigureSide } from '../submission/earlier/store.ts';
import { isProportion, type Measure } from '../vocabulary/measure.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';

/**
 * What is told of a change (docs/methods.md, "Change against earlier figures"): half as many again, or a third fewer, where
 * at least ten are expected on either side; a denominator a fifth more or less, where it is fifty.
 */
export const APART: Apart = { ratio: 1.5, denominatorRatio: 1.2, least: 10 };
const LEAST_DENOMINATOR = 50;
/** In so small a share of files in which nothing but chance is at work is anything told: half for totals, half for the rest. */
export const FALSE_ALARMS = 0.01;

export interface Change {
  /** Counts and rates that have moved, the surest first. */
  readonly moved: readonly FigurePair[];
  readonly denominators: readonly FigurePair[];
  /** Cells that had a number and have no row any more, and the other way round. */
  readonly gone: readonly FigurePair[];
  readonly appeared: readonly FigurePair[];
}

/** What has changed against earlier figures beyond what chance makes of small numbers. */
export function changeOf(figures: readonly FigurePairs[], vocabulary: Vocabulary): Change {
  const sum = (what: 'totals' | 'others') => figures.reduce((all, { compared }) => all + compared[what], 0);
  // Two tests for each cell: of its rate, and of its denominator.
  const levels = {
    totals: FALSE_ALARMS / 4 / Math.max(1, sum('totals')),
    others: FALSE_ALARMS / 4 / Math.max(1, sum('others')),
  };
  const levelOf = (pair: FigurePair) => (isTotal(pair) ? levels.totals : levels.others);
  const told = figures.flatMap(({ pairs }) => pairs);
  const both = told.filter(({ now, before }) => now !== null && before !== null);
  // Cells are missed against one earlier period, the first of those compared with.
  const [nearest] = figures;
  const one = (nearest?.pairs ?? []).filter(({ now, before }) => now === null || before === null);
  const breakdowns = new Set(
    [...both, ...one].flatMap((pair) => (pair.before === null ? [] : [breakdownOf(pair)])),
  );
  return {
    moved: both.filter((pair) => hasMoved(pair, vocabulary.measure.get(pair.measure), levelOf(pair))),
    denominators: both.filter((pair) => denominatorMoved(pair, levelOf(pair))),
    gone: one.filter(({ before }) => (before?.numerator ?? 0) >= APART.least),
    // A breakdown that is new as a whole is welcome, and asks nothing.
    appeared: one.filter(
      (pair) => (pair.now?.numerator ?? 0) >= APART.least && breakdowns.has(breakdownOf(pair)),
    ),
  };
}

function isTotal({ group, sex, ageBand, category }: FigurePair): boolean {
  return group === 'all' && sex === 'all' && ageBand === 'all' && category === 'all';
}

function breakdownOf({ measure, sex, ageBand, category }: FigurePair): string {
  return [measure, sex === 'all', ageBand === 'all', category === 'all' ? '' : category.split(':')[0]].join(
    ' ',
  );
}

/** Whether a count, or the rate that it makes with its denominator, has moved. Sums of scores are no counts. */
export function hasMoved({ now, before }: FigurePair, measure: Measure | undefined, level: number): boolean {
  if (measure === undefined || measure.kind === 'mean' || measure.kind === 'median') return false;
  if (now === null || before === null || now.numerator === null || before.numerator === null) return false;
  if (measure.kind === 'count' || now.denominator === null || before.denominator === null) {
    return areApart(
      { events: now.numerator, base: 1 },
      { events: before.numerator, base: 1 },
      { level, ratio: APART.ratio },
    );
  }
  if (now.denominator <= 0 || before.denominator <= 0) return false;
  const rate = (side: FigureSide, events: number) => ({ events, base: side.denominator ?? 1 });
  const [a, b] = [now.numerator, before.numerator];
  const [rest, restBefore] = [now.denominator - a, before.denominator - b];
  // Of a percentage the rarer side says more: from 97 to 92 of a hundred, those who are not there have more than doubled.
  const other = isProportion(measure) && rest >= 0 && restBefore >= 0 && rest + restBefore < a + b;
  return other
    ? areApart(rate(now, rest), rate(before, restBefore), { level, ratio: APART.ratio })
    : areApart(rate(now, a), rate(before, b), { level, ratio: APART.ratio });
}

function denominatorMoved({ now, before }: FigurePair, level: number): boolean {
  const [a, b] = [now?.denominator ?? null, before?.denominator ?? null];
  if (a === null || b === null || Math.max(a, b) < LEAST_DENOMINATOR) return false;
  return areApart({ events: a, base: 1 }, { events: b, base: 1 }, { level, ratio: APART.denominatorRatio });
}

interface Rate {
  readonly events: number;
  readonly base: number;
}

/** Enough people, far enough apart, and further than chance: given both counts together, the one is binomial. */
function areApart(
  now: Rate,
  before: Rate,
  { level, ratio }: { readonly level: number; readonly ratio: number },
): boolean {
  const together = now.events + before.events;
  const share = now.base / (now.base + before.base);
  if (Math.min(share, 1 - share) * together < APART.least) return false;
  const [a, b] = [now.events / now.base, before.events / before.base];
  if (Math.max(a, b) < ratio * Math.min(a, b)) return false;
  const { lower, upper } = exactConditional({ group: now, reference: before, confidence: 1 - level });
  return lower > 1 || upper < 1;
}
