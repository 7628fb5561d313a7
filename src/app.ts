import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { createEstimator } from './comparison/cell-estimate.ts';
import { type Collect, createCollect } from './flow/collect.ts';
import { createDisseminate, type Disseminate } from './flow/disseminate.ts';
import { createEnquire, type Enquire } from './flow/enquire.ts';
import { graphqlDoor } from './graphql/graphql-door.ts';
import { replyWithProblem, sendProblem } from './platform/problem-reply.ts';
import { admit, openToAll } from './platform/request.ts';
import { Problem } from './problem.ts';
import { createReleaseReader } from './release/read.ts';
import { comparisonRoutes } from './rest/comparisons.ts';
import { exportRoutes } from './rest/exports.ts';
import { healthRoutes } from './rest/health.ts';
import { describeRoute, OPENAPI } from './rest/openapi.ts';
import { releaseRoutes } from './rest/releases.ts';
import { submissionRoutes } from './rest/submissions.ts';
import { vocabularyRoutes } from './rest/vocabulary.ts';
import type { Database } from './storage/database.ts';
import { identify } from './storage/keys.ts';
import type { Vocabulary } from './vocabulary/vocabulary.ts';

export interface FlowOptions {
  readonly database: Database;
  /** The newest edition of the words; releases keep the one they were made with. */
  readonly vocabulary: () => Vocabulary;
  readonly clock: () => Date;
  readonly maxUploadBytes: number;
}

/** The three flows: in, out, and asking. Everything a door or a terminal can do goes through one of them. */
export interface Flows {
  readonly collect: Collect;
  readonly disseminate: Disseminate;
  readonly enquire: Enquire;
}

export function buildFlows({ database, vocabulary, clock, maxUploadBytes }: FlowOptions): Flows {
  return {
    collect: createCollect({ pool: database.intake, vocabulary, clock, maxBytes: maxUploadBytes }),
    disseminate: createDisseminate({ database, vocabulary, clock, estimator: createEstimator }),
    enquire: createEnquire({ reader: createReleaseReader(database.reader) }),
  };
}

export interface AppOptions {
  readonly flows: Flows;
  readonly database: Database;
  readonly logger: FastifyBaseLogger;
  readonly maxUploadBytes: number;
}

/** The map: every door of the service, in the order of the journey. `listen` is the caller's. */
export async function buildApp({
  flows,
  database,
  logger,
  maxUploadBytes,
}: AppOptions): Promise<FastifyInstance> {
  const { collect, disseminate, enquire } = flows;
  const app = Fastify({
    loggerInstance: logger,
    requestIdHeader: false,
    genReqId: () => crypto.randomUUID(),
    // A request's line says what was asked and how it went, once, when it is over.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: true,
  });
  app.setErrorHandler<Error>(replyWithProblem);
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      reply,
      new Problem('not-found', `There is nothing at this address for ${request.method}.`),
      request.id,
    ),
  );
  app.decorateRequest('identity', null);
  app.addHook('onRequest', async (request) => {
    const { authorization } = request.headers;
    if (authorization === undefined) return;
    const key = /^Bearer (\S+)$/i.exec(authorization)?.[1];
    const identity = key === undefined ? undefined : await identify(database.intake, key);
    if (identity === undefined)
      throw new Problem('unauthenticated', 'This key is not known, or it has ended.');
    request.identity = identity;
  });
  // The doors that are open to everybody say so themselves; what says nothing is closed.
  app.addHook('onRequest', async (request) => admit(request));
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      { req: request, res: reply, milliseconds: Math.round(reply.elapsedTime), key: request.identity?.id },
      'answered',
    );
  });

  await app.register(async (rest) => {
    // Compilers and OpenAPI live inside the REST door: at the root they would break GraphQL's own routes.
    rest.setValidatorCompiler(validatorCompiler);
    rest.setSerializerCompiler(serializerCompiler);
    await rest.register(fastifySwagger, { openapi: OPENAPI, transform: describeRoute });
    await rest.register(async (docs) => {
      openToAll(docs);
      await docs.register(fastifySwaggerUi, { routePrefix: '/docs' });
    });
    await rest.register(submissionRoutes({ collect, maxUploadBytes }));
    await rest.register(releaseRoutes({ enquire, disseminate }));
    await rest.register(exportRoutes({ enquire }));
    await rest.register(comparisonRoutes({ enquire }));
    await rest.register(vocabularyRoutes({ enquire }));
    await rest.register(healthRoutes({ ready: async () => void (await enquire.releases()) }));
    rest.get('/', { schema: { hide: true }, config: { roles: 'public' } }, async (_, reply) =>
      reply.redirect('/docs', 302),
    );
    rest.get('/openapi.json', { schema: { hide: true }, config: { roles: 'public' } }, async () =>
      rest.swagger(),
    );
  });
  await app.register(graphqlDoor({ enquire }));
  return app;
}
