import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  COLLECTION_STATUSES,
  type CollectionView,
  type Invite,
  RETURN_STATUSES,
  SUBMISSION_STATUSES,
} from '../flow/invite.ts';
import { identityOf } from '../platform/request.ts';
import { DOMAINS } from '../vocabulary/measure.ts';

const dueDate = z.iso.date().describe('The last day, in London, on which a return is in time');
const measures = z
  .array(z.string().max(80))
  .min(1)
  .max(500)
  .describe('Of the domain, and not among those that are worked out by us');
const status = z.enum(COLLECTION_STATUSES);

const standing = z.strictObject({
  submission: z.string().describe('The newest file of the return that no other has replaced'),
  status: z.enum(SUBMISSION_STATUSES),
  receivedAt: z.iso.datetime(),
  errors: z.int(),
  queries: z.int(),
  openQueries: z.int().describe('Queries without a note'),
  lastAct: z.string().describe('What was done with it last, in the words of the audit trail'),
  lastActAt: z.iso.datetime(),
});

const authorityReturn = z.strictObject({
  area: z.string().describe('GSS code'),
  name: z.string(),
  status: z
    .enum(RETURN_STATUSES)
    .describe('`returned`: submitted or approved; `late`: the due date has passed without; `not-yet`'),
  returnedOn: z.iso.date().nullable().describe('The day on which the first file of the return came'),
  standing: standing
    .nullable()
    .describe('Where it stands: for the steward, and for the authority itself; null for everybody else'),
});

const collection = z.strictObject({
  id: z.string(),
  domain: z.enum(DOMAINS),
  period: z.string(),
  dueDate,
  status,
  measures: z.array(z.string()),
  returns: z.array(authorityReturn).describe('Every authority, and whether it has returned; never what'),
});

const tags = ['collections'];
const security = [{ bearer: [] }];

/** Collections: what authorities are asked for, read by everybody, and kept by the steward. */
export function collectionRoutes({ invite }: { readonly invite: Invite }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/v1/collections',
      {
        schema: {
          summary: 'What authorities are asked for, and who has returned',
          description:
            'Collections that are open, and those that were due within the last year; the last due first. The file to ' +
            'fill in for one is `/v1/templates/{domain}.csv?period=&area=`. With the steward’s key each return says where it ' +
            'stands, and with an authority’s key its own does.',
          tags,
          response: { 200: z.strictObject({ collections: z.array(collection) }) },
        },
        config: { roles: 'public' },
      },
      async ({ identity }, reply) => {
        reply.header('cache-control', identity === null ? 'no-cache' : 'private, no-cache');
        reply.header('vary', 'authorization');
        return { collections: (await invite.collections(identity)).map(bodyOf) };
      },
    );

    app.post(
      '/v1/collections',
      {
        schema: {
          summary: 'Open a collection',
          description: 'One for each domain and period. Without `measures` it asks for all that can be sent.',
          tags,
          security,
          body: z.strictObject({
            domain: z.enum(DOMAINS),
            period: z.string().max(20).describe('`AY2024-25-T1`, `FY2025-26-Q2`, `2025-03-31`'),
            dueDate,
            measures: measures.optional(),
          }),
          response: { 201: collection },
        },
        config: { roles: ['steward'] },
      },
      async (request, reply) =>
        reply.code(201).send(bodyOf(await invite.open(identityOf(request), request.body))),
    );

    app.patch(
      '/v1/collections/:id',
      {
        schema: {
          summary: 'Change a collection, close it, or open it again',
          description: 'What is not named stays as it is. Nothing is deleted.',
          tags,
          security,
          params: z.strictObject({ id: z.string().max(40) }),
          body: z.strictObject({
            dueDate: dueDate.optional(),
            measures: measures.optional(),
            status: status.optional(),
          }),
          response: { 200: collection },
        },
        config: { roles: ['steward'] },
      },
      async (request) => bodyOf(await invite.change(identityOf(request), request.params.id, request.body)),
    );
  };
}

function bodyOf({ measures, returns, ...facts }: CollectionView): z.infer<typeof collection> {
  return {
    ...facts,
    measures: [...measures],
    returns: returns.map(({ standing, ...each }) => ({
      ...each,
      standing: standing && {
        ...standing,
        receivedAt: standing.receivedAt.toISOString(),
        lastActAt: standing.lastActAt.toISOString(),
      },
    })),
  };
}
