import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { CITATION_FORMATS, citation, type Download, fileNameOf } from '../flow/download.ts';
import type { Enquire } from '../flow/enquire.ts';
import { OGL, publicAddress } from './release-address.ts';
import { sendFile } from './send-file.ts';

const version = z.string().max(40).describe('`1.0.0`, or `latest`, `1`, `1.*`, `1.0.*`, which redirect');
const name = z.string().max(40).describe('A domain, `all`, or `populations`');

const FROZEN =
  'The bytes that were made when the release was published. The ETag is their SHA-256 (of the gzip, for whoever ' +
  'accepts one where there is one); Range, If-Range and If-None-Match work, so a broken download goes on where it ' +
  'stopped. `latest` and other selectors redirect to the exact version. A withdrawn release answers 410.';

/** Tables, in each of their formats. */
const TABLES = [
  ['csv', 'text/csv', 'A table of a release as CSV'],
  [
    'parquet',
    'application/vnd.apache.parquet',
    'A table of a release as Parquet: typed, null for what is missing',
  ],
  ['ndjson', 'application/x-ndjson', 'A table of a release as NDJSON: one row, one object, one line'],
  [
    'xlsx',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'A table of a release as an Excel workbook: cover, contents, notes, and one table a sheet',
  ],
  ['csv-metadata.json', 'application/csvm+json', 'What the columns of a CSV table are, by CSV on the Web'],
] as const;

/** Files of which a release has one. */
const SINGLE = [
  ['datapackage', 'json', 'application/json', 'What is in the files, by Frictionless Data Package 2'],
  [
    'bundle',
    'zip',
    'application/zip',
    'The tables with what describes them, licence, citation and digests, all together',
  ],
  ['SHA256SUMS', '', 'text/plain', 'The SHA-256 of every file, as `sha256sum -c` takes it'],
] as const;

const CITATION_TYPES = {
  text: 'text/plain',
  bibtex: 'application/x-bibtex',
  cff: 'application/yaml',
} as const;

export interface ExportsOptions {
  readonly enquire: Enquire;
  readonly download: Download;
  /** How the world reaches the service; empty where nobody said. */
  readonly publicUrl: string;
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** The frozen files of a release: the bytes that were made when it was published, and their digest. */
export function exportRoutes({ enquire, download, publicUrl }: ExportsOptions): FastifyPluginAsyncZod {
  async function answer(
    exchange: Exchange,
    selector: string,
    file: { readonly name: string; readonly format: string },
  ): Promise<FastifyReply> {
    const release = await enquire.release(selector);
    const fileName = fileNameOf(file);
    const base = `/v1/releases/${release.version}`;
    if (release.version !== selector) {
      return exchange.reply.header('cache-control', 'no-cache').redirect(`${base}/${fileName}`, 302);
    }
    const facts = await download.file(release, file);
    const links = [OGL, `<${base}/datapackage.json>; rel="describedby"; type="application/json"`];
    if (file.format === 'csv') {
      links.push(`<${base}/${fileName}-metadata.json>; rel="describedby"; type="application/csvm+json"`);
    }
    const saved = `london-disproportionality-${release.version}-${fileName}`;
    return sendFile(exchange, { facts, fileName: saved, links }, download);
  }

  return async (app) => {
    for (const [format, mediaType, summary] of TABLES) {
      app.get(
        `/v1/releases/:version/:name.${format}`,
        {
          schema: {
            summary,
            description: `\`name\` is a domain, \`all\`, or \`populations\`. ${FROZEN}`,
            tags: ['exports'],
            params: z.strictObject({ version, name }),
            produces: [mediaType],
          },
          config: { roles: 'public' },
        },
        async (request, reply) =>
          answer({ request, reply }, request.params.version, { name: request.params.name, format }),
      );
    }
    for (const [fileName, format, mediaType, summary] of SINGLE) {
      app.get(
        `/v1/releases/:version/${fileNameOf({ name: fileName, format })}`,
        {
          schema: {
            summary,
            description: FROZEN,
            tags: ['exports'],
            params: z.strictObject({ version }),
            produces: [mediaType],
          },
          config: { roles: 'public' },
        },
        async (request, reply) =>
          answer({ request, reply }, request.params.version, { name: fileName, format }),
      );
    }

    app.get(
      '/v1/releases/:version/citation',
      {
        schema: {
          summary: 'How to cite a release',
          description: 'Names the exact version, also where a selector was asked for.',
          tags: ['exports'],
          params: z.strictObject({ version }),
          querystring: z.strictObject({ format: z.enum(CITATION_FORMATS).default('text') }),
          produces: Object.values(CITATION_TYPES),
        },
        config: { roles: 'public' },
      },
      async (request, reply) => {
        const release = await enquire.standing(request.params.version);
        const { format } = request.query;
        const here = publicAddress(request, publicUrl);
        return reply
          .header('cache-control', 'public, max-age=60')
          .header('link', OGL)
          .type(`${CITATION_TYPES[format]}; charset=utf-8`)
          .send(citation({ ...release, publicUrl: here }, format));
      },
    );
  };
}
