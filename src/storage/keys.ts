import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import type { Identity, KeyRole } from '../platform/identity.ts';
import { KEY_ROLES } from '../platform/identity.ts';
import { recordAct } from './audit.ts';
import { transaction } from './database.ts';
import { apiKey } from './intake-tables.ts';

const FORM = /^ldd_([A-Za-z0-9]{12})_([A-Za-z0-9_-]{43})$/;

export interface NewKey {
  readonly name: string;
  readonly roles: readonly KeyRole[];
  readonly area: string | null;
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
    });
    await recordAct(tx, {
      at: by.at,
      actor: by.actor,
      act: 'key.create',
      subjectKind: 'key',
      subjectId: id,
      area: key.area,
      detail: { name: key.name, roles: key.roles.join(' ') },
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
    const { rowCount } = await tx.client.query(
      'update intake.api_key set revoked_at = $2 where id = $1 and revoked_at is null',
      [id, by.at],
    );
    if (rowCount !== 1) return false;
    await recordAct(tx, {
      at: by.at,
      actor: by.actor,
      act: 'key.revoke',
      subjectKind: 'key',
      subjectId: id,
      area: null,
      detail: {},
    });
    return true;
  });
}

export async function listKeys(pool: pg.Pool): Promise<
  readonly {
    id: string;
    name: string;
    roles: string[];
    area: string | null;
    createdAt: Date;
    revokedAt: Date | null;
  }[]
> {
  const { id, name, roles, area, createdAt, revokedAt } = apiKey;
  return drizzle({ client: pool })
    .select({ id, name, roles, area, createdAt, revokedAt })
    .from(apiKey)
    .orderBy(apiKey.createdAt);
}

/** Whose key this is, or undefined for a text that is no key of ours, or one that has ended. */
export async function identify(pool: pg.Pool, text: string): Promise<Identity | undefined> {
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const [, id = '', secret = ''] = match;
  const [row] = await drizzle({ client: pool }).select().from(apiKey).where(eq(apiKey.id, id));
  if (row === undefined || row.revokedAt !== null || !timingSafeEqual(row.secretHash, hash(secret)))
    return undefined;
  const roles = KEY_ROLES.filter((role) => row.roles.includes(role));
  return { id: row.id, name: row.name, roles, area: row.area };
}

/** The secret has 256 random bits, so a plain hash is enough: there is nothing to guess slowly. */
function hash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
