import { compoundTarget } from '../statistics/target.ts';
import type { Measure } from '../vocabulary/measure.ts';
import type { Aim } from '../vocabulary/target.ts';
import type { Disproportionality } from './disproportionality.ts';
import { changed, type Estimate, noAnswer, withoutValue } from './estimate.ts';
import type { ComparisonRow } from './row.ts';

/** One point of the series that a target is about. */
export interface TargetRow extends Pick<ComparisonRow, 'numerator' | 'rate' | 'representation' | 'side'> {
  readonly against: Disproportionality;
}

/** The figure of a point that an aim is about, in the unit of `unitOf`. Withheld in, withheld out. */
export function figureOf(aim: Aim, measure: Measure, row: TargetRow): Estimate {
  const level = measure.kind === 'count' ? countOf(row) : row.rate;
  switch (aim.kind) {
    case 'percentage-reduction':
    case 'previous-best':
      return level;
    case 'parity':
      return aim.benchmark === null ? row.against.rateDifference : level;
    case 'closer-to-others':
      return row.against.rateDifference;
    case 'within-margin':
      return aim.reading === 'relative' ? relativeGap(row) : row.representation.points;
  }
}

/** What the figures of an aim are counted in. */
export function unitOf(aim: Aim, measure: Measure): string {
  if (aim.kind === 'within-margin') {
    return aim.reading === 'relative' ? '% of the population share' : 'percentage points';
  }
  const isGap = aim.kind === 'closer-to-others' || (aim.kind === 'parity' && aim.benchmark === null);
  return isGap && measure.unit === '%' ? 'percentage points' : measure.unit;
}

/** A share less its population share, in per cent of that. */
function relativeGap(row: TargetRow): Estimate {
  const { index } = row.representation;
  const less = (value: number | null): number | null => (value === null ? null : 100 * (value - 1));
  return changed(index, { value: less(index.value), lower: less(index.lower), upper: less(index.upper) });
}

function countOf({ numerator, side }: TargetRow): Estimate {
  if (numerator.value === null) {
    return withoutValue({ status: numerator.status, reason: side.events.reason ?? 'NOT_AVAILABLE' });
  }
  return { ...noAnswer('NO_DENOMINATOR'), value: numerator.value, status: numerator.status };
}

/** How far a figure is from where it should be: the less, the better. All of it in the figure's unit. */
export interface Yardstick {
  /** What is to be reached; null where only a gap smaller than the baseline's is asked for. */
  readonly goal: number | null;
  readonly isMet: (figure: number) => boolean;
  /** Where the figure should be when so much of the time (0 to 1) has gone. */
  readonly expected: (elapsed: number) => number;
  readonly isOnTrack: (figure: number, elapsed: number) => boolean;
}

/** Room for the rounding of doubles. */
const ROUNDING = 1e-9;

export function yardstickOf(
  aim: Aim,
  given: {
    readonly measure: Measure;
    readonly baseline: number;
    /** The best figure up to the baseline. */
    readonly best: number;
  },
): Yardstick {
  const { measure, baseline, best } = given;
  const worse = measure.polarity === 'higher-is-better' ? -1 : 1;
  switch (aim.kind) {
    case 'percentage-reduction': {
      const goal = reduced(aim, baseline, 1);
      // Whole events are reduced to a whole number.
      const whole = measure.kind === 'count' ? Math.floor(goal + ROUNDING) : goal;
      return byDistance({
        goal: whole,
        distance: (figure) => figure,
        to: whole,
        expected: (elapsed) => (elapsed >= 1 ? whole : reduced(aim, baseline, elapsed)),
        from: baseline,
        back: (distance) => distance,
      });
    }
    case 'within-margin':
      return byDistance({
        goal: aim.margin,
        distance: Math.abs,
        to: aim.margin,
        from: Math.abs(baseline),
        back: (distance) => Math.sign(baseline) * distance,
      });
    case 'closer-to-others': {
      const first = Math.abs(baseline);
      const closer = (figure: number): boolean => Math.abs(figure) < first - ROUNDING;
      return { goal: null, isMet: closer, expected: () => baseline, isOnTrack: closer };
    }
    case 'parity':
    case 'previous-best': {
      const goal = aim.kind === 'previous-best' ? best : (aim.benchmark ?? 0);
      return byDistance({
        goal,
        distance: (figure) => worse * (figure - goal),
        to: 0,
        from: worse * (baseline - goal),
        back: (distance) => goal + worse * distance,
      });
    }
  }
}

/** A straight line of distances from the baseline's to the goal's; who is there already is to stay there. */
function byDistance(given: {
  readonly goal: number;
  readonly distance: (figure: number) => number;
  readonly to: number;
  readonly from: number;
  readonly back: (distance: number) => number;
  readonly expected?: (elapsed: number) => number;
}): Yardstick {
  const { goal, distance, to, from, back } = given;
  const straight = (elapsed: number): number => Math.max(to, from + (to - from) * elapsed);
  const far = given.expected ?? straight;
  return {
    goal,
    isMet: (figure) => distance(figure) <= to + ROUNDING,
    expected: (elapsed) => back(far(elapsed)),
    isOnTrack: (figure, elapsed) => distance(figure) <= far(elapsed) + ROUNDING,
  };
}

/** A baseline after so much of its reduction: each step of the level before, or each of the baseline. */
function reduced(
  { percent, steps, reading }: Extract<Aim, { kind: 'percentage-reduction' }>,
  baseline: number,
  elapsed: number,
): number {
  const reduction = percent / 100;
  if (reading === 'of-baseline') return Math.max(0, baseline * (1 - reduction * steps * elapsed));
  const whole = compoundTarget(baseline, { reduction, years: steps });
  // Between steps the level falls at the same pace.
  return elapsed >= 1 || reduction === 1
    ? baseline + (whole - baseline) * elapsed
    : baseline * (1 - reduction) ** (steps * elapsed);
}
