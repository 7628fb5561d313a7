import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Enquire } from '../flow/enquire.ts';
import { AREA_KINDS } from '../vocabulary/area.ts';
import { GROUP_LEVELS } from '../vocabulary/ethnic-group.ts';
import { DOMAINS, MEASURE_KINDS, type Measure, POLARITIES } from '../vocabulary/measure.ts';
import { PERIOD_KINDS } from '../vocabulary/period.ts';
import { conditionally } from './conditional.ts';
import { queryFault } from './query-fault.ts';

const release = z
  .string()
  .max(40)
  .default('latest')
  .describe('A version, a selector such as `1.*`, or `latest`');
const version = z.string().describe('The release whose words these are');
const words = z.string().nullable();

const measure = z.strictObject({
  id: z.string(),
  domain: z.enum(DOMAINS),
  subdomain: z.string(),
  title: z.string(),
  definition: z.string().describe('What it counts, over what'),
  kind: z.enum(MEASURE_KINDS),
  numerator: z.string(),
  denominator: words,
  population: words.describe('What its rates divide by, or its shares are compared with'),
  unit: z.string(),
  multiplier: z.number(),
  polarity: z.enum(POLARITIES).describe('What is good'),
  persons: z.boolean().describe('Whether people are counted, and not schools'),
  sourceReturn: z.string(),
  frequency: z.string(),
  quarterly: z.boolean(),
  dimensions: z.array(z.string()).describe('The dimensions of category it takes'),
  sexes: z.boolean(),
  ageBands: z.boolean(),
  ageRange: words,
  pathway: words,
  stage: z.number().nullable(),
  branch: z.boolean(),
  note: words.describe('What one must know to read it'),
});
const area = z.strictObject({
  id: z.string().describe('GSS code, or a sub-region’s short code'),
  name: z.string(),
  kind: z.enum(AREA_KINDS),
  subRegion: words,
  innerOuter: words,
  region: words,
  dfeCode: words,
  liiaCode: words,
  collaboration: words,
  note: words,
});
const ethnicGroup = z.strictObject({
  id: z.string(),
  label: z.string(),
  level: z.enum(GROUP_LEVELS),
  parent: words,
  definition: z.string(),
  note: words,
});
const population = z.strictObject({
  id: z.string(),
  title: z.string(),
  definition: z.string(),
  unit: z.string(),
  ageRange: z.string().describe('Empty for all ages'),
  ethnicDetail: z.enum(['none', 'broad', 'detailed']),
  timing: z.string(),
  source: z.string(),
  licence: z.string(),
  attribution: z.string().describe('What to print beside it'),
  note: words,
});
const period = z.strictObject({
  measure: z.string().describe('A measure’s or a population’s id'),
  id: z.string(),
  kind: z.enum(PERIOD_KINDS),
  label: z.string(),
  start: z.string().describe('First day'),
  end: z.string().describe('Last day'),
});

const releaseQuery = z.strictObject({ release });
const measuresQuery = z.strictObject({ domain: z.enum(DOMAINS).optional(), release });
const areasQuery = z.strictObject({ kind: z.enum(AREA_KINDS).optional(), release });
const groupsQuery = z.strictObject({ level: z.enum(GROUP_LEVELS).optional(), release });
const periodsQuery = z.strictObject({
  measure: z.string().max(80).optional().describe('Only of this measure or population'),
  release,
});

