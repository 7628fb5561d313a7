import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type Declare, programmeBody } from '../flow/declare.ts';
import type { Follow } from '../flow/follow.ts';
import { identityOf } from '../platform/request.ts';
import type { Declared, Programme } from '../vocabulary/target.ts';
import { versionNamed } from './if-match.ts';

const declared = z.strictObject({
  id: z.string(),
  version: z.int().describe('Its ETag; every version stays'),
  declaredAt: z.iso.datetime(),
  ...programmeBody.shape,
});

const tags = ['programmes'];
const security = [{ bearer: [] }];
const roles = ['approver', 'steward'] as const;
const params = z.strictObject({ id: z.string().max(80) });

/** `/v1/programmes`: what is done about disproportionality, and where; London's shared library of practice. */
export function programmeRoutes(flows: {
  readonly declare: Declare;
  readonly follow: Follow;
}): FastifyPluginAsyncZod {
  const { declare, follow } = flows;
  return async (app) => {
    app.get(
      '/v1/programmes',
      {
        schema: {
          summary: 'What is done about disproportionality, and where',
          description: 'GraphQL’s `effect` holds one against areas without it.',
          tags,
          querystring: z.strictObject({
            area: z.string().max(80).optional(),
            measure: z.string().max(80).optional().describe('Only those that aim at it'),
            ended: z.stringbool().default(false).describe('Those given up as well'),
          }),
          response: { 200: z.strictObject({ programmes: z.array(declared) }) },
        },
        config: { roles: 'public' },
      },
      async (request, reply) => {
        reply.header('cache-control', 'no-cache');
        return { programmes: (await follow.programmes(request.query)).map(declaredOf) };
      },
    );

    app.get(
      '/v1/programmes/:id',
      {
        schema: {
          summary: 'Every version of a programme, newest first',
          tags,
          params,
          response: { 200: z.strictObject({ versions: z.array(declared) }) },
        },
        config: { roles: 'public' },
      },
      async (request, reply) => {
        const versions = await follow.programmeVersions(request.params.id);
        reply.header('etag', `"${versions[0]?.version ?? 0}"`).header('cache-control', 'no-cache');
        return { versions: versions.map(declaredOf) };
      },
    );

    app.post(
      '/v1/programmes',
      {
        schema: {
          summary: 'Declare a programme',
          description:
            'By an approver for its own authority, by the steward for any. Everybody reads it at once.',
          tags,
          security,
          body: programmeBody,
          response: { 201: declared },
        },
        config: { roles },
      },
      async (request, reply) => {
        const made = await declare.programme(identityOf(request), request.body);
        const headers = { location: `/v1/programmes/${made.id}`, etag: `"${made.version}"` };
        return reply.code(201).headers(headers).send(declaredOf(made));
      },
    );

    app.put(
      '/v1/programmes/:id',
      {
        schema: {
          summary: 'Change a programme, or end it',
          description:
            'Send the whole programme as it is to be. It becomes a new version, and the ones before stay. With its ETag ' +
            'in `If-Match`, nobody else’s change is written over.',
          tags,
          security,
          params,
          headers: z.looseObject({ 'if-match': z.string().max(100).optional() }),
          body: programmeBody,
          response: { 200: declared },
        },
        config: { roles },
      },
      async (request, reply) => {
        const change = { id: request.params.id, from: versionNamed(request.headers['if-match']) };
        const made = await declare.changeProgramme(identityOf(request), change, request.body);
        reply.header('etag', `"${made.version}"`);
        return declaredOf(made);
      },
    );
  };
}

function declaredOf({ id, version, declaredAt, body }: Declared<Programme>): z.infer<typeof declared> {
  return {
    id,
    version,
    declaredAt: declaredAt.toISOString(),
    ...body,
    areas: [...body.areas],
    measures: [...body.measures],
  };
}
