import { Readable } from 'node:stream';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Enquire } from '../flow/enquire.ts';
import { Problem } from '../problem.ts';
import { namesEtag } from './conditional.ts';

const IMMUTABLE = 'public, max-age=31536000, immutable';

/** The frozen files of a release: the bytes that were made when it was published, and their digest. */
export function exportRoutes({ enquire }: { readonly enquire: Enquire }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/v1/releases/:version/:name.csv',
      {
        schema: {
          summary: 'A frozen CSV file of a release',
          description:
            '`name` is a domain, `all`, or `populations`. The ETag is the SHA-256 of the bytes, which never change. ' +
            '`latest` and other selectors redirect to the exact version.',
          tags: ['exports'],
          params: z.strictObject({ version: z.string().max(40), name: z.string().max(40) }),
          produces: ['text/csv'],
        },
        config: { roles: 'public' },
      },
      async (request, reply) => {
        const { version, name } = request.params;
        const release = await enquire.release(version);
        if (release.version !== version) {
          return reply
            .header('cache-control', 'no-cache')
            .redirect(`/v1/releases/${release.version}/${name}.csv`, 302);
        }
        const artefacts = await enquire.artefacts(version);
        const facts = artefacts.find((each) => each.name === name && each.format === 'csv');
        if (facts === undefined) {
          const names = artefacts.map((each) => each.name).join(', ');
          throw new Problem('not-found', `Release ${version} has no file of that name. It has: ${names}.`);
        }
        const etag = `"${facts.sha256}"`;
        reply
          .header('etag', etag)
          .header('cache-control', IMMUTABLE)
          .header(
            'link',
            '<https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/>; rel="license"',
          );
        if (namesEtag(request.headers['if-none-match'], etag)) return reply.code(304).send();
        reply
          .type(facts.mediaType)
          .header('content-length', facts.byteLength)
          .header(
            'content-disposition',
            `attachment; filename="london-disproportionality-${version}-${name}.csv"`,
          )
          .header('repr-digest', `sha-256=:${Buffer.from(facts.sha256, 'hex').toString('base64')}:`);
        return reply.send(Readable.from(enquire.artefactBytes(facts)));
      },
    );
  };
}
