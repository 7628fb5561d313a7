import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { GRANT_RIGHTS, type GrantFacts, type Share } from '../flow/share.ts';
import { identityOf } from '../platform/request.ts';
import { DOMAINS } from '../vocabulary/measure.ts';

const domains = z.array(z.enum(DOMAINS)).min(1);
const rights = z
  .array(z.enum(GRANT_RIGHTS))
  .min(1)
  .describe(
    '`submit`: send, explain, submit and withdraw; `approve`: approve, send back and withdraw. Either lets one read.',
  );

const grant = z.strictObject({
  id: z.string(),
  area: z.string().describe('Whose returns'),
  grantee: z.string().describe('Whose officers may act, each within the roles of their own key'),
  domains: z.array(z.string()),
  rights: z.array(z.string()),
  grantedBy: z.string(),
  grantedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  revokedBy: z.string().nullable(),
  revokedAt: z.iso.datetime().nullable(),
});

const tags = ['grants'];
const security = [{ bearer: [] }];

/** Grants: joint services send, and where it is wanted approve, each other's returns. */
export function grantRoutes({ share }: { readonly share: Share }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/v1/grants',
      {
        schema: {
          summary: 'The grants that your authority has given and holds',
          description: 'Those that have ended among them, the newest first. The steward sees all.',
          tags,
          security,
          response: { 200: z.strictObject({ grants: z.array(grant) }) },
        },
        config: { roles: ['submitter', 'approver', 'steward'] },
      },
      async (request) => ({ grants: (await share.grants(identityOf(request))).map(bodyOf) }),
    );

    app.post(
      '/v1/grants',
      {
        schema: {
          summary: 'Let the officers of another authority act for yours',
          description:
            'For joint services, such as those of Kingston and Richmond. Every file is still of one authority, named by ' +
            '`?area=`. Whoever sent a file cannot approve it, by whatever right. It can be ended at any time.',
          tags,
          security,
          body: z.strictObject({
            area: z
              .string()
              .max(12)
              .optional()
              .describe('Whose returns; your own by default, and the only one you may'),
            grantee: z.string().max(12).describe('Whose officers may act'),
            domains: domains.optional().describe('All by default'),
            rights,
            expiresAt: z.iso.datetime({ offset: true }).optional().describe('Until it is ended by default'),
          }),
          response: { 201: grant },
        },
        config: { roles: ['approver', 'steward'] },
      },
      async (request, reply) => {
        const { expiresAt, ...asked } = request.body;
        const until = expiresAt === undefined ? undefined : new Date(expiresAt);
        const given = await share.grant(identityOf(request), { ...asked, expiresAt: until });
        return reply.code(201).send(bodyOf(given));
      },
    );

    app.delete(
      '/v1/grants/:id',
      {
        schema: {
          summary: 'End a grant at once',
          description: 'What was done under it stays.',
          tags,
          security,
          params: z.strictObject({ id: z.string().max(40) }),
          response: { 200: grant },
        },
        config: { roles: ['approver', 'steward'] },
      },
      async (request) => bodyOf(await share.end(identityOf(request), request.params.id)),
    );
  };
}

function bodyOf({ grantedAt, expiresAt, revokedAt, ...facts }: GrantFacts): z.infer<typeof grant> {
  return {
    ...facts,
    grantedAt: grantedAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
  };
}
