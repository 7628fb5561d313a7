import fastifyCors from '@fastify/cors';
import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  LogController,
  type RouteOptions,
} from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { createEstimator } from './comparison/cell-estimate.ts';
import { createDeclarationReader } from './declaration/store.ts';
import { type Collect, createCollect, type WorkbookLimits } from './flow/collect.ts';
import { createDataSets, type DataSets } from './flow/data-set.ts';
import { createDeclare, type Declare } from './flow/declare.ts';
import { createDiscover, type Discover } from './flow/discover.ts';
import { createDisseminate, type Disseminate } from './flow/disseminate.ts';
import { createDownload, type Download } from './flow/download.ts';
import { createEnquire, type Enquire } from './flow/enquire.ts';
import { createFollow, type Follow } from './flow/follow.ts';
import { createGovern, type Govern } from './flow/govern.ts';
import { createInvite, type Invite } from './flow/invite.ts';
import { createOversee, type Oversee } from './flow/oversee.ts';
import { createPreview, type Preview } from './flow/preview.ts';
import { createPublishApart } from './flow/publishing/apart.ts';
import { createPurge, type Purge } from './flow/purge.ts';
import { createRevisions, type Revisions } from './flow/revisions.ts';
import { createShare, type Share } from './flow/share.ts';
import { createSlices, type Slices } from './flow/slice.ts';
import { graphqlDoor } from './graphql/graphql-door.ts';
import { rememberMethods } from './platform/allowed-methods.ts';
import { measure } from './platform/metrics.ts';
import { replyWithProblem } from './platform/problem-reply.ts';
import { openToAll } from './platform/request.ts';
import { type Access, KEYS_ONLY, signIn } from './platform/sign-in.ts';
import { answerUnread } from './platform/unread-request.ts';
import { Problem } from './problem.ts';
import { createLocalCopies } from './release/artefacts/local-copies.ts';
import { filePlaces, placesWithRows, rowRanges } from './release/artefacts/ranges.ts';
import { openWorkers } from './release/protection/workers.ts';
import { createReleaseReader } from './release/read.ts';
import { auditRoutes } from './rest/audit.ts';
import { collectionRoutes } from './rest/collections.ts';
import { comparisonRoutes } from './rest/comparisons.ts';
import { dataSetRoutes } from './rest/data-sets.ts';
import { discoveryRoutes } from './rest/discovery.ts';
import { exportRoutes } from './rest/exports.ts';
import { sliceRoutes } from './rest/exports-slices.ts';
import { grantRoutes } from './rest/grants.ts';
import { healthRoutes } from './rest/health.ts';
import { watchRoutes } from './rest/metrics.ts';
import { describeRoute, OPENAPI } from './rest/openapi.ts';
import { pathwayRoutes } from './rest/pathways.ts';
import { policyRoutes } from './rest/policy.ts';
import { programmeRoutes } from './rest/programmes.ts';
import { purgeRoutes } from './rest/purge.ts';
import { releaseActRoutes } from './rest/release-acts.ts';
import { releaseChangesRoutes } from './rest/release-changes.ts';
import { releaseNewsRoutes } from './rest/release-news.ts';
import { releaseRoutes } from './rest/releases.ts';
import { submissionMoveRoutes } from './rest/submission-moves.ts';
import { submissionReportRoutes } from './rest/submission-reports.ts';
import { submissionReviewRoutes } from './rest/submission-review.ts';
import { submissionRoutes } from './rest/submissions.ts';
import { targetRoutes } from './rest/targets.ts';
import { templateRoutes } from './rest/templates.ts';
import { trendRoutes } from './rest/trends.ts';
import { vocabularyRoutes } from './rest/vocabulary.ts';
import type { Database } from './storage/database.ts';
import { identify, rememberKeyUse } from './storage/keys.ts';
import type { Vocabulary } from './vocabulary/vocabulary.ts';

export interface FlowOptions {
  readonly database: Database;
  /** The newest edition of the words; releases keep the one they were made with. */
  readonly vocabulary: () => Vocabulary;
  readonly clock: () => Date;
  readonly maxUploadBytes: number;
  /** Where copies of frozen files are kept, and how much room they may take. */
  readonly exports: { readonly directory: string; readonly maxBytes: number };
  /** How the world reaches the service; empty where nobody said. */
  readonly publicUrl?: string;
  readonly workbookLimits?: WorkbookLimits;
  /** Of how many cells a release is published on a thread of its own. */
  readonly publishApartFrom?: number;
  /** Makes the patterns of what is withheld repeatable for us, and for nobody who does not know it. */
  readonly patternKey: string;
}

