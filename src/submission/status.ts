import { hasRole, type Identity, type KeyRole } from '../platform/identity.ts';
import { Problem } from '../problem.ts';

export const SUBMISSION_STATUSES = [
  'checked',
  'returned',
  'submitted',
  'approved',
  'superseded',
  'withdrawn',
] as const;
export type SubmissionStatus = (typeof SUBMISSION_STATUSES)[number];

export const MOVES = ['submit', 'approve', 'return', 'withdraw'] as const;
export type Move = (typeof MOVES)[number];

interface MoveRule {
  readonly from: readonly SubmissionStatus[];
  readonly to: SubmissionStatus;
  readonly by: readonly KeyRole[];
}

/** Who may move a submission from where to where. A file with errors is mended and sent anew, never submitted. */
export const MOVE_RULES: Readonly<Record<Move, MoveRule>> = {
  submit: { from: ['checked', 'returned'], to: 'submitted', by: ['submitter'] },
  approve: { from: ['submitted'], to: 'approved', by: ['approver'] },
  return: { from: ['submitted'], to: 'returned', by: ['approver', 'steward'] },
  withdraw: {
    from: ['checked', 'returned', 'submitted', 'approved', 'superseded'],
    to: 'withdrawn',
    by: ['submitter', 'approver'],
  },
};

interface StatusRule {
  /** In words, for whoever asks where it stands. */
  readonly meaning: string;
  /** Whose turn it is; null at the end of the road. */
  readonly owner: KeyRole | null;
  /** What it can become without anybody's move: when a newer file of the same kind is approved. */
  readonly becomes: readonly SubmissionStatus[];
}

export const STATUS_RULES: Readonly<Record<SubmissionStatus, StatusRule>> = {
  checked: { meaning: 'No errors were found; it can be submitted', owner: 'submitter', becomes: [] },
  returned: { meaning: 'It has errors, or the approver sent it back', owner: 'submitter', becomes: [] },
  submitted: { meaning: 'It waits for the approver', owner: 'approver', becomes: [] },
  approved: { meaning: 'It goes into the next release', owner: 'steward', becomes: ['superseded'] },
  superseded: { meaning: 'A newer one was approved in its place', owner: 'submitter', becomes: [] },
  withdrawn: { meaning: 'It was taken back', owner: null, becomes: [] },
};

/** Every status that can follow, by a move or by itself. */
export function nextStatuses(status: SubmissionStatus): readonly SubmissionStatus[] {
  const moved = MOVES.filter((move) => MOVE_RULES[move].from.includes(status)).map(
    (move) => MOVE_RULES[move].to,
  );
  return [...moved, ...STATUS_RULES[status].becomes];
}

export interface Movable {
  readonly status: SubmissionStatus;
  readonly submittedBy: string;
  readonly errorCount: number;
}

/** The status after the move. Throws `forbidden`, `wrong-move` or `same-person` where it may not be made. */
export function statusAfter(move: Move, submission: Movable, identity: Identity): SubmissionStatus {
  const rule = MOVE_RULES[move];
  if (!hasRole(identity, ...rule.by)) {
    throw new Problem(
      'forbidden',
      `To ${move} a submission needs a key with the role ${rule.by.join(' or ')}.`,
    );
  }
  if (!rule.from.includes(submission.status)) {
    throw new Problem(
      'wrong-move',
      `The submission is ${submission.status}; only one that is ${rule.from.join(' or ')} can be taken to ${rule.to}.`,
    );
  }
  if (move === 'submit' && submission.errorCount > 0) {
    throw new Problem('wrong-move', 'The submission has errors. Mend the file and send it again.');
  }
  if (move === 'approve' && submission.submittedBy === identity.id) {
    throw new Problem('same-person', 'Whoever sent the file cannot approve it.');
  }
  return rule.to;
}
