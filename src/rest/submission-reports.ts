import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type Collect, XLSX } from '../flow/collect.ts';
import { identityOf } from '../platform/request.ts';
import { attachment } from './attachment.ts';
import { reportCsv } from './report-csv.ts';
import { reportBody, toFinding } from './submission-body.ts';

const READERS = ['submitter', 'approver', 'steward'] as const;
const security = [{ bearer: [] }];
const tags = ['submissions'];
const idParams = z.strictObject({ id: z.string().max(40) });

/** What was found in a file: as data, as CSV, and as a workbook with the file's own table in it. */
export function submissionReportRoutes({ collect }: { readonly collect: Collect }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/v1/submissions/:id/report',
      {
        schema: {
          summary: 'Everything that was found in the file',
          description:
            'Errors block, queries want a note, notices say what was done. Rows are as the spreadsheet shows them: the ' +
            'header is row 1. Of one check at most 1,000 findings are listed; a last one says how many more there are.',
          tags,
          security,
          params: idParams,
          response: { 200: reportBody },
        },
        config: { roles: READERS },
      },
      async (request) => {
        const { submission, findings } = await collect.report(identityOf(request), request.params.id);
        return {
          submission: submission.id,
          status: submission.status,
          counts: submission.findings,
          findings: findings.map(toFinding),
        };
      },
    );

    app.get(
      '/v1/submissions/:id/report.csv',
      {
        schema: {
          summary: 'The report as CSV',
          tags,
          security,
          params: idParams,
          produces: ['text/csv'],
        },
        config: { roles: READERS },
      },
      async (request, reply) => {
        const { id } = request.params;
        const { findings } = await collect.report(identityOf(request), id);
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', attachment(`report-${id}.csv`))
          .header('cache-control', 'private, no-store')
          .send(reportCsv(findings));
      },
    );

    app.get(
      '/v1/submissions/:id/report.xlsx',
      {
        schema: {
          summary: 'The report as a workbook',
          description:
            'A summary with what to do next, every finding, and the table that was sent, each row where it stands in the ' +
            'file: cells with a finding are filled, red for an error, yellow for a query and blue for a notice, and a column ' +
            'at the end says what was found.',
          tags,
          security,
          params: idParams,
          produces: [XLSX],
        },
        config: { roles: READERS },
      },
      async (request, reply) => {
        const { id } = request.params;
        const workbook = await collect.reportWorkbook(identityOf(request), id);
        return reply
          .type(XLSX)
          .header('content-disposition', attachment(`report-${id}.xlsx`))
          .header('cache-control', 'private, no-store')
          .send(workbook);
      },
    );
  };
}
