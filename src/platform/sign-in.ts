import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../problem.ts';
import type { Identity } from './identity.ts';
import { createOidc, type OidcSettings } from './oidc.ts';
import { createLimiter, DEFAULT_LIMITS, type RateLimits } from './rate-limits.ts';
import { admit } from './request.ts';

/** Whom the service believes, and how often it lets each ask. */
export interface Access {
  /** null where only our own keys are taken. */
  readonly oidc: OidcSettings | null;
  readonly limits: RateLimits;
}

export const KEYS_ONLY: Access = { oidc: null, limits: DEFAULT_LIMITS };

export interface SignInOptions {
  readonly access: Access;
  readonly clock: () => Date;
  /** Whose key this is. Throws `unauthenticated`. */
  readonly identifyByKey: (text: string, at: Date) => Promise<Identity>;
}

/**
 * Before anything of a request is read: finds out who asks, by one of our keys or an access token; counts the request; and
 * lets it pass if its route is for him. The doors that are open to everybody say so themselves; what says nothing is closed.
 */
export async function signIn(
  app: FastifyInstance,
  { access, clock, identifyByKey }: SignInOptions,
): Promise<void> {
  const byToken = access.oidc === null ? identifyByKey : createOidc(access.oidc);
  const limiter = await createLimiter(app, access.limits);

  async function identify(authorization: string): Promise<Identity> {
    const sent = /^Bearer (\S+)$/i.exec(authorization)?.[1];
    if (sent === undefined) {
      throw new Problem('unauthenticated', 'Send `Authorization: Bearer <API key or access token>`.');
    }
    return sent.startsWith('ldd_') ? identifyByKey(sent, clock()) : byToken(sent, clock());
  }

  app.decorateRequest('identity', null);
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const { authorization } = request.headers;
    if (authorization === undefined) return;
    try {
      request.identity = await identify(authorization);
    } catch (error) {
      await limiter.countRefusal(request, reply);
      throw error;
    }
  });
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    await limiter.count(request, reply);
  });
  app.addHook('onRequest', async (request: FastifyRequest) => admit(request));
}
