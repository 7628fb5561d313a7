import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Oversee, RecordedEvent } from '../flow/oversee.ts';
import { identityOf } from '../platform/request.ts';

const event = z.strictObject({
  id: z.number().int().describe('Greater for what was written later'),
  at: z.iso.datetime(),
  act: z.string().describe('Such as `submission.approve`, `grant.give`, `key.revoke`'),
  actor: z.string().describe("The key's id, or the person's at the identity provider"),
  actorName: z.string().nullable().describe("The key's name"),
  subjectKind: z.string(),
  subjectId: z.string(),
  area: z.string().nullable(),
  detail: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .describe('Ids, statuses and sizes; never a value of a file'),
});

const moment = z.iso.datetime({ offset: true });
const auditQuery = z.strictObject({
  area: z.string().max(12).optional(),
  submission: z.string().max(40).optional(),
  act: z.string().max(60).optional(),
  actor: z.string().max(400).optional(),
  from: moment.optional(),
  until: moment.optional().describe('Up to, and not at'),
  before: z.coerce.number().int().min(1).optional().describe('The `id` of an event: those written before it'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

const tags = ['audit'];
const security = [{ bearer: [] }];
const READERS = ['submitter', 'approver', 'steward'] as const;

/** The audit trail: read by the steward, and by each authority for what concerns it; written by every act. */
export function auditRoutes({ oversee }: { readonly oversee: Oversee }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/v1/audit',
      {
        schema: {
          summary: 'Who did what and when, the newest first',
          description:
            'The steward reads all of it, an authority what concerns its own. `next` leads to what was written before.',
          tags,
          security,
          querystring: auditQuery,
          response: { 200: z.strictObject({ events: z.array(event), next: z.string().nullable() }) },
        },
        config: { roles: READERS },
      },
      async (request, reply) => {
        const { from, until, ...filter } = request.query;
        const events = await oversee.audit(identityOf(request), {
          ...filter,
          from: from === undefined ? undefined : new Date(from),
          until: until === undefined ? undefined : new Date(until),
        });
        reply.header('cache-control', 'private, no-store');
        return { events: events.map(bodyOf), next: nextPage(events, request.query) };
      },
    );

    app.get(
      '/v1/submissions/:id/history',
      {
        schema: {
          summary: 'What was done with a submission, the first act first',
          tags,
          security,
          params: z.strictObject({ id: z.string().max(40) }),
          response: { 200: z.strictObject({ submission: z.string(), events: z.array(event) }) },
        },
        config: { roles: READERS },
      },
      async (request, reply) => {
        const { id } = request.params;
        const events = await oversee.history(identityOf(request), id);
        reply.header('cache-control', 'private, no-store');
        return { submission: id, events: events.map(bodyOf) };
      },
    );
  };
}

function bodyOf({ at, ...facts }: RecordedEvent): z.infer<typeof event> {
  return { ...facts, at: at.toISOString() };
}

function nextPage(events: readonly RecordedEvent[], query: z.infer<typeof auditQuery>): string | null {
  const last = events.at(-1);
  if (last === undefined || events.length < query.limit) return null;
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, before: last.id })) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  return `/v1/audit?${parameters}`;
}
