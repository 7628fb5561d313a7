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
