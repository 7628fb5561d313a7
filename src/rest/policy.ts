import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type Govern, type PolicyVersion, policyBody } from '../flow/govern.ts';
import { freeText } from '../platform/free-text.ts';
import { identityOf } from '../platform/request.ts';
import { Problem } from '../problem.ts';

const moment = z.iso.datetime();
const versionBody = z.strictObject({
  version: z.int().describe('0 is the policy that the service came with'),
  status: z
    .enum(['in-force', 'waiting', 'replaced'])
    .describe('`waiting`: it protects less than the floor, and another person has not approved it yet'),
  sha256: z.string(),
  basedOn: z.int().describe('The version it was changed from'),
  reason: z.string(),
  weakened: z.array(z.string()).describe('What of it lies below the floor and did not before'),
  changedBy: z.string(),
  changedAt: moment.nullable(),
  approvedBy: z.string().nullable(),
  approvedAt: moment.nullable(),
  policy: policyBody,
});
const planBody = z.strictObject({
  measure: z.string(),
  basis: z.array(z.string()).describe('The periods whose counts it was worked out from'),
  madeBy: z.string(),
  madeAt: moment,
  holdsUntil: moment,
  margins: z.record(
    z.string(),
    z.strictObject({
      cells: z.int().describe('Counts that are not zero'),
      small: z.int().describe('How many of them are small'),
      state: z.enum(['open', 'closed']).describe('What the gates say; the policy may say otherwise'),
    }),
  ),
});

const tags = ['policy'];
const security = [{ bearer: [] }];
const roles = ['steward', 'publisher'] as const;
const PRIVATE = 'private, no-store';

/** The disclosure policy: read and changed by stewards, in versions, each with its reason. */
export function policyRoutes({ govern }: { readonly govern: Govern }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/v1/policy',
      {
        schema: {
          summary: 'The disclosure policy in force',
          description: 'The next draft is protected by it. Its ETag is wanted by `PUT`.',
          tags,
          security,
          response: { 200: versionBody },
        },
        config: { roles },
      },
      async (request, reply) => {
        const found = await govern.policy(identityOf(request));
        reply.header('etag', `"${found.sha256}"`).header('cache-control', PRIVATE);
        return bodyOf(found);
      },
    );

    app.put(
      '/v1/policy',
      {
        schema: {
          summary: 'Change the disclosure policy',
          description:
            'Send the whole policy as it is to be, with a reason, and in `If-Match` the ETag of the one you changed. It ' +
            'holds for the next draft. One that protects less than the floor (a threshold below 6, means of fewer than ' +
            '10, counts of people taken as not of people) waits until another person approves it.',
          tags,
          security,
          headers: z.looseObject({ 'if-match': z.string().max(1000).optional() }),
          body: z.strictObject({
            reason: freeText(10, 2000),
            policy: policyBody,
          }),
          response: { 200: versionBody },
        },
        config: { roles: ['steward'] },
      },
      async (request, reply) => {
        const header = request.headers['if-match'];
        if (header === undefined)
          throw new Problem('precondition-required', 'Say in If-Match which policy you changed.');
        const from =
          header.trim() === '*' ? '*' : [...header.matchAll(/"([^"]*)"/g)].map(([, tag = '']) => tag);
        const made = await govern.change(identityOf(request), { ...request.body, from });
        reply.header('cache-control', PRIVATE);
        if (made.status === 'in-force') reply.header('etag', `"${made.sha256}"`);
        return bodyOf(made);
      },
    );

    app.get(
      '/v1/policy/versions',
      {
        schema: {
          summary: 'Every version of the disclosure policy, newest first',
          tags,
          security,
          response: { 200: z.strictObject({ versions: z.array(versionBody) }) },
        },
        config: { roles },
      },
      async (request, reply) => {
        reply.header('cache-control', PRIVATE);
        return { versions: (await govern.versions(identityOf(request))).map(bodyOf) };
      },
    );

    app.post(
      '/v1/policy/versions/:version/approve',
      {
        schema: {
          summary: 'Approve a version that waits; by another person than made it',
          tags,
          security,
          params: z.strictObject({ version: z.coerce.number().int().min(0).max(1_000_000) }),
          response: { 200: versionBody },
        },
        config: { roles: ['publisher'] },
      },
      async (request) => bodyOf(await govern.approve(identityOf(request), request.params.version)),
    );

    app.get(
      '/v1/policy/plan',
      {
        schema: {
          summary: 'The release plan: which breakdowns of each measure are published at all',
          description:
            'Worked out by the gates of the policy when a measure is first drafted, from the last four published ' +
            'periods, and held for a year. A margin is kind of area / ethnic detail / sex / age / dimension.',
          tags,
          security,
          response: { 200: z.strictObject({ plans: z.array(planBody) }) },
        },
        config: { roles },
      },
      async (request, reply) => {
        reply.header('cache-control', PRIVATE);
        const plans = await govern.plans(identityOf(request));
        return {
          plans: plans.map((plan) => ({
            ...plan,
            basis: [...plan.basis],
            margins: { ...plan.margins },
            madeAt: plan.madeAt.toISOString(),
            holdsUntil: plan.holdsUntil.toISOString(),
          })),
        };
      },
    );
  };
}

function bodyOf({
  weakened,
  changedAt,
  approvedAt,
  policy,
  ...facts
}: PolicyVersion): z.infer<typeof versionBody> {
  return {
    ...facts,
    weakened: [...weakened],
    changedAt: changedAt?.toISOString() ?? null,
    approvedAt: approvedAt?.toISOString() ?? null,
    policy: policyBody.parse(policy),
  };
}
