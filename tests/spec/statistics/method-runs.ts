import { proportionDifference } from '../../../src/statistics/difference.ts';
import { byar } from '../../../src/statistics/interval.ts';
import {
  complementRatio,
  excessEvents,
  impactRatios,
  isOutsideFourFifths,
  numberToParity,
} from '../../../src/statistics/parity.ts';
import { inRoundWords } from '../../../src/statistics/plain-words.ts';
import { quantile, rank } from '../../../src/statistics/rank.ts';
import { proportion, rate } from '../../../src/statistics/rate.ts';
import { exactConditional, logRatio, ratio } from '../../../src/statistics/ratio.ts';
import { compositionIndex, insideMargin, representationGap } from '../../../src/statistics/representation.ts';
import { PROTECTION_RUNS } from './protection-runs.ts';
import { SERIES_RUNS } from './series-runs.ts';
import { TARGET_RUNS } from './target-runs.ts';
import {
  counts,
  countsIn,
  type Inputs,
  listIn,
  numberIn,
  percent,
  polarityIn,
  type Runs,
  recordIn,
  share,
} from './vector-inputs.ts';

/** The confidence whose z the vector asks for: 2Φ(1.96) − 1 where it is rounded. */
const CONFIDENCE_OF_Z = new Map([
  [1.96, 0.95000420970355903],
  [1.959963984540054, 0.95],
]);

const significant = ({ lower, upper }: { lower: number; upper: number }): boolean => lower > 1 || upper < 1;

function limitsOf(figure: (confidence: number) => { value: number; lower: number; upper: number }) {
  const at95 = figure(0.95);
  const at998 = figure(0.998);
  return {
    value: at95.value,
    lower95: at95.lower,
    upper95: at95.upper,
    lower998: at998.lower,
    upper998: at998.upper,
  };
}

function bothSides(pair: Inputs) {
  const group = percent(pair.pass_group);
  const reference = percent(pair.pass_ref);
  return {
    success_ratio: ratio(group, reference),
    failure_ratio: complementRatio(group, reference),
    gap_pp: proportionDifference({ group, reference, multiplier: 100, confidence: 0.95 }).value,
  };
}

