/** What a key may do. `national` sends files that span authorities and periods. */
export const KEY_ROLES = ['submitter', 'approver', 'steward', 'publisher', 'national'] as const;
export type KeyRole = (typeof KEY_ROLES)[number];

/** Who is asking. */
export interface Identity {
  /** The key's id: what the audit trail and the two-person rule go by. */
  readonly id: string;
  readonly name: string;
  readonly roles: readonly KeyRole[];
  /** An authority's GSS code; null for London's own staff and national senders. */
  readonly area: string | null;
}

export function hasRole(identity: Identity, ...roles: readonly KeyRole[]): boolean {
  return roles.some((role) => identity.roles.includes(role));
}
