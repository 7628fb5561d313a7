import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Disseminate } from '../flow/disseminate.ts';
import { changesBody, type Download, fileNameOf } from '../flow/download.ts';
import type { Enquire } from '../flow/enquire.ts';
import type { RevisedFigure, Revisions } from '../flow/revisions.ts';
import { A_WHILE } from '../platform/etag.ts';
import { Problem } from '../problem.ts';
import { BUMPS, CHANGE_KINDS, CHANGED_THINGS } from '../vocabulary/release-changes.ts';
import { conditionally } from './conditional.ts';
import { draftNamed } from './draft-named.ts';
import { queryFault } from './query-fault.ts';
import { OGL, queryOf } from './release-address.ts';
import { sendFile } from './send-file.ts';

const version = z.string().max(40).describe('`1.0.0`, or `latest`, `1`, `1.*`, `1.0.*`, which redirect');
const params = z.strictObject({ version });
const sinceQuery = z.strictObject({
  since: z
    .string()
    .max(40)
    .optional()
    .describe('An earlier release; where left out, the one that stood before'),
});
const pageQuery = sinceQuery.extend({
  limit: z.coerce.number().int().min(1).max(10_000).default(1000).describe('Figures in a page, about'),
  after: z.string().max(200).optional().describe('From the link `next` of the page before'),
});

const changesView = z.strictObject({
  release: z.string(),
  since: z.string().nullable().describe('The release it was compared with; null for the first'),
  bump: z.enum(BUMPS).describe('How great a step in the version the changes take'),
  correction: z.string().nullable().describe('The mistake that the release corrects'),
  catalogue: z.array(
    z.strictObject({
      kind: z.enum(CHANGE_KINDS),
      what: z.enum(CHANGED_THINGS),
      measure: z.string().nullable(),
      codes: z.array(z.string()),
      fields: z.array(z.string()),
      bump: z.enum(BUMPS),
      text: z.string(),
    }),
  ),
  cells: z.array(
    z.strictObject({
      measure: z.string(),
      added: z.number().int(),
      revised: z.number().int(),
      removed: z.number().int(),
    }),
  ),
});

const number = z.number().nullable();
const word = z.string().nullable();
const revisionsView = z.strictObject({
  release: z.string(),
  since: word,
  rows: z.array(
    z.strictObject({
      ...{ measure: word, domain: word, period: word, area: word, area_name: word, ethnic_group: word },
      ...{ sex: word, age_band: word, category: word },
      change: z.enum(['revised', 'removed']),
      figure: z.string().describe('numerator, denominator, value, lower_95 or upper_95'),
      old_value: number,
      old_status: word,
      new_value: number,
      new_status: word.describe('null where the row is not in the release any more'),
    }),
  ),
  next: z.string().nullable().describe('The address of the next page; also in the Link header'),
});

const EVERY_FIGURE =
  'Every published figure that is not what it was: old and new value, and why each is or is not there. Worked out from the ' +
  'frozen files of both releases, so it says nothing that they do not. 410 where either has been withdrawn.';

export interface ReleaseChangesOptions {
  readonly enquire: Enquire;
  readonly disseminate: Disseminate;
  readonly download: Download;
  readonly revisions: Revisions;
}

