import { gapClosing } from '../statistics/target.ts';
import type { Measure } from '../vocabulary/measure.ts';
import type { Aim } from '../vocabulary/target.ts';
import { type Estimate, noAnswer } from './estimate.ts';
import type { Reference } from './reference.ts';
import type { TargetRow } from './target-yardstick.ts';

export const EQUITY = {
  MET: 'The gap closed because the group does better.',
  LEVELLED_DOWN: 'The gap closed, and the others do worse: that is no success.',
  NOT_MET: 'The gap did not close, or not because the group does better.',
  NOT_APPLICABLE: 'The measure has no better and worse, or its groups are not compared.',
  WITHHELD: 'A number that it needs is withheld.',
  NOT_AVAILABLE: 'A number that it needs is missing.',
} as const satisfies Record<string, string>;

export type Equity = keyof typeof EQUITY;

/** Whether a gap closed fairly between two points. */
export interface EquityCondition {
  readonly condition: Equity;
  readonly reference: Reference;
  /** The group's rate less the reference's. */
  readonly gapBefore: Estimate;
  readonly gapNow: Estimate;
  readonly ratioBefore: Estimate;
  readonly ratioNow: Estimate;
  /** How much of the gap has closed, in per cent; below zero where it has grown. */
  readonly closedPercent: number | null;
  readonly groupImproved: boolean | null;
  /** Whether the gap closed while the reference did worse. */
  readonly levelledDown: boolean | null;
}

/**
 * The equity condition. A reduction is fair where the ratio came nearer to 1: volume can fall for everybody alike and
 * leave the unfairness (prism-r); the other aims where the gap closed, the group does better and the reference no worse.
 */
export function equityOf(
  { aim, measure }: { readonly aim: Aim; readonly measure: Measure },
  before: TargetRow,
  now: TargetRow,
): EquityCondition {
  const gapBefore = before.against.rateDifference;
  const gapNow = now.against.rateDifference;
  const ratioBefore = before.against.rateRatio;
  const ratioNow = now.against.rateRatio;
  const { reference } = now.against;
  const none = { closedPercent: null, groupImproved: null, levelledDown: null };
  const facts = { reference, gapBefore, gapNow, ratioBefore, ratioNow };
  const { polarity, kind } = measure;
  const directed = polarity === 'higher-is-better' || polarity === 'higher-is-worse';
  if (!directed || kind === 'count' || kind === 'composition-share') {
    return { ...facts, ...none, condition: 'NOT_APPLICABLE' };
  }
  const groups = [before.rate.value, now.rate.value];
  const others = [before.against.reference.rate.value, now.against.reference.rate.value];
  const [group0 = null, group1 = null, others0 = null, others1 = null] = [...groups, ...others];
  if (
    group0 === null ||
    group1 === null ||
    others0 === null ||
    others1 === null ||
    gapNow.value === null ||
    gapBefore.value === null
  ) {
    const withheld = [gapBefore, gapNow].some(({ status }) => status === 'c');
    return { ...facts, ...none, condition: withheld ? 'WITHHELD' : 'NOT_AVAILABLE' };
  }
  const gap = gapClosing({ group: group0, others: others0 }, { group: group1, others: others1 }, polarity);
  const groupImproved = polarity === 'higher-is-better' ? group1 > group0 : group1 < group0;
  const levelledDown = gap.status === 'closer-by-levelling-down';
  const nearer =
    aim.kind === 'percentage-reduction' ? isNearerToOne(ratioBefore, ratioNow) : gap.status === 'closer';
  return {
    ...facts,
    closedPercent: gap.closedPercent,
    groupImproved,
    levelledDown,
    condition: levelledDown ? 'LEVELLED_DOWN' : nearer && groupImproved ? 'MET' : 'NOT_MET',
  };
}

function isNearerToOne({ value: before }: Estimate, { value: now }: Estimate): boolean {
  if (before === null || now === null || before <= 0 || now <= 0) return false;
  return Math.abs(Math.log(now)) < Math.abs(Math.log(before)) - 1e-9;
}

export const NO_ESTIMATE: Estimate = noAnswer('NOT_PUBLISHED');
