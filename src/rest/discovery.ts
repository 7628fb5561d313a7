import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { DataSet, DataSets } from '../flow/data-set.ts';
import type { CoverageEntry, Discover } from '../flow/discover.ts';
import type { Enquire } from '../flow/enquire.ts';
import type { Invite } from '../flow/invite.ts';
import { csvLine } from '../platform/csv-line.ts';
import { A_WHILE } from '../platform/etag.ts';
import { PAGE_HEADERS } from '../platform/html.ts';
import { DOMAINS } from '../vocabulary/measure.ts';
import { conditionally } from './conditional.ts';
import { dataSetPage, dataSetsPage } from './data-set-page.ts';
import { type Described, dcatCatalogue } from './linked-data.ts';
import { queryFault } from './query-fault.ts';
import { OGL, publicAddress } from './release-address.ts';

const coverageQuery = z.strictObject({
  domain: z.enum(DOMAINS).optional(),
  period: z.string().max(40).optional(),
  area: z.string().max(40).optional().describe('An authority'),
  release: z.string().max(40).default('latest').describe('A version, a selector such as `1.*`, or `latest`'),
});
const versionQuery = z.strictObject({ version: z.string().max(40).default('latest') });
const coverageView = z.strictObject({
  release: z.string(),
  coverage: z.array(
    z.strictObject({
      domain: z.enum(DOMAINS),
      period: z.string(),
      area: z.string(),
      areaName: z.string(),
      status: z.enum(['whole', 'part', 'missing']),
      has: z.array(z.string()).describe('Measures of which it has rows, with their numbers shown or not'),
      missing: z
        .array(z.string())
        .describe('Measures that other authorities have in the period and it has not'),
    }),
  ),
});

const WHAT_IS_MISSING =
  'Authority by domain and period: of which measures the release has rows, and of which it has none though it has them of ' +
  'other authorities. A withheld number counts as there: its row says so.';

export interface DiscoveryOptions {
  readonly enquire: Enquire;
  readonly dataSets: DataSets;
  readonly discover: Discover;
  readonly invite: Invite;
  readonly publicUrl: string;
}