/** Fewer are published sooner than a thread is started. */
const PUBLISH_APART_FROM = 50_000;
/** Two families at once: each takes a processor and up to 300 MB. */
const WORKERS = 2;
/** In milliseconds, for all of a request to arrive: a slow line may take long, and nobody may hold one open for ever. */
const LONGEST_UPLOAD = 30 * 60_000;
/** For the whole-number tables of a family, each time that it is certified. */
const WHOLE_NUMBERS_FOR = 300_000;

/** The flows: what is asked for, in, the rules, out, and asking. Everything a door or a terminal can do goes through one of them. */
export interface Flows {
  readonly invite: Invite;
  readonly share: Share;
  readonly collect: Collect;
  readonly purge: Purge;
  readonly govern: Govern;
  readonly oversee: Oversee;
  readonly disseminate: Disseminate;
  readonly enquire: Enquire;
  readonly declare: Declare;
  readonly follow: Follow;
  readonly download: Download;
  readonly revisions: Revisions;
  readonly discover: Discover;
  readonly preview: Preview;
  readonly slices: Slices;
  readonly dataSets: DataSets;
}

export function buildFlows(options: FlowOptions): Flows {
  const { database, vocabulary, clock, maxUploadBytes, workbookLimits } = options;
  const { solve } = openWorkers({ count: WORKERS, key: options.patternKey, wholeFor: WHOLE_NUMBERS_FOR });
  const reader = createReleaseReader(database.reader);
  const copies = createLocalCopies({ ...options.exports, bytesOf: (facts) => reader.artefactBytes(facts) });
  const download = createDownload({ reader, copies });
  const ranges: Parameters<typeof createSlices>[0]['ranges'] = (file, filter) =>
    rowRanges(database.reader, file, filter);
  const enquire = createEnquire({ reader });
  return {
    invite: createInvite({ pool: database.intake, vocabulary, clock }),
    share: createShare({ pool: database.intake, vocabulary, clock }),
    oversee: createOversee({ pool: database.intake }),
    collect: createCollect({
      pool: database.intake,
      vocabulary,
      reader,
      clock,
      maxBytes: maxUploadBytes,
      ...(workbookLimits === undefined ? {} : { workbookLimits }),
      solve,
    }),
    purge: createPurge({ pool: database.intake, clock }),
    govern: createGovern({ pool: database.publisher, vocabulary, clock }),
    disseminate: createDisseminate({
      database,
      vocabulary,
      clock,
      publicUrl: options.publicUrl ?? '',
      estimator: createEstimator,
      solve,
      apart: {
        from: options.publishApartFrom ?? PUBLISH_APART_FROM,
        publish: createPublishApart({
          url: database.publisherUrl,
          publicUrl: options.publicUrl ?? '',
        }),
      },
    }),
    enquire,
    declare: createDeclare({ pool: database.intake, vocabulary, clock }),
    follow: createFollow({ enquire, reader, declarations: createDeclarationReader(database.reader) }),
    download,
    revisions: createRevisions({ reader, download }),
    preview: createPreview({
      publisher: database.publisher,
      reader,
      clock,
      estimator: createEstimator,
      directory: `${options.exports.directory}-previews`,
    }),
    discover: createDiscover({ reader, rowsByPlace: (id) => placesWithRows(database.reader, id) }),
    slices: createSlices({ reader, download, ranges }),
    dataSets: createDataSets({
      reader,
      download,
      ranges,
      places: (file, measures) => filePlaces(database.reader, file, measures),
    }),
  };
}

export interface AppOptions {
  readonly flows: Flows;
  readonly database: Database;
  readonly clock: () => Date;
  readonly logger: FastifyBaseLogger;
  readonly maxUploadBytes: number;
  /** How the world reaches the service; empty where nobody said. */
  readonly publicUrl?: string;
  /** Whose tokens are taken beside our own keys, and how often each may ask; keys only by default. */
  readonly access?: Access;
  /** Addresses whose X-Forwarded-For is believed, as Fastify's `trustProxy` takes them; empty for none. */
  readonly trustedProxies?: string;
  /** Whom to tell of a weakness; empty where nobody has been named. */
  readonly securityContact?: string;
  /** Told of every route as it is registered, so that none can be forgotten where they are held to a table. */
  readonly onRoute?: (route: RouteOptions) => void;
  /** Milliseconds that a caller waits for a draft before it is told to come back; less than most proxies do. */
  readonly draftWait?: number;
  /** Milliseconds for which somebody who sends a file may say nothing. */
  readonly longestSilence?: number;
}

