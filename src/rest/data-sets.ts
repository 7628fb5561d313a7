import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Warning } from '../flow/data-set-criteria.ts';
import { A_WHILE } from '../platform/etag.ts';
import { cursorOf, cursorPlace, TABLES, tableWanted, versionIn } from './data-set-asked.ts';
import {
  dataSetList,
  dataSetOf,
  dataSetView,
  metaOf,
  metaView,
  pageOf,
  pages,
  pagingOf,
  queryAnswer,
  SHAPES,
} from './data-set-body.ts';
import { addressQuery, type BodyQuery, bodyOf, bodyQuery, dataSetVersion } from './data-set-query.ts';
import { answered, type DataSetSource, dataSetSources, type SourceOptions } from './data-set-source.ts';
import { dataSetVersionRoutes } from './data-set-versions.ts';
import { queryFault } from './query-fault.ts';
import { OGL } from './release-address.ts';

const ROWS =
  'Rows that fit, page by page. With `Accept: text/csv` or `application/vnd.apache.parquet` all of them, in the columns of ' +
  'the release’s files. A withheld number fits no condition and is sorted last.';
/** More than any query that is within its limits needs. */
const MOST_BODY_BYTES = 128 * 1024;

const id = z.string().max(40).describe('A domain');
const ofVersion = z.strictObject({ dataSetVersion });
const config = { roles: 'public' as const };
const tags = ['data sets'];

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

const ALL_ROWS = bodyQuery.parse({});
const DRAFT: Warning = {
  message: 'These figures are of a draft. They may change before they are published.',
  code: 'DraftPreview',
  path: '',
};

/** The version that a cursor is of, where none is named: a newer one may have come meanwhile. */
function versionAsked(named: string, { cursor }: Pick<BodyQuery, 'cursor'>): string {
  return named === '*' ? (versionIn(cursor) ?? named) : named;
}

