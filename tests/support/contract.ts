import { type AppOptions, buildApp, buildFlows } from '../../src/app.ts';
import { printSdl } from '../../src/graphql/schema.ts';
import { createLogger } from '../../src/platform/logging.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { buildVocabulary } from '../../src/vocabulary/vocabulary.ts';

/** The app as its routes declare it. Pools connect when first asked, so no database is needed. */
export async function declaredApp(more: Pick<AppOptions, 'onRoute'> = {}) {
  const database = openDatabase({
    url: 'postgres://nobody:nothing@127.0.0.1:1/none',
    roleSecret: '',
    poolSize: 1,
  });
  const nothing = {
    areas: [],
    groups: [],
    partitions: [],
    codes: [],
    aliases: [],
    measures: [],
    populations: [],
    layouts: [],
  };
  const vocabulary = buildVocabulary(0, nothing);
  const maxUploadBytes = 1024;
  const clock = () => new Date(0);
  const flows = buildFlows({
    database,
    vocabulary: () => vocabulary,
    clock,
    maxUploadBytes,
    exports: { directory: '/nonexistent', maxBytes: 0 },
    patternKey: 'tests',
  });
  return buildApp({ flows, database, clock, logger: createLogger('silent'), maxUploadBytes, ...more });
}

/** What the doors promise, as it is committed: path → text. */
export async function contractFiles(): Promise<Readonly<Record<string, string>>> {
  const app = await declaredApp();
  try {
    const openapi = (await app.inject('/openapi.json')).json();
    return {
      'openapi/openapi.json': `${JSON.stringify(openapi, null, 2)}\n`,
      'openapi/schema.graphql': `${printSdl().trimEnd()}\n`,
    };
  } finally {
    await app.close();
  }
}
