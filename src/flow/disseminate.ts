import { setTimeout as delay } from 'node:timers/promises';
import type { FamilyFacts, SolveFamily } from '../disclosure/family-task.ts';
import { hasRole, type Identity } from '../platform/identity.ts';
import { Problem } from '../problem.ts';
import type { EstimateCell } from '../release/artefacts/row.ts';
import { openDraft } from '../release/draft.ts';
import { policyInForce } from '../release/policy/store.ts';
import { factsOf, type ProtectionRun, runOf } from '../release/protection/store.ts';
import { type Exception, type SmallRevision, smallRevisions } from '../release/revision/store.ts';
import {
  type DraftFacts,
  openDrafts,
  releaseByVersion,
  setApproved,
  setWithdrawn,
} from '../release/store.ts';
import { recordAct } from '../storage/audit.ts';
import { type Database, type Transaction, transaction } from '../storage/database.ts';
import type { ProtectedCell } from '../vocabulary/cell.ts';
import type { Bump } from '../vocabulary/release-changes.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { createProtectDrafts } from './protect-drafts.ts';
import type { PublishApart } from './publishing/apart.ts';
import { publishRelease } from './publishing/publish.ts';
import { releaseActs } from './publishing/release-act.ts';

export interface DisseminateOptions {
  readonly database: Pick<Database, 'publisher'>;
  readonly vocabulary: () => Vocabulary;
  readonly clock: () => Date;
  /** Where the service is reached, for what is frozen; empty where nobody said. */
  readonly publicUrl: string;
  /** Builds what works out a cell's rate, from the release's own populations. */
  readonly estimator: (vocabulary: Vocabulary, populations: readonly ProtectedCell[]) => EstimateCell;
  /** Protects one family of counts, on another thread. */
  readonly solve: SolveFamily;
  /** A release of as many cells is published on a thread of its own, so that nobody who asks has to wait for it. */
  readonly apart?: { readonly from: number; readonly publish: PublishApart };
}

/** How the protection of a draft or release went: bounds shown and not shown, and how long it took. No counts. */
export interface ProtectionReport {
  readonly run: ProtectionRun | null;
  readonly small: readonly SmallRevision[];
  readonly families: readonly { readonly domain: string; readonly facts: FamilyFacts }[];
}

/** A release with what of it was too small a correction to go out by itself. */
export interface DraftView extends DraftFacts {
  readonly small: readonly SmallRevision[];
}

/** From approved submissions to a published release. Each act is one transaction and leaves one line in the audit trail. */
export interface Disseminate {
  /** Drafts that wait for approval or publication, newest first; for the steward and the publisher. */
  drafts(identity: Identity): Promise<readonly DraftView[]>;
  /**
   * Opens a draft and protects it. Without `bump` its version follows from what has changed; with one that is smaller than
   * that it fails (`bump-too-small`). Comes back when that is done, or after `waitFor` milliseconds with a draft that is
   * still being worked on. Throws what protection throws if that happens in time, and `bad-request` for an exception to
   * what nobody has approved.
   */
  draft(
    identity: Identity,
    request: {
      readonly bump?: Bump | null;
      readonly notes: string;
      /** The mistake that it corrects, in a sentence that is published. */
      readonly correction?: string | null;
      readonly exceptions?: readonly Exception[];
      /** ISO day on which the next release is expected. */
      readonly nextRelease?: string | null;
      readonly waitFor?: number;
    },
  ): Promise<DraftView>;
  /** Goes on with the drafts that were being worked on when the service stopped; comes back when all are done. */
  resume(): Promise<void>;
  protection(identity: Identity, version: string): Promise<ProtectionReport>;
  /** `digest`: of the draft that the approver looked at. One drafted again since is refused as `stale-draft`. */
  approve(identity: Identity, version: string, digest?: string): Promise<DraftView>;
  publish(identity: Identity, version: string): Promise<DraftView>;
  withdraw(identity: Identity, version: string, reason: string): Promise<DraftView>;
}

