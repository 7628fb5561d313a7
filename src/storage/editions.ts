import { createHash } from 'node:crypto';
import { desc } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { canonicalJson } from '../platform/canonical-json.ts';
import { buildVocabulary, type Vocabulary, type VocabularyBody } from '../vocabulary/vocabulary.ts';
import { withoutValues } from './database-error.ts';
import { edition } from './publication-tables.ts';

/** Any number that no other program on the server uses for the same. */
const LOCK = 5_170_433_002;

export interface LoadOptions {
  /** The owner's URL: no role may write the vocabulary. */
  readonly url: string;
  readonly body: VocabularyBody;
  readonly now: Date;
}

/**
 * Makes `body` the newest edition, unless it is so already, and returns its number. Words that return to what they were
 * before are that earlier edition again, loaded anew. Several nodes may start at once: they take turns.
 */
export async function loadEdition(options: LoadOptions): Promise<{ edition: number; changed: boolean }> {
  const client = new pg.Client({ connectionString: options.url, application_name: 'ldd vocabulary' });
  try {
    await client.connect();
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    const sha256 = createHash('sha256').update(canonicalJson(options.body)).digest('hex');
    const newest = await newestEdition(client);
    if (newest?.sha256 === sha256) return { edition: newest.id, changed: false };

    // After every other, even where this node's clock runs behind the one that loaded the last.
    const last = newest === undefined ? 0 : newest.loadedAt.valueOf() + 1;
    const loadedAt = new Date(Math.max(options.now.valueOf(), last));
    const [row] = await drizzle({ client })
      .insert(edition)
      .values({ sha256, loadedAt, body: options.body })
      .onConflictDoUpdate({ target: edition.sha256, set: { loadedAt } })
      .returning({ id: edition.id });
    if (row === undefined) throw new Error('The vocabulary was not stored.');
    return { edition: row.id, changed: true };
  } catch (error) {
    throw withoutValues(error);
  } finally {
    await client.end();
  }
}

/** The newest edition of the vocabulary. Throws where none has been loaded. */
export async function latestVocabulary(pool: pg.Pool): Promise<Vocabulary> {
  const newest = await newestEdition(pool).catch((error: unknown) => {
    throw withoutValues(error);
  });
  if (newest === undefined) throw new Error('The database holds no vocabulary yet: load the seeds first.');
  return buildVocabulary(newest.id, newest.body);
}

async function newestEdition(client: pg.Pool | pg.Client) {
  const [row] = await drizzle({ client })
    .select()
    .from(edition)
    .orderBy(desc(edition.loadedAt), desc(edition.id))
    .limit(1);
  return row;
}
