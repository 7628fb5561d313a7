import { readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { type Inputs, type Json, RUN } from './method-runs.ts';

// Every vector of method_vectors.json, by its method: run here, or named below as a later issue's. A vector whose method
// is in neither list fails, and so does an expected figure that is neither answered nor named as somebody else's.

type Vector = { id: string; method: string; inputs: Inputs; expected: Inputs; tolerance: number };

const file: { vectors: Vector[] } = JSON.parse(
  readFileSync(new URL('../../fixtures/method_vectors.json', import.meta.url), 'utf8'),
);

/** Expected figures of those vectors that are another part's to give. */
const ELSEWHERE: Record<string, string[]> = {
  composition_index_from_shares: ['words'],
  wres_relative_likelihood: ['outside_0_80_1_25'],
};

/** Methods of later issues: this table forgets none, and takes none twice. */
const LATER: Record<string, string[]> = {
  funnel: ['funnel_proportion_significance', 'funnel_proportion_limits'],
  'pooling and coverage': [
    'pool_periods_sum_counts',
    'aggregate_sum_counts',
    'aggregate_coverage',
    'mean_from_sum',
    'share_of_known_ethnicity',
  ],
  tests: ['two_proportion_z'],
  words: ['ratio_plain_words'],
  'size rules': ['idea_alternate_risk_ratio', 'idea_minimum_size_rules', 'idea_multi_year_flag'],
  pathway: ['pathway_rri_series', 'pathway_rri_stage_and_population'],
  target: [
    'target_percentage_reduction',
    'target_percentage_reduction_compound',
    'percentage_change',
    'gap_closing',
    'target_equity_condition',
    'target_trajectory',
  ],
  effect: [
    'difference_in_differences',
    'difference_in_differences_of_changes',
    'difference_in_differences_proportions',
  ],
  trend: ['chi_squared_trend_proportions', 'trend_guard'],
  disclosure: [
    'suppression_primary',
    'suppression_secondary',
    'suppression_derived_field',
    'suppression_across_levels',
    'round_to_10_regional',
  ],
  neighbours: ['nearest_neighbour_euclidean'],
};

/** Compares every expected figure, however deep; one called `full` holds more digits than the printed ones beside it. */
function compare(t: Test, actual: unknown, expected: Json, tolerance: number, where: string): void {
  if (typeof expected === 'number') {
    t.ok(
      typeof actual === 'number' && Math.abs(actual - expected) <= tolerance,
      `${where}: ${String(actual)} should be ${expected} ± ${tolerance}`,
    );
  } else if (expected !== null && typeof expected === 'object') {
    const found = new Map(Object.entries(typeof actual === 'object' && actual !== null ? actual : {}));
    for (const [key, value] of Object.entries(expected)) {
      compare(t, found.get(key), value, key === 'full' ? 1e-9 : tolerance, `${where}.${key}`);
    }
  } else {
    t.equal(actual, expected, where);
  }
}

for (const { id, method, inputs, expected, tolerance } of file.vectors) {
  const run = RUN[method];
  if (run === undefined) continue;
  t.test(`${id}: ${method}`, async (t) => {
    const ours = Object.entries(expected).filter(([key]) => !ELSEWHERE[method]?.includes(key));
    t.not(ours.length, 0);
    compare(t, run(inputs), Object.fromEntries(ours), tolerance, id);
  });
}

t.test('every method of the vectors is run here or named as a later issue', async (t) => {
  const named = [...Object.keys(RUN), ...Object.values(LATER).flat()];
  t.same(named.toSorted(), [...new Set(file.vectors.map(({ method }) => method))].toSorted());
  t.equal(file.vectors.length, 89);
});
