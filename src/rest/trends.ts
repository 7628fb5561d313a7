import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Disproportionality, SeriesChange } from '../flow/answer.ts';
import type { ComparisonRow, Enquire, TrendAnswer, TrendQuestion } from '../flow/enquire.ts';
import type { Period } from '../vocabulary/period.ts';
import {
  type Column,
  column,
  estimateColumns,
  flatSchema,
  kebab,
  number,
  status,
  text,
  textOrNull,
} from './columns.ts';
import { askedFor, comparisonQuery } from './comparison-query.ts';
import { answered, attached, csvOf, ENVELOPE, envelopeOf, rowsOf } from './flat-answer.ts';
import { queryFault } from './query-fault.ts';

/** A point of a series with its question's own words. */
interface FlatPoint {
  readonly row: ComparisonRow;
  readonly against: Disproportionality;
  readonly period: Period;
  readonly breaks: readonly string[];
  readonly yearBefore: SeriesChange | null;
  readonly test: {
    readonly tested: boolean;
    readonly reason: string | null;
    readonly p: number | null;
    readonly slope: number | null;
    readonly direction: string | null;
  };
  readonly answer: TrendAnswer;
}

const changeOf = (point: FlatPoint, part: 'ratio' | 'difference') =>
  point.yearBefore?.change[part]() ?? NO_CHANGE;
const NO_CHANGE = { value: null, lower: null, upper: null, status: 'z', reason: null, method: null } as const;

const COLUMNS: readonly Column<FlatPoint>[] = [
  column('measure', text('The measure’s id'), ({ answer }) => answer.measure.id),
  column('period', text('The period’s id'), ({ period }) => period.id),
  column('periodStart', text('Its first day'), ({ period }) => period.start),
  column('periodEnd', text('Its last day'), ({ period }) => period.end),
  column('area', text('The GSS code, or a sub-region’s short code'), ({ row }) => row.area.id),
  column('areaName', text('Its name'), ({ row }) => row.area.name),
  column('ethnicGroup', text('The ethnic group’s id'), ({ row }) => row.group.id),
  column('ethnicGroupLabel', text('What to call it'), ({ row }) => row.group.label),
  column('numerator', number('The events'), ({ row }) => row.numerator.value),
  column('numeratorStatus', status('it'), ({ row }) => row.numerator.status),
  column('denominator', number('The base'), ({ row }) => row.denominator.value),
  column('denominatorStatus', status('it'), ({ row }) => row.denominator.status),
  ...estimateColumns<FlatPoint>('rate', 'Events over base in the measure’s unit', ({ row }) => row.rate),
  column('unit', text('The unit of rates'), ({ answer }) => answer.measure.unit),
  column(
    'breaks',
    z.array(z.string()).describe('Why it does not compare with the point before'),
    ({ breaks }) => [...breaks],
  ),
  column(
    'yearBefore',
    textOrNull('The same part of the year before'),
    ({ yearBefore }) => yearBefore?.from.id ?? null,
  ),
  ...estimateColumns<FlatPoint>('yearRatio', 'The rate over that of the year before', (point) =>
    changeOf(point, 'ratio'),
  ),
  ...estimateColumns<FlatPoint>('yearDifference', 'The rate less that of the year before', (point) =>
    changeOf(point, 'difference'),
  ),
  column('referenceKind', text('Whom the group is compared with'), ({ against }) =>
    kebab(against.reference.kind),
  ),
  column('referenceLabel', text('What to call the reference'), ({ against }) => against.reference.label),
  ...estimateColumns<FlatPoint>(
    'rateRatio',
    'The group’s rate over the reference’s',
    ({ against }) => against.rateRatio,
  ),
  column('verdict', text('What the interval of the ratio says'), ({ against }) => kebab(against.verdict)),
  column(
    'trendTested',
    z.boolean().describe('Whether the series was tested for a trend'),
    ({ test }) => test.tested,
  ),
  column('trendReason', textOrNull('Why it was not'), ({ test }) => test.reason),
  column('trendP', number('How likely so steep a slope would be without a trend'), ({ test }) => test.p),
  column('trendSlope', number('How much the rate changes in a year'), ({ test }) => test.slope),
  column('trendDirection', textOrNull('rising, falling or none'), ({ test }) => test.direction),
  column(
    'caveats',
    z.array(z.string()).describe('Codes of what one must know of the point'),
    ({ row, against }) => [...new Set([...row.caveats, ...against.caveats].map(({ code }) => kebab(code)))],
  ),
  column('release', text('The release it was made from'), ({ answer }) => answer.release.version),
];

