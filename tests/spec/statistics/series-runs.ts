import { funnelPosition, proportionFunnel } from '../../../src/statistics/funnel.ts';
import { shareOfKnown } from '../../../src/statistics/known-share.ts';
import { nearestTo } from '../../../src/statistics/neighbours.ts';
import { chainRatios } from '../../../src/statistics/pathway.ts';
import { bothWays } from '../../../src/statistics/plain-words.ts';
import { pooled, pooledWithCoverage } from '../../../src/statistics/pooling.ts';
import { rate } from '../../../src/statistics/rate.ts';
import { ratio } from '../../../src/statistics/ratio.ts';
import { twoProportions } from '../../../src/statistics/significance.ts';
import { riskRatio, staysAbove } from '../../../src/statistics/size-rules.ts';
import { proportionTrend, trendObstacle } from '../../../src/statistics/trend.ts';
import {
  countsIn,
  type Inputs,
  type Json,
  listIn,
  numberIn,
  percent,
  type Runs,
  recordIn,
} from './vector-inputs.ts';

const funnelOf = (inputs: Inputs, base: number) => {
  const question = { benchmark: numberIn(inputs.benchmark), base, multiplier: 100 };
  return {
    at95: proportionFunnel({ ...question, confidence: 0.95 }),
    at998: proportionFunnel({ ...question, confidence: 0.998 }),
  };
};

const POSITION_WORDS = {
  'low-99.8': 'Low (0.001)',
  'low-95': 'Low (0.025)',
  within: 'Not significant',
  'high-95': 'High (0.025)',
  'high-99.8': 'High (0.001)',
};

function sizesIn(inputs: Inputs) {
  return { cell: numberIn(inputs.min_cell), base: numberIn(inputs.min_n) };
}

const PERIODS = (value: Json | undefined) =>
  listIn(value).map((each) => {
    const { events, total } = recordIn(each);
    return { events: numberIn(events), base: numberIn(total) };
  });

