import { Problem } from '../../problem.ts';
import type { Transaction } from '../../storage/database.ts';
import type { ReleaseChanges } from '../../vocabulary/release-changes.ts';
import type { Vocabulary } from '../../vocabulary/vocabulary.ts';
import { nameDraft } from '../drafts/store.ts';
import { type DraftFacts, latestRelease, lockReleases } from '../store.ts';
import { isSmaller, nextVersion, stepOf } from '../version.ts';
import { sentenceOf } from './catalogue.ts';
import { changesOf, standingRelease } from './store.ts';

/**
 * Works out what a filled draft changes, and its version where nobody asked for one. Throws `bump-too-small` where somebody
 * asked for less than the changes take.
 */
export async function settleVersion(
  tx: Transaction,
  draft: DraftFacts,
  { vocabulary, at }: { readonly vocabulary: Vocabulary; readonly at: Date },
): Promise<DraftFacts> {
  const changes = await changesOf(tx, { releaseId: draft.id, vocabulary });
  if (draft.bump !== null) {
    if (isSmaller(draft.bump, changes.bump)) throw tooSmall(draft, changes);
    return { ...draft, changes };
  }
  await lockReleases(tx);
  const version = nextVersion((await latestRelease(tx))?.version, changes.bump);
  await nameDraft(tx, { id: draft.id, version, at });
  return { ...draft, version, changes };
}

/** Before publication: what was worked out with the draft still holds, and its version says as much. Throws `stale-draft` and `bump-too-small`. */
export async function ensureVersionFits(
  tx: Transaction,
  draft: DraftFacts,
  latest: string | undefined,
): Promise<ReleaseChanges> {
  const { version, changes } = draft;
  const since = (await standingRelease(tx))?.version ?? null;
  if (changes === null || changes.since !== since) {
    const now = since === null ? 'No release stands now' : `Release ${since} stands now`;
    throw new Problem('stale-draft', `${now}, and ${version} was not compared with that.`);
  }
  if (latest !== undefined && isSmaller(stepOf(latest, version), changes.bump))
    throw tooSmall(draft, changes);
  return changes;
}

function tooSmall({ version }: DraftFacts, { bump: needed, since, catalogue }: ReleaseChanges): Problem {
  const reasons = catalogue.filter((change) => change.bump === needed).map(sentenceOf);
  const parts = reasons.slice(0, 20).map((detail) => ({ code: 'catalogue-change', detail, field: 'bump' }));
  const detail = `What has changed since ${since} takes a ${needed} release; ${version} says less.`;
  return new Problem('bump-too-small', `${detail} ${reasons[0] ?? ''}`.trim(), parts);
}
