import pg from 'pg';
import { withoutValues } from './database-error.ts';

/** Any number that no other program on the server uses for the same. */
const LOCK = 5_170_433_003;

/** Does work that several nodes may begin at once, on one database: they take turns, and each finds what those before it did. */
export async function oneAtATime<T>(url: string, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'ldd start' });
  try {
    await client.connect();
    await client.query('select pg_advisory_lock($1)', [LOCK]);
  } catch (error) {
    await client.end();
    throw withoutValues(error);
  }
  try {
    return await work();
  } finally {
    await client.end();
  }
}
