import type { FastifyBaseLogger } from 'fastify';
import { pino } from 'pino';

/** Only what identifies a request: never a body, a header or a query string, since any of them may hold a figure. */
const serializers = {
  req: (request: { readonly method?: string; readonly url?: string; readonly id?: unknown }) => ({
    id: request.id,
    method: request.method,
    path: request.url?.split('?', 1)[0],
  }),
  res: (reply: { readonly statusCode?: number }) => ({ status: reply.statusCode }),
  // The parser of forms logs at `trace` all that it was given, keys among it.
  busboyOptions: () => undefined,
  err: (error: unknown) => {
    if (!(error instanceof Error)) return { name: typeof error };
    // Messages of JSON and CSV parsers quote what they choke on; the stack's frames say where, and quote nothing.
    const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
    const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
    return { name: error.name, code, at: frames.slice(0, 12).map((line) => line.trim()) };
  },
};

/** Structured logs with request ids. `destination` is given by tests, which look for what must not be in it. */
export function createLogger(level: string, destination?: { write(line: string): void }): FastifyBaseLogger {
  const options = { level, serializers, base: null };
  return destination === undefined ? pino(options) : pino(options, destination);
}
