import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApp, buildFlows } from './app.ts';
import { readConfig } from './config.ts';
import { declareExamples, publishFirstRelease, sendPublished, writeDemoKeys } from './first-start.ts';
import { createLogger } from './platform/logging.ts';
import { openDatabase, rolePassword } from './storage/database.ts';
import { latestVocabulary, loadEdition } from './storage/editions.ts';
import { startEmbedded } from './storage/embedded.ts';
import { migrate } from './storage/migrate.ts';
import { oneAtATime } from './storage/one-at-a-time.ts';
import { readSeeds } from './storage/seed.ts';

const SEEDS = fileURLToPath(new URL('../seeds', import.meta.url));
const say = (line: string) => process.stdout.write(`${line}\n`);
const clock = () => new Date();
/** Well within the ten seconds that `docker stop` gives. */
const LAST_ANSWERS_MS = 6_000;

/** What must be closed, last opened first. */
const closers: (() => Promise<void>)[] = [];
let closing: Promise<void> | undefined;

function close(): Promise<void> {
  closing ??= (async () => {
    for (const closer of closers.reverse()) await closer();
  })();
  return closing;
}

async function start(): Promise<void> {
  const config = readConfig(process.env);
  const embedded = config.databaseUrl === '';
  const dataDirectory = resolve(config.dataDirectory);
  let url = config.databaseUrl;
  if (embedded) {
    say(`Starting Postgres under ${dataDirectory} …`);
    await mkdir(dataDirectory, { recursive: true });
    const postgres = await startEmbedded({ directory: dataDirectory, say });
    closers.push(() => postgres.stop());
    url = postgres.url;
  }
  const connection = { url, roleSecret: config.roleSecret };
  await migrate(connection);
  const loaded = await loadEdition({ url, body: await readSeeds(SEEDS), now: clock() });
  const database = openDatabase({ ...connection, poolSize: config.poolSize });
  closers.push(() => database.close());
  const vocabulary = await latestVocabulary(database.reader);
  say(
    `Vocabulary edition ${loaded.edition}: ${vocabulary.measures.length} measures, ${vocabulary.groups.length} ethnic ` +
      `groups, ${vocabulary.areas.length} areas, ${vocabulary.populations.length} populations`,
  );

  const flows = buildFlows({
    database,
    vocabulary: () => vocabulary,
    clock,
    maxUploadBytes: config.maxUploadBytes,
    exports: { directory: join(dataDirectory, 'exports'), maxBytes: config.maxExportBytes },
    publicUrl: config.publicUrl,
    workbookLimits: config.workbookLimits,
    patternKey: rolePassword(connection, 'publisher'),
  });
  const first = { flows, published: join(SEEDS, 'published'), say };
  await oneAtATime(url, () => sendPublished('population', first));
  const keys = join(dataDirectory, 'demo-keys.json');
  if (embedded) {
    await sendPublished('measures', first);
    await publishFirstRelease(first);
    await declareExamples(join(SEEDS, 'targets.json'), first);
    await writeDemoKeys(keys, { database, vocabulary, now: clock() });
  }

  const logger = createLogger(config.logLevel);
  const { maxUploadBytes, publicUrl, access, trustedProxies, securityContact } = config;
  const doors = { maxUploadBytes, publicUrl, access, trustedProxies, securityContact };
  const app = await buildApp({ flows, database, clock, logger, ...doors });
  closers.push(async () => {
    // Somebody who sends nothing, or sends slowly, would hold the service open for a minute and more.
    const hangUp = setTimeout(() => app.server.closeAllConnections(), LAST_ANSWERS_MS);
    await app.close();
    clearTimeout(hangUp);
  });
  void flows.disseminate.resume();
  const address = await app.listen({ host: config.host, port: config.port });
  const base = config.publicUrl || address;
  say(`
London Disproportionality Data is ready.
  Ask by GraphQL    ${base}/graphiql
  REST and OpenAPI  ${base}/docs
  Data sets, pages  ${base}/data-sets
  All figures, CSV  ${base}/v1/releases/latest/all.csv${embedded ? `\n  Demo keys         ${keys}` : ''}
Ctrl-C closes it.
`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}

start().catch(async (error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  await close().catch(() => {});
  process.exitCode = 1;
});