/** Releases by domain, for whoever knows DfE's API of published statistics. */
export function dataSetRoutes(options: SourceOptions): FastifyPluginAsyncZod {
  const { enquire, dataSets } = options;
  const sourceOf = dataSetSources(options);

  async function answer(
    { request, reply }: Exchange,
    { set, dataSets: source, isDraft }: DataSetSource,
    asked: BodyQuery,
  ): Promise<z.infer<typeof queryAnswer> | FastifyReply> {
    const { debug, page: number, pageSize, cursor, ...question } = asked;
    const begun = { set, question, pageSize };
    const from = cursor === undefined ? (number - 1) * pageSize : cursorPlace(cursor, begun);
    reply.header('vary', 'accept, preview-token').header('link', OGL);
    const format = tableWanted(request.headers.accept);
    if (format !== undefined) {
      const rows = await source.table(set, question, format);
      const saved = `london-disproportionality-${set.release.version}-${set.id}-query.${format}`;
      reply
        .type(TABLES[format])
        .header('cache-control', isDraft ? 'no-store' : A_WHILE)
        .header('content-disposition', `attachment; filename="${saved}"`);
      return reply.send(Readable.from(request.method === 'HEAD' ? [] : rows, { objectMode: false }));
    }
    const work = async () => {
      const found = await source.query(set, question, { debug, from, size: pageSize });
      const results = found.results.map(
        ({ timePeriod, locations, filters, values, valueStatuses, ...row }) => ({
          timePeriod: { ...timePeriod },
          ...row,
          locations: { ...locations },
          filters: { ...filters },
          values: { ...values },
          valueStatuses: { ...valueStatuses },
        }),
      );
      const warnings = [...found.warnings, ...(isDraft ? [DRAFT] : [])].map(({ detail, ...warning }) =>
        detail === undefined ? warning : { ...warning, detail: { items: [...detail.items] } },
      );
      const page = Math.floor(from / pageSize) + 1;
      const nextCursor = from + pageSize < found.total ? cursorOf(from + pageSize, begun) : null;
      return { paging: { ...pagingOf(found.total, { page, pageSize }), nextCursor }, results, warnings };
    };
    // A POST is answered each time: 304 is for what asks without changing anything (RFC 9110).
    if (request.method === 'POST') return work();
    const made = { release: set.release, question: ['data-set', set.id, asked], isDraft };
    return answered({ request, reply }, made, work);
  }

  return async (app) => {
    await app.register(dataSetVersionRoutes(options));

    app.get(
      '/v1/data-sets',
      {
        schema: {
          summary: 'The data sets of the latest release: one a domain',
          description: SHAPES,
          tags,
          querystring: pages,
          response: { 200: dataSetList },
        },
        schemaErrorFormatter: queryFault(pages),
        config,
      },
      async ({ query }) => {
        const sets = await dataSets.of(await enquire.standing('latest'));
        return {
          paging: pagingOf(sets.length, query),
          results: pageOf(sets, query).map((set) => dataSetOf({ set })),
        };
      },
    );

    app.get(
      '/v1/data-sets/:id',
      {
        schema: {
          summary: 'A data set',
          description: SHAPES,
          tags,
          params: z.strictObject({ id }),
          response: { 200: dataSetView },
        },
        config,
      },
      async (request) => dataSetOf(await sourceOf(request, request.params.id)),
    );

    app.get(
      '/v1/data-sets/:id/meta',
      {
        schema: {
          summary: 'What a data set can be asked: filters, indicators, levels, locations and periods',
          description: SHAPES,
          tags,
          params: z.strictObject({ id }),
          querystring: ofVersion,
          response: { 200: metaView },
        },
        schemaErrorFormatter: queryFault(ofVersion),
        config,
      },
      async (request, reply) => {
        const source = await sourceOf(request, request.params.id, request.query.dataSetVersion);
        const { set, isDraft } = source;
        const made = { release: set.release, question: ['data-set-meta', set.id], isDraft };
        return answered({ request, reply }, made, async () =>
          metaOf(set, await source.dataSets.contents(set)),
        );
      },
    );

    app.get(
      '/v1/data-sets/:id/csv',
      {
        schema: {
          summary: 'A data set as CSV: redirects to the frozen file of its release',
          description: SHAPES,
          tags,
          params: z.strictObject({ id }),
          querystring: ofVersion,
        },
        schemaErrorFormatter: queryFault(ofVersion),
        config,
      },
      async (request, reply) => {
        const source = await sourceOf(request, request.params.id, request.query.dataSetVersion);
        const { set } = source;
        // A draft has no frozen files.
        if (source.isDraft) {
          request.headers.accept = 'text/csv';
          return answer({ request, reply }, source, ALL_ROWS);
        }
        return reply
          .header('cache-control', 'no-cache')
          .redirect(`/v1/releases/${set.release.version}/${set.id}.csv`, 302);
      },
    );

    app.get(
      '/v1/data-sets/:id/query',
      {
        schema: {
          summary: 'Rows of a data set, asked for in the address',
          description: `${ROWS} ${SHAPES}`,
          tags,
          params: z.strictObject({ id }),
          querystring: addressQuery,
          response: { 200: queryAnswer },
        },
        schemaErrorFormatter: queryFault(addressQuery),
        config,
      },
      async (request, reply) => {
        const asked = bodyOf(request.query);
        const version = versionAsked(request.query.dataSetVersion, asked);
        return answer({ request, reply }, await sourceOf(request, request.params.id, version), asked);
      },
    );

    for (const method of ['POST', 'QUERY'] as const) {
      app.route({
        method,
        url: '/v1/data-sets/:id/query',
        bodyLimit: MOST_BODY_BYTES,
        schema: {
          // OpenAPI 3.1 has no word for QUERY.
          hide: method === 'QUERY',
          summary: 'Rows of a data set, asked for by criteria with and, or and not',
          description: `${ROWS} QUERY takes the same body, and has an ETag. ${SHAPES}`,
          tags,
          params: z.strictObject({ id }),
          querystring: ofVersion,
          body: bodyQuery,
          response: { 200: queryAnswer },
        },
        schemaErrorFormatter: queryFault(bodyQuery),
        config,
        async handler(request, reply) {
          const version = versionAsked(request.query.dataSetVersion, request.body);
          const source = await sourceOf(request, request.params.id, version);
          return answer({ request, reply }, source, request.body);
        },
      });
    }
  };
}
