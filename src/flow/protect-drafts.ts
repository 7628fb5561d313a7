import type { SolveFamily } from '../disclosure/family-task.ts';
import { Problem } from '../problem.ts';
import { settleVersion } from '../release/changes/settle-version.ts';
import { fillDraft } from '../release/draft.ts';
import { setFailed, setProtected } from '../release/drafts/store.ts';
import { policyInForce } from '../release/policy/store.ts';
import { Overtaken, solveOnce } from '../release/protection/solve-once.ts';
import { linkFamilies, noteProgress, startRun } from '../release/protection/store.ts';
import { type DraftFacts, releaseById } from '../release/store.ts';
import { type AuditEvent, recordAct } from '../storage/audit.ts';
import { type Database, transaction } from '../storage/database.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';

export interface ProtectDraftsOptions {
  readonly publisher: Database['publisher'];
  readonly vocabulary: () => Vocabulary;
  readonly clock: () => Date;
  readonly solve: SolveFamily;
}

/** Works on drafts one after another, and gives back each as it stands when it is done. */
export type ProtectDraft = (release: DraftFacts) => Promise<DraftFacts>;

export function createProtectDrafts(options: ProtectDraftsOptions): ProtectDraft {
  let before: Promise<unknown> = Promise.resolve();
  return (release) => {
    const work = before.then(() => protectDraft(release, options));
    before = work.catch(() => undefined);
    return work;
  };
}

async function protectDraft(
  release: DraftFacts,
  { publisher, vocabulary, clock, solve }: ProtectDraftsOptions,
): Promise<DraftFacts> {
  const now = await asItStands(publisher, release);
  if (now.status !== 'draft') return now;
  const once = solveOnce({ publisher, solve, clock, releaseId: release.id });
  try {
    return await transaction(publisher, async (tx) => {
      const policy = await policyInForce(tx);
      await transaction(publisher, (own) =>
        startRun(own, { releaseId: release.id, policyVersion: policy.version, at: clock() }),
      );
      const request = { vocabulary: vocabulary(), policy, at: clock(), solveFor: once.forDomain };
      const { release: made, small } = await fillDraft(tx, now, request);
      const filled = await settleVersion(tx, made, request);
      if (!(await setProtected(tx, filled))) throw new Overtaken();
      await linkFamilies(tx, once.families);
      await noteProgress(tx, { releaseId: release.id, endedAt: clock() });
      const record = (act: string, area: string | null, detail: AuditEvent['detail']) => {
        const by = { at: clock(), actor: release.draftedBy, subjectId: filled.version };
        return recordAct(tx, { ...by, act: `release.${act}`, subjectKind: 'release', area, detail });
      };
      await record('protect', null, {
        cells: filled.cellCount,
        edition: filled.edition,
        families: once.families.length,
      });
      // Its authority reads these lines too.
      for (const { area, domain, period, reason } of small)
        await record(reason === null ? 'hold-revision' : 'except-revision', area, { domain, period });
      return { ...filled, status: 'protected' };
    });
  } catch (error) {
    if (error instanceof Overtaken) return asItStands(publisher, release);
    const reason = error instanceof Problem ? error.message : 'Protection did not come to an end.';
    await transaction(publisher, async (tx) => {
      await setFailed(tx, { id: release.id, reason, at: clock() });
      await noteProgress(tx, { releaseId: release.id, endedAt: clock(), problem: reason });
    });
    throw error;
  }
}

/** A draft that another has taken the version of is told by the version that it had. */
async function asItStands(
  publisher: Database['publisher'],
  { id, version }: DraftFacts,
): Promise<DraftFacts> {
  return { ...(await transaction(publisher, (tx) => releaseById(tx, id))), version };
}
