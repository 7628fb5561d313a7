import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Disseminate } from '../flow/disseminate.ts';
import { fileNameOf } from '../flow/download.ts';
import type { Enquire } from '../flow/enquire.ts';
import { hasRole } from '../platform/identity.ts';
import { draftNamed } from './draft-named.ts';
import { draft, draftOf, list, releaseDetail, summaryOf, versionParams } from './release-body.ts';

/** Which releases there are, for everybody; drafts for those who work on them. */
export function releaseRoutes({
  enquire,
  disseminate,
}: {
  readonly enquire: Enquire;
  readonly disseminate: Disseminate;
}): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/v1/releases',
      {
        schema: {
          summary: 'All releases, newest first',
          description: 'The steward and the publisher also see drafts.',
          tags: ['releases'],
          response: { 200: list },
        },
        config: { roles: 'public' },
      },
      async (request) => {
        const releases = (await enquire.releases()).map(summaryOf);
        const { identity } = request;
        if (identity === null || !hasRole(identity, 'steward', 'publisher')) return { releases };
        return { releases, drafts: (await disseminate.drafts(identity)).map(draftOf) };
      },
    );

    app.get(
      '/v1/releases/:version',
      {
        schema: {
          summary: 'One release, with its files',
          description: 'The steward and the publisher also read a draft by its version.',
          tags: ['releases'],
          params: versionParams,
          response: { 200: z.union([releaseDetail, draft]) },
        },
        config: { roles: 'public' },
      },
      async (request, reply) => {
        const drafted = await draftNamed(request, disseminate);
        if (drafted !== undefined) {
          reply.header('cache-control', 'no-store');
          return draftOf(drafted);
        }
        const facts = await enquire.release(request.params.version);
        const artefacts = await enquire.artefacts(facts.version);
        return {
          ...summaryOf(facts),
          manifest: { ...facts.manifest },
          artefacts: artefacts.map(({ name, format, sha256, byteLength, rowCount }) => {
            const href = `/v1/releases/${facts.version}/${fileNameOf({ name, format })}`;
            return { name, format, href, sha256, byteLength, rowCount };
          }),
        };
      },
    );
  };
}
