import { hasRole, type Identity } from '../platform/identity.ts';
import { Problem, type ProblemPart } from '../problem.ts';
import { recordAct } from '../storage/audit.ts';
import type { Transaction } from '../storage/database.ts';
import { type NotedFinding, readFindings } from '../submission/content/store.ts';
import { openQueries, writeNote } from '../submission/notes/store.ts';
import type { SubmissionStatus } from '../submission/status.ts';
import type { SubmissionFacts } from '../submission/store.ts';
import { GRANT_ENDED, hasEnded, isOwn, reaches } from './reach.ts';

export const LONGEST_NOTE = 2_000;

/** While the file is still with its submitter: what the approver reads is not changed under his eyes. */
const NOTED_IN: readonly SubmissionStatus[] = ['checked', 'returned'];
/** So many queries are named one by one in a Problem; the report has them all. */
const NAMED = 100;

export interface NoteRequest {
  readonly identity: Identity;
  /** Locked by the caller, so that it does not move on meanwhile. */
  readonly submission: SubmissionFacts;
  readonly key: string;
  readonly note: string;
  readonly at: Date;
}

/**
 * Puts a note on a query, or another in its place, and returns the finding with it. The text goes into the note and
 * nowhere else. Throws `forbidden`, `bad-request`, `not-found`, `wrong-move` or `not-a-query` where it may not be written.
 */
export async function noteQuery(
  tx: Transaction,
  { identity, submission, key, note, at }: NoteRequest,
): Promise<NotedFinding> {
  const { id, area, status } = submission;
  if (!hasRole(identity, 'submitter')) {
    throw new Problem('forbidden', 'To explain a query needs a key with the role submitter.');
  }
  // The steward's scope is every authority's; a note is the word of the authority, or of whom it has granted to send.
  if (!(await reaches(tx, { identity, owned: submission, roles: ['submitter'] })))
    throw new Problem('not-found', 'There is no submission of this id for this key.');
  const text = note.trim();
  if (text.length === 0 || text.length > LONGEST_NOTE || text.includes('\0')) {
    throw new Problem('bad-request', `A note is a text of 1 to ${LONGEST_NOTE} characters.`);
  }
  const [finding] = await readFindings(tx, id, key);
  if (finding === undefined) throw new Problem('not-found', 'The submission has no finding of this key.');
  if (!NOTED_IN.includes(status)) {
    throw new Problem('wrong-move', `The submission is ${status}; its notes can no longer be changed.`);
  }
  if (finding.severity !== 'query') {
    throw new Problem(
      'not-a-query',
      `The finding is ${finding.severity === 'error' ? 'an error' : 'a notice'}.`,
    );
  }
  await writeNote(tx, { submissionId: id, key, note: text, notedBy: identity.id, notedAt: at }).catch(
    (error: unknown) => {
      if (!isOwn(identity, submission) && hasEnded(error))
        throw new Problem('another-authority', GRANT_ENDED);
      throw error;
    },
  );
  await recordAct(tx, {
    at,
    actor: identity.id,
    act: 'submission.note',
    subjectKind: 'submission',
    subjectId: id,
    area,
    detail: { key, length: text.length },
  });
  return { ...finding, note: text };
}

/** Throws `notes-missing`, with the key of each, while the submission has queries without a note. */
export async function requireNotes(tx: Transaction, { id, queryCount }: SubmissionFacts): Promise<void> {
  if (queryCount === 0) return;
  const { total, first } = await openQueries(tx, id, NAMED);
  if (total === 0) return;
  const parts = first.map(
    ({ key, code, title }): ProblemPart => ({ code, key, detail: `${title}: there is no note on it.` }),
  );
  const which = total > NAMED ? `; the first ${NAMED} are named` : '';
  throw new Problem(
    'notes-missing',
    `${total.toLocaleString('en-GB')} ${total === 1 ? 'query has' : 'queries have'} no note${which}.`,
    parts,
  );
}
