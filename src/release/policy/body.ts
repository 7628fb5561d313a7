import { z } from 'zod';
import { isMargin, type Plan } from '../../disclosure/plan.ts';
import { DEFAULT_POLICY, type Policy } from '../../disclosure/policy.ts';
import { DOMAINS } from '../../vocabulary/measure.ts';

/** Nobody may withhold fewer than 1 and 2, whatever two people say: ONS calls these unsafe anywhere. */
const LEAST_THRESHOLD = 3;

const rule = {
  threshold: z
    .int()
    .min(LEAST_THRESHOLD)
    .max(100)
    .describe('Counts of people from 1 to one less are withheld; below 6 it takes a second person'),
  meanThreshold: z
    .int()
    .min(LEAST_THRESHOLD)
    .max(100)
    .describe('Means of fewer people are withheld; below 10 it takes a second person'),
  totalsTo: z
    .union([z.literal(1), z.literal(5), z.literal(10)])
    .describe('Totals over authorities go out to the nearest of this; 1 leaves them exact'),
  persons: z
    .boolean()
    .nullable()
    .describe('Whether the counts are of people; null: as the catalogue says. false takes a second person'),
};
const partOfRule = z.strictObject(rule).partial();
const margin = z.string().max(80).refine(isMargin, 'is not a margin: write authority/broad/sex/all/all');
const share = z.number().min(0).max(1);
const weight = z.number().min(1).max(100_000);

/** A whole policy, as it is read, sent and kept. */
export const policyBody = z.strictObject({
  ...rule,
  domains: z
    .partialRecord(z.enum(DOMAINS), partOfRule)
    .describe('What holds for a domain in place of the above'),
  measures: z
    .record(
      z.string().max(80),
      z
        .strictObject({
          ...rule,
          margins: z.record(margin, z.enum(['open', 'closed'])).describe('Goes before the release plan'),
        })
        .partial(),
    )
    .describe('What holds for a measure in place of its domain’s'),
  weights: z
    .strictObject({
      allGroups: weight.describe('Totals over ethnic groups'),
      london: weight,
      regional: weight.describe('Sub-regions, Inner and Outer London'),
    })
    .describe(
      'How dear it is to withhold a total to protect another count; an authority’s own group costs 1',
    ),
  gates: z
    .strictObject({ authority: share, 'sub-region': share, 'inner-outer': share, region: share })
    .describe('The largest share of small counts with which a breakdown is planned for publication'),
});

/** A stored policy. What has come into policies since it was stored has its default. */
export function readPolicy(stored: Readonly<Record<string, unknown>>): Policy {
  return policyBody.parse({ ...DEFAULT_POLICY, ...stored });
}

const planBody = z.record(
  z.string(),
  z.strictObject({ cells: z.int(), small: z.int(), state: z.enum(['open', 'closed']) }),
);

export function readPlan(stored: unknown): Plan {
  return planBody.parse(stored);
}
