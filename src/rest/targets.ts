import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { EQUITY, type Estimate, TARGET_STANDINGS, type TargetPoint } from '../flow/answer.ts';
import { type Declare, targetBody } from '../flow/declare.ts';
import type { Enquire } from '../flow/enquire.ts';
import type { Follow, TargetAnswer } from '../flow/follow.ts';
import { identityOf } from '../platform/request.ts';
import type { Declared, Target } from '../vocabulary/target.ts';
import { kebab } from './columns.ts';
import { conditionally } from './conditional.ts';
import { versionNamed } from './if-match.ts';
import { targetsCsv } from './target-columns.ts';

const declared = z.strictObject({
  id: z.string(),
  version: z.int().describe('Its ETag; every version stays'),
  declaredAt: z.iso.datetime(),
  ...targetBody.shape,
});
const estimate = z.strictObject({
  value: z.number().nullable(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  status: z.string().describe('c withheld, x not available, z not applicable'),
  reason: z.string().nullable(),
});
const words = (table: Readonly<Record<string, string>>) => z.enum(Object.keys(table).map(kebab));
const point = z.strictObject({
  period: z.string(),
  figure: estimate,
  expected: z.number().nullable().describe('Where it should be by then'),
  breaks: z.array(z.string()).describe('Why it does not compare with the point before'),
});
const progress = z.strictObject({
  category: z.string(),
  baseline: estimate,
  goal: z.number().nullable().describe('null where only a smaller gap is asked for, or without a baseline'),
  standing: words(TARGET_STANDINGS),
  judged: point.nullable().describe('The point it is judged by'),
  trajectory: z.array(point).describe('From the baseline on'),
  insidePercentagePoints: z.boolean().nullable(),
  insideRelative: z.boolean().nullable(),
  equity: z
    .strictObject({
      condition: words(EQUITY).describe('Whether the gap closed because the group does better'),
      reference: z.string(),
      gapBefore: estimate,
      gapNow: estimate,
      ratioBefore: estimate,
      ratioNow: estimate,
      closedPercent: z.number().nullable(),
      groupImproved: z.boolean().nullable(),
      levelledDown: z.boolean().nullable().describe('Whether the gap closed while the others did worse'),
    })
    .nullable(),
  caveats: z.array(z.strictObject({ code: z.string(), text: z.string() })),
});
const followed = declared.extend({ unit: z.string(), progress: z.array(progress) });

const query = z.strictObject({
  id: z.string().max(80).optional(),
  area: z.string().max(80).optional(),
  measure: z.string().max(80).optional(),
  group: z.string().max(80).optional(),
  ended: z.stringbool().default(false).describe('Those given up as well'),
  first: z.coerce.number().int().min(1).max(100).default(50).describe('How many at most'),
  after: z.string().max(80).optional().describe('The id of the last one had'),
  release: z.string().max(40).default('latest'),
});

const tags = ['targets'];
const security = [{ bearer: [] }];
const roles = ['approver', 'steward'] as const;
const params = z.strictObject({ id: z.string().max(80) });

/** `/v1/targets`: declared by approvers and the steward, answered out of the release for everybody. */
export function targetRoutes(flows: {
  readonly declare: Declare;
  readonly follow: Follow;
  readonly enquire: Pick<Enquire, 'standing'>;
}): FastifyPluginAsyncZod {
  const { declare, follow, enquire } = flows;

  /** The targets asked for, and what their answer is named by. */
  async function prepare({ release: selector, ...filter }: z.infer<typeof query>, form: string) {
    const release = await enquire.standing(selector);
    const asked = { ...filter, release: release.version };
    return { asked, made: { release, question: ['targets', form, asked, await follow.revision()] } };
  }

  return async (app) => {
    app.get(
      '/v1/targets',
      {
        schema: {
          summary: 'Declared targets, and where they stand',
          description:
            'Each with its baseline, trajectory and standing, and whether its gap closed fairly: out of the release ' +
            'alone, so that a target on a withheld figure is answered with the status c and nothing else.',
          tags,
          querystring: query,
          response: { 200: z.strictObject({ release: z.string(), targets: z.array(followed) }) },
        },
        config: { roles: 'public' },
      },
      async (request, reply) => {
        const { asked, made } = await prepare(request.query, 'json');
        return conditionally({ request, reply }, made, async () => ({
          release: asked.release,
          targets: (await follow.targets(asked)).map(followedOf),
        }));
      },
    );

    app.get(
      '/v1/targets.csv',
      {
        schema: {
          summary: 'Declared targets, and where they stand, as CSV',
          description: 'A row for each category of each target, judged by its last period.',
          tags,
          querystring: query,
          produces: ['text/csv'],
        },
        config: { roles: 'public' },
      },
      async (request, reply) => {
        const { asked, made } = await prepare(request.query, 'csv');
        return conditionally({ request, reply }, made, async () => {
          reply.type('text/csv; charset=utf-8; header=present');
          reply.header('content-disposition', `attachment; filename="targets-${asked.release}.csv"`);
          return targetsCsv(await follow.targets(asked));
        });
      },
    );

    app.get(
      '/v1/targets/:id',
      {
        schema: {
          summary: 'Every version of a target, newest first',
          tags,
          params,
          response: { 200: z.strictObject({ versions: z.array(declared) }) },
        },
        config: { roles: 'public' },
      },
      async (request, reply) => {
        const versions = await follow.targetVersions(request.params.id);
        reply.header('etag', `"${versions[0]?.version ?? 0}"`).header('cache-control', 'no-cache');
        return { versions: versions.map(declaredOf) };
      },
    );

    app.post(
      '/v1/targets',
      {
        schema: {
          summary: 'Declare a target',
          description:
            'By an approver for its own authority, by the steward for any area of London. Everybody reads it at once.',
          tags,
          security,
          body: targetBody,
          response: { 201: declared },
        },
        config: { roles },
      },
      async (request, reply) => {
        const made = await declare.target(identityOf(request), request.body);
        const headers = { location: `/v1/targets/${made.id}`, etag: `"${made.version}"` };
        return reply.code(201).headers(headers).send(declaredOf(made));
      },
    );

    app.put(
      '/v1/targets/:id',
      {
        schema: {
          summary: 'Change a target, or end it',
          description:
            'Send the whole target as it is to be. It becomes a new version, and the ones before stay. With its ETag in ' +
            '`If-Match`, nobody else’s change is written over.',
          tags,
          security,
          params,
          headers: z.looseObject({ 'if-match': z.string().max(100).optional() }),
          body: targetBody,
          response: { 200: declared },
        },
        config: { roles },
      },
      async (request, reply) => {
        const change = { id: request.params.id, from: versionNamed(request.headers['if-match']) };
        const made = await declare.changeTarget(identityOf(request), change, request.body);
        reply.header('etag', `"${made.version}"`);
        return declaredOf(made);
      },
    );
  };
}

function declaredOf({ id, version, declaredAt, body }: Declared<Target>): z.infer<typeof declared> {
  return {
    id,
    version,
    declaredAt: declaredAt.toISOString(),
    ...body,
    categories: [...body.categories],
  };
}

function followedOf(answer: TargetAnswer): z.infer<typeof followed> {
  return {
    ...declaredOf(answer),
    unit: answer.unit,
    progress: answer.progress.map(({ judged, trajectory, equity, caveats, ...made }) => ({
      category: made.category,
      baseline: estimateOf(made.baseline),
      goal: made.goal,
      standing: kebab(made.standing),
      judged: judged === null ? null : pointOf(judged),
      trajectory: trajectory.map(pointOf),
      insidePercentagePoints: made.insidePoints,
      insideRelative: made.insideRelative,
      equity:
        equity === null
          ? null
          : {
              condition: kebab(equity.condition),
              reference: equity.reference.label,
              gapBefore: estimateOf(equity.gapBefore),
              gapNow: estimateOf(equity.gapNow),
              ratioBefore: estimateOf(equity.ratioBefore),
              ratioNow: estimateOf(equity.ratioNow),
              closedPercent: equity.closedPercent,
              groupImproved: equity.groupImproved,
              levelledDown: equity.levelledDown,
            },
      caveats: caveats.map(({ code, text }) => ({ code: kebab(code), text })),
    })),
  };
}

function estimateOf({ value, lower, upper, status, reason }: Estimate): z.infer<typeof estimate> {
  return { value, lower, upper, status, reason: reason === null ? null : kebab(reason) };
}

function pointOf({ period, figure, expected, breaks }: TargetPoint): z.infer<typeof point> {
  return {
    period: period.id,
    figure: estimateOf(figure),
    expected,
    breaks: breaks.map(({ kind }) => kebab(kind)),
  };
}
