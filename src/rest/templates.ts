import { Readable } from 'node:stream';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { XLSX } from '../flow/collect.ts';
import type { Invite, Template } from '../flow/invite.ts';
import { csvLine } from '../platform/csv-line.ts';
import { DOMAINS } from '../vocabulary/measure.ts';

const params = z.strictObject({ domain: z.enum(DOMAINS) });
const querystring = z.strictObject({
  period: z.string().max(20).describe('`AY2024-25-T1`, `FY2025-26-Q2`, `2025-03-31`'),
  area: z.string().max(12).describe("The authority's GSS code, such as `E09000012`"),
  classification: z
    .string()
    .max(40)
    .default('census-2021')
    .describe('Whose ethnic groups: `census-2021`, `dfe-main`, `18+1`, …'),
});

/** The files to fill in. */
export function templateRoutes({ invite }: { readonly invite: Invite }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/v1/templates/:domain.csv',
      {
        schema: {
          summary: 'The file to fill in: everything but the numbers',
          description:
            'Our own columns, with a row for each measure and ethnic group, and the period and the authority filled in. ' +
            'Where a collection of the domain and period exists, it has the measures that the collection asks for, or ' +
            'else all that can be sent. Shares of known ethnicity have `known` in place of `not-known` and `all`; what ' +
            'is not broken down by ethnic group has `all` only. Leave `denominator` empty where a population supplies ' +
            'it, and leave out the rows of what you do not count.',
          tags: ['collections'],
          params,
          querystring,
          produces: ['text/csv'],
        },
        config: { roles: 'public' },
      },
      async (request, reply) => {
        const template = await invite.template({ ...request.params, ...request.query });
        const { domain, period, area } = template;
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="${domain}-${period}-${area}.csv"`)
          .header('cache-control', 'no-cache')
          .send(Readable.from(linesOf(template)));
      },
    );

    app.get(
      '/v1/templates/:domain.xlsx',
      {
        schema: {
          summary: 'The same as a workbook, with lists to choose from',
          description:
            'The rows of the template in text on the sheet `Return`, with lists for measure, ethnic group, sex, age band ' +
            'and category; a sheet of codes and what they mean; and one of notes. Fill it in and send it as it is.',
          tags: ['collections'],
          params,
          querystring,
          produces: [XLSX],
        },
        config: { roles: 'public' },
      },
      async (request, reply) => {
        const { domain, period, area, bytes } = await invite.templateWorkbook({
          ...request.params,
          ...request.query,
        });
        return reply
          .type(XLSX)
          .header('content-disposition', `attachment; filename="${domain}-${period}-${area}.xlsx"`)
          .header('cache-control', 'no-cache')
          .send(bytes);
      },
    );
  };
}

function* linesOf({ columns, rows }: Template): Generator<string> {
  yield csvLine(columns);
  for (const batch of rows) yield batch.map(csvLine).join('');
}
