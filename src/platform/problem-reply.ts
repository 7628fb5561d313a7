import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Problem, type ProblemCode, type ProblemPart } from '../problem.ts';

const CONTEXTS: Readonly<Record<string, string>> = { querystring: 'query', params: 'address', body: 'body' };

const FRAMEWORK: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_REQ_FILE_TOO_LARGE: 'too-large',
};

/** After what is not there has likely come back. */
export const RETRY_SECONDS = 10;

/** Answers every error as RFC 9457. What is not a Problem is a bug: it is logged, and the caller gets a bare 500. */
export function replyWithProblem(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const problem = toProblem(error);
  if (problem.status >= 500) request.log.error({ err: error }, 'request failed');
  if (problem.code === 'unauthenticated') {
    // RFC 6750: what was sent was no good, told apart from nothing sent.
    const sent = request.headers.authorization !== undefined;
    reply.header('www-authenticate', sent ? 'Bearer error="invalid_token"' : 'Bearer');
  }
  // The rest of the request may never come; that of a form whose parser has let go of it is read by nobody.
  if (problem.status === 408 || isHalfReadForm(request)) reply.header('connection', 'close');
  if (problem.status === 503) reply.header('retry-after', RETRY_SECONDS);
  return sendProblem(reply, problem, request.id);
}

function isHalfReadForm({ headers, raw }: FastifyRequest): boolean {
  return headers['content-type']?.startsWith('multipart/') === true && !raw.complete;
}

export function sendProblem(reply: FastifyReply, problem: Problem, requestId: string): FastifyReply {
  if (problem.links.length > 0) {
    reply.header('link', problem.links.map(({ rel, href }) => `<${href}>; rel="${rel}"`).join(', '));
  }
  return reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send({ ...problem.body(), instance: `urn:request:${requestId}` });
}

function toProblem(error: FastifyError | Error): Problem {
  if (error instanceof Problem) return error;
  if (!('code' in error)) return new Problem('internal', 'The request could not be answered.');
  if (error.validation !== undefined) {
    const where = CONTEXTS[error.validationContext ?? ''] ?? 'request';
    const parts = error.validation.map((issue): ProblemPart => {
      const field = issue.instancePath.replace(/^\//, '').replaceAll('/', '.') || where;
      return { code: 'bad-request', field, detail: inOurWords(issue.message) };
    });
    const [only] = parts;
    const detail =
      parts.length === 1 && only !== undefined
        ? `The ${where} has a fault in '${only.field}': ${only.detail}`
        : `The ${where} has faults; see errors.`;
    return new Problem('bad-request', detail, parts);
  }
  const code = FRAMEWORK[error.code];
  if (code !== undefined) return new Problem(code, 'The request was refused before it was read.');
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return new Problem('bad-request', `The request cannot be read (${error.code}).`);
  }
  return new Problem('internal', 'The request could not be answered.');
}

function inOurWords(message: string | undefined): string {
  if (message === undefined) return 'is not understood';
  return message.endsWith('received undefined') ? 'is missing' : message;
}
