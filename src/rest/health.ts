import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Problem } from '../problem.ts';

const ok = z.strictObject({ status: z.literal('ok') });

/** For load balancers: alive, and able to answer. `ready` is asked each time and throws where something is missing. */
export function healthRoutes({ ready }: { readonly ready: () => Promise<void> }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/health/live',
      {
        schema: { summary: 'The process is alive', tags: ['health'], response: { 200: ok } },
        config: { roles: 'public' },
      },
      async () => ({ status: 'ok' as const }),
    );
    app.get(
      '/health/ready',
      {
        schema: { summary: 'The service can answer', tags: ['health'], response: { 200: ok } },
        config: { roles: 'public' },
      },
      async () => {
        await ready().catch(() => {
          throw new Problem('not-ready', 'The database does not answer.');
        });
        return { status: 'ok' as const };
      },
    );
  };
}
