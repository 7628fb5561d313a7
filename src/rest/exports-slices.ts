import { Readable } from 'node:stream';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Enquire } from '../flow/enquire.ts';
import { SLICE_FILTERS, SLICE_FORMATS, type SliceQuestion, type Slices } from '../flow/slice.ts';
import { listOf } from './comparison-query.ts';
import { conditionally } from './conditional.ts';
import { queryFault } from './query-fault.ts';
import { OGL, queryOf } from './release-address.ts';

const list = (description: string) =>
  z
    .union([z.string().max(8000), z.array(z.string().max(80)).max(300)])
    .optional()
    .describe(`${description} Repeat it, or separate by commas.`);

const filters = {
  measure: list('Measures; and populations, which are left out unless they are named.'),
  domain: list('social-care, education, youth-justice, workforce; and population.'),
  period: list('Periods of the release.'),
  area: list('Areas.'),
  group: list('Ethnic groups.'),
  sex: list('all, female, male, not-known.'),
  ageBand: list('Such as 10-15; `all` for the rows of every age together.'),
  category: list('Such as sen:ehcp; `all` for the rows of everything together.'),
  level: list('Levels of ethnic groups: all, known, broad, detailed and others.'),
};
const streamQuery = z.strictObject(filters);
const pageQuery = z.strictObject({
  ...filters,
  limit: z.coerce.number().int().min(1).max(10_000).default(1000).describe('Rows in a page'),
  after: z.string().max(200).optional().describe('From the link `next` of the page before'),
});
const version = z.string().max(40).describe('`1.0.0`, or `latest`, `1`, `1.*`, `1.0.*`, which redirect');

const MEDIA_TYPES = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
} as const;
const SAME_ROWS =
  'The rows and columns of `all.csv`, in its order. Filters that are left out ask for everything.';

const page = z.strictObject({
  release: z.string(),
  rows: z
    .array(z.record(z.string(), z.union([z.string(), z.number(), z.null()])))
    .describe('Column → value, as in the files'),
  next: z.string().nullable().describe('The address of the next page; also in the Link header'),
});

export interface SliceRoutesOptions {
  readonly enquire: Enquire;
  readonly slices: Slices;
}

/** Any part of a release: streamed as CSV, NDJSON and Parquet, and as JSON page by page. */
export function sliceRoutes({ enquire, slices }: SliceRoutesOptions): FastifyPluginAsyncZod {
  return async (app) => {
    for (const format of SLICE_FORMATS) {
      app.get(
        `/v1/releases/:version/cells.${format}`,
        {
          schema: {
            summary: `Any slice of a release, as ${format === 'csv' ? 'CSV' : format === 'ndjson' ? 'NDJSON' : 'Parquet'}`,
            description: `${SAME_ROWS} It is streamed, so there is no length or ETag; should it fail on the way, the connection breaks.`,
            tags: ['exports'],
            params: z.strictObject({ version }),
            querystring: streamQuery,
            produces: [MEDIA_TYPES[format].split(';')[0] ?? ''],
          },
          schemaErrorFormatter: queryFault(streamQuery),
          config: { roles: 'public' },
        },
        async (request, reply) => {
          const release = await enquire.standing(request.params.version);
          const path = `/v1/releases/${release.version}/cells.${format}`;
          if (release.version !== request.params.version) {
            return reply.header('cache-control', 'no-cache').redirect(`${path}${queryOf(request.url)}`, 302);
          }
          const rows = await slices.stream(release, questionOf(request.query), format);
          reply
            .type(MEDIA_TYPES[format])
            .header('cache-control', 'public, max-age=60')
            .header('link', OGL)
            .header(
              'content-disposition',
              `attachment; filename="london-disproportionality-${release.version}-cells.${format}"`,
            );
          return reply.send(Readable.from(request.method === 'HEAD' ? [] : rows, { objectMode: false }));
        },
      );
    }

    app.get(
      '/v1/releases/:version/cells.json',
      {
        schema: {
          summary: 'Any slice of a release, as JSON, page by page',
          description: `${SAME_ROWS} Follow \`next\` until it is null: pages neither miss nor repeat a row.`,
          tags: ['exports'],
          params: z.strictObject({ version }),
          querystring: pageQuery,
          response: { 200: page },
        },
        schemaErrorFormatter: queryFault(pageQuery),
        config: { roles: 'public' },
      },
      async (request, reply) => {
        const release = await enquire.standing(request.params.version);
        const path = `/v1/releases/${release.version}/cells.json`;
        if (release.version !== request.params.version) {
          return reply.header('cache-control', 'no-cache').redirect(`${path}${queryOf(request.url)}`, 302);
        }
        const { limit, after = null } = request.query;
        const asked = questionOf(request.query);
        const question = ['cells', asked, limit, after];
        return conditionally({ request, reply }, { release, question }, async () => {
          const found = await slices.page(release, asked, { after, limit });
          const address = new URLSearchParams();
          for (const [name, ids] of Object.entries(asked)) address.set(name, ids.join(','));
          address.set('limit', `${limit}`);
          if (found.next !== null) address.set('after', found.next);
          const next = found.next === null ? null : `${path}?${address}`;
          reply.header('link', next === null ? OGL : `${OGL}, <${next}>; rel="next"`);
          return { release: release.version, rows: found.rows.map((row) => ({ ...row })), next };
        });
      },
    );
  };
}

function questionOf(sent: z.infer<typeof streamQuery>): SliceQuestion {
  const named = SLICE_FILTERS.map((name) => [name, listOf(sent[name])] as const);
  return Object.fromEntries(named.filter(([, ids]) => ids !== null));
}