export function createDisseminate(options: DisseminateOptions): Disseminate {
  const { clock } = options;
  const viewed = (release: DraftFacts) =>
    transaction(options.database.publisher, (tx) => viewOf(tx, release));
  const inOneStep = releaseActs({ publisher: options.database.publisher, clock });
  const act = (...asked: Parameters<typeof inOneStep>) => inOneStep(...asked).then(viewed);
  const protectDraft = createProtectDrafts({ ...options, publisher: options.database.publisher });

  return {
    drafts(identity) {
      if (!hasRole(identity, 'steward', 'publisher'))
        throw new Problem('forbidden', 'Only the steward and the publisher see drafts.');
      return transaction(options.database.publisher, async (tx) => {
        const drafts: DraftView[] = [];
        for (const draft of await openDrafts(tx)) drafts.push(await viewOf(tx, draft));
        return drafts;
      });
    },
    async draft(
      identity,
      { bump = null, notes, correction = null, nextRelease = null, exceptions = [], waitFor },
    ) {
      if (!hasRole(identity, 'steward'))
        throw new Problem('forbidden', 'Only the steward may draft a release.');
      const opened = await transaction(options.database.publisher, async (tx) => {
        const request = { vocabulary: options.vocabulary(), policy: await policyInForce(tx) };
        const asked = { bump, notes, correction, nextRelease, exceptions, actor: identity.id, at: clock() };
        const release = await openDraft(tx, { ...request, ...asked });
        await recordAct(tx, {
          at: clock(),
          actor: identity.id,
          act: 'release.draft',
          subjectKind: 'release',
          subjectId: release.version,
          area: null,
          detail: { edition: release.edition, exceptions: exceptions.length },
        });
        return release;
      });
      const work = protectDraft(opened).then(viewed);
      if (waitFor === undefined) return work;
      // Whoever waits no longer finds in the run how it ended.
      work.catch(() => undefined);
      return Promise.race([work, delay(waitFor, opened, { ref: false }).then(viewed)]);
    },
    async resume() {
      const open = await transaction(options.database.publisher, openDrafts);
      for (const release of open.filter(({ status }) => status === 'draft').reverse())
        await protectDraft(release).catch(() => undefined);
    },
    protection(identity, version) {
      if (!hasRole(identity, 'steward', 'publisher'))
        throw new Problem('forbidden', 'Only the steward and the publisher see how a release was protected.');
      return transaction(options.database.publisher, async (tx) => {
        const release = await releaseByVersion(tx, version);
        if (release === undefined) throw new Problem('unknown-release', `There is no release ${version}.`);
        const [run, families] = [await runOf(tx, release.id), await factsOf(tx, release.id)];
        return { run: run ?? null, families, small: await smallRevisions(tx, release.id) };
      });
    },
    approve: (identity, version, digest) =>
      act(identity, { version, name: 'approve' }, async (tx, release) => {
        if (release.draftedBy === identity.id) {
          throw new Problem(
            'same-person',
            `Release ${version} was drafted with this key; another person approves it.`,
          );
        }
        if (digest !== undefined && digest !== release.manifest.digest)
          throw new Problem('stale-draft', `${version} has been drafted again since you looked at it.`);
        await setApproved(tx, release.id, { actor: identity.id, at: clock() });
      }),
    async publish(identity, version) {
      const release = await transaction(options.database.publisher, (tx) => releaseByVersion(tx, version));
      const { apart } = options;
      const isLarge = apart !== undefined && release !== undefined && release.cellCount >= apart.from;
      const published = isLarge
        ? apart.publish({ identity, version, at: clock() })
        : publishRelease({ identity, version }, { ...options, publisher: options.database.publisher });
      return viewed(await published);
    },
    withdraw: (identity, version, reason) =>
      act(identity, { version, name: 'withdraw' }, async (tx, release) => {
        await setWithdrawn(tx, { id: release.id, reason, at: clock() });
      }),
  };
}

async function viewOf(tx: Transaction, release: DraftFacts): Promise<DraftView> {
  return { ...release, small: await smallRevisions(tx, release.id) };
}
