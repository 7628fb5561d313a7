import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  type ComparisonQuestion,
  DEFAULT_REFERENCE_GROUP,
  REFERENCE_KINDS,
  type ReferenceRequest,
} from '../flow/answer.ts';
import type { ComparisonAnswer, Enquire } from '../flow/enquire.ts';
import { csvLine } from '../platform/csv-line.ts';
import { Problem } from '../problem.ts';
import { SEXES } from '../vocabulary/cell.ts';
import { parsePeriod } from '../vocabulary/period.ts';
import { COLUMNS, type FlatSource, flatRow, flatRowSchema, kebab, snakeCase } from './comparison-columns.ts';
import { conditionally } from './conditional.ts';
import { queryFault } from './query-fault.ts';

const list = (description: string) =>
  z
    .union([z.string().max(4000), z.array(z.string().max(80)).max(260)])
    .optional()
    .describe(`${description} Repeat it, or separate by commas.`);

const query = z.strictObject({
  measure: z.string().max(80).describe('The measure’s id'),
  period: z.string().max(20).default('latest').describe('A period of the measure, or `latest`'),
  area: list('Areas, at most 60; the 33 authorities and London where it is left out.'),
  group: list('Ethnic groups, at most 200; the finest published level where it is left out.'),
  sex: z.enum(SEXES).default('all'),
  ageBand: z.string().max(20).default('all').describe('Such as `10-15`'),
  category: z.string().max(80).default('all').describe('Such as `grade:senior-manager`'),
  reference: z
    .string()
    .max(80)
    .default(DEFAULT_REFERENCE_GROUP)
    .describe(
      'An ethnic group, or all-others, overall, highest, lowest (of the groups with at least 30 people in the base), london-others, same-group-in-area:E12000007',
    ),
  population: z
    .string()
    .max(80)
    .optional()
    .describe(
      'Another population than the measure’s own; it is named as a proxy. It changes the population share and the representation, and the rates only of a measure that divides by a population',
    ),
  pool: z.coerce.number().int().min(1).max(12).default(1).describe('How many periods to add together'),
  intervals: z.string().max(10).default('exact').describe('exact or log'),
  confidence: z.coerce.number().min(0.5).max(0.999).default(0.95),
  release: z.string().max(40).default('latest').describe('A version, a selector such as `1.*`, or `latest`'),
});

const ids = z.array(z.string());
const answerSchema = z.strictObject({
  release: z.strictObject({ version: z.string(), publishedAt: z.iso.datetime() }),
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
  sources: z
    .array(
      z.strictObject({
        publisher: z.string(),
        title: z.string(),
        licence: z.string(),
        attribution: z.string().describe('What to print beside the figures'),
      }),
    )
    .describe('Where the figures come from: those of the measure, then those of its population'),
  caveats: z.array(z.strictObject({ code: z.string(), text: z.string() })),
  rows: z.array(flatRowSchema),
});

interface Asked {
  readonly question: Required<ComparisonQuestion> & { readonly release: string };
  readonly reference: ReferenceRequest;
}

/** `/v1/comparisons`: the rows of GraphQL's `comparison`, flat, as JSON and CSV. */
export function comparisonRoutes({ enquire }: { readonly enquire: Enquire }): FastifyPluginAsyncZod {
  /** Answers a question in one of the two forms. */
  async function answerAs<T>(
    form: Form<T>,
    exchange: { readonly request: FastifyRequest; readonly reply: FastifyReply },
    sent: z.infer<typeof query>,
  ): Promise<T | FastifyReply> {
    const asked = askedFor(sent);
    const { question, ...pinned } = await pin(enquire, asked);
    const made = { ...pinned, question: [form.name, question, asked.reference] };
    return conditionally(exchange, made, async () => {
      const answer = await enquire.comparison(question);
      exchange.reply.header('link', licenceLink(answer));
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
          querystring: query,
          response: { 200: answerSchema },
        },
        schemaErrorFormatter: queryFault(query),
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
          querystring: query,
          produces: ['text/csv'],
        },
        schemaErrorFormatter: queryFault(query),
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

const OGL = 'https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/';
const LICENCES: readonly { readonly words: RegExp; readonly address: string }[] = [
  { words: /Open Government Licence v3\.0/, address: OGL },
  { words: /CC BY 4\.0/, address: 'https://creativecommons.org/licenses/by/4.0/' },
];

/** The Link header that names the licences of an answer's sources; ours where it has none. */
function licenceLink({ sources }: ComparisonAnswer): string {
  const named = LICENCES.filter(({ words }) => sources.some(({ licence }) => words.test(licence)));
  const addresses = named.length === 0 ? [OGL] : named.map(({ address }) => address);
  return addresses.map((address) => `<${address}>; rel="license"`).join(', ');
}

/** The release that a selector means now, and the question asked of that one. */
async function pin(enquire: Enquire, { question }: Asked) {
  const release = await enquire.release(question.release);
  return { release, question: { ...question, release: release.version } };
}

function askedFor(sent: z.infer<typeof query>): Asked {
  const intervals = sent.intervals.toUpperCase();
  if (intervals !== 'EXACT' && intervals !== 'LOG') {
    throw new Problem('bad-request', 'intervals is exact or log.');
  }
  const { measure, period, sex, ageBand, category, pool, confidence, release } = sent;
  return {
    question: {
      measure,
      period,
      areas: listOf(sent.area),
      groups: listOf(sent.group),
      sex,
      ageBand,
      category,
      population: sent.population ?? null,
      pool,
      intervals,
      confidence,
      release,
    },
    reference: referenceOf(sent.reference),
  };
}

function listOf(sent: string | readonly string[] | undefined): readonly string[] | null {
  if (sent === undefined) return null;
  const words = [sent].flat().flatMap((each) => each.split(','));
  const named = words.map((word) => word.trim()).filter((word) => word !== '');
  return named.length === 0 ? null : named;
}

/** `black-caribbean`, `all-others`, `same-group-in-area:E12000007`, in any case. */
function referenceOf(sent: string): ReferenceRequest {
  const [word = '', area] = sent.trim().split(':');
  const kind = REFERENCE_KINDS.find((each) => kebab(each) === word.toLowerCase());
  if (kind === undefined || kind === 'GROUP') return { kind: 'GROUP', group: sent.trim().toLowerCase() };
  return area === undefined ? { kind } : { kind, area: area.trim() };
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
  const { release, measure, period, population, coverage } = answer;
  const { id, title, kind, unit, multiplier, polarity } = measure;
  const idsOf = (areas: readonly { readonly id: string }[]): string[] => areas.map((area) => area.id);
  return {
    release: { version: release.version, publishedAt: release.publishedAt.toISOString() },
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
    sources: answer.sources.map((source) => ({ ...source })),
    caveats: answer.caveats.map(({ code, text }) => ({ code: kebab(code), text })),
    rows: sourcesOf(answer, asked).map(flatRow),
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
