import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Test } from 'tap';
import { type Database, openDatabase } from '../../src/storage/database.ts';

/** The template that `tests/support/run.ts` migrates and seeds once. */
export const TEMPLATE = 'ldd_template';

export interface TestDatabase {
  readonly db: Database;
  /** The owner's URL, for tests that look behind the roles. */
  readonly url: string;
}

/** A fresh clone of the migrated and seeded template, dropped when the test ends. */
export async function testDatabase(t: Pick<Test, 'teardown'>): Promise<TestDatabase> {
  const server = process.env.TEST_DATABASE_URL;
  if (server === undefined)
    throw new Error('Run tests through `npm run tap -- <file>`: they need its database.');
  const name = `ldd_test_${randomBytes(6).toString('hex')}`;
  await asOwner(server, `create database ${name} template ${TEMPLATE}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const db = openDatabase({ url: url.href, roleSecret: '', poolSize: 4 });
  t.teardown(async () => {
    await db.close();
    await asOwner(server, `drop database ${name} with (force)`);
  });
  return { db, url: url.href };
}

/** Runs one statement as the owner. */
export async function asOwner(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}
