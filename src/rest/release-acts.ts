import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Disseminate } from '../flow/disseminate.ts';
import type { Preview } from '../flow/preview.ts';
import { freeText } from '../platform/free-text.ts';
import { identityOf } from '../platform/request.ts';
import { BUMPS } from '../vocabulary/release-changes.ts';
import { draft, draftOf, exception, protection, protectionOf, versionParams } from './release-body.ts';

const security = [{ bearer: [] }];

/** What the steward and another person do with a draft until it is published, and with a release that must go. */
export function releaseActRoutes({
  disseminate,
  preview,
  draftWait,
}: {
  readonly disseminate: Disseminate;
  readonly preview: Preview;
  /** Milliseconds. */
  readonly draftWait: number;
}): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/v1/releases',
      {
        schema: {
          summary: 'Draft a release of everything that is approved',
          description:
            'Derives totals, protects small numbers and keeps the protected cells until it is published. 202: it is ' +
            'still being protected, which takes minutes for a full quarter; see `/v1/releases/{version}/protection`. ' +
            'Corrections of fewer records than the threshold are held back, and listed; `exceptions` lets some through.',
          tags: ['releases'],
          security,
          body: z.strictObject({
            bump: z
              .enum(BUMPS)
              .optional()
              .describe('Left out, the version follows from what has changed; smaller than that is refused'),
            notes: freeText(0, 10_000).default(''),
            correction: freeText(1, 2000)
              .optional()
              .describe('Where the release corrects a mistake: which, in a sentence that is published'),
            exceptions: z
              .array(exception)
              .max(100)
              .default([])
              .describe('Corrections to be released although they are held back for being small'),
            nextRelease: z.iso.date().optional().describe('The day on which the next release is expected'),
          }),
          response: { 201: draft, 202: draft },
        },
        config: { roles: ['steward'] },
      },
      async (request, reply) => {
        const { bump = null, notes, correction = null, nextRelease = null, exceptions } = request.body;
        const asked = { bump, notes, correction, nextRelease, exceptions, waitFor: draftWait };
        const made = await disseminate.draft(identityOf(request), asked);
        const code = made.status === 'draft' ? 202 : 201;
        return reply.code(code).header('location', `/v1/releases/${made.version}`).send(draftOf(made));
      },
    );

    app.get(
      '/v1/releases/:version/protection',
      {
        schema: {
          summary: 'How the counts of a draft or release were protected, and how far that has come',
          description:
            'Numbers of bounds shown and not shown; never a count. For the steward and the publisher.',
          tags: ['releases'],
          security,
          params: versionParams,
          response: { 200: protection },
        },
        config: { roles: ['steward', 'publisher'] },
      },
      async (request) =>
        protectionOf(await disseminate.protection(identityOf(request), request.params.version)),
    );

    app.post(
      '/v1/releases/:version/previews',
      {
        schema: {
          summary: 'Let somebody look at a draft before it is published',
          description:
            'Makes a token, told once. Whoever sends it as `Preview-Token` reads the draft’s protected cells at ' +
            '`/v1/data-sets`, until it ends or the draft is published, withdrawn or drafted again.',
          tags: ['releases'],
          security,
          params: versionParams,
          body: z.strictObject({
            label: freeText(1, 200).describe('For whom'),
            days: z.number().int().min(1).max(30).default(1),
          }),
          response: {
            201: z.strictObject({ token: z.string(), version: z.string(), expiresAt: z.iso.datetime() }),
          },
        },
        config: { roles: ['steward', 'publisher'] },
      },
      async (request, reply) => {
        const asked = { version: request.params.version, ...request.body };
        const { token, version, expiresAt } = await preview.token(identityOf(request), asked);
        reply.code(201).header('cache-control', 'no-store');
        return { token, version, expiresAt: expiresAt.toISOString() };
      },
    );

    app.post(
      '/v1/releases/:version/approve',
      {
        schema: {
          summary: 'Approve a draft; by another person than drafted it',
          description:
            'With `digest` it is refused where the draft has been made again since you looked at it.',
          tags: ['releases'],
          security,
          params: versionParams,
          body: z.strictObject({ digest: z.string().length(64).optional() }).nullish(),
          response: { 200: draft },
        },
        config: { roles: ['publisher'] },
      },
      async (request) => {
        const { version } = request.params;
        return draftOf(await disseminate.approve(identityOf(request), version, request.body?.digest));
      },
    );

    app.post(
      '/v1/releases/:version/publish',
      {
        schema: {
          summary: 'Publish an approved release, for good',
          tags: ['releases'],
          security,
          params: versionParams,
          response: { 200: draft },
        },
        config: { roles: ['publisher'] },
      },
      async (request) => draftOf(await disseminate.publish(identityOf(request), request.params.version)),
    );

    app.post(
      '/v1/releases/:version/withdraw',
      {
        schema: {
          summary: 'Withdraw a release, with a reason that is public',
          tags: ['releases'],
          security,
          params: versionParams,
          body: z.strictObject({ reason: freeText(1, 2000) }),
          response: { 200: draft },
        },
        config: { roles: ['steward', 'publisher'] },
      },
      async (request) => {
        const { version } = request.params;
        return draftOf(await disseminate.withdraw(identityOf(request), version, request.body.reason));
      },
    );
  };
}
