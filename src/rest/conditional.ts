import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { METHODS_VERSION, type ReleaseFacts } from '../flow/answer.ts';

/** A method can be corrected and a release withdrawn, so no cache may keep an answer for long without asking. */
const A_WHILE = 'public, max-age=60';

/** What an answer is made from: its release, and the question in its full form. */
export interface Provenance {
  readonly release: ReleaseFacts;
  readonly question: unknown;
}

/**
 * Names an answer by what it is made from: the release, the version of the methods, and the question (decision 11). A
 * caller who has it already gets 304 and the work is not done; a failed answer has no name.
 */
export async function conditionally<T>(
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  { release, question }: Provenance,
  work: () => Promise<T>,
): Promise<T | FastifyReply> {
  const made = JSON.stringify([METHODS_VERSION, release.version, question]);
  const etag = `"${createHash('sha256').update(made).digest('base64url')}"`;
  const headers = { etag, 'cache-control': A_WHILE };
  if (namesEtag(request.headers['if-none-match'], etag)) return reply.code(304).headers(headers).send();
  const answer = await work();
  reply.headers(headers);
  return answer;
}

/** Whether an If-None-Match (weak comparison) or If-Match (strong) header names this ETag (RFC 9110 §13.1). */
export function namesEtag(
  header: string | undefined,
  etag: string,
  comparison: 'weak' | 'strong' = 'weak',
): boolean {
  if (header === undefined) return false;
  const named = header.split(',').map((each) => each.trim());
  return named.some(
    (each) => each === '*' || (comparison === 'weak' ? each.replace(/^W\//, '') : each) === etag,
  );
}
