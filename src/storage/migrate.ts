import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { type DatabaseOptions, ROLES, rolePassword } from './database.ts';
import { withoutValues } from './database-error.ts';

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));
/** Any number that no other program on the server uses for the same. */
const LOCK = 5_170_433_001;

/**
 * Brings the database up to date as its owner and gives the three roles their passwords. Several nodes may start at
 * once: they take turns. Running it again changes nothing.
 */
export async function migrate(options: Omit<DatabaseOptions, 'poolSize'>): Promise<void> {
  const client = new pg.Client({ connectionString: options.url, application_name: 'ldd migrate' });
  try {
    await client.connect();
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await applyMigrations(drizzle({ client }), { migrationsFolder: MIGRATIONS });
    for (const role of ROLES) {
      const statement = await client.query<{ sql: string }>(
        "select format('alter role %I with login password %L', $1::text, $2::text) as sql",
        [role, rolePassword(options, role)],
      );
      await client.query(statement.rows[0]?.sql ?? '');
    }
  } catch (error) {
    throw withoutValues(error);
  } finally {
    await client.end();
  }
}