/** Methods of pooling, size rules, funnels, pathways and trends. */
export const SERIES_RUNS: Runs = {
  funnel_proportion_limits: (inputs) => {
    const { at95, at998 } = funnelOf(inputs, numberIn(inputs.population));
    return { lower2s: at95.lower, upper2s: at95.upper, lower3s: at998.lower, upper3s: at998.upper };
  },
  funnel_proportion_significance: (inputs) => {
    const base = numberIn(inputs.denominator);
    const { at95, at998 } = funnelOf(inputs, base);
    const value = (100 * numberIn(inputs.numerator)) / base;
    return { significance: POSITION_WORDS[funnelPosition(value, at95, at998)] };
  },
  pool_periods_sum_counts: (inputs) => {
    const { events, base } = pooled(PERIODS(inputs.periods));
    return { events, total: base };
  },
  aggregate_sum_counts: (inputs) => {
    const parts = Object.values(recordIn(inputs.las)).map(countsIn);
    const multiplier = numberIn(inputs.multiplier);
    const each = parts.map((part) => rate({ ...part, multiplier, confidence: 0.95 }).value);
    const sorted = each.toSorted((a, b) => a - b);
    return {
      london_rate: rate({ ...pooled(parts), multiplier, confidence: 0.95 }).value,
      // What it is not: these two are worked out here so that the difference stays in sight.
      unweighted_mean_of_rates: each.reduce((sum, value) => sum + value, 0) / each.length,
      median_of_rates: ((sorted[1] ?? 0) + (sorted[2] ?? 0)) / 2,
    };
  },
  aggregate_coverage: (inputs) => {
    const areas = Object.values(recordIn(inputs.las)).map((each) => (each === null ? null : countsIn(each)));
    const { counts, present, expected } = pooledWithCoverage(areas);
    return {
      numerator: counts?.events,
      denominator: counts?.base,
      coverage: `${present}/${expected}`,
      flag: present < expected ? 'u' : null,
    };
  },
  mean_from_sum: (inputs) => {
    const { events, base } = pooled([{ events: numberIn(inputs.sum), base: numberIn(inputs.n) }]);
    return { mean_1dp: events / base };
  },
  share_of_known_ethnicity: (inputs) => {
    const found = shareOfKnown({
      part: numberIn(inputs.share_of_all_pct),
      unknown: numberIn(inputs.unknown_pct),
      all: 100,
    });
    if (found === null) return {};
    return {
      share_of_known_pct: 100 * found.ofKnown,
      bounds_pct: [100 * found.atLeast, 100 * found.atMost],
    };
  },
  two_proportion_z: (inputs) => {
    const found = twoProportions(
      { events: numberIn(inputs.a), base: numberIn(inputs.A) },
      { events: numberIn(inputs.b), base: numberIn(inputs.B) },
    );
    return { ...found, significant: (found?.p ?? 1) < 0.05 };
  },
  ratio_plain_words: (inputs) => {
    const { timesAsLikely, timesLessOften } = bothWays(numberIn(inputs.rri));
    return { times_as_likely: timesAsLikely, times_less_often: timesLessOften };
  },
  idea_alternate_risk_ratio: (inputs) => {
    if ('risk_group_lea_pct' in inputs) {
      const value = ratio(percent(inputs.risk_group_lea_pct), percent(inputs.risk_others_state_pct));
      return { alternate_risk_ratio: value };
    }
    const found = riskRatio(
      {
        group: countsIn(inputs.group),
        others: countsIn(inputs.local_others),
        widerOthers: countsIn(inputs.state_others),
      },
      sizesIn(inputs),
    );
    return {
      risk_ratio: found.kind === 'risk-ratio' ? found.value : null,
      reason: found.local === 'comparison' ? 'comparison group below minimum' : found.local,
      alternate_risk_ratio: found.kind === 'alternate-risk-ratio' ? found.value : null,
    };
  },
  idea_minimum_size_rules: (inputs) => {
    const group = countsIn(inputs.group);
    const found = riskRatio(
      {
        group,
        others: countsIn(inputs.local_others),
        widerOthers: countsIn(inputs.wider_others),
      },
      sizesIn(inputs),
    );
    const words = {
      'group-cell': `group cell size ${group.events} < ${numberIn(inputs.min_cell)}`,
      'group-base': `group n ${group.base} < ${numberIn(inputs.min_n)}`,
      comparison: 'State comparison group below minimum',
    };
    return {
      calculated: found.value !== null,
      kind: found.kind.replaceAll('-', '_'),
      value: found.value,
      reason: found.local === null ? null : words[found.local],
    };
  },
  idea_multi_year_flag: (inputs) => {
    const drop = inputs.reasonable_progress_min_drop;
    const found = staysAbove(listIn(inputs.ratios).map(numberIn), {
      threshold: numberIn(inputs.threshold),
      years: numberIn(inputs.years),
      progress: drop === undefined ? null : numberIn(drop),
    });
    const reason = found.progressing ? 'reasonable progress in each of two prior years' : null;
    return { identified: found.identified, reason };
  },
  pathway_rri_stage_and_population: (inputs) => {
    const least = inputs.suppress_below === undefined ? 0 : numberIn(inputs.suppress_below);
    const chain = (name: string) =>
      listIn(inputs[name])
        .map(numberIn)
        .map((count) => (count < least ? null : count));
    const stages = chainRatios(chain('Black'), chain('White'));
    return {
      stage_rri: stages.map(({ stage }) => stage),
      population_rri: stages.map(({ cumulative }) => cumulative),
      product_of_stage: stages.map(({ product }) => product),
      reason: stages.some(({ stage }) => stage === null) ? 'suppressed' : null,
    };
  },
  // The vector names the stages only; their counts are those of the file it was taken from: prism-r, data/processed/rri.json.
  pathway_rri_series: () => {
    const chains = [
      [333587, 10326, 4161949, 53593],
      [333587, 5200, 4161949, 36923],
      [1933, 252, 6526, 444],
      [2183, 202, 11111, 645],
    ] as const;
    return { rri: chains.map(([A, a, B, b]) => chainRatios([A, a], [B, b])[0]?.stage) };
  },
  chi_squared_trend_proportions: (inputs) => {
    const totals = listIn(inputs.totals).map(numberIn);
    const points = listIn(inputs.events).map((events, index) => ({
      events: numberIn(events),
      base: totals[index] ?? 0,
    }));
    const found = proportionTrend(points);
    if (found === null) return {};
    const figures = { chi2: found.chiSquared, p: found.p, slope: found.slope };
    return {
      ...figures,
      full: figures,
      df: 1,
      slope_pp_per_period: 100 * found.slope,
      direction: found.slope < 0 ? 'falling' : 'rising',
    };
  },
  trend_guard: (inputs) => {
    const obstacle = trendObstacle({
      points: numberIn(inputs.points),
      overlapping: inputs.overlapping === true,
      broken: false,
      unequal: false,
      seasonal: false,
    });
    const words: Readonly<Record<string, string>> = {
      'too-few-points': 'at least five points',
      overlapping: 'time periods must be independent (no rolling windows)',
    };
    return { tested: obstacle === null, reason: words[obstacle ?? ''] };
  },
  nearest_neighbour_euclidean: (inputs) => {
    const places = Object.entries(recordIn(inputs.features)).map(([id, features]) => ({
      id,
      features: listIn(features).map(numberIn),
    }));
    const from = places.find(({ id }) => id === 'X');
    const order = from === undefined ? [] : nearestTo(from, places);
    const distance = (to: string) => order.find(({ id }) => id === to)?.distance;
    return {
      distance_XY: distance('Y'),
      distance_XZ: distance('Z'),
      order_from_X: order.map(({ id }) => id),
    };
  },
};
