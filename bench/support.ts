import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AppOptions, buildApp, buildFlows, type Flows } from '../src/app.ts';
import { createLogger } from '../src/platform/logging.ts';
import { type Database, openDatabase } from '../src/storage/database.ts';
import { latestVocabulary, loadEdition } from '../src/storage/editions.ts';
import { startEmbedded } from '../src/storage/embedded.ts';
import { migrate } from '../src/storage/migrate.ts';
import { readSeeds } from '../src/storage/seed.ts';

export interface Bench {
  readonly url: string;
  readonly database: Database;
  readonly flows: Flows;
  readonly app: AppOptions;
  /** Another node on the same database, which knows nothing yet. */
  newApp(): ReturnType<typeof buildApp>;
  close(): Promise<void>;
}

/** A durable database of its own, migrated and with the vocabulary; what a fresh install is. */
export async function openBench(): Promise<Bench> {
  const directory = await mkdtemp(join(tmpdir(), 'ldd-bench-'));
  const postgres = await startEmbedded({ directory });
  const connection = { url: postgres.url, roleSecret: '' };
  await migrate(connection);
  await loadEdition({ url: postgres.url, body: await readSeeds('seeds'), now: new Date() });
  const database = openDatabase({ ...connection, poolSize: 10 });
  const vocabulary = await latestVocabulary(database.reader);
  const maxUploadBytes = 1024 ** 3;
  const clock = () => new Date();
  const newFlows = () =>
    buildFlows({
      database,
      vocabulary: () => vocabulary,
      clock,
      maxUploadBytes,
      exports: { directory: join(directory, 'exports'), maxBytes: 8 * 1024 ** 3 },
      patternKey: 'tests',
    });
  const flows = newFlows();
  const app: AppOptions = {
    flows,
    database,
    clock,
    logger: createLogger('silent'),
    maxUploadBytes,
    access: { oidc: null, limits: { uploads: 0, writes: 0, reads: 0, refusals: 0 } },
  };
  return {
    url: postgres.url,
    database,
    flows,
    app,
    newApp: () => buildApp({ ...app, flows: newFlows() }),
    async close() {
      await database.close();
      await postgres.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
