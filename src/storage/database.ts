import { createHmac } from 'node:crypto';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { withoutValues } from './database-error.ts';

export const ROLES = ['intake_writer', 'publisher', 'publication_reader'] as const;
export type Role = (typeof ROLES)[number];

export interface DatabaseOptions {
  /** The owner's URL; its user is used by `migrate` alone. */
  readonly url: string;
  /** What the roles' passwords are made from; empty: the owner's password. */
  readonly roleSecret: string;
  readonly poolSize: number;
}

/** One pool for each role. The owner has none. */
export interface Database {
  readonly intake: pg.Pool;
  readonly publisher: pg.Pool;
  readonly reader: pg.Pool;
  /** For a thread that needs a connection of its own. It holds a password. */
  readonly publisherUrl: string;
  /** How many connections each role has, how many of them rest, and how many requests wait for one. */
  states(): readonly { name: string; total: number; idle: number; waiting: number }[];
  close(): Promise<void>;
}

export function openDatabase(options: DatabaseOptions): Database {
  const pool = (role: Role) => {
    const made = new pg.Pool({
      connectionString: roleUrl(options, role),
      max: options.poolSize,
      application_name: `ldd ${role}`,
    });
    // An idle connection that the server closes is not an event for anybody.
    made.on('error', () => {});
    return made;
  };
  const pools = {
    intake: pool('intake_writer'),
    publisher: pool('publisher'),
    reader: pool('publication_reader'),
  };
  return {
    ...pools,
    publisherUrl: roleUrl(options, 'publisher'),
    states: () =>
      Object.entries(pools).map(([name, { totalCount, idleCount, waitingCount }]) => ({
        name,
        total: totalCount,
        idle: idleCount,
        waiting: waitingCount,
      })),
    async close() {
      await Promise.all(Object.values(pools).map((each) => each.end()));
    },
  };
}

/** One connection as the publisher, by `publisherUrl`. */
export function openPublisher(url: string): pg.Pool {
  return new pg.Pool({ connectionString: url, max: 1, application_name: 'ldd publisher, apart' });
}

/** A role's password: made from a secret that every node has, so that none needs to be handed around or stored. */
export function rolePassword(options: Pick<DatabaseOptions, 'url' | 'roleSecret'>, role: Role): string {
  const secret = options.roleSecret || decodeURIComponent(new URL(options.url).password);
  return createHmac('sha256', secret).update(`london-disproportionality-data ${role}`).digest('base64url');
}

function roleUrl(options: DatabaseOptions, role: Role): string {
  const url = new URL(options.url);
  url.username = role;
  url.password = rolePassword(options, role);
  return url.href;
}

/** Who acts, for row-level security: an authority's GSS code, `*` for the steward, and the sender's name. */
export interface Scope {
  readonly area: string | null;
  readonly sender: string;
}

export interface Transaction {
  readonly client: pg.PoolClient;
  readonly tables: NodePgDatabase;
}

/** Runs `work` in one transaction; anything thrown rolls all of it back. Database errors come out without values. */
export async function transaction<T>(
  pool: pg.Pool,
  work: (transaction: Transaction) => Promise<T>,
  scope?: Scope,
): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw withoutValues(error);
  });
  let broken: Error | undefined;
  // A connection that breaks off while `work` is at something else is told by the next query; unheard it ends the process.
  const heard = () => {};
  client.on('error', heard);
  try {
    await client.query('begin');
    if (scope !== undefined) {
      await client.query("select set_config('ldd.area', $1, true), set_config('ldd.sender', $2, true)", [
        scope.area ?? '',
        scope.sender,
      ]);
    }
    // Made when it is first wanted: many a transaction has no need of it.
    let tables: NodePgDatabase | undefined;
    const result = await work({
      client,
      get tables() {
        tables ??= drizzle({ client });
        return tables;
      },
    });
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw withoutValues(error);
  } finally {
    client.off('error', heard);
    client.release(broken);
  }
}