/** For whoever looks for data before asking for figures: catalogue, coverage, and pages that people and search engines read. */
export function discoveryRoutes(options: DiscoveryOptions): FastifyPluginAsyncZod {
  const { enquire, dataSets, discover, invite, publicUrl } = options;
  const config = { roles: 'public' as const };

  type Release = Awaited<ReturnType<Enquire['release']>>;

  async function describedIn(release: Release): Promise<readonly Described[]> {
    const [sets, files] = await Promise.all([dataSets.of(release), enquire.artefacts(release.version)]);
    return Promise.all(
      sets.map(async (set) => ({ set, files, before: beforeIn(await versionsOf(set.id), set) })),
    );
  }

  /** The releases that stand and have a data set, newest first. */
  async function versionsOf(name: string): Promise<readonly string[]> {
    const standing = (await enquire.releases()).filter(({ status }) => status !== 'withdrawn');
    const having = standing.map(async ({ version }) => {
      const files = await enquire.artefacts(version);
      return files.some((file) => file.name === name && file.format === 'csv') ? [version] : [];
    });
    return (await Promise.all(having)).flat();
  }

  const coverageOf = async (query: z.infer<typeof coverageQuery>) => {
    const release = await enquire.standing(query.release);
    const all = await discover.coverage(release);
    const fits = ({ domain, period, area }: CoverageEntry) =>
      (query.domain === undefined || domain === query.domain) &&
      (query.period === undefined || period === query.period.toUpperCase()) &&
      (query.area === undefined || area.id === query.area.toUpperCase());
    return { release, entries: all.filter(fits) };
  };

  const address = (request: FastifyRequest) => publicAddress(request, publicUrl);

  return async (app) => {
    for (const path of ['/catalogue.jsonld', '/v1/catalogue.jsonld']) {
      app.get(
        path,
        {
          schema: {
            hide: path.startsWith('/v1'),
            summary: 'The catalogue of data sets, by DCAT 3, as JSON-LD',
            description:
              'A series for each domain, its newest version, and each of its files with size and SHA-256.',
            tags: ['vocabulary'],
            produces: ['application/ld+json'],
          },
          config,
        },
        async (request, reply) => {
          const release = await enquire.standing('latest');
          const question = ['dcat', address(request)];
          return conditionally({ request, reply }, { release, question }, async () => {
            reply.type('application/ld+json; charset=utf-8').header('link', OGL);
            return JSON.stringify(dcatCatalogue(await describedIn(release), address(request)));
          });
        },
      );
    }

    app.get(
      '/v1/coverage',
      {
        schema: {
          summary: 'What there is, and what is missing',
          description: WHAT_IS_MISSING,
          tags: ['vocabulary'],
          querystring: coverageQuery,
          response: { 200: coverageView },
        },
        schemaErrorFormatter: queryFault(coverageQuery),
        config,
      },
      async (request, reply) => {
        const { release, entries } = await coverageOf(request.query);
        const { release: _, ...asked } = request.query;
        const question = ['coverage', asked];
        return conditionally({ request, reply }, { release, question }, async () => ({
          release: release.version,
          coverage: entries.map((entry) => ({
            ...wordsOf(entry),
            has: [...entry.has],
            missing: [...entry.missing],
          })),
        }));
      },
    );

    app.get(
      '/v1/coverage.csv',
      {
        schema: {
          summary: 'What there is, and what is missing, as CSV',
          description: WHAT_IS_MISSING,
          tags: ['vocabulary'],
          querystring: coverageQuery,
          produces: ['text/csv'],
        },
        schemaErrorFormatter: queryFault(coverageQuery),
        config,
      },
      async (request, reply) => {
        const { release, entries } = await coverageOf(request.query);
        const { release: _, ...asked } = request.query;
        const made = { release, question: ['coverage.csv', asked] };
        return conditionally({ request, reply }, made, async () => {
          reply.type('text/csv; charset=utf-8; header=present').header('link', OGL);
          const header = ['domain', 'period', 'area', 'area_name', 'status', 'has', 'missing', 'release'];
          const lines = entries.map((entry) => {
            const { domain, period, area, areaName, status } = wordsOf(entry);
            const { has, missing } = entry;
            return csvLine([domain, period, area, areaName, status, has, missing, release.version]);
          });
          return [csvLine(header), ...lines].join('');
        });
      },
    );

    app.get('/data-sets', { schema: { hide: true }, config }, async (_, reply) => {
      const described = await describedIn(await enquire.standing('latest'));
      return reply
        .headers({ ...PAGE_HEADERS, 'cache-control': A_WHILE })
        .type('text/html; charset=utf-8')
        .send(dataSetsPage(described));
    });

    app.get(
      '/data-sets/:id',
      {
        schema: {
          hide: true,
          params: z.strictObject({ id: z.string().max(40) }),
          querystring: versionQuery,
        },
        schemaErrorFormatter: queryFault(versionQuery),
        config,
      },
      async (request, reply) => {
        const release = await enquire.standing(request.query.version);
        const set = await dataSets.one(release, request.params.id);
        const [files, versions] = [await enquire.artefacts(release.version), await versionsOf(set.id)];
        const collections = await invite.collections(null);
        const open = collections.filter(({ domain, status }) => domain === set.id && status === 'open');
        const facts = {
          address: address(request),
          coverage: await discover.coverage(release),
          versions,
          open,
        };
        return reply
          .headers({ ...PAGE_HEADERS, 'cache-control': A_WHILE })
          .type('text/html; charset=utf-8')
          .send(dataSetPage({ set, files, before: beforeIn(versions, set) }, facts));
      },
    );
  };
}

function beforeIn(versions: readonly string[], { release }: DataSet): string | null {
  return versions[versions.indexOf(release.version) + 1] ?? null;
}

function wordsOf({ domain, period, area, has, missing }: CoverageEntry) {
  const part = missing.length === 0 ? ('whole' as const) : ('part' as const);
  const status = has.length === 0 ? ('missing' as const) : part;
  return { domain, period, area: area.id, areaName: area.name, status };
}
