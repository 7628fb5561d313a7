import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Test } from 'tap';
import { type AppOptions, buildApp, buildFlows, type Flows } from '../../src/app.ts';
import { publishFirstRelease, sendPublished } from '../../src/first-start.ts';
import type { KeyRole } from '../../src/platform/identity.ts';
import { createLogger } from '../../src/platform/logging.ts';
import { latestVocabulary } from '../../src/storage/editions.ts';
import { createKey } from '../../src/storage/keys.ts';
import type { PublishedFile } from '../../src/storage/seed.ts';
import { furtherTemplate, type TestDatabase, testDatabase } from './database.ts';

export interface TestService extends TestDatabase {
  readonly app: FastifyInstance;
  readonly flows: Flows;
  readonly clock: () => Date;
  /** Where copies of frozen files are kept. */
  readonly exportsDirectory: string;
  /** Every log line so far. */
  readonly logs: string[];
  /** A new key's Authorization header. */
  key(role: KeyRole, area?: string): Promise<{ authorization: string }>;
  graphql(query: string, headers?: Record<string, string>): Promise<GraphqlAnswer>;
}

export interface GraphqlAnswer {
  /** An answer has the shape that its query asked for. */
  readonly data: ReturnType<typeof JSON.parse>;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
  readonly extensions?: Record<string, unknown>;
}

/** The whole service on a fresh database with the vocabulary in it. Time goes on by a second with each look at the clock. */
export async function testService(
  t: Pick<Test, 'teardown'>,
  options: ServiceOptions = {},
): Promise<TestService> {
  return serviceOn(await testDatabase(t), t, options);
}

interface ServiceOptions extends Pick<AppOptions, 'access' | 'securityContact' | 'longestSilence'> {
  readonly publishApartFrom?: number;
  /** When the clock is first looked at. */
  readonly begin?: string;
}

async function serviceOn(
  database: TestDatabase,
  t: { teardown(end: () => unknown): void },
  { publishApartFrom, begin = '2026-11-21T09:00:00Z', ...more }: ServiceOptions,
): Promise<TestService> {
  const { db } = database;
  const vocabulary = await latestVocabulary(db.reader);
  let now = Date.parse(begin);
  const clock = () => {
    now += 1000;
    return new Date(now);
  };
  const maxUploadBytes = 16 * 1024 * 1024;
  const directory = await mkdtemp(join(tmpdir(), 'ldd-exports-'));
  t.teardown(async () => {
    for (const each of [directory, `${directory}-previews`]) await rm(each, { recursive: true, force: true });
  });
  const flows = buildFlows({
    database: db,
    vocabulary: () => vocabulary,
    clock,
    maxUploadBytes,
    exports: { directory, maxBytes: 1024 ** 3 },
    patternKey: 'tests',
    ...(publishApartFrom === undefined ? {} : { publishApartFrom }),
  });
  const logs: string[] = [];
  const logger = createLogger('trace', { write: (line) => void logs.push(line) });
  const app = await buildApp({
    flows,
    database: db,
    clock,
    logger,
    maxUploadBytes,
    draftWait: 900_000,
    ...more,
  });
  await app.ready();
  t.teardown(() => app.close());
  return {
    ...database,
    app,
    flows,
    clock,
    exportsDirectory: directory,
    logs,
    async key(role, area) {
      const made = await createKey(
        db.intake,
        { name: `${role} ${area ?? 'London'}`, roles: [role], area: area ?? null },
        { actor: 'test', at: clock() },
      );
      return { authorization: `Bearer ${made.key}` };
    },
    async graphql(query, headers = {}) {
      const reply = await app.inject({ method: 'POST', url: '/graphql', payload: { query }, headers });
      return reply.json();
    },
  };
}

/**
 * The service with the figures that lie in `seeds/published` as release 1.0.0, as a first start leaves it. They are sent and
 * published once a run, into a template that each test file clones.
 */
export async function publishedService(
  t: Pick<Test, 'teardown'>,
  {
    kinds = ['population', 'measures'],
    ...options
  }: ServiceOptions & { readonly kinds?: readonly PublishedFile['kind'][] } = {},
): Promise<TestService> {
  const template = await publishedTemplate(kinds);
  return serviceOn(await testDatabase(t, { template }), t, { begin: '2026-11-21T10:00:00Z', ...options });
}

/** The name of the template that has these of the published figures, and release 1.0.0 of them. */
export function publishedTemplate(kinds: readonly PublishedFile['kind'][]): Promise<string> {
  return furtherTemplate(kinds.join('_'), async (database) => {
    const ends: (() => unknown)[] = [];
    const { flows } = await serviceOn(database, { teardown: (end) => ends.push(end) }, {});
    const first = { flows, published: 'seeds/published', say: () => {} };
    for (const kind of kinds) await sendPublished(kind, first);
    await publishFirstRelease(first);
    for (const end of ends.reverse()) await end();
  });
}