/** `/v1/measures`, `/areas`, `/ethnic-groups`, `/populations`, `/periods`: the words of a release. */
export function vocabularyRoutes({ enquire }: { readonly enquire: Enquire }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/v1/measures',
      {
        schema: {
          summary: 'What is measured',
          tags: ['vocabulary'],
          querystring: measuresQuery,
          response: { 200: z.strictObject({ release: version, measures: z.array(measure) }) },
        },
        schemaErrorFormatter: queryFault(measuresQuery),
        config: { roles: 'public' },
      },
      async (request, reply) => {
        const { domain, release: selector } = request.query;
        const facts = await enquire.release(selector);
        const made = { release: facts, question: ['measures', domain ?? null] };
        return conditionally({ request, reply }, made, async () => {
          const found = await enquire.measures({ domain: domain ?? null, release: facts.version });
          return { release: facts.version, measures: found.map(measureOf) };
        });
      },
    );

    app.get(
      '/v1/measures/:id',
      {
        schema: {
          summary: 'One measure',
          tags: ['vocabulary'],
          params: z.strictObject({ id: z.string().max(80) }),
          querystring: releaseQuery,
          response: { 200: measure },
        },
        schemaErrorFormatter: queryFault(releaseQuery),
        config: { roles: 'public' },
      },
      async (request, reply) => {
        const selector = request.query.release;
        const facts = await enquire.release(selector);
        const { id } = request.params;
        const made = { release: facts, question: ['measure', id] };
        return conditionally({ request, reply }, made, async () =>
          measureOf(await enquire.measure(id, facts.version)),
        );
      },
    );

    app.get(
      '/v1/areas',
      {
        schema: {
          summary: 'Authorities, sub-regions, London and England',
          tags: ['vocabulary'],
          querystring: areasQuery,
          response: { 200: z.strictObject({ release: version, areas: z.array(area) }) },
        },
        schemaErrorFormatter: queryFault(areasQuery),
        config: { roles: 'public' },
      },
      async (request, reply) => {
        const { kind, release: selector } = request.query;
        const facts = await enquire.release(selector);
        const made = { release: facts, question: ['areas', kind ?? null] };
        return conditionally({ request, reply }, made, async () => {
          const found = await enquire.areas({ kind: kind ?? null, release: facts.version });
          return { release: facts.version, areas: found.map((each) => ({ ...each })) };
        });
      },
    );

    app.get(
      '/v1/ethnic-groups',
      {
        schema: {
          summary: 'Ethnic groups, with who is in them',
          tags: ['vocabulary'],
          querystring: groupsQuery,
          response: { 200: z.strictObject({ release: version, ethnicGroups: z.array(ethnicGroup) }) },
        },
        schemaErrorFormatter: queryFault(groupsQuery),
        config: { roles: 'public' },
      },
      async (request, reply) => {
        const { level, release: selector } = request.query;
        const facts = await enquire.release(selector);
        const made = { release: facts, question: ['ethnic-groups', level ?? null] };
        return conditionally({ request, reply }, made, async () => {
          const found = await enquire.ethnicGroups({ level: level ?? null, release: facts.version });
          return { release: facts.version, ethnicGroups: found.map(({ sort: _, ...group }) => group) };
        });
      },
    );

    app.get(
      '/v1/populations',
      {
        schema: {
          summary: 'What rates divide by, and shares are compared with',
          tags: ['vocabulary'],
          querystring: releaseQuery,
          response: { 200: z.strictObject({ release: version, populations: z.array(population) }) },
        },
        schemaErrorFormatter: queryFault(releaseQuery),
        config: { roles: 'public' },
      },
      async (request, reply) => {
        const selector = request.query.release;
        const facts = await enquire.release(selector);
        const made = { release: facts, question: ['populations'] };
        return conditionally({ request, reply }, made, async () => {
          const found = await enquire.populations(facts.version);
          return { release: facts.version, populations: found.map((each) => ({ ...each })) };
        });
      },
    );

    app.get(
      '/v1/periods',
      {
        schema: {
          summary: 'Which periods have figures of which measure',
          tags: ['vocabulary'],
          querystring: periodsQuery,
          response: { 200: z.strictObject({ release: version, periods: z.array(period) }) },
        },
        schemaErrorFormatter: queryFault(periodsQuery),
        config: { roles: 'public' },
      },
      async (request, reply) => {
        const { measure: only, release: selector } = request.query;
        const facts = await enquire.release(selector);
        const made = { release: facts, question: ['periods', only ?? null] };
        return conditionally({ request, reply }, made, async () => {
          const found = await enquire.periods({ measure: only ?? null, release: facts.version });
          const periods = found.map((each) => ({ measure: each.measure, ...each.period }));
          return { release: facts.version, periods };
        });
      },
    );
  };
}

/** A measure without what only the service needs: the names of its counts, and who asked for it. */
function measureOf(each: Measure): z.infer<typeof measure> {
  const { numeratorCount: _, denominatorCount: __, askedForBy: ___, dimensions, ...shown } = each;
  return { ...shown, dimensions: [...dimensions] };
}
