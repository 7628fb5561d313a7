import { hasRole, type Identity, type KeyRole } from '../platform/identity.ts';
import { Problem } from '../problem.ts';
import type { Transaction } from '../storage/database.ts';
import { DatabaseError, withoutValues } from '../storage/database-error.ts';
import { type GrantRight, holdsGrant } from '../submission/grant/store.ts';
import type { SubmissionFacts } from '../submission/store.ts';

/** The right that a role needs of another authority to act there; none can be had for the others. */
const RIGHT_OF: Readonly<Partial<Record<KeyRole, GrantRight>>> = { submitter: 'submit', approver: 'approve' };

export const GRANT_ENDED = 'The grant for this authority has ended meanwhile. Nothing has been done.';

export type Owned = Pick<SubmissionFacts, 'area' | 'sender' | 'domain'>;

/**
 * Whether an identity acts with one of these roles where the submission belongs: in its own authority, by grant in
 * another's, or anywhere for the steward. That it sees a submission does not mean that it may act there.
 */
export async function reaches(
  tx: Transaction,
  { identity, owned, roles }: { identity: Identity; owned: Owned; roles: readonly KeyRole[] },
): Promise<boolean> {
  const held = roles.filter((role) => hasRole(identity, role));
  if (held.includes('steward')) return true;
  if (isOwn(identity, owned)) return held.length > 0;
  const { area, domain } = owned;
  if (area === null || identity.area === null) return false;
  for (const role of held) {
    const right = RIGHT_OF[role];
    if (right !== undefined && (await holdsGrant(tx, { area, domain, right }))) return true;
  }
  return false;
}

/** Whether the database refused a row as out of sight: what was in sight by grant before, and is not any more. */
export function hasEnded(error: unknown): boolean {
  const kept = withoutValues(error);
  return kept instanceof DatabaseError && kept.sqlState === '42501';
}

/** Throws `another-authority` where the identity sees the submission and may not act on it. */
export async function requireReach(
  tx: Transaction,
  request: { identity: Identity; owned: Owned; roles: readonly KeyRole[] },
): Promise<void> {
  if (await reaches(tx, request)) return;
  const roles = request.roles.join(' or ');
  throw new Problem(
    'another-authority',
    `It belongs to another authority, which has granted yours nothing that lets its ${roles} do this.`,
  );
}

/** Whether a submission is of the identity's own authority; or, where it has none, of the same sender. */
export function isOwn(identity: Identity, { area, sender }: Owned): boolean {
  return area === null ? identity.area === null && identity.name === sender : identity.area === area;
}
