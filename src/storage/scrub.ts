import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { withoutValues } from './database-error.ts';

export interface Scrubbed {
  readonly tables: number;
  /** Whether the server let the owner empty what the planner remembers, and flush it all to disk. */
  readonly statistics: boolean;
  readonly checkpoint: boolean;
}

/**
 * Writes the tables that hold what authorities send anew, as the database's owner, so that nothing of deleted rows is left
 * in their files. Each table is closed to everybody while it is written.
 */
export async function scrub(url: string): Promise<Scrubbed> {
  const client = new pg.Client({ connectionString: url, application_name: 'ldd scrub' });
  try {
    await client.connect();
    await olderEnded(client);
    const { rows } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname = 'intake' or tablename in ('draft_cell', 'protected_family') order by 1`,
    );
    // Samples of columns of which none are taken any more: see the migration purge-by-two.
    const statistics = await allowed(
      client,
      `delete from pg_statistic s using pg_attribute a
       where a.attrelid = s.starelid and a.attnum = s.staattnum and a.attstattarget = 0`,
    );
    for (const { name } of [...rows, { name: 'pg_catalog.pg_statistic' }]) {
      await client.query(`vacuum (full, analyze) ${name}`);
    }
    return { tables: rows.length, statistics, checkpoint: await allowed(client, 'checkpoint') };
  } catch (error) {
    throw withoutValues(error);
  } finally {
    await client.end();
  }
}

/** How long to wait for what was running before, in milliseconds. */
const PATIENCE = 60_000;

/** A table written anew keeps the deleted rows that a transaction begun before can still see: such are waited for. */
async function olderEnded(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ here: string }>('select pg_current_xact_id()::xid::text as here');
  for (const until = Date.now() + PATIENCE; ; await setTimeout(100)) {
    const older = await client.query<{ pid: number; application: string }>(
      `select pid, application_name as application from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()
         and greatest(age(backend_xmin), age(backend_xid)) > age($1::xid)`,
      [rows[0]?.here],
    );
    const [first] = older.rows;
    if (first === undefined) return;
    if (Date.now() > until)
      throw new Error(
        `Process ${first.pid} (${first.application || 'no name'}) of this database has had a transaction open since ` +
          'before, so that deleted rows would stay in the files. Nothing has been written: end it, and scrub again.',
      );
  }
}

/** False where the owner has not the right to it. */
async function allowed(client: pg.Client, sql: string): Promise<boolean> {
  try {
    await client.query(sql);
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === '42501') return false;
    throw error;
  }
}