/** What is different in a release: its codes, and its figures. */
export function releaseChangesRoutes({
  enquire,
  disseminate,
  download,
  revisions,
}: ReleaseChangesOptions): FastifyPluginAsyncZod {
  const config = { roles: 'public' as const };
  const tags = ['releases'];

  /** The frozen file, at the address of its exact version. */
  async function frozen(
    exchange: { readonly request: FastifyRequest; readonly reply: FastifyReply },
    release: Awaited<ReturnType<Enquire['release']>>,
    file: { readonly name: string; readonly format: string },
  ) {
    const facts = await download.file(release, file);
    const saved = `london-disproportionality-${release.version}-${fileNameOf(file)}`;
    return sendFile(exchange, { facts, fileName: saved, links: [OGL] }, download);
  }

  return async (app) => {
    for (const path of ['changes', 'changes.json']) {
      app.get(
        `/v1/releases/:version/${path}`,
        {
          schema: {
            hide: path !== 'changes',
            summary: 'What is different in the catalogue since the release before',
            description:
              'Measures, populations, areas, groups, their partitions, periods and breakdowns that were added, removed or ' +
              'redefined, what that makes of the version, and how many cells changed. The steward and the publisher also ' +
              'read it of a draft.',
            tags,
            params,
            response: { 200: changesView },
          },
          config,
        },
        async (request, reply) => {
          const draft = await draftNamed(request, disseminate);
          if (draft?.changes === null) throw new Problem('wrong-move', 'It is still being protected.');
          if (draft !== undefined) {
            reply.header('cache-control', 'no-store');
            return asSent(changesBody(draft, draft.changes));
          }
          const release = await enquire.standing(request.params.version);
          if (release.version !== request.params.version) {
            const address = `/v1/releases/${release.version}/${path}`;
            return reply.header('cache-control', 'no-cache').redirect(address, 302);
          }
          return frozen({ request, reply }, release, { name: 'changes', format: 'json' });
        },
      );
    }

    app.get(
      '/v1/releases/:version/revisions.csv',
      {
        schema: {
          summary: 'Every figure that is not what it was, as CSV',
          description: `${EVERY_FIGURE} By the release before it is frozen and has an ETag; by another it is streamed.`,
          tags,
          params,
          querystring: sinceQuery,
          produces: ['text/csv'],
        },
        schemaErrorFormatter: queryFault(sinceQuery),
        config,
      },
      async (request, reply) => {
        const release = await enquire.standing(request.params.version);
        const address = `/v1/releases/${release.version}/revisions.csv`;
        if (release.version !== request.params.version)
          return reply.header('cache-control', 'no-cache').redirect(`${address}${queryOf(request.url)}`, 302);
        const { since } = request.query;
        const base = await revisions.base(release, since);
        const usual = since === undefined ? base : await revisions.base(release, undefined).catch(() => null);
        if (base === undefined || base.version === usual?.version)
          return frozen({ request, reply }, release, { name: 'revisions', format: 'csv' });
        reply
          .type('text/csv; charset=utf-8; header=present')
          .header('cache-control', A_WHILE)
          .header('link', OGL)
          .header(
            'content-disposition',
            `attachment; filename="london-disproportionality-${release.version}-revisions-since-${base.version}.csv"`,
          );
        const rows = request.method === 'HEAD' ? [] : revisions.csv(release, base);
        return reply.send(Readable.from(rows, { objectMode: false }));
      },
    );

    app.get(
      '/v1/releases/:version/revisions',
      {
        schema: {
          summary: 'Every figure that is not what it was, page by page',
          description: `${EVERY_FIGURE} Follow \`next\` until it is null.`,
          tags,
          params,
          querystring: pageQuery,
          response: { 200: revisionsView },
        },
        schemaErrorFormatter: queryFault(pageQuery),
        config,
      },
      async (request, reply) => {
        const release = await enquire.standing(request.params.version);
        const path = `/v1/releases/${release.version}/revisions`;
        if (release.version !== request.params.version)
          return reply.header('cache-control', 'no-cache').redirect(`${path}${queryOf(request.url)}`, 302);
        const { since, limit, after = null } = request.query;
        const base = await revisions.base(release, since);
        const question = ['revisions', base?.version ?? null, limit, after];
        return conditionally({ request, reply }, { release, question }, async () => {
          if (base === undefined) return { release: release.version, since: null, rows: [], next: null };
          const found = await revisions.page(release, base, { after, limit });
          const query = new URLSearchParams({ since: base.version, limit: `${limit}` });
          if (found.next !== null) query.set('after', found.next);
          const next = found.next === null ? null : `${path}?${query}`;
          reply.header('link', next === null ? OGL : `${OGL}, <${next}>; rel="next"`);
          return { release: release.version, since: base.version, rows: found.rows.map(rowOf), next };
        });
      },
    );
  };
}

function asSent(body: ReturnType<typeof changesBody>): z.infer<typeof changesView> {
  const catalogue = body.catalogue.map(({ codes, fields, ...change }) => ({
    ...change,
    codes: [...codes],
    fields: [...fields],
  }));
  return { ...body, catalogue, cells: body.cells.map((each) => ({ ...each })) };
}

function rowOf({ place, change, figure, oldValue, oldStatus, newValue, newStatus }: RevisedFigure) {
  return {
    ...place,
    change,
    figure,
    old_value: oldValue,
    old_status: oldStatus,
    new_value: newValue,
    new_status: newStatus,
  };
}
