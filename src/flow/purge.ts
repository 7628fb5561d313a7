import { randomUUID } from 'node:crypto';
import { hasRole, type Identity } from '../platform/identity.ts';
import { Problem } from '../problem.ts';
import { recordAct } from '../storage/audit.ts';
import { type Database, type Transaction, transaction } from '../storage/database.ts';
import { DatabaseError } from '../storage/database-error.ts';
import {
  currentPurge,
  insertProposal,
  type PurgeFacts,
  purgeSubmission,
  releasesMadeWith,
  takeProposalBack,
} from '../submission/purge/store.ts';
import { findSubmission, type SubmissionFacts } from '../submission/store.ts';
import { CHANGE_CHECKS } from '../validation/rulebook.ts';
import { isOwn } from './reach.ts';
import { scopeOf } from './scope.ts';

export type { PurgeFacts };

export const LONGEST_REASON = 500;

/**
 * How what should never have been sent is got rid of: proposed by one person and confirmed by another, each the steward or
 * an approver of the authority itself. No grant lets another authority's do it.
 */
export interface Purge {
  /** Throws `not-found`, `another-authority`, `forbidden`, `submission-purged`, `release-stands` or `wrong-move`. */
  propose(identity: Identity, id: string, reason: string): Promise<PurgeFacts>;
  /** Deletes the file, its cells, findings and notes. Throws the same, and `same-person`. */
  confirm(identity: Identity, id: string): Promise<PurgeFacts>;
  /** Takes a proposal back. Throws `not-found`, `another-authority`, `forbidden`, `submission-purged` or `wrong-move`. */
  takeBack(identity: Identity, id: string): Promise<PurgeFacts>;
}

export interface PurgeOptions {
  readonly pool: Database['intake'];
  readonly clock: () => Date;
}

export function createPurge({ pool, clock }: PurgeOptions): Purge {
  /** Within the scope of whoever asks, once he may ask. */
  const about = <T>(
    identity: Identity,
    id: string,
    work: (tx: Transaction, submission: SubmissionFacts) => Promise<T>,
  ) =>
    transaction(
      pool,
      async (tx) => {
        const submission = await findSubmission(tx, id);
        if (submission === undefined) {
          throw new Problem('not-found', 'There is no submission of this id for this key.');
        }
        requirePurger(identity, submission);
        requireContents(submission);
        return work(tx, submission);
      },
      scopeOf(identity),
    ).catch(toProblem);

  return {
    propose: (identity, id, text) =>
      about(identity, id, async (tx, { area, status }) => {
        const reason = text.trim();
        if (reason.length === 0 || reason.length > LONGEST_REASON || reason.includes('\0')) {
          throw new Problem('bad-request', `A reason is a text of 1 to ${LONGEST_REASON} characters.`);
        }
        refuseWhileStanding(await releasesMadeWith(tx, id));
        const [actor, at] = [identity.id, clock()];
        const proposal = {
          ...{ id: randomUUID(), submissionId: id, reason, proposedBy: actor, proposedAt: at },
          ...{ confirmedBy: null, confirmedAt: null, takenBackBy: null, takenBackAt: null },
        };
        await insertProposal(tx, proposal);
        const detail = { status, purge: proposal.id };
        await record(tx, { act: 'submission.purge-propose', actor, at, subjectId: id, area, detail });
        return proposal;
      }),
    confirm: (identity, id) =>
      about(identity, id, async (tx) => {
        const proposal = await openProposal(tx, id);
        const [by, at] = [identity.id, clock()];
        const quoting = CHANGE_CHECKS.map(({ code }) => code);
        refuseWhileStanding(await purgeSubmission(tx, { submissionId: id, by, at, quoting }));
        return { ...proposal, confirmedBy: by, confirmedAt: at };
      }),
    takeBack: (identity, id) =>
      about(identity, id, async (tx, { area }) => {
        const proposal = await openProposal(tx, id);
        const [by, at] = [identity.id, clock()];
        if (!(await takeProposalBack(tx, { id: proposal.id, by, at }))) throw notProposed();
        const detail = { purge: proposal.id, proposedBy: proposal.proposedBy };
        await record(tx, {
          act: 'submission.purge-take-back',
          actor: by,
          at,
          subjectId: id,
          area,
          detail,
        });
        return { ...proposal, takenBackBy: by, takenBackAt: at };
      }),
  };
}

/** Throws `submission-purged` for one of which nothing but its facts is left. */
export function requireContents({ purgedAt }: Pick<SubmissionFacts, 'purgedAt'>): void {
  if (purgedAt === null) return;
  throw new Problem(
    'submission-purged',
    `Its file, cells, findings and notes were deleted on ${purgedAt.toISOString().slice(0, 10)}, by two people.`,
  );
}

function requirePurger(identity: Identity, submission: SubmissionFacts): void {
  if (hasRole(identity, 'steward')) return;
  if (!hasRole(identity, 'approver')) {
    throw new Problem('forbidden', 'A submission is purged by the steward or the approver of its authority.');
  }
  if (!isOwn(identity, submission)) {
    throw new Problem(
      'another-authority',
      'An authority purges its own submissions only; no grant extends to it.',
    );
  }
}

function refuseWhileStanding(releases: readonly string[]): void {
  if (releases.length === 0) return;
  throw new Problem(
    'release-stands',
    `Its figures are in what is published: ${releases.join(', ')}.`,
    [],
    releases.map((version) => ({ rel: 'related', href: `/v1/releases/${version}` })),
  );
}

async function openProposal(tx: Transaction, id: string): Promise<PurgeFacts> {
  const proposal = await currentPurge(tx, id);
  if (proposal === undefined) throw notProposed();
  return proposal;
}

function notProposed(): Problem {
  return new Problem('wrong-move', 'No purge of it is proposed. POST its reason to …/purge first.');
}

type Act = Pick<Parameters<typeof recordAct>[1], 'act' | 'actor' | 'at' | 'subjectId' | 'area' | 'detail'>;

function record(tx: Transaction, act: Act): Promise<void> {
  return recordAct(tx, { ...act, subjectKind: 'submission' });
}

/** What the database holds to, told as what it means. */
function toProblem(error: unknown): never {
  if (error instanceof DatabaseError) {
    if (error.constraint === 'purge_second_person') {
      throw new Problem('same-person', 'Whoever proposed the purge cannot confirm it.');
    }
    if (error.constraint === 'purge_proposed_first') throw notProposed();
    if (error.constraint === 'purge_one_each') {
      throw new Problem('wrong-move', 'A purge of it is proposed already. Another person confirms it.');
    }
  }
  throw error;
}