const { period: _, ...shared } = comparisonQuery.shape;
const trendQuery = z.strictObject({
  ...shared,
  from: z.string().max(20).optional().describe('The first period; the earliest of its kind where left out'),
  to: z.string().max(20).default('latest').describe('The last period, or `latest`'),
  last: z.coerce.number().int().min(1).max(40).default(12).describe('How many periods at most'),
});

const schema = z.strictObject({
  ...ENVELOPE,
  measure: z.strictObject({
    id: z.string(),
    title: z.string(),
    kind: z.string(),
    unit: z.string(),
    polarity: z.string(),
  }),
  points: z
    .array(
      z.strictObject({
        period: z.string(),
        label: z.string(),
        breaks: z.array(
          z.strictObject({ kind: z.string(), text: z.string(), source: z.string().nullable() }),
        ),
      }),
    )
    .describe('The periods, oldest first, and what breaks the series there'),
  rows: z.array(flatSchema(COLUMNS)),
});

/** `/v1/trends`: the points of GraphQL's `trend`, flat, as JSON and CSV. */
export function trendRoutes({ enquire }: { readonly enquire: Enquire }): FastifyPluginAsyncZod {
  async function prepare(sent: z.infer<typeof trendQuery>) {
    const { from, to, last, ...rest } = sent;
    const { question, reference } = askedFor({ ...rest, period: 'latest' });
    const release = await enquire.standing(question.release);
    const { period: __, ...words } = question;
    const asked: TrendQuestion = { ...words, release: release.version, from: from ?? null, to, last };
    return { asked, reference, made: { release, question: ['trend', asked, reference] } };
  }

  const pointsOf = (answer: TrendAnswer, reference: Parameters<ComparisonRow['against']>[0]): FlatPoint[] =>
    answer.series.flatMap((series) => {
      const { tested, reason, p, slope, direction } = series.test();
      return series.points.map(({ row, period, breaks, sinceYearBefore }) => ({
        row,
        period,
        against: row.against(reference),
        breaks: breaks.map(({ kind }) => kind),
        yearBefore: sinceYearBefore,
        test: { tested, reason, p, slope, direction },
        answer,
      }));
    });

  return async (app) => {
    app.get(
      '/v1/trends',
      {
        schema: {
          summary: 'One measure over time',
          description:
            'One row for each area, ethnic group and period, with its breaks, its change since the same part of the year ' +
            'before, its ratio to a reference, and the test of its series for a trend.',
          tags: ['comparisons'],
          querystring: trendQuery,
          response: { 200: schema },
        },
        schemaErrorFormatter: queryFault(trendQuery),
        config: { roles: 'public' },
      },
      async (request, reply) => {
        const { asked, reference, made } = await prepare(request.query);
        return answered({ request, reply }, made, {
          ask: () => enquire.trend(asked).then((answer) => ({ ...answer, sources: answer.latest.sources })),
          write: (answer) => {
            const { id, title, kind, unit, polarity } = answer.measure;
            return {
              ...envelopeOf(answer),
              measure: { id, title, kind, unit, polarity },
              points: answer.points.map(({ period, breaks }) => ({
                period: period.id,
                label: period.label,
                breaks: breaks.map((each) => ({ ...each })),
              })),
              rows: rowsOf(COLUMNS, pointsOf(answer, reference)),
            };
          },
        });
      },
    );

    app.get(
      '/v1/trends.csv',
      {
        schema: {
          summary: 'One measure over time, as CSV',
          description: 'The rows of /v1/trends in snake_case columns and CRLF lines.',
          tags: ['comparisons'],
          querystring: trendQuery,
          produces: ['text/csv'],
        },
        schemaErrorFormatter: queryFault(trendQuery),
        config: { roles: 'public' },
      },
      async (request, reply) => {
        const { asked, reference, made } = await prepare(request.query);
        return answered(
          { request, reply },
          { ...made, question: ['csv', made.question] },
          {
            ask: () => enquire.trend(asked).then((answer) => ({ ...answer, sources: answer.latest.sources })),
            write: (answer) => {
              attached(reply, `${answer.measure.id}-trend-${answer.release.version}.csv`);
              return csvOf(COLUMNS, pointsOf(answer, reference));
            },
          },
        );
      },
    );
  };
}
