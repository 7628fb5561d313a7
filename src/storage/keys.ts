import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { getTableColumns } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import type { Identity, KeyRole } from '../platform/identity.ts';
import { KEY_ROLES } from '../platform/identity.ts';
import { Problem } from '../problem.ts';
import { recordAct } from './audit.ts';
import { transaction } from './database.ts';
import { apiKey } from './intake-tables.ts';
import { plainSql } from './plain-sql.ts';

const FIND_KEY = `select ${plainSql(apiKey).columns} from intake.api_key where id = $1`;
const FORM = /^ldd_([A-Za-z0-9]{12})_([A-Za-z0-9_-]{43})$/;

/** Last use is written down no more often than this. */
const USE_KEPT_FOR = 60_000;

export interface NewKey {
  readonly name: string;
  readonly roles: readonly KeyRole[];
  readonly area: string | null;
  /** null for one that lasts until it is revoked. */
  readonly expiresAt?: Date | null;
}

/** Makes a key and returns its text: `ldd_<id>_<secret>`. Only a hash of the secret is kept, so it cannot be shown again. */
export async function createKey(
  pool: pg.Pool,
  key: NewKey,
  by: { readonly actor: string; readonly at: Date },
): Promise<{ readonly id: string; readonly key: string }> {
  const id = randomBytes(24).toString('base64').replaceAll(/[+/=]/g, '').slice(0, 12);
  const secret = randomBytes(32).toString('base64url');
  await transaction(pool, async (tx) => {
    await tx.tables.insert(apiKey).values({
      id,
      secretHash: hash(secret),
      name: key.name,
      roles: [...key.roles],
      area: key.area,
      createdAt: by.at,
      expiresAt: key.expiresAt ?? null,
    });
    await recordAct(tx, {
      at: by.at,
      actor: by.actor,
      act: 'key.create',
      subjectKind: 'key',
      subjectId: id,
      area: key.area,
      detail: {
        name: key.name,
        roles: key.roles.join(' '),
        expiresAt: key.expiresAt?.toISOString() ?? null,
      },
    });
  });
  return { id, key: `ldd_${id}_${secret}` };
}

/** Ends a key at once. Returns false where there is no such key, or it had ended before. */
export async function revokeKey(
  pool: pg.Pool,
  id: string,
  by: { readonly actor: string; readonly at: Date },
): Promise<boolean> {
  return transaction(pool, async (tx) => {
    const { rows } = await tx.client.query<{ area: string | null }>(
      'update intake.api_key set revoked_at = $2 where id = $1 and revoked_at is null returning area',
      [id, by.at],
    );
    const [ended] = rows;
    if (ended === undefined) return false;
    await recordAct(tx, {
      at: by.at,
      actor: by.actor,
      act: 'key.revoke',
      subjectKind: 'key',
      subjectId: id,
      area: ended.area,
      detail: {},
    });
    return true;
  });
}

/** What may be told of a key: everything but its secret. */
export type KeyFacts = Omit<typeof apiKey.$inferSelect, 'secretHash'>;

export async function listKeys(pool: pg.Pool): Promise<readonly KeyFacts[]> {
  const { secretHash: _, ...told } = getTableColumns(apiKey);
  return drizzle({ client: pool }).select(told).from(apiKey).orderBy(apiKey.createdAt);
}

/**
 * Whose key this is. Throws `unauthenticated`; that a key has ended is said only to who holds its secret.
 */
export async function identify(pool: pg.Pool, text: string, at: Date): Promise<Identity> {
  const match = FORM.exec(text);
  const [, id = '', secret = ''] = match ?? [];
  const [row] = match === null ? [] : (await pool.query<typeof apiKey.$inferSelect>(FIND_KEY, [id])).rows;
  if (row === undefined || !timingSafeEqual(row.secretHash, hash(secret))) {
    throw new Problem('unauthenticated', 'This key is not known.');
  }
  if (row.revokedAt !== null) {
    throw new Problem('unauthenticated', `This key was ended at ${row.revokedAt.toISOString()}.`);
  }
  if (row.expiresAt !== null && row.expiresAt <= at) {
    throw new Problem('unauthenticated', `This key expired at ${row.expiresAt.toISOString()}.`);
  }
  const roles = KEY_ROLES.filter((role) => row.roles.includes(role));
  return { id: row.id, name: row.name, roles, area: row.area };
}

export interface KeyUse {
  /** Notes that a key was used; returns at once, and never throws. */
  note(id: string): void;
  /** When all that was noted is written down. */
  settled(): Promise<void>;
}

/** Writes down when keys were last used: beside the requests, and each key's at most once a minute. */
export function rememberKeyUse(pool: pg.Pool, clock: () => Date): KeyUse {
  const written = new Map<string, number>();
  const writing = new Set<Promise<void>>();
  return {
    note(id) {
      const at = clock();
      if (at.valueOf() - (written.get(id) ?? Number.NEGATIVE_INFINITY) < USE_KEPT_FOR) return;
      written.set(id, at.valueOf());
      // A use that could not be written down is written with the next one.
      const write = pool
        .query('update intake.api_key set last_used_at = $2 where id = $1', [id, at])
        .then(
          () => {},
          () => void written.delete(id),
        )
        .finally(() => writing.delete(write));
      writing.add(write);
    },
    settled: async () => void (await Promise.all(writing)),
  };
}

/** The secret has 256 random bits, so a plain hash is enough: there is nothing to guess slowly. */
function hash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
