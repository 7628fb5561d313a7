import t from 'tap';
import type { Identity, KeyRole } from '../../../src/platform/identity.ts';
import { Problem } from '../../../src/problem.ts';
import {
  MOVE_RULES,
  MOVES,
  type Movable,
  nextStatuses,
  STATUS_RULES,
  SUBMISSION_STATUSES,
  statusAfter,
} from '../../../src/submission/status.ts';

const who = (id: string, ...roles: KeyRole[]): Identity => ({ id, name: id, roles, area: 'E09000012' });
const one = (more: Partial<Movable> = {}): Movable => ({
  status: 'checked',
  submittedBy: 'ann',
  errorCount: 0,
  ...more,
});
function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return error instanceof Problem ? error.code : String(error);
  }
  return 'nothing';
}

t.test('every status has transitions and an owner, but for the end of the road', async (t) => {
  for (const status of SUBMISSION_STATUSES) {
    const last = status === 'withdrawn';
    t.equal(nextStatuses(status).length === 0, last, status);
    t.equal(STATUS_RULES[status].owner === null, last, status);
    t.ok(STATUS_RULES[status].meaning.length > 10);
  }
});

t.test('every status can be reached', async (t) => {
  const reached = new Set(['checked', 'returned', ...SUBMISSION_STATUSES.flatMap(nextStatuses)]);
  t.same([...reached].toSorted(), [...SUBMISSION_STATUSES].toSorted());
});

t.test('a move is made from its statuses only, by its roles only', async (t) => {
  for (const move of MOVES) {
    const rule = MOVE_RULES[move];
    for (const status of SUBMISSION_STATUSES) {
      const act = () => statusAfter(move, one({ status }), who('bob', ...rule.by));
      if (rule.from.includes(status)) t.equal(act(), rule.to, `${move} from ${status}`);
      else t.equal(codeOf(act), 'wrong-move', `${move} from ${status}`);
    }
    const stranger = who('bob', 'publisher', 'national');
    t.equal(
      codeOf(() => statusAfter(move, one({ status: 'submitted' }), stranger)),
      'forbidden',
      move,
    );
  }
});

t.test('a file with errors cannot be submitted', async (t) => {
  const returned = one({ status: 'returned', errorCount: 3 });
  t.equal(
    codeOf(() => statusAfter('submit', returned, who('ann', 'submitter'))),
    'wrong-move',
  );
});

t.test('nobody approves what they have sent themselves', async (t) => {
  const submitted = one({ status: 'submitted' });
  t.equal(
    codeOf(() => statusAfter('approve', submitted, who('ann', 'submitter', 'approver'))),
    'same-person',
  );
  t.equal(statusAfter('approve', submitted, who('bob', 'approver')), 'approved');
});
