import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ComparisonAnswer, Enquire } from '../flow/enquire.ts';
import { csvLine } from '../platform/csv-line.ts';
import { parsePeriod } from '../vocabulary/period.ts';
import { flatRow, kebab, snakeCase } from './columns.ts';
import { COLUMNS, type FlatSource, flatRowSchema } from './comparison-columns.ts';
import { type Asked, askedFor, comparisonQuery } from './comparison-query.ts';
import { conditionally } from './conditional.ts';
import { ENVELOPE, envelopeOf, licenceLink } from './flat-answer.ts';
import { queryFault } from './query-fault.ts';

const ids = z.array(z.string());
const answerSchema = z.strictObject({
  ...ENVELOPE,
  measure: z.strictObject({
    id: z.string(),
    title: z.string(),
    kind: z.string(),
    unit: z.string(),
    multiplier: z.number(),
    polarity: z.string(),
  }),
  period: z.strictObject({ id: z.string(), label: z.string(), start: z.string(), end: z.string() }),
  population: z
    .strictObject({
      id: z.string(),
      title: z.string(),
      period: z.string(),
      periodLabel: z.string(),
      year: z.int(),
      proxy: z.boolean(),
    })
    .nullable()
    .describe(
      'What rates divide by, or shares are compared with; null where the measure brings its own base',
    ),
  reference: z.strictObject({
    kind: z.string(),
    group: z.string().nullable(),
    area: z.string().nullable(),
  }),
  intervals: z.enum(['exact', 'log']),
  confidence: z.number(),
  coverage: z
    .strictObject({
      area: z.string(),
      expected: z.int(),
      included: ids,
      otherBreakdown: ids,
      notReturned: ids,
      joint: ids,
      noPopulation: ids,
    })
    .describe('Which authorities London, or the largest total asked for, is made of'),
  withheld: z
    .strictObject({ withheld: z.int(), sourceWithheld: z.int(), notAvailable: z.int() })
    .describe('How many rows have no number, and why'),
  rows: z.array(flatRowSchema),
});

/** `/v1/comparisons`: the rows of GraphQL's `comparison`, flat, as JSON and CSV. */
export function comparisonRoutes({ enquire }: { readonly enquire: Enquire }): FastifyPluginAsyncZod {
  /** Answers a question in one of the two forms. */
  async function answerAs<T>(
    form: Form<T>,
    exchange: { readonly request: FastifyRequest; readonly reply: FastifyReply },
    sent: z.infer<typeof comparisonQuery>,
  ): Promise<T | FastifyReply> {
    const asked = askedFor(sent);
    const { question, ...pinned } = await pin(enquire, asked);
    const made = { ...pinned, question: [form.name, question, asked.reference] };
    return conditionally(exchange, made, async () => {
      const answer = await enquire.comparison(question);
      exchange.reply.header('link', licenceLink(answer.sources));
      return form.write(answer, { asked, reply: exchange.reply });
    });
  }

  return async (app) => {
    app.get(
      '/v1/comparisons',
      {
        schema: {
          summary: 'Ethnic groups compared on one measure',
          description:
            'One row for each area and ethnic group, each against one reference. A number that is not shown is null ' +
            'with its status and reason. The ETag names release, methods and question.',
          tags: ['comparisons'],
          querystring: comparisonQuery,
          response: { 200: answerSchema },
        },
        schemaErrorFormatter: queryFault(comparisonQuery),
        config: { roles: 'public' },
      },
      async (request, reply) => answerAs(JSON_FORM, { request, reply }, request.query),
    );

    app.get(
      '/v1/comparisons.csv',
      {
        schema: {
          summary: 'Ethnic groups compared on one measure, as CSV',
          description:
            'The rows of /v1/comparisons with their question, in snake_case columns and CRLF lines.',
          tags: ['comparisons'],
          querystring: comparisonQuery,
          produces: ['text/csv'],
        },
        schemaErrorFormatter: queryFault(comparisonQuery),
        config: { roles: 'public' },
      },
      async (request, reply) => answerAs(CSV_FORM, { request, reply }, request.query),
    );
  };
}

/** What an answer is written as. Its name is part of the ETag. */
interface Form<T> {
  readonly name: 'json' | 'csv';
  readonly write: (
    answer: ComparisonAnswer,
    context: { readonly asked: Asked; readonly reply: FastifyReply },
  ) => T;
}

const JSON_FORM: Form<z.infer<typeof answerSchema>> = {
  name: 'json',
  write: (answer, { asked }) => bodyOf(answer, asked),
};

const CSV_FORM: Form<string> = {
  name: 'csv',
  write(answer, { asked, reply }) {
    const name = `${answer.measure.id}-${answer.period.id}-${answer.release.version}.csv`;
    reply.type('text/csv; charset=utf-8; header=present');
    reply.header('content-disposition', `attachment; filename="${name}"`);
    return csvOf(answer, asked);
  },
};

/** The release that a selector means now, and the question asked of that one. */
async function pin(enquire: Enquire, { question }: Asked) {
  const release = await enquire.standing(question.release);
  return { release, question: { ...question, release: release.version } };
}

function sourcesOf(answer: ComparisonAnswer, { question, reference }: Asked): readonly FlatSource[] {
  const { sex, ageBand, category } = question;
  return answer.rows.map((row) => ({
    row,
    against: row.against(reference),
    sex,
    ageBand: ageBand ?? 'all',
    category: category ?? 'all',
  }));
}

function bodyOf(answer: ComparisonAnswer, asked: Asked): z.infer<typeof answerSchema> {
  const { measure, period, population, coverage } = answer;
  const { id, title, kind, unit, multiplier, polarity } = measure;
  const idsOf = (areas: readonly { readonly id: string }[]): string[] => areas.map((area) => area.id);
  return {
    ...envelopeOf(answer),
    measure: { id, title, kind, unit, multiplier, polarity },
    period: { id: period.id, label: period.label, start: period.start, end: period.end },
    population:
      population === null
        ? null
        : {
            id: population.population.id,
            title: population.population.title,
            period: population.period,
            periodLabel: parsePeriod(population.period)?.label ?? population.period,
            year: population.year,
            proxy: population.proxy,
          },
    reference: {
      kind: kebab(asked.reference.kind),
      group: asked.reference.group ?? null,
      area: asked.reference.area ?? null,
    },
    intervals: asked.question.intervals === 'LOG' ? 'log' : 'exact',
    confidence: asked.question.confidence,
    coverage: {
      area: coverage.area.id,
      expected: coverage.expected,
      included: idsOf(coverage.included),
      otherBreakdown: idsOf(coverage.otherBreakdown),
      notReturned: idsOf(coverage.notReturned),
      joint: idsOf(coverage.joint),
      noPopulation: idsOf(coverage.noPopulation),
    },
    withheld: { ...answer.withheld },
    rows: sourcesOf(answer, asked).map((source) => flatRow(COLUMNS, source)),
  };
}

function csvOf(answer: ComparisonAnswer, asked: Asked): string {
  const { measure, period, population, release } = answer;
  const before = ['measure', 'period'];
  const after = ['population', 'population_year', 'unit', 'confidence', 'release'];
  const header = csvLine([...before, ...COLUMNS.map(({ name }) => snakeCase(name)), ...after]);
  const lines = sourcesOf(answer, asked).map((source) =>
    csvLine([
      measure.id,
      period.id,
      ...COLUMNS.map(({ of }) => of(source)),
      population?.population.id ?? null,
      population?.year ?? null,
      measure.unit,
      asked.question.confidence,
      release.version,
    ]),
  );
  return header + lines.join('');
}
