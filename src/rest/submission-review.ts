import { Readable } from 'node:stream';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type Collect, LONGEST_NOTE } from '../flow/collect.ts';
import { freeText } from '../platform/free-text.ts';
import { identityOf } from '../platform/request.ts';
import { differenceCsv } from './difference-csv.ts';
import { findingBody, toFinding } from './submission-body.ts';
import { cursorOf, differenceBody, previewBody, toDifference, toPreview } from './submission-review-body.ts';

const READERS = ['submitter', 'approver', 'steward'] as const;

const security = [{ bearer: [] }];
const tags = ['submissions'];
const idParams = z.strictObject({ id: z.string().max(40) });
const queryParams = z.strictObject({
  id: z.string().max(40),
  key: z.string().max(120).describe("The finding's, as the report has it"),
});
const noteBody = z.strictObject({
  note: freeText(1, LONGEST_NOTE).describe('Why it is as it is. Name nobody.'),
});
const differenceQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(5_000).default(500),
  after: z.string().max(1_000).optional().describe('From `next` of the page before'),
});

/** What an officer looks at, and says, before a submission goes to the approver: notes, difference and preview. */
export function submissionReviewRoutes({ collect }: { readonly collect: Collect }): FastifyPluginAsyncZod {
  return async (app) => {
    app.put(
      '/v1/submissions/:id/queries/:key/note',
      {
        schema: {
          summary: 'Explain a query',
          description:
            'Puts a note on a query, or another in its place, while the submission is `checked` or `returned`. The next ' +
            'file of the same authority, domain, period and layout takes the note over while what it is about is unchanged.',
          tags,
          security,
          params: queryParams,
          body: noteBody,
          response: { 200: findingBody },
        },
        config: { roles: ['submitter'] },
      },
      async (request, reply) => {
        const { id, key } = request.params;
        const finding = await collect.note(identityOf(request), id, { key, note: request.body.note });
        reply.header('cache-control', 'private, no-store');
        return toFinding(finding);
      },
    );

    app.get(
      '/v1/submissions/:id/diff',
      {
        schema: {
          summary: 'What differs from the last accepted submission',
          description:
            'Cells added, removed and changed against the submission of the same authority, domain, period and layout ' +
            'that was approved last; for one that has been approved itself, the one that it superseded. Rows that are ' +
            'parts of one cell are added first. `next` leads to the cells after these.',
          tags,
          security,
          params: idParams,
          querystring: differenceQuery,
          response: { 200: differenceBody },
        },
        config: { roles: READERS },
      },
      async (request, reply) => {
        const { id } = request.params;
        const { limit, after } = request.query;
        const page = { limit, after: cursorOf(after) };
        const difference = await collect.difference(identityOf(request), id, page);
        reply.header('cache-control', 'private, no-store');
        return toDifference(difference, { id, limit });
      },
    );

    app.get(
      '/v1/submissions/:id/diff.csv',
      {
        schema: {
          summary: 'All that differs from the last accepted submission, as CSV',
          tags,
          security,
          params: idParams,
          produces: ['text/csv'],
        },
        config: { roles: READERS },
      },
      async (request, reply) => {
        const { id } = request.params;
        const cells = await collect.changedCells(identityOf(request), id);
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="diff-${id}.csv"`)
          .header('cache-control', 'private, no-store')
          .send(Readable.from(differenceCsv(cells)));
      },
    );

    app.get(
      '/v1/submissions/:id/disclosure-preview',
      {
        schema: {
          summary: 'What would be withheld of it',
          description:
            "Worked out from the submission's own rows alone, and from no other authority's: what a release would withhold " +
            'if nobody else had sent anything. A release looks at all authorities together and may withhold more. ' +
            'At most 20,000 cells.',
          tags,
          security,
          params: idParams,
          response: { 200: previewBody },
        },
        config: { roles: READERS },
      },
      async (request, reply) => {
        const preview = await collect.disclosurePreview(identityOf(request), request.params.id);
        reply.header('cache-control', 'private, no-store');
        return toPreview(preview);
      },
    );
  };
}
