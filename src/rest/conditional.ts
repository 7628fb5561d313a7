import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { METHODS_VERSION, type ReleaseFacts } from '../flow/answer.ts';

const IMMUTABLE = 'public, max-age=31536000, immutable';
const MINUTE = 'public, max-age=60';

/**
 * Names an answer by what it is made from: the release, the version of the methods, and the question (decision 11).
 * Says how long it may be kept, and whether the caller has it already; then 304 has been sent.
 */
export function isKnownToCaller(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: { readonly release: ReleaseFacts; readonly selector: string; readonly question: unknown },
): boolean {
  const { release, selector, question } = answer;
  const withdrawn = release.status === 'withdrawn';
  const made = JSON.stringify([METHODS_VERSION, release.version, withdrawn, question]);
  const etag = `"${createHash('sha256').update(made).digest('base64url')}"`;
  reply.header('etag', etag);
  reply.header('cache-control', selector === release.version && !withdrawn ? IMMUTABLE : MINUTE);
  const known = request.headers['if-none-match']
    ?.split(',')
    .map((each) => each.trim().replace(/^W\//, ''))
    .some((each) => each === '*' || each === etag);
  if (known !== true) return false;
  reply.code(304).send();
  return true;
}
