import { hasRole, type Identity } from '../../platform/identity.ts';
import { Problem } from '../../problem.ts';
import { RELEASE_MOVES, type ReleaseAct } from '../../release/status.ts';
import { type DraftFacts, lockReleases, releaseByVersion } from '../../release/store.ts';
import { recordAct } from '../../storage/audit.ts';
import { type Database, type Transaction, transaction } from '../../storage/database.ts';

export interface ReleaseActOptions {
  readonly publisher: Database['publisher'];
  readonly clock: () => Date;
}

/** Acts on releases: each is one transaction and leaves one line in the audit trail. */
export function releaseActs({ publisher, clock }: ReleaseActOptions) {
  /** Looks up the release, sees whether the act may follow and whether this identity may do it, and writes it down. */
  return (
    identity: Identity,
    { version, name }: { readonly version: string; readonly name: ReleaseAct },
    work: (tx: Transaction, release: DraftFacts) => Promise<void>,
  ): Promise<DraftFacts> =>
    transaction(publisher, async (tx) => {
      await lockReleases(tx);
      const release = await releaseByVersion(tx, version);
      if (release === undefined) throw new Problem('unknown-release', `There is no release ${version}.`);
      const move = RELEASE_MOVES[release.status][name];
      if (move === undefined) {
        throw new Problem('wrong-move', `Release ${version} is ${release.status}: ${name} cannot follow.`);
      }
      if (!hasRole(identity, ...move.by))
        throw new Problem('forbidden', `Only a ${move.by.join(' or ')} may ${name} a release.`);
      await work(tx, release);
      await recordAct(tx, {
        at: clock(),
        actor: identity.id,
        act: `release.${name}`,
        subjectKind: 'release',
        subjectId: release.version,
        area: null,
        detail: { from: release.status, to: move.to },
      });
      return { ...release, status: move.to };
    });
}
