import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Download } from '../flow/download.ts';
import type { Enquire } from '../flow/enquire.ts';
import { sendFile } from './send-file.ts';

const OGL = '<https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/>; rel="license"';

const version = z.string().max(40).describe('`1.0.0`, or `latest`, `1`, `1.*`, `1.0.*`, which redirect');
const name = z.string().max(40).describe('A domain, `all`, or `populations`');

export interface ExportsOptions {
  readonly enquire: Enquire;
  readonly download: Download;
}

/** The frozen files of a release: the bytes that were made when it was published, and their digest. */
export function exportRoutes({ enquire, download }: ExportsOptions): FastifyPluginAsyncZod {
  async function answer(
    exchange: { readonly request: FastifyRequest; readonly reply: FastifyReply },
    selector: string,
    file: { readonly name: string; readonly format: string },
  ): Promise<FastifyReply> {
    const release = await enquire.release(selector);
    const fileName = `${file.name}.${file.format}`;
    if (release.version !== selector) {
      return exchange.reply
        .header('cache-control', 'no-cache')
        .redirect(`/v1/releases/${release.version}/${fileName}`, 302);
    }
    const facts = await download.file(release, file);
    const links = [OGL, `</v1/releases/${release.version}>; rel="describedby"; type="application/json"`];
    const saved = `london-disproportionality-${release.version}-${fileName}`;
    return sendFile(exchange, { facts, fileName: saved, links }, download);
  }

  return async (app) => {
    app.get(
      '/v1/releases/:version/:name.csv',
      {
        schema: {
          summary: 'A frozen CSV file of a release',
          description:
            'The bytes that were made when the release was published. The ETag is their SHA-256 (of the gzip, for whoever ' +
            'accepts one); Range, If-Range and If-None-Match work, so a broken download goes on where it stopped. ' +
            '`latest` and other selectors redirect to the exact version. A withdrawn release answers 410.',
          tags: ['exports'],
          params: z.strictObject({ version, name }),
          produces: ['text/csv'],
        },
        config: { roles: 'public' },
      },
      async (request, reply) =>
        answer({ request, reply }, request.params.version, { name: request.params.name, format: 'csv' }),
    );
  };
}
