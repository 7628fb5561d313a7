import type { FastifyPluginAsync } from 'fastify';
import { Problem } from '../problem.ts';

export interface WatchOptions {
  /** Prometheus's text. */
  readonly metrics: () => string;
  readonly clock: () => Date;
  /** An address, `mailto:` or `https:`; empty where nobody has been named. */
  readonly securityContact: string;
}

const QUARTER = 90 * 24 * 60 * 60 * 1000;

/** For whoever watches over the service, and for whoever finds a hole in it. */
export function watchRoutes({ metrics, clock, securityContact }: WatchOptions): FastifyPluginAsync {
  return async (app) => {
    app.get(
      '/metrics',
      {
        schema: {
          summary: 'Counts of requests, times, connections and memory, for Prometheus',
          description: 'By route, method and status. Nothing of a person, a key or a figure.',
          tags: ['health'],
          produces: ['text/plain'],
        },
        config: { roles: 'public' },
      },
      async (_request, reply) =>
        reply
          .type('text/plain; version=0.0.4; charset=utf-8')
          .header('cache-control', 'no-store')
          .send(metrics()),
    );
    app.get(
      '/.well-known/security.txt',
      {
        schema: {
          summary: 'Whom to tell of a weakness, by RFC 9116',
          tags: ['health'],
          produces: ['text/plain'],
        },
        config: { roles: 'public' },
      },
      async (_request, reply) => {
        if (securityContact === '')
          throw new Problem('not-found', 'Nobody has been named: SECURITY_CONTACT is empty.');
        const expires = new Date(clock().valueOf() + QUARTER).toISOString();
        const text = `Contact: ${securityContact}\r\nExpires: ${expires}\r\nPreferred-Languages: en\r\n`;
        return reply.type('text/plain; charset=utf-8').send(text);
      },
    );
  };
}