/** The map: every door of the service, in the order of the journey. `listen` is the caller's. */
export async function buildApp({
  flows,
  database,
  clock,
  logger,
  maxUploadBytes,
  publicUrl = '',
  access = KEYS_ONLY,
  trustedProxies = '',
  securityContact = '',
  onRoute = () => {},
  draftWait = 50_000,
  longestSilence = 60_000,
}: AppOptions): Promise<FastifyInstance> {
  const { invite, collect, purge, govern, disseminate, enquire, download, slices, dataSets } = flows;
  const { share, oversee, declare, follow, revisions, discover, preview } = flows;
  const app = Fastify({
    loggerInstance: logger,
    requestIdHeader: false,
    requestTimeout: LONGEST_UPLOAD,
    genReqId: () => crypto.randomUUID(),
    // A request's line says what was asked and how it went, once, when it is over.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustedProxies === '' ? false : trustedProxies,
    clientErrorHandler: (error, socket) => answerUnread(error, socket, logger),
    frameworkErrors: (error, request, reply) => void replyWithProblem(error, request, reply),
  });
  app.setErrorHandler<Error>(replyWithProblem);
  app.addHook('onRoute', onRoute);
  const methodsOf = rememberMethods(app);
  const metrics = measure(app, () => database.states());
  app.setNotFoundHandler((request, reply) => {
    const allowed = methodsOf(request.url.split('?', 1)[0] ?? '');
    if (allowed.length === 0) throw new Problem('not-found', 'There is nothing at this address.');
    reply.header('allow', allowed.join(', '));
    throw new Problem('method-not-allowed', `${request.method} cannot be used here.`);
  });
  // Figures are for everybody's dashboards; keys are sent by hand and never by a browser on its own.
  await app.register(fastifyCors, {
    origin: '*',
    methods: ['GET', 'HEAD', 'POST', 'QUERY'],
    exposedHeaders: [
      'accept-ranges',
      'content-disposition',
      'content-range',
      'etag',
      'link',
      'location',
      'ratelimit',
      'ratelimit-policy',
      'repr-digest',
      'retry-after',
    ],
  });
  app.addHook('onRequest', async (request) => {
    // Postgres takes no NUL in a text, and nobody means one.
    if (request.url.includes('%00')) throw new Problem('bad-request', 'There is a NUL in the address.');
  });
  const identifyByKey = (text: string, at: Date) => identify(database.intake, text, at);
  await signIn(app, { access, clock, identifyByKey });
  const keyUse = rememberKeyUse(database.intake, clock);
  app.addHook('onClose', async () => keyUse.settled());
  app.addHook('onResponse', async (request, reply) => {
    if (request.identity?.id.startsWith('oidc:') === false) keyUse.note(request.identity.id);
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
    await rest.register(collectionRoutes({ invite }));
    await rest.register(templateRoutes({ invite }));
    await rest.register(submissionRoutes({ collect, maxUploadBytes, longestSilence }));
    await rest.register(submissionReportRoutes({ collect }));
    await rest.register(submissionMoveRoutes({ collect }));
    await rest.register(submissionReviewRoutes({ collect }));
    await rest.register(purgeRoutes({ purge }));
    await rest.register(policyRoutes({ govern }));
    await rest.register(grantRoutes({ share }));
    await rest.register(auditRoutes({ oversee }));
    await rest.register(releaseRoutes({ enquire, disseminate }));
    await rest.register(releaseActRoutes({ disseminate, preview, draftWait }));
    await rest.register(releaseChangesRoutes({ enquire, disseminate, download, revisions }));
    await rest.register(releaseNewsRoutes({ enquire, publicUrl }));
    await rest.register(exportRoutes({ enquire, download, publicUrl }));
    await rest.register(sliceRoutes({ enquire, slices }));
    await rest.register(dataSetRoutes({ enquire, dataSets, preview }));
    await rest.register(discoveryRoutes({ enquire, dataSets, discover, invite, publicUrl }));
    await rest.register(comparisonRoutes({ enquire }));
    await rest.register(trendRoutes({ enquire }));
    await rest.register(pathwayRoutes({ enquire }));
    await rest.register(targetRoutes({ declare, follow, enquire }));
    await rest.register(programmeRoutes({ declare, follow }));
    await rest.register(vocabularyRoutes({ enquire }));
    await rest.register(healthRoutes({ ready: async () => void (await enquire.releases()) }));
    await rest.register(watchRoutes({ metrics, clock, securityContact }));
    rest.get('/', { schema: { hide: true }, config: { roles: 'public' } }, async (_, reply) =>
      reply.redirect('/docs', 302),
    );
    rest.get('/openapi.json', { schema: { hide: true }, config: { roles: 'public' } }, async () =>
      rest.swagger(),
    );
  });
  await app.register(graphqlDoor({ enquire, follow }));
  return app;
}
