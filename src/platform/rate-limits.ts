import fastifyRateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../problem.ts';

/** Requests a minute for each key or person, or each address where nobody says who he is; 0 for no limit. */
export interface RateLimits {
  readonly uploads: number;
  readonly writes: number;
  readonly reads: number;
  /** Keys and tokens that were refused, for each address. */
  readonly refusals: number;
}

/** A deadline day, 33 authorities with four files each and eight officers at once, comes nowhere near. */
export const DEFAULT_LIMITS: RateLimits = { uploads: 600, writes: 3_000, reads: 6_000, refusals: 300 };

const MINUTE = 60_000;
/** What costs next to nothing, and what watches over the service, is never limited. */
const FREE = /^\/(health|metrics|docs|graphiql|openapi\.json|\.well-known|$)/;

export interface Limiter {
  /** Counts a request and tells in its reply how many are left. Throws `too-many-requests`. */
  count(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** Counts a refused key or token. Throws `too-many-requests`. */
  countRefusal(request: FastifyRequest, reply: FastifyReply): Promise<void>;
}

/** Limits by the minute, kept in this process: each node counts for itself. */
export async function createLimiter(app: FastifyInstance, limits: RateLimits): Promise<Limiter> {
  await app.register(fastifyRateLimit, { global: false });
  const counters = new Map(
    Object.entries(limits)
      .filter(([, max]) => max > 0)
      .map(([kind, max]) => {
        const subject = kind === 'refusals' ? addressOf : subjectOf;
        return [kind, app.createRateLimit({ max, timeWindow: MINUTE, keyGenerator: subject })] as const;
      }),
  );
  const count = async (kind: keyof RateLimits, request: FastifyRequest, reply: FastifyReply) => {
    const found = await counters.get(kind)?.(request);
    if (found === undefined || found.isAllowed) return;
    const { max, remaining, ttlInSeconds, isExceeded } = found;
    // draft-ietf-httpapi-ratelimit-headers: what the policy is, and how much of it is left until when.
    reply.header('ratelimit-policy', `"${kind}";q=${max};w=${MINUTE / 1000}`);
    reply.header('ratelimit', `"${kind}";r=${remaining};t=${ttlInSeconds}`);
    if (!isExceeded) return;
    reply.header('retry-after', Math.max(1, ttlInSeconds));
    throw new Problem(
      'too-many-requests',
      `More than ${max.toLocaleString('en-GB')} ${WORDS[kind]} came within a minute. Try again in ${ttlInSeconds} s.`,
    );
  };
  return {
    async count(request, reply) {
      const kind = kindOf(request);
      if (kind !== undefined) await count(kind, request, reply);
    },
    countRefusal: (request, reply) => count('refusals', request, reply),
  };
}

const WORDS: Readonly<Record<keyof RateLimits, string>> = {
  uploads: 'files',
  writes: 'acts',
  reads: 'questions',
  refusals: 'keys that are not known',
};

function kindOf({ method, routeOptions: { url = '' } }: FastifyRequest): keyof RateLimits | undefined {
  if (FREE.test(url)) return undefined;
  if (method === 'POST' && url === '/v1/submissions') return 'uploads';
  if (url === '/graphql' || method === 'GET' || method === 'HEAD') return 'reads';
  return method === 'OPTIONS' ? undefined : 'writes';
}

function subjectOf(request: FastifyRequest): string {
  return request.identity === null ? addressOf(request) : `who ${request.identity.id}`;
}

function addressOf({ ip }: FastifyRequest): string {
  return `from ${normalizeIP(ip)}`;
}
