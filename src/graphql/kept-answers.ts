import type { FastifyReply, FastifyRequest } from 'fastify';
import { METHODS_VERSION } from '../flow/answer.ts';
import { boundedCache } from '../flow/bounded-cache.ts';
import type { Enquire } from '../flow/enquire.ts';
import type { Follow } from '../flow/follow.ts';
import { A_WHILE, etagOf, namesEtag } from '../platform/etag.ts';
import { wantsResponseJson } from './over-http.ts';

/** How many bytes of answers a node keeps, and of how many questions it remembers that they were asked. */
const KEPT_BYTES = 32 * 1024 * 1024;
const KEPT_QUESTIONS = 5_000;

/** What a question of declarations says somewhere: these change without a release. */
const OF_DECLARATIONS = /targets|programmes|effect/;

/**
 * Answers are named by the releases (and declarations) as they stand, the methods, and the question (decision 11). A GET is answered 304 to
 * whoever has it; what is asked a second time is kept as it goes out, and sent again without any work. An answer with
 * errors has no name and is never kept.
 */
export function keptAnswers({ enquire, follow }: { readonly enquire: Enquire; readonly follow: Follow }) {
  const answers = boundedCache<Buffer>(KEPT_BYTES);
  const askedOnce = boundedCache<true>(KEPT_QUESTIONS);
  const named = new WeakMap<FastifyRequest, string>();
  const sentAgain = new WeakSet<FastifyRequest>();

  return {
    /** Answers from what is kept, before any work is done. */
    async before(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
      // Parameters of the wrong kind are for the route itself to refuse.
      if (request.validationError != null) return undefined;
      const asked = request.method === 'GET' ? request.query : request.body;
      if (typeof asked !== 'object' || asked === null || !('query' in asked)) return undefined;
      const { query, variables, operationName } = { variables: null, operationName: null, ...asked };
      const standings = await enquire.standings();
      const declared = OF_DECLARATIONS.test(String(query)) ? await follow.revision() : null;
      const question = [query, variables, operationName, wantsResponseJson(request)];
      const etag = etagOf([METHODS_VERSION, standings, declared, request.method, ...question]);
      const { 'if-none-match': has } = request.headers;
      if (request.method === 'GET' && namesEtag(has, etag)) {
        return reply.code(304).headers({ etag, 'cache-control': A_WHILE, vary: 'accept' }).send();
      }
      named.set(request, etag);
      const known = answers.get(etag);
      if (known === undefined) return undefined;
      sentAgain.add(request);
      return reply.send(known);
    },
    failed(request: FastifyRequest): void {
      named.delete(request);
    },
    /** Names an answer that goes out, and keeps it if it has been asked for before. */
    after(request: FastifyRequest, reply: FastifyReply, payload: unknown): void {
      const etag = named.get(request);
      if (etag === undefined || reply.statusCode !== 200) return;
      if (request.method === 'GET') reply.headers({ etag, 'cache-control': A_WHILE, vary: 'accept' });
      if (sentAgain.has(request) || !Buffer.isBuffer(payload)) return;
      if (askedOnce.get(etag) === true) answers.set(etag, payload, payload.length);
      else askedOnce.set(etag, true, 1);
    },
  };
}
