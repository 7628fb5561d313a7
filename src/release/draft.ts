import { createHash } from 'node:crypto';
import { derive } from '../cells/derive.ts';
import {
  approvedDigest,
  approvedReturns,
  type Drawn,
  drawnSlices,
  groupReadings,
  readSlice,
  type Slice,
} from '../cells/store.ts';
import type { SolveFamily } from '../disclosure/family-task.ts';
import { protect } from '../disclosure/protect.ts';
import { Problem } from '../problem.ts';
import type { Transaction } from '../storage/database.ts';
import type { RawCell } from '../vocabulary/cell.ts';
import { dividesByPopulation } from '../vocabulary/measure.ts';
import type { Bump } from '../vocabulary/release-changes.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { publishedPeriods, writeDraftCells } from './cells/store.ts';
import { insertDraft, recordLateSources, recordSources } from './drafts/store.ts';
import { planned as plannedCells } from './policy/planning.ts';
import { type PolicyVersion, releasePlans } from './policy/store.ts';
import { recallFrom } from './protection/recall.ts';
import { publishedFamilies, shownBeside, startRun } from './protection/store.ts';
import { holdSmallRevisions } from './revision/hold.ts';
import { askExceptions, type Exception, type RevisedReturn, type SmallRevision } from './revision/store.ts';
import { type DraftFacts, latestRelease, lockReleases } from './store.ts';
import { nextVersion } from './version.ts';

export interface DraftRequest {
  readonly vocabulary: Vocabulary;
  /** The one in force; the draft and its release keep it. */
  readonly policy: PolicyVersion;
  /** null: it is worked out from what has changed. */
  readonly bump: Bump | null;
  readonly notes: string;
  /** The mistake that the release corrects, where it does. */
  readonly correction: string | null;
  /** Corrections to be released however few records they change. */
  readonly exceptions: readonly Exception[];
  /** ISO day on which the next release is expected. */
  readonly nextRelease: string | null;
  readonly actor: string;
  readonly at: Date;
}

/**
 * Opens a draft of everything that is approved; what it will say is worked out by `fillDraft`. Throws Problem
 * `nothing-to-release`, and `bad-request` for an exception to what nobody has approved.
 */
export async function openDraft(tx: Transaction, request: DraftRequest): Promise<DraftFacts> {
  const { vocabulary, bump, notes, correction, nextRelease, actor, at } = request;
  await lockReleases(tx);
  if ((await drawnSlices(tx, ALL_APPROVED)).length === 0)
    throw new Problem('nothing-to-release', 'No approved submission holds any cell.');
  await requireReturns(tx, request.exceptions);
  const latest = await latestRelease(tx);
  const release = await insertDraft(tx, {
    version: bump === null ? null : nextVersion(latest?.version, bump),
    bump,
    correction,
    nextRelease,
    baseNumber: latest?.number ?? null,
    notes,
    edition: vocabulary.edition,
    actor,
    at,
    manifest: {},
  });
  await askExceptions(tx, release.id, request.exceptions);
  await startRun(tx, { releaseId: release.id, policyVersion: request.policy.version, at });
  return release;
}

const ALL_APPROVED: Drawn = { heldBack: [], carried: [] };

async function requireReturns(tx: Transaction, exceptions: readonly Exception[]): Promise<void> {
  if (exceptions.length === 0) return;
  const idOf = ({ domain, period, area }: RevisedReturn) => `${domain} ${period} ${area}`;
  const approved = new Set((await approvedReturns(tx)).map(idOf));
  const unknown = exceptions.find((exception) => !approved.has(idOf(exception)));
  if (unknown !== undefined) {
    throw new Problem(
      'bad-request',
      `Nothing is approved of ${idOf(unknown)}, to release in spite of its size.`,
    );
  }
  if (new Set(exceptions.map(idOf)).size < exceptions.length)
    throw new Problem('bad-request', 'An exception stands twice.');
}

export interface Filled {
  readonly release: DraftFacts;
  /** Corrections too small to be released by themselves: held back, or excepted for a reason. */
  readonly small: readonly SmallRevision[];
}

export interface FillRequest extends Pick<DraftRequest, 'vocabulary' | 'policy' | 'at'> {
  readonly solveFor: (domain: string) => SolveFamily;
}

/**
 * Fills a draft: reads each family of counts, derives its totals, protects it and keeps the protected cells. Raw cells
 * live only as long as their family is being worked on. Throws Problem `protection-failed` where small counts cannot be
 * shown to be hidden.
 */
