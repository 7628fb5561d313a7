import type { KeyRole } from '../platform/identity.ts';

export type ReleaseStatus = 'draft' | 'protected' | 'approved' | 'published' | 'superseded' | 'withdrawn';
export type ReleaseAct = 'approve' | 'publish' | 'withdraw';

/** What may be done with a release as it stands, by whom, and what becomes of it. */
export const RELEASE_MOVES: Readonly<
  Record<
    ReleaseStatus,
    Partial<Record<ReleaseAct, { readonly to: ReleaseStatus; readonly by: readonly KeyRole[] }>>
  >
> = {
  draft: { withdraw: { to: 'withdrawn', by: ['steward'] } },
  protected: {
    approve: { to: 'approved', by: ['publisher'] },
    withdraw: { to: 'withdrawn', by: ['steward'] },
  },
  approved: {
    publish: { to: 'published', by: ['publisher'] },
    withdraw: { to: 'withdrawn', by: ['steward'] },
  },
  published: { withdraw: { to: 'withdrawn', by: ['publisher'] } },
  superseded: { withdraw: { to: 'withdrawn', by: ['publisher'] } },
  withdrawn: {},
};
