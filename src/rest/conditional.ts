import type { FastifyReply, FastifyRequest } from 'fastify';
import { METHODS_VERSION, type ReleaseFacts } from '../flow/answer.ts';
import { A_WHILE, etagOf, namesEtag } from '../platform/etag.ts';

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
  const etag = etagOf([METHODS_VERSION, release.version, question]);
  const headers = { etag, 'cache-control': A_WHILE };
  if (namesEtag(request.headers['if-none-match'], etag)) return reply.code(304).headers(headers).send();
  const answer = await work();
  reply.headers(headers);
  return answer;
}
