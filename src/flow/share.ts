import { randomUUID } from 'node:crypto';
import { hasRole, type Identity } from '../platform/identity.ts';
import { Problem } from '../problem.ts';
import { recordAct } from '../storage/audit.ts';
import { type Database, type Transaction, transaction } from '../storage/database.ts';
import {
  endGrant,
  findGrant,
  type GrantFacts,
  type GrantRight,
  insertGrant,
  listGrants,
} from '../submission/grant/store.ts';
import { DOMAINS, type Domain } from '../vocabulary/measure.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { scopeOf } from './scope.ts';

export { GRANT_RIGHTS, type GrantFacts, type GrantRight } from '../submission/grant/store.ts';

export interface NewGrant {
  /** Whose submissions; the giver's own authority by default. */
  readonly area?: string | undefined;
  /** Whose officers may act. */
  readonly grantee: string;
  /** All by default. */
  readonly domains?: readonly Domain[] | undefined;
  readonly rights: readonly GrantRight[];
  readonly expiresAt?: Date | undefined;
}

/** How joint services work: one authority lets the officers of another send, or approve, its returns. */
export interface Share {
  /** Those that the identity's authority gave and holds; for the steward, all. The newest first. */
  grants(identity: Identity): Promise<readonly GrantFacts[]>;
  /** Throws `forbidden`, `another-authority`, `unknown-area` or `bad-request` where it may not be given. */
  grant(identity: Identity, asked: NewGrant): Promise<GrantFacts>;
  /** Ends a grant at once. Throws `not-found`, `another-authority`, or `wrong-move` for one that has ended. */
  end(identity: Identity, id: string): Promise<GrantFacts>;
}

export interface ShareOptions {
  readonly pool: Database['intake'];
  readonly vocabulary: () => Vocabulary;
  readonly clock: () => Date;
}

export function createShare({ pool, vocabulary, clock }: ShareOptions): Share {
  const within = <T>(identity: Identity, work: (tx: Transaction) => Promise<T>) =>
    transaction(pool, work, scopeOf(identity));
  return {
    grants: (identity) => within(identity, listGrants),
    async grant(identity, asked) {
      const facts = newGrant(identity, asked, { words: vocabulary(), at: clock() });
      requireOwner(identity, facts.area);
      return within(identity, async (tx) => {
        await insertGrant(tx, facts);
        await recordGrant(tx, facts, { act: 'grant.give', actor: identity.id, at: facts.grantedAt });
        return facts;
      });
    },
    end: (identity, id) =>
      within(identity, async (tx) => {
        const facts = await findGrant(tx, id);
        if (facts === undefined) throw new Problem('not-found', 'There is no grant of this id for this key.');
        requireOwner(identity, facts.area);
        const [by, at] = [identity.id, clock()];
        if (!(await endGrant(tx, { id, by, at }))) {
          throw new Problem('wrong-move', 'This grant has been ended before.');
        }
        await recordGrant(tx, facts, { act: 'grant.end', actor: by, at });
        return { ...facts, revokedBy: by, revokedAt: at };
      }),
  };
}

/** An authority's approver gives away what is the authority's own; the steward, for any. */
function requireOwner(identity: Identity, area: string): void {
  if (hasRole(identity, 'steward')) return;
  if (!hasRole(identity, 'approver')) {
    throw new Problem(
      'forbidden',
      'Grants are given and ended by the approver of the authority, or the steward.',
    );
  }
  if (identity.area !== area) {
    throw new Problem('another-authority', 'An authority gives and ends grants for its own returns only.');
  }
}

function newGrant(
  identity: Identity,
  asked: NewGrant,
  { words, at }: { readonly words: Vocabulary; readonly at: Date },
): GrantFacts {
  const area = (asked.area ?? identity.area)?.toUpperCase();
  if (area === undefined) throw new Problem('bad-request', 'Say whose returns: `area`.');
  const grantee = asked.grantee.toUpperCase();
  for (const each of [area, grantee]) {
    if (!words.authorities.some(({ id }) => id === each)) {
      throw new Problem('unknown-area', 'A grant is between two authorities of London.');
    }
  }
  if (area === grantee) throw new Problem('bad-request', 'An authority needs no grant for its own returns.');
  const expiresAt = asked.expiresAt ?? null;
  if (expiresAt !== null && expiresAt <= at) throw new Problem('bad-request', 'expiresAt is in the past.');
  return {
    id: randomUUID(),
    area,
    grantee,
    domains: DOMAINS.filter((domain) => asked.domains?.includes(domain) ?? true),
    rights: [...new Set(asked.rights)],
    grantedBy: identity.id,
    grantedAt: at,
    expiresAt,
    revokedBy: null,
    revokedAt: null,
  };
}

function recordGrant(
  tx: Transaction,
  { id, area, grantee, domains, rights, expiresAt }: GrantFacts,
  event: { readonly act: 'grant.give' | 'grant.end'; readonly actor: string; readonly at: Date },
): Promise<void> {
  return recordAct(tx, {
    ...event,
    subjectKind: 'grant',
    subjectId: id,
    area,
    detail: {
      grantee,
      domains: domains.join(' '),
      rights: rights.join(' '),
      expiresAt: expiresAt?.toISOString() ?? null,
    },
  });
}
