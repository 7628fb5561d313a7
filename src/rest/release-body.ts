import { z } from 'zod';
import type { Disseminate } from '../flow/disseminate.ts';
import { sentenceOf } from '../flow/download.ts';
import type { Enquire } from '../flow/enquire.ts';
import { freeText } from '../platform/free-text.ts';
import { DOMAINS } from '../vocabulary/measure.ts';
import { BUMPS } from '../vocabulary/release-changes.ts';

const artefact = z.strictObject({
  name: z.string().describe('A domain, `all`, or `populations`; or what the file is: `bundle`, `SHA256SUMS`'),
  format: z.string().describe('`csv`, `parquet`, `ndjson`, `xlsx` and others'),
  href: z.string(),
  sha256: z.string().describe('Of the plain bytes; also the ETag'),
  byteLength: z.number().int(),
  rowCount: z.number().int(),
});

const releaseSummary = z.strictObject({
  version: z.string(),
  status: z.enum(['published', 'superseded', 'withdrawn']),
  isLatest: z.boolean(),
  publishedAt: z.iso.datetime(),
  notes: z.string(),
  correction: z.string().nullable().describe('The mistake that it corrects, where it corrects one'),
  nextRelease: z
    .string()
    .nullable()
    .describe('The day on which the next is expected, as was said with this one'),
  cellCount: z.number().int().describe('Cells with their totals, shown or not'),
  withdrawnReason: z.string().nullable(),
  withdrawnAt: z.iso.datetime().nullable(),
});

export const releaseDetail = releaseSummary.extend({
  artefacts: z.array(artefact),
  manifest: z.record(z.string(), z.unknown()).describe('What went in, and the policy it was protected by'),
});

const revised = z.strictObject({
  domain: z.string(),
  period: z.string(),
  area: z.string(),
});
export const exception = z.strictObject({
  domain: z.enum(DOMAINS),
  period: z.string().max(40),
  area: z.string().max(40),
  reason: freeText(1, 500).describe(
    'Why it goes out although it tells of few children; the approver reads it. Name nobody',
  ),
});
const small = {
  held: z
    .array(revised)
    .describe(
      'Corrections of so few records that the difference to an earlier release would tell of single children: their ' +
        'figures stay as they were published, and they are looked at again in the next draft',
    ),
  exceptions: z
    .array(
      revised.extend({ reason: z.string(), needed: z.boolean().describe('false: it was not that small') }),
    )
    .describe('Corrections to be released however small, and why'),
};

export const draft = z.strictObject({
  version: z.string(),
  status: z.string(),
  notes: z.string(),
  correction: z.string().nullable(),
  bump: z
    .enum(BUMPS)
    .nullable()
    .describe('How great a step in the version the changes take; null while it is being protected'),
  since: z.string().nullable().describe('The release that it is compared with'),
  changes: z
    .array(z.string())
    .describe('What changes in the catalogue, the gravest first, at most 20; all of it at `/changes`'),
  cellsRevised: z.number().int().describe('Cells whose figures are not what they were'),
  cellCount: z.number().int(),
  withheldCount: z.number().int(),
  draftedBy: z.string(),
  approvedBy: z.string().nullable(),
  digest: z
    .string()
    .describe('SHA-256 of its cells: what `approve` is told, so that nothing else is approved'),
  ...small,
});

