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
export async function testDatabase(
  t: Pick<Test, 'teardown'>,
  { template = TEMPLATE }: { readonly template?: string } = {},
): Promise<TestDatabase> {
  const name = `ldd_test_${randomBytes(6).toString('hex')}`;
  await asOwner(server(), `create database ${name} template ${template}`);
  const { db, url } = openTest(name);
  t.teardown(async () => {
    await db.close();
    await asOwner(server(), `drop database ${name} with (force)`);
  });
  return { db, url };
}

/** A template like the first, and in it what `fill` does once a run: whoever asks for it meanwhile waits. Gives its name. */
export async function furtherTemplate(
  kind: string,
  fill: (database: TestDatabase) => Promise<void>,
): Promise<string> {
  const name = `${TEMPLATE}_${kind}`;
  const client = new pg.Client({ connectionString: server() });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(hashtext($1))', [name]);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 1) return name;
    const draft = `${name}_draft`;
    await client.query(`drop database if exists ${draft}`);
    await client.query(`create database ${draft} template ${TEMPLATE}`);
    const database = openTest(draft);
    try {
      await fill(database);
    } finally {
      await database.db.close();
    }
    await client.query(`alter database ${draft} rename to ${name}`);
    return name;
  } finally {
    await client.end();
  }
}

function server(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (url === undefined)
    throw new Error('Run tests through `npm run tap -- <file>`: they need its database.');
  return url;
}

function openTest(name: string): TestDatabase {
  const url = new URL(server());
  url.pathname = `/${name}`;
  return { db: openDatabase({ url: url.href, roleSecret: '', poolSize: 4 }), url: url.href };
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
