import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { type DocumentNode, Kind, valueFromASTUntyped } from 'graphql';
import { mercurius } from 'mercurius';
import type { ComparisonAnswer, Enquire } from '../flow/enquire.ts';
import type { Follow } from '../flow/follow.ts';
import { RETRY_SECONDS } from '../platform/problem-reply.ts';
import { openToAll } from '../platform/request.ts';
import { Problem } from '../problem.ts';
import { graphiqlPage } from './graphiql.ts';
import { keptAnswers } from './kept-answers.ts';
import { type Cost, costOf, LIMIT_RULES } from './limits.ts';
import { dropNulls, failureOf, nameMediaType } from './over-http.ts';
import { persistedDocuments } from './persisted.ts';
import { printSdl, schema } from './schema.ts';

declare module 'mercurius' {
  interface MercuriusContext {
    enquire: Enquire;
    follow: Follow;
    /** What the query has been answered from. */
    comparisons: readonly ComparisonAnswer[];
    /** What the query was found to cost; told in `extensions.cost`. */
    cost: Cost | null;
  }
}

/** No question needs more words than this. */
const MOST_TOKENS = 5_000;

/** Queries are compiled from the second time on; `withEnumNames` says what becomes of scalars and enums then. */
const COMPILED = { jit: 1, compilerOptions: { disableLeafSerialization: true } } as const;

/** What is JSON and cannot be GraphQL: mercurius would take it for a parsed document, and stumble over it. */
const JSON_TEXT = /^\s*(?:\{\s*"|\[|-?\d|"|(?:null|true|false)\s*$)/;

/** `/graphql` (GET and POST), GraphiQL at `/graphiql`, and the SDL at `/graphql/schema.graphql`. */
export function graphqlDoor(asked: {
  readonly enquire: Enquire;
  readonly follow: Follow;
}): FastifyPluginAsync {
  const { enquire, follow } = asked;
  return async (app) => {
    openToAll(app);
    const fillIn = persistedDocuments();
    const kept = keptAnswers({ enquire, follow });
    const isQuery = (request: FastifyRequest): boolean => request.routeOptions.url === '/graphql';
    app.addHook('preValidation', async (request) => {
      dropNulls(request);
      if (isQuery(request)) fillIn(request);
    });
    app.addHook('preHandler', async (request, reply) =>
      isQuery(request) ? kept.before(request, reply) : undefined,
    );
    app.addHook('onSend', async (request, reply, payload) => {
      if (!isQuery(request) || reply.statusCode === 304) return payload;
      nameMediaType(request, reply);
      // A long text that is handed to the socket as it is makes room for three bytes a character.
      const sent = typeof payload === 'string' ? Buffer.from(payload) : payload;
      kept.after(request, reply, sent);
      return sent;
    });
    await app.register(mercurius, {
      schema,
      ...COMPILED,
      graphiql: false,
      context: () => ({ ...noting(enquire), follow, cost: null }),
      graphql: { parseOptions: { maxTokens: MOST_TOKENS } },
      validationRules: [...LIMIT_RULES],
      errorFormatter: (execution, { reply, cost }) => {
        kept.failed(reply.request);
        const { statusCode, response } = failureOf(execution, reply.request);
        // Everybody may ask: only a key that is no good is refused.
        if (statusCode === 401) reply.header('www-authenticate', 'Bearer error="invalid_token"');
        if (statusCode === 503) reply.header('retry-after', RETRY_SECONDS);
        return { statusCode, response: cost === null ? response : { ...response, extensions: { cost } } };
      },
    });
    app.graphql.addHook('preParsing', (_schema, source) => {
      if (JSON_TEXT.test(source)) throw new Problem('bad-request', 'The query is not written in GraphQL.');
    });
    app.graphql.addHook('preExecution', (_schema, document, context, variables) => {
      context.cost = costOf(document, variables ?? {});
      const { cost, limit } = context.cost;
      if (cost > limit) {
        throw new Problem('query-too-large', `The query would cost ${cost}; it may cost ${limit}.`);
      }
      // A compiled query is kept by its text alone, which would answer every operation of it with the first: so a
      // document of several operations is given back, which keeps it from being compiled.
      const operations = document.definitions.filter(({ kind }) => kind === 'OperationDefinition');
      if (operations.length > 1) return { document };
      const defaults = requiredDefaults(document, variables ?? {});
      return defaults === undefined ? undefined : { variables: { ...defaults, ...variables } };
    });
    app.graphql.addHook('onResolution', (execution, { cost, comparisons }) => {
      for (const answer of comparisons) answer.letGo();
      if (cost !== null) execution.extensions = { ...execution.extensions, cost };
    });
    await app.register(graphiqlPage);
    const sdl = printSdl();
    app.get('/graphql/schema.graphql', (_request, reply) =>
      reply.type('text/plain; charset=utf-8').header('cache-control', 'public, max-age=60').send(sdl),
    );
  };
}

/** The flow of one query, which remembers what it has compared. */
function noting(enquire: Enquire) {
  const comparisons: ComparisonAnswer[] = [];
  const comparison: Enquire['comparison'] = async (question) => {
    const answer = await enquire.comparison(question);
    comparisons.push(answer);
    return answer;
  };
  return { enquire: { ...enquire, comparison }, comparisons };
}

/**
 * The defaults of variables whose type takes no null and that were not sent: a compiled query would ask for them. Undefined
 * where there are none.
 */
function requiredDefaults(
  { definitions }: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | undefined {
  const found = definitions
    .flatMap((each) => (each.kind === Kind.OPERATION_DEFINITION ? (each.variableDefinitions ?? []) : []))
    .filter(
      ({ type, variable }) =>
        type.kind === Kind.NON_NULL_TYPE && variables[variable.name.value] === undefined,
    )
    .flatMap(({ variable, defaultValue }) =>
      defaultValue === undefined ? [] : [[variable.name.value, valueFromASTUntyped(defaultValue)] as const],
    );
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