const bounds = z.number().int().nonnegative();
export const protection = z.strictObject({
  status: z.enum(['running', 'done', 'failed', 'unknown']),
  done: bounds.describe('Families of counts that are protected and certified'),
  total: bounds.describe('Families found so far'),
  policyVersion: z.number().int().nullable(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  problem: z.string().nullable(),
  ...small,
  families: z.array(
    z.strictObject({
      domain: z.string(),
      solver: z.string(),
      counts: bounds.describe('Counts of the family, published or not'),
      targets: bounds.describe('Counts withheld for their smallness, whose bounds had to be shown'),
      closed: bounds.describe('Small counts of breakdowns that are not published'),
      excepted: bounds.describe('Counts that their sender withheld: nobody here knows their value'),
      secondary: bounds.describe('Counts withheld for the sake of others'),
      unmetPublic: bounds.describe('Bounds not shown against the public (R1)'),
      unmetInsiders: bounds.describe('Bounds not shown against the staff of one authority (R2)'),
      unmetWhole: bounds.describe('Bounds not shown in whole numbers (R3)'),
      unmetJoint: bounds.describe('Bounds not shown against all releases together (R4)'),
      jointly: z
        .boolean()
        .describe('Whether earlier releases say more than this one, and were looked at with it'),
      repairs: bounds,
      seconds: z.number(),
    }),
  ),
});

export const list = z.strictObject({
  releases: z.array(releaseSummary),
  drafts: z.array(draft).optional().describe('For the steward and the publisher only'),
});

export const versionParams = z.strictObject({
  version: z.string().max(40).describe('`1.0.0`, `latest`, `1`, `1.*` or `1.0.*`'),
});

const MOST_CHANGES = 20;

type Facts = Awaited<ReturnType<Enquire['releases']>>[number];

export function summaryOf(facts: Facts): z.infer<typeof releaseSummary> {
  const { version, status, isLatest, notes, correction, nextRelease, cellCount, withdrawnReason } = facts;
  return {
    version,
    status,
    isLatest,
    publishedAt: facts.publishedAt.toISOString(),
    notes,
    correction,
    nextRelease,
    cellCount,
    withdrawnReason,
    withdrawnAt: facts.withdrawnAt?.toISOString() ?? null,
  };
}

export function draftOf(facts: Awaited<ReturnType<Disseminate['draft']>>): z.infer<typeof draft> {
  const { version, status, notes, correction, cellCount, withheldCount, draftedBy, approvedBy } = facts;
  const { bump = null, since = null, catalogue = [], cells = [] } = facts.changes ?? {};
  return {
    version,
    status,
    notes,
    correction,
    bump,
    since,
    changes: catalogue.slice(0, MOST_CHANGES).map(sentenceOf),
    cellsRevised: cells.reduce((sum, { revised, removed }) => sum + revised + removed, 0),
    cellCount,
    withheldCount,
    draftedBy,
    approvedBy,
    digest: String(facts.manifest.digest ?? ''),
    ...smallOf(facts.small),
  };
}

function smallOf(all: Awaited<ReturnType<Disseminate['draft']>>['small']) {
  const held: z.infer<typeof revised>[] = [];
  const exceptions: (z.infer<typeof revised> & { reason: string; needed: boolean })[] = [];
  for (const { found: needed, reason, domain, ...place } of all) {
    const revision = { domain, ...place };
    if (reason === null) held.push(revision);
    else exceptions.push({ ...revision, reason, needed });
  }
  return { held, exceptions };
}

export function protectionOf({
  run,
  families,
  small: all,
}: Awaited<ReturnType<Disseminate['protection']>>): z.infer<typeof protection> {
  const ended = run?.problem == null ? ('done' as const) : ('failed' as const);
  const working = run?.endedAt === null ? ('running' as const) : ended;
  return {
    status: run === null ? 'unknown' : working,
    done: run?.done ?? 0,
    total: run?.total ?? 0,
    policyVersion: run?.policyVersion ?? null,
    startedAt: run?.startedAt.toISOString() ?? null,
    endedAt: run?.endedAt?.toISOString() ?? null,
    problem: run?.problem ?? null,
    ...smallOf(all),
    families: families.map(({ domain, facts }) => {
      const { solver, variables, targets, closed, excepted, secondary, jointly, repairs } = facts;
      const { unmetPublic, unmetInsiders, unmetWhole, unmetJoint, milliseconds } = facts;
      const seconds = Object.values(milliseconds).reduce((sum, each) => sum + each, 0) / 1000;
      return {
        domain,
        solver,
        counts: variables,
        targets,
        closed,
        excepted,
        secondary,
        unmetPublic,
        unmetInsiders,
        unmetWhole,
        unmetJoint,
        jointly,
        repairs,
        seconds: Math.round(seconds * 10) / 10,
      };
    }),
  };
}
