import type { FastifyInstance, FastifyRequest } from 'fastify';
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

/**
 * Lets a request pass to its route if its identity has one of the roles that the route names. Called before a body is
 * read. Throws `unauthenticated` without a key, `forbidden` with another's, and for a route that names no roles at all.
 */
export function admit(request: FastifyRequest): void {
  const { roles } = request.routeOptions.config;
  if (roles === 'public' || request.is404) return;
  const identity = identityOf(request);
  if (roles !== undefined && hasRole(identity, ...roles)) return;
  throw new Problem(
    'forbidden',
    `This needs a key with the role ${roles?.join(' or ') ?? 'that has not been named'}.`,
  );
}

/** Who asks. Throws `unauthenticated` where nobody said. */
export function identityOf(request: FastifyRequest): Identity {
  if (request.identity === null) throw new Problem('unauthenticated', 'No key was sent.');
  return request.identity;
}

/** Opens every route of a plugin that is not ours, and so names no roles, to everybody. */
export function openToAll(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, roles: 'public' };
  });
}
