import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { LONGEST_REASON, type Purge } from '../flow/purge.ts';
import { freeText } from '../platform/free-text.ts';
import { identityOf } from '../platform/request.ts';
import { purgeBody, toPurge } from './submission-body.ts';

const idParams = z.strictObject({ id: z.string().max(40) });
const reasonBody = z.strictObject({
  reason: freeText(1, LONGEST_REASON).describe(
    'What kind of thing slipped through. It is kept: name nobody, and quote nothing.',
  ),
});

const tags = ['submissions'];
const security = [{ bearer: [] }];
const roles = ['approver', 'steward'] as const;

/** Getting rid of what should never have been sent, by two people. */
export function purgeRoutes({ purge }: { readonly purge: Purge }): FastifyPluginAsyncZod {
  return async (app) => {
    const config = { roles };
    app.post(
      '/v1/submissions/:id/purge',
      {
        schema: {
          summary: 'Propose that the contents of a submission are deleted',
          description:
            'By the steward or the approver of its authority, whatever its status. Nothing is deleted until another ' +
            'of them confirms. Refused with `release-stands` while a release that was made with it can be read.',
          tags,
          security,
          params: idParams,
          body: reasonBody,
          response: { 201: purgeBody },
        },
        config,
      },
      async (request, reply) => {
        const { params, body } = request;
        return reply
          .code(201)
          .send(toPurge(await purge.propose(identityOf(request), params.id, body.reason)));
      },
    );

    app.post(
      '/v1/submissions/:id/purge/confirm',
      {
        schema: {
          summary: 'Confirm a purge; by another person than proposed it',
          description:
            'Deletes the file, its cells, its findings and their notes for ever, and withdraws unpublished drafts of ' +
            'releases that drew on it. Who, when, how much and the SHA-256 stay. Backups are not reached: see ' +
            'docs/operations.md.',
          tags,
          security,
          params: idParams,
          response: { 200: purgeBody },
        },
        config,
      },
      async (request) => toPurge(await purge.confirm(identityOf(request), request.params.id)),
    );

    app.delete(
      '/v1/submissions/:id/purge',
      {
        schema: {
          summary: 'Take the proposal of a purge back',
          tags,
          security,
          params: idParams,
          response: { 200: purgeBody },
        },
        config,
      },
      async (request) => toPurge(await purge.takeBack(identityOf(request), request.params.id)),
    );
  };
}