export async function fillDraft(tx: Transaction, release: DraftFacts, request: FillRequest): Promise<Filled> {
  const { vocabulary } = request;
  const { policy } = request.policy;
  // First: what is approved while the rest is read makes the draft stale.
  const approved = await approvedDigest(tx);
  const heldAgainst = await shownBeside(tx, release.id);
  const { drawn, small } = await holdSmallRevisions(tx, { releaseId: release.id, vocabulary, policy });
  const slices = await drawnSlices(tx, drawn);
  await recordSources(tx, release.id, drawn);
  const options = {
    measures: vocabulary.measure,
    partitions: vocabulary.partitions,
    areas: vocabulary.area,
    members: vocabulary.members,
    groups: vocabulary.group,
    policy,
  };
  const planning = {
    ...options,
    plans: new Map(await releasePlans(tx)),
    published: await publishedPeriods(tx, release.baseNumber ?? 0),
    actor: release.draftedBy,
    at: request.at,
  };

  const populated = await populatedAuthorities(tx, { slices, drawn }, vocabulary);
  let cellCount = 0;
  let withheldCount = 0;
  const digest = createHash('sha256');
  const closed: Record<string, readonly string[]> = {};
  for (const family of families(slices)) {
    const cells: RawCell[] = [];
    for (const slice of family) {
      const measure = vocabulary.measure.get(slice.measure);
      const withPopulation =
        measure !== undefined && dividesByPopulation(measure)
          ? (populated.get(measure.population ?? '') ?? null)
          : null;
      const kind = measure?.kind ?? 'count';
      cells.push(...derive(await readSlice(tx, slice, drawn), { vocabulary, kind, withPopulation }));
    }
    const plan = await plannedCells(tx, cells, planning);
    Object.assign(closed, plan.closed);
    const planned = new Set(plan.cells);
    const domain = family[0]?.domain ?? '';
    const outcome = await protect(plan.cells, {
      ...options,
      unplanned: cells.filter((cell) => !planned.has(cell)),
      solve: request.solveFor(domain),
      recall: recallFrom(await publishedFamilies(tx, domain)),
    });
    if (outcome.breaches.size > 0) throw protectionFailed(domain, outcome.breaches);
    withheldCount += outcome.primary + outcome.secondary;
    cellCount += outcome.cells.length;
    await writeDraftCells(tx, { releaseId: release.id, digest }, outcome.cells);
  }
  await recordLateSources(tx, release.id);
  const contents = {
    ...manifest(slices, request.policy),
    groupsReadAs: await groupReadings(tx, drawn),
    notPlanned: closed,
    approved,
    heldAgainst,
    digest: digest.digest('hex'),
  };
  return { release: { ...release, cellCount, withheldCount, manifest: contents }, small };
}

/** Which measures, and how many of their counts; never which counts. */
function protectionFailed(domain: string, breaches: ReadonlyMap<string, number>): Problem {
  const parts = [...breaches].map(([measure, count]) =>
    measure === '' ? `${count} of no measure of their own` : `${measure} ${count}`,
  );
  return new Problem(
    'protection-failed',
    `Small counts of ${domain} could still be worked out, by measure: ${parts.join(', ')}.`,
  );
}

/**
 * What is worked on together. Authorities' own figures of one domain share counts, and their quarters add up to years:
 * they are one family. Official figures pass as they are, a period at a time.
 */
function families(slices: readonly Slice[]): Iterable<readonly Slice[]> {
  const byFamily = new Map<string, Slice[]>();
  for (const slice of slices) {
    const key = slice.origin === 'official' ? `${slice.domain}|${slice.period}` : slice.domain;
    const family = byFamily.get(key);
    if (family === undefined) byFamily.set(key, [slice]);
    else family.push(slice);
  }
  return byFamily.values();
}

/** Population → the authorities that have one in any period. */
async function populatedAuthorities(
  tx: Transaction,
  { slices, drawn }: { readonly slices: readonly Slice[]; readonly drawn: Drawn },
  vocabulary: Vocabulary,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const populated = new Map<string, Set<string>>();
  for (const slice of slices) {
    if (!vocabulary.population.has(slice.measure)) continue;
    const areas = populated.get(slice.measure) ?? new Set();
    populated.set(slice.measure, areas);
    for (const cell of await readSlice(tx, slice, drawn))
      if (cell.numerator.value !== null) areas.add(cell.area);
  }
  return populated;
}

function manifest(
  slices: readonly Slice[],
  { version, sha256, policy }: PolicyVersion,
): Record<string, unknown> {
  return {
    policy: { version, sha256, ...policy },
    contents: slices.map(({ domain, measure, period, origin, leftOut }) => ({
      domain,
      measure,
      period,
      origin,
      ...(leftOut.length > 0 ? { leftOutForOfficialFigures: leftOut } : {}),
    })),
  };
}