/** Every method of the vectors. */
export const RUN: Runs = {
  ...SERIES_RUNS,
  ...TARGET_RUNS,
  ...PROTECTION_RUNS,
  proportion_wilson_ci: (inputs) => {
    const multiplier = numberIn(inputs.multiplier);
    const side = counts(inputs, 'numerator', 'denominator');
    return limitsOf((confidence) => proportion({ ...side, multiplier, confidence }));
  },
  rate_ci_exact_lt10_else_byar: (inputs) => {
    const multiplier = numberIn(inputs.multiplier);
    const side = counts(inputs, 'numerator', 'denominator');
    const { method } = rate({ ...side, multiplier, confidence: 0.95 });
    return {
      ...limitsOf((confidence) => rate({ ...side, multiplier, confidence })),
      method: method === 'exact-poisson' ? 'exact' : method,
    };
  },
  byar_count_ci: (inputs) => byar(numberIn(inputs.count), numberIn(inputs.confidence)),
  percentage: (inputs) => {
    const side = counts(inputs, 'numerator', 'denominator');
    const { value } = proportion({ ...side, multiplier: 100, confidence: 0.95 });
    return { value, value_1dp: value, value_0dp: value };
  },
  rate_ratio_vs_reference_exact_conditional_ci: (inputs) => {
    const group = counts(inputs, 'events', 'total');
    const reference = counts(inputs, 'ref_events', 'ref_total');
    const limits = exactConditional({ group, reference, confidence: numberIn(inputs.confidence) });
    return { rri: ratio(group, reference), ...limits, significant: significant(limits) };
  },
  rate_ratio_exact_conditional_equal_exposure: (inputs) => {
    const group = { events: numberIn(inputs.after), base: numberIn(inputs.exposure_ratio) };
    const reference = { events: numberIn(inputs.before), base: 1 };
    return { ratio: ratio(group, reference), ...exactConditional({ group, reference, confidence: 0.95 }) };
  },
  rate_ratio_log_ci: (inputs) => {
    const group = counts(inputs, 'events', 'total');
    const reference = counts(inputs, 'ref_events', 'ref_total');
    const z = numberIn(inputs.z);
    const confidence = CONFIDENCE_OF_Z.get(z) ?? Number.NaN;
    const variance = inputs.variance === '1/a+1/b' ? 'rates' : 'proportions';
    const limits = logRatio({ group, reference, confidence, variance });
    if (limits === null) return {};
    const se_ln = Math.log(limits.upper / limits.lower) / (2 * z);
    const figures = { rri: ratio(group, reference), ...limits, se_ln };
    return { ...figures, full: figures, significant: significant(limits) };
  },
  rate_ratio_vs_all_others: (inputs) => {
    const cells = Object.entries(recordIn(inputs.cells));
    const others = cells.filter(([name]) => name !== inputs.group).map(([, cell]) => countsIn(cell));
    const group = countsIn(recordIn(inputs.cells)[String(inputs.group)]);
    const reference = {
      events: others.reduce((sum, { events }) => sum + events, 0),
      base: others.reduce((sum, { base }) => sum + base, 0),
    };
    return {
      ref_events: reference.events,
      ref_total: reference.base,
      rri: ratio(group, reference),
      ...logRatio({ group, reference, confidence: 0.95, variance: 'proportions' }),
    };
  },
  rate_ratio_vs_overall: (inputs) => ({ rri: ratio(countsIn(inputs.group), countsIn(inputs.overall)) }),
  idea_risk_ratio: (inputs) => ({
    risk_ratio: ratio(percent(inputs.risk_group_pct), percent(inputs.risk_others_pct)),
  }),
  wres_relative_likelihood: (inputs) => {
    const value = ratio(countsIn(inputs.white), countsIn(inputs.bgm));
    return {
      relative_likelihood_white_to_bgm: value,
      outside_0_80_1_25: isOutsideFourFifths(value ?? Number.NaN),
    };
  },
  difference_newcombe_score_ci: (inputs) => {
    const group = counts(inputs, 'a', 'A');
    const reference = counts(inputs, 'b', 'B');
    const gap = proportionDifference({ group, reference, multiplier: 1, confidence: 0.95 });
    return { ...gap, difference: gap.value, full: gap };
  },
  absolute_gap_pp: (inputs) => {
    const group = 'a' in inputs ? counts(inputs, 'a', 'A') : percent(inputs.group_pct);
    const reference = 'b' in inputs ? counts(inputs, 'b', 'B') : percent(inputs.others_pct);
    const gap = proportionDifference({ group, reference, multiplier: 100, confidence: 0.95 });
    return { ...gap, gap_pp: gap.value };
  },
  success_and_failure_ratio: (inputs) => ({
    before: bothSides(recordIn(inputs.before)),
    after: bothSides(recordIn(inputs.after)),
  }),
  excess_events: (inputs) => {
    const { expected, excess } = excessEvents(
      counts(inputs, 'events', 'total'),
      counts(inputs, 'ref_events', 'ref_total'),
    );
    return { expected_at_reference: expected, excess };
  },
  number_to_parity_ceiling: (inputs) => ({
    additional_needed: numberToParity({
      group: counts(inputs, 'events', 'total'),
      reference: { events: numberIn(inputs.reference_rate), base: 1 },
      polarity: polarityIn(inputs),
    }),
  }),
  four_fifths: (inputs) => {
    const groups = [percent(inputs.rate_pct), percent(inputs.highest_rate_pct)];
    const found = impactRatios(groups, numberIn(inputs.threshold))?.[0];
    return { impact_ratio: found?.ratio, adverse_impact: found?.adverse };
  },
  four_fifths_vs_highest: (inputs) => {
    const groups = [counts(inputs, 'events', 'total'), countsIn(inputs.highest)];
    const found = impactRatios(groups, numberIn(inputs.threshold))?.[0];
    return { index: found?.ratio, flag: found?.adverse };
  },
  composition_index: (inputs) => ({
    index: compositionIndex(
      { part: numberIn(inputs.group_events), whole: numberIn(inputs.all_events) },
      { part: numberIn(inputs.group_population), whole: numberIn(inputs.all_population) },
    ),
  }),
  composition_index_from_shares: (inputs) => {
    const cohort = share(inputs.cohort_share_pct);
    const population = share(inputs.population_share_pct);
    const index = compositionIndex(cohort, population);
    return { index, gap_pp: representationGap(cohort, population), words: inRoundWords(index ?? 0) };
  },
  representation_gap_pp: (inputs) => {
    const gap = representationGap(share(inputs.workforce_pct), share(inputs.population_pct));
    return { gap_pp: gap, within_margin: insideMargin(gap, numberIn(inputs.margin_pp)) };
  },
  rank_ties_min: (inputs) => ({
    rank: rank(
      listIn(inputs.values).map(numberIn),
      inputs.direction === 'high-first' ? 'high-first' : 'low-first',
    ).ranks,
  }),
  phe_quantile: (inputs) => {
    const groups = numberIn(inputs.nquantiles);
    const groupOf = (place: number | null, of: number) =>
      place === null ? null : quantile({ rank: place, of, groups });
    if ('ranks' in inputs) {
      return { quartile: listIn(inputs.ranks).map((place) => groupOf(numberIn(place), numberIn(inputs.n))) };
    }
    const areas = Object.entries(recordIn(inputs.values));
    const values = areas.map(([, value]) => (value === null ? null : numberIn(value)));
    const { ranks, of } = rank(values, inputs.invert === true ? 'high-first' : 'low-first');
    const byArea = (list: (number | null)[]) => Object.fromEntries(areas.map(([area], i) => [area, list[i]]));
    return { n_ranked: of, rank: byArea(ranks), decile: byArea(ranks.map((place) => groupOf(place, of))) };
  },
};
