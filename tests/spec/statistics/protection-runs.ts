import { derive } from '../../../src/cells/derive.ts';
import { createEstimator } from '../../../src/comparison/cell-estimate.ts';
import { DEFAULT_POLICY } from '../../../src/disclosure/policy.ts';
import { protect } from '../../../src/disclosure/protect.ts';
import type { ProtectedCell } from '../../../src/vocabulary/cell.ts';
import { cell, HACKNEY, type SketchedCell, seededVocabulary } from '../../support/london.ts';
import { solveHere } from '../../support/solve.ts';
import { type Inputs, listIn, numberIn, type Runs, recordIn } from './vector-inputs.ts';

const vocabulary = await seededVocabulary();

/** The cells of one authority once they are protected. */
async function protectedCells(sketches: readonly SketchedCell[]): Promise<readonly ProtectedCell[]> {
  const all = derive(sketches.map(cell), { vocabulary, kind: 'rate', withPopulation: null });
  const options = {
    measures: vocabulary.measure,
    partitions: vocabulary.partitions,
    areas: vocabulary.area,
    members: vocabulary.members,
    groups: vocabulary.group,
    policy: DEFAULT_POLICY,
    solve: solveHere,
  };
  const outcome = await protect(
    all.filter(({ area }) => area === HACKNEY),
    options,
  );
  return outcome.cells;
}

/** Group → what is published. */
async function publishedOf(
  counts: Readonly<Record<string, number>>,
): Promise<ReadonlyMap<string, number | string>> {
  const sent = Object.entries(counts).map(([group, n]) => ({ measure: 'sc-referral-rate', group, n }));
  const cells = await protectedCells(sent);
  return new Map(cells.map(({ group, numerator }) => [group, numerator.value ?? numerator.status]));
}

const GROUP_IDS: Readonly<Record<string, string>> = {
  White: 'white',
  Black: 'black',
  Asian: 'asian',
  Mixed: 'mixed',
  African: 'black-african',
  Caribbean: 'black-caribbean',
  Other: 'any-other-black',
};

async function publishedAs(
  counts: Inputs,
  more: Readonly<Record<string, number>>,
): Promise<Record<string, unknown>> {
  const named = Object.entries(counts).map(([name, n]) => [GROUP_IDS[name] ?? name, numberIn(n)]);
  const seen = await publishedOf({ ...Object.fromEntries(named), ...more });
  return Object.fromEntries(Object.keys(counts).map((name) => [name, seen.get(GROUP_IDS[name] ?? name)]));
}

/** Methods of disclosure control, run through the one entrance to it. */
export const PROTECTION_RUNS: Runs = {
  suppression_primary: async (inputs) => {
    const seen = listIn(inputs.counts).map((count) => publishedOf({ all: numberIn(count) }));
    return { published: (await Promise.all(seen)).map((each) => String(each.get('all'))) };
  },
  suppression_secondary: async (inputs) => {
    const published = await publishedAs(recordIn(inputs.cells), { other: 0, all: numberIn(inputs.total) });
    return { published, total: (await publishedOf({ all: numberIn(inputs.total) })).get('all') };
  },
  suppression_across_levels: async (inputs) => {
    const seen = await publishedAs(recordIn(inputs.minor), { black: numberIn(inputs.major_black) });
    return { minor: seen, major_black: numberIn(inputs.major_black) };
  },
  suppression_derived_field: async (inputs) => {
    const measure = 'ed-suspension-rate';
    const sent = { measure, n: numberIn(inputs.count), d: numberIn(inputs.denominator) };
    const [published] = await protectedCells([sent]);
    if (published === undefined) return {};
    const made = createEstimator(vocabulary, [])(published);
    return {
      count: published.numerator.value ?? published.numerator.status,
      rate_per_1000: made.value ?? made.status,
      // What somebody could have worked out of the rate, had it been left standing.
      recovered_if_leaked: Math.round((numberIn(inputs.rate_per_1000) * numberIn(inputs.denominator)) / 1000),
    };
  },
  round_to_10_regional: (inputs) => {
    const step = vocabulary.layout.get('looked-after-31-march')?.rounded?.to ?? Number.NaN;
    return { published_region: Math.round(numberIn(inputs.region_total) / step) * step };
  },
};
