import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ExecutionResult, FormattedExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';
import { Problem } from '../problem.ts';

const RESPONSE_JSON = 'application/graphql-response+json';

/** The specification lets a client send null for what it leaves out; the route's own schema does not. */
export function dropNulls(request: FastifyRequest): void {
  for (const sent of [request.body, request.query]) {
    if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) continue;
    for (const name of ['operationName', 'variables', 'extensions']) {
      if (Reflect.get(sent, name) === null) Reflect.deleteProperty(sent, name);
    }
  }
}

/** Whether the client wants the newer media type, in which a request error is told by the status. */
export function wantsResponseJson(request: FastifyRequest): boolean {
  const { accept } = request.headers;
  return accept?.includes(RESPONSE_JSON) === true && !isPreferred(accept, 'application/json');
}

/** Whether `type` stands before the newer media type in an Accept header. Weights are not used by any client we know. */
function isPreferred(accept: string, type: string): boolean {
  const at = accept.indexOf(type);
  return at >= 0 && at < accept.indexOf(RESPONSE_JSON);
}

/** Names the media type of an answer: the one that the client asked for. */
export function nameMediaType(request: FastifyRequest, reply: FastifyReply): void {
  const type = wantsResponseJson(request) ? RESPONSE_JSON : 'application/json';
  reply.header('content-type', `${type}; charset=utf-8`);
}

/** A failed answer, and the status it goes out with. */
export interface Failure {
  readonly statusCode: number;
  readonly response: FormattedExecutionResult;
}

/**
 * Errors as the service tells them everywhere: the code of a Problem in `extensions.code` and its detail as the
 * message. Anything else is a bug: its message stays with us.
 */
export function failureOf(
  execution: ExecutionResult & { readonly errors: readonly GraphQLError[] },
  request: FastifyRequest,
): Failure {
  const told = execution.errors
    .flatMap((error) => partsOf(error))
    .map((error) => ({ error, problem: problemOf(error) }));
  for (const { error, problem } of told) {
    if (problem.code === 'internal')
      request.log.error({ err: error.originalError ?? error }, 'graphql failed');
  }
  const errors = told.map(({ error, problem }) => formatted(error, problem));
  if (execution.data !== undefined) return { statusCode: 200, response: { data: execution.data, errors } };
  return { statusCode: statusOf(execution.errors, told[0]?.problem, request), response: { errors } };
}

/**
 * A request error's status. Of what could be read as GraphQL, an older client (`application/json`) is told 200 by the
 * specification; what could not be read at all, or may not be asked, keeps its own.
 */
function statusOf(
  errors: readonly GraphQLError[],
  problem: Problem | undefined,
  request: FastifyRequest,
): number {
  const given = frameworkStatus(errors[0]?.originalError);
  if (problem !== undefined && problem.status !== 400) return problem.status;
  if (given !== undefined && given !== 400) return given;
  const readable = hasQuery(request) && !isUnreadable(errors[0]?.originalError);
  return readable && !wantsResponseJson(request) ? 200 : 400;
}

function hasQuery(request: FastifyRequest): boolean {
  const sent = request.method === 'GET' ? request.query : request.body;
  return typeof sent === 'object' && sent !== null && typeof Reflect.get(sent, 'query') === 'string';
}

function frameworkStatus(error: Error | null | undefined): number | undefined {
  if (error === null || error === undefined || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

/** Refused by the route itself: its parameters are not of the right kind. */
function isUnreadable(error: Error | null | undefined): boolean {
  if (error === null || error === undefined || !('errors' in error)) return false;
  return (
    Array.isArray(error.errors) && error.errors.some((each) => each instanceof Error && 'validation' in each)
  );
}

/** Mercurius wraps the errors of a document in one of its own. */
function partsOf(error: GraphQLError): readonly GraphQLError[] {
  const { originalError } = error;
  if (originalError === null || originalError === undefined || !('errors' in originalError)) return [error];
  const inner = originalError.errors;
  return Array.isArray(inner) && inner.length > 0 ? inner : [error];
}

/** What the engine says of brackets inside brackets without end: reading a document goes down with each of them.
 * The same said of a field, which has a path, is a bug of ours. */
const STACK_IS_FULL = /^Maximum call stack size exceeded/;

function problemOf(error: GraphQLError): Problem {
  const { originalError, extensions } = error;
  if (error.path === undefined && STACK_IS_FULL.test(error.message)) {
    return new Problem('query-too-large', 'The query has too many brackets inside brackets.');
  }
  if (originalError instanceof Problem) return originalError;
  if (extensions?.code === 'query-too-large') return new Problem('query-too-large', error.message);
  // A document's own faults have no error behind them; the framework's have a code and a status below 500.
  if (originalError === undefined || originalError === null) return new Problem('bad-request', error.message);
  const status = frameworkStatus(originalError);
  if (status === 415) return new Problem('unsupported-media-type', 'A query is sent as application/json.');
  if (status !== undefined && status < 500) return new Problem('bad-request', error.message);
  return new Problem('internal', 'The query could not be answered.');
}

function formatted(error: GraphQLError, problem: Problem): GraphQLFormattedError {
  return {
    message: problem.message,
    ...(error.locations === undefined ? {} : { locations: error.locations }),
    ...(error.path === undefined ? {} : { path: error.path.map(pathPart) }),
    extensions: { code: problem.code, hint: hintOf(problem) },
  };
}

/** A compiled query names the index of a list as text; the specification wants a number. No field begins with a digit. */
function pathPart(part: string | number): string | number {
  return typeof part === 'string' && /^\d+$/.test(part) ? Number(part) : part;
}

/** The hint of a Problem, where a query can be mended by it: the one about kinds of files is about files. */
function hintOf({ code, hint }: Problem): string {
  return code === 'unsupported-media-type' ? 'Send { "query": … } as application/json.' : hint;
}
