import { approvedDigest } from '../../cells/store.ts';
import type { Identity } from '../../platform/identity.ts';
import { Problem } from '../../problem.ts';
import { freezeArtefacts } from '../../release/artefacts/freeze.ts';
import type { EstimateCell } from '../../release/artefacts/row.ts';
import { editionBody, publishedPopulations } from '../../release/artefacts/store.ts';
import { publishCells } from '../../release/cells/store.ts';
import { ensureVersionFits } from '../../release/changes/settle-version.ts';
import { ensureHeldAgainstAll } from '../../release/protection/store.ts';
import { type DraftFacts, latestRelease, setPublished } from '../../release/store.ts';
import type { ProtectedCell } from '../../vocabulary/cell.ts';
import { buildVocabulary, type Vocabulary } from '../../vocabulary/vocabulary.ts';
import type { PublishStep } from './apart.ts';
import { type ReleaseActOptions, releaseActs } from './release-act.ts';

export interface PublishOptions extends ReleaseActOptions {
  /** Where the service is reached, for what is frozen; empty where nobody said. */
  readonly publicUrl: string;
  readonly estimator: (vocabulary: Vocabulary, populations: readonly ProtectedCell[]) => EstimateCell;
  /** Told of each step as it begins. */
  readonly onStep?: (step: PublishStep) => void;
}

/** Publishes an approved draft and freezes its files, all of it or nothing. Throws `stale-draft`, `bump-too-small`, `wrong-move`. */
export function publishRelease(
  { identity, version }: { readonly identity: Identity; readonly version: string },
  options: PublishOptions,
): Promise<DraftFacts> {
  const { clock, publicUrl, onStep = () => {} } = options;
  return releaseActs(options)(identity, { version, name: 'publish' }, async (tx, release) => {
    const latest = await latestRelease(tx);
    if ((latest?.number ?? null) !== release.baseNumber) {
      throw new Problem(
        'stale-draft',
        `Release ${latest?.version} has been published since ${version} was drafted.`,
      );
    }
    if (release.manifest.approved !== (await approvedDigest(tx))) {
      throw new Problem('stale-draft', `What is approved has changed since ${version} was drafted.`);
    }
    await ensureHeldAgainstAll(tx, release);
    const changes = await ensureVersionFits(tx, release, latest?.version);
    const number = (latest?.number ?? 0) + 1;
    onStep('append the cells');
    await publishCells(tx, { id: release.id, baseNumber: release.baseNumber ?? 0, number });
    const publishedAt = clock();
    await setPublished(tx, { id: release.id, number, actor: identity.id, at: publishedAt });
    const vocabulary = buildVocabulary(release.edition, await editionBody(tx, release.edition));
    const populations = await publishedPopulations(tx, {
      number,
      populations: [...vocabulary.population.keys()],
    });
    const estimate = options.estimator(vocabulary, populations);
    const { notes, correction } = release;
    const about = { version: release.version, publishedAt, notes, correction, changes };
    const made = { releaseId: release.id, number, vocabulary, estimate };
    await freezeArtefacts(tx, { ...about, ...made, publicUrl, onStep });
  });
}
