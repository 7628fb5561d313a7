import type { FastifyRequest } from 'fastify';
import { Problem } from '../problem.ts';
import { hasRole, type Identity, type KeyRole } from './identity.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, by the key sent; null where none was sent. */
    identity: Identity | null;
  }

  interface FastifyContextConfig {
    /** Who may call the route; a guard test builds the table of routes and roles from it. */
    roles?: 'public' | readonly KeyRole[];
  }
}

/** A preHandler that lets the roles named pass. Throws `unauthenticated` without a key, `forbidden` with another's. */
export function requireRole(...roles: readonly KeyRole[]): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    if (!hasRole(identityOf(request), ...roles)) {
      throw new Problem('forbidden', `This needs a key with the role ${roles.join(' or ')}.`);
    }
  };
}

/** Who asks. Throws `unauthenticated` where nobody said. */
export function identityOf(request: FastifyRequest): Identity {
  if (request.identity === null) throw new Problem('unauthenticated', 'No key was sent.');
  return request.identity;
}
