import { differenceInDifferences, proportionEffect } from '../../../src/statistics/effect.ts';
import {
  compoundTarget,
  equityCondition,
  gapClosing,
  percentageChange,
  straightLine,
  targetCount,
} from '../../../src/statistics/target.ts';
import { countsIn, type Json, numberIn, polarityIn, type Runs, recordIn } from './vector-inputs.ts';

const beforeAfter = <T>(before: T, after: T) => ({ before, after });

/** Methods of targets and effects. */
export const TARGET_RUNS: Runs = {
  target_percentage_reduction: (inputs) => {
    const baseline = numberIn(inputs.baseline);
    const reduction = numberIn(inputs.reduction_pct) / 100;
    const target_max = Number.isInteger(baseline)
      ? targetCount(baseline, reduction)
      : compoundTarget(baseline, { reduction, years: 1 });
    return { target_max };
  },
  target_percentage_reduction_compound: (inputs) => {
    const at = (years: number) =>
      compoundTarget(numberIn(inputs.baseline), { reduction: numberIn(inputs.reduction_pct) / 100, years });
    return { year1: at(1), year2: at(numberIn(inputs.years)) };
  },
  percentage_change: (inputs) => ({
    change_pct: percentageChange(numberIn(inputs.before), numberIn(inputs.after)),
  }),
  gap_closing: (inputs) => {
    const apart = (value: Json | undefined) => {
      const { group, others } = recordIn(value);
      return { group: numberIn(group), others: numberIn(others) };
    };
    const found = gapClosing(apart(inputs.baseline), apart(inputs.now), polarityIn(inputs));
    return {
      gap_before: found.before,
      gap_now: found.now,
      gap_closed_pct: found.closedPercent,
      status: found.status,
    };
  },
  target_equity_condition: (inputs) => {
    const pair = (value: Json | undefined) => {
      const sides = recordIn(value);
      return { group: countsIn(sides.Black), reference: countsIn(sides.White) };
    };
    const found = equityCondition(
      pair(inputs.baseline),
      pair(inputs.now),
      numberIn(inputs.reduction_pct) / 100,
    );
    return {
      total_change_pct: found.changePercent,
      volume_met: found.volumeMet,
      rri_before: found.ratioBefore,
      rri_now: found.ratioNow,
      equity_met: found.equityMet,
    };
  },
  target_trajectory: (inputs) => {
    const month = (text: Json | undefined) => {
      const [year = '', part = ''] = String(text).split('-');
      return Number(year) * 12 + Number(part);
    };
    const start = month(inputs.start);
    const expected = straightLine(numberIn(inputs.baseline), {
      target: numberIn(inputs.target),
      step: month(inputs.now) - start,
      steps: month(inputs.end) - start,
    });
    return { expected_now: expected, on_track: numberIn(inputs.actual) <= expected };
  },
  difference_in_differences: (inputs) => {
    const found = differenceInDifferences(
      beforeAfter(numberIn(inputs.treated_before), numberIn(inputs.treated_after)),
      beforeAfter(numberIn(inputs.control_before), numberIn(inputs.control_after)),
    );
    return {
      treated_change: found.treatedChange,
      control_change: found.controlChange,
      did: found.difference,
    };
  },
  difference_in_differences_of_changes: (inputs) => {
    const found = differenceInDifferences(
      beforeAfter(0, numberIn(inputs.treated_change_pp)),
      beforeAfter(0, numberIn(inputs.control_change_pp)),
    );
    return { did_pp: found.difference };
  },
  difference_in_differences_proportions: (inputs) => {
    const found = proportionEffect(
      beforeAfter(countsIn(inputs.treated_before), countsIn(inputs.treated_after)),
      beforeAfter(countsIn(inputs.control_before), countsIn(inputs.control_after)),
      0.95,
    );
    return {
      did_pp: found.value,
      se_pp: found.standardError,
      lower: found.lower,
      upper: found.upper,
      significant: found.lower > 0 || found.upper < 0,
    };
  },
};
