import { Readable } from 'node:stream';
import multipart from '@fastify/multipart';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type Collect, SUBMISSION_STATUSES, type SubmissionView, XLSX } from '../flow/collect.ts';
import { freeText } from '../platform/free-text.ts';
import { identityOf } from '../platform/request.ts';
import { DOMAINS } from '../vocabulary/measure.ts';
import { attachment } from './attachment.ts';
import {
  submissionDetailBody,
  submissionListBody,
  submittedBody,
  toBody,
  toDetail,
  toFinding,
} from './submission-body.ts';
import { RAW_TYPES, refuseOtherTypes, uploadOf } from './upload.ts';

const READERS = ['submitter', 'approver', 'steward'] as const;
const security = [{ bearer: [] }];
const tags = ['submissions'];
const idParams = z.strictObject({ id: z.string().max(40) });

const sendQuery = z.strictObject({
  domain: z.enum(DOMAINS),
  period: z
    .string()
    .max(20)
    .optional()
    .describe('`AY2024-25`, `FY2025-26-Q2`, `2025-03-31`; national files name their own'),
  area: z.string().max(12).optional().describe("The authority's GSS code; the key's own by default"),
  layout: z.string().max(80).optional().describe('How the table is laid out; our own columns by default'),
  classification: z
    .string()
    .max(40)
    .optional()
    .describe('Of the ethnic groups; inferred from the codes by default'),
  dryRun: z.enum(['true', 'false']).optional().describe('`true`: check only, and keep nothing'),
});

const listQuery = z.strictObject({
  area: z.string().max(12).optional(),
  domain: z.enum(DOMAINS).optional(),
  period: z.string().max(20).optional(),
  status: z.enum(SUBMISSION_STATUSES).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  before: z.string().max(40).optional().describe('The id of a submission: those received before it'),
});

/** For the documents only: what arrives is a stream, whatever its type. */
const sendBody = z.unknown().meta({
  type: 'object',
  description: 'As a form: the file in the field `file`. As `text/csv` or as a workbook: the file itself.',
  properties: { file: { type: 'string', format: 'binary' } },
});

const sendHeaders = z.looseObject({
  'idempotency-key': freeText(1, 200).optional(),
  'content-digest': z
    .string()
    .max(1_000)
    .optional()
    .describe(
      'RFC 9530, of the body: `sha-256=:…:` or `sha-512=:…:`; nothing is kept of a body that has another',
    ),
  'repr-digest': z.string().max(1_000).optional().describe('The same; one of the two is enough'),
});

/** Submissions: sent, read, and moved on by the people of one authority. */
export function submissionRoutes({
  collect,
  maxUploadBytes,
  longestSilence,
}: {
  readonly collect: Collect;
  readonly maxUploadBytes: number;
  readonly longestSilence: number;
}): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(multipart);
    // The file is taken as a stream and never held: its size is counted while it is written down.
    app.addContentTypeParser(RAW_TYPES, (_request, payload, done) => done(null, payload));

    app.post(
      '/v1/submissions',
      {
        schema: {
          summary: 'Send a file',
          description:
            'The file as `multipart/form-data` in the field `file`, or raw as `text/csv` or the media type of XLSX. It is ' +
            'checked at once: a file with errors is kept as `returned` with its report; one that cannot be read as a table ' +
            'is a problem, and nothing of it is kept. Of a workbook the sheet is read whose header fits. The same `Idempotency-Key` with the same bytes gives the same submission.',
          tags,
          security,
          consumes: ['multipart/form-data', 'text/csv', XLSX],
          querystring: sendQuery,
          headers: sendHeaders,
          body: sendBody,
          response: { 201: submittedBody },
        },
        config: { roles: ['submitter'] },
        onRequest: async (request) => refuseOtherTypes(request),
      },
      async (request, reply) => {
        const { domain, period, area, layout, classification, dryRun } = request.query;
        const file = await uploadOf(request, { maxBytes: maxUploadBytes, longestSilence });
        const submitted = await collect.submit(identityOf(request), {
          ...file,
          domain,
          period: period ?? null,
          area: area ?? null,
          layout: layout ?? null,
          classification: classification ?? null,
          idempotencyKey: request.headers['idempotency-key'] ?? null,
          dryRun: dryRun === 'true',
        });
        const { report } = submitted;
        reply.code(201);
        if (report !== null) return { ...toBody(submitted), report: report.map(toFinding) };
        reply.header('location', `/v1/submissions/${submitted.id}`);
        return toBody(submitted);
      },
    );

    app.get(
      '/v1/submissions',
      {
        schema: {
          summary: 'The submissions of your authority, newest first',
          description: 'The steward sees those of all authorities. `next` leads to older ones.',
          tags,
          security,
          querystring: listQuery,
          response: { 200: submissionListBody },
        },
        config: { roles: READERS },
      },
      async (request) => {
        const submissions = await collect.list(identityOf(request), request.query);
        return { submissions: submissions.map(toBody), next: nextPage(submissions, request.query) };
      },
    );

    app.get(
      '/v1/submissions/:id',
      {
        schema: {
          summary: 'One submission',
          description: "Another authority's submission is not found.",
          tags,
          security,
          params: idParams,
          response: { 200: submissionDetailBody },
        },
        config: { roles: READERS },
      },
      async (request) => toDetail(await collect.get(identityOf(request), request.params.id)),
    );

    app.get(
      '/v1/submissions/:id/file',
      {
        schema: {
          summary: 'The file as it was received, byte for byte',
          tags,
          security,
          params: idParams,
          produces: ['text/csv', XLSX],
        },
        config: { roles: READERS },
      },
      async (request, reply) => {
        const { id } = request.params;
        const file = await collect.file(identityOf(request), id);
        const workbook = file.mediaType === XLSX;
        return reply
          .type(workbook ? XLSX : 'text/csv')
          .header('content-length', file.byteLength)
          .header('repr-digest', `sha-256=:${Buffer.from(file.sha256, 'hex').toString('base64')}:`)
          .header(
            'content-disposition',
            attachment(file.fileName ?? `submission-${id}.${workbook ? 'xlsx' : 'csv'}`),
          )
          .header('cache-control', 'private, no-store')
          .header('x-content-type-options', 'nosniff')
          .send(Readable.from(file.bytes));
      },
    );
  };
}

function nextPage(submissions: readonly SubmissionView[], query: z.infer<typeof listQuery>): string | null {
  const last = submissions.at(-1);
  if (last === undefined || submissions.length < query.limit) return null;
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, before: last.id })) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  return `/v1/submissions?${parameters}`;
}
