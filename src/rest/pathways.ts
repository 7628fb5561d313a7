import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { PathwayRatios, ReferenceRequest } from '../flow/answer.ts';
import type { Enquire, PathwayAnswer, PathwayQuestion } from '../flow/enquire.ts';
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

type Row = PathwayAnswer['rows'][number];

/** One stage of one area and group. */
interface FlatStep {
  readonly row: Row;
  readonly step: Row['steps'][number];
  readonly place: number;
  readonly against: PathwayRatios;
  readonly answer: PathwayAnswer;
}

const COLUMNS: readonly Column<FlatStep>[] = [
  column('pathway', text('The pathway’s id'), ({ answer }) => answer.pathway.id),
  column('design', text('cross-sectional or cohort'), ({ answer }) => answer.pathway.design),
  column('period', text('The period’s id'), ({ answer }) => answer.period.id),
  column('area', text('The GSS code, or a sub-region’s short code'), ({ row }) => row.area.id),
  column('areaName', text('Its name'), ({ row }) => row.area.name),
  column('ethnicGroup', text('The ethnic group’s id'), ({ row }) => row.group.id),
  column('ethnicGroupLabel', text('What to call it'), ({ row }) => row.group.label),
  column('place', z.int().describe('Its place among the stages that are published'), ({ place }) => place),
  column('stage', text('The count that it is'), ({ step }) => step.stage.count),
  column('stageTitle', text('What to call it'), ({ step }) => step.stage.title),
  column('relation', text('first, nested, branch or next'), ({ step }) => step.stage.relation),
  column('from', textOrNull('The count that it is counted out of'), ({ step }) => step.stage.from),
  column('count', number('How many reached it'), ({ step }) => step.count.value),
  column('countStatus', status('it'), ({ step }) => step.count.status),
  ...estimateColumns<FlatStep>('rate', 'Per cent of the stage that it is counted out of', ({ step }) =>
    step.rate(),
  ),
  column('referenceKind', text('Whom the group is compared with'), ({ against }) =>
    kebab(against.reference.kind),
  ),
  column('referenceLabel', text('What to call the reference'), ({ against }) => against.reference.label),
  ...estimateColumns<FlatStep>('stageRatio', 'What this decision adds', ({ against }) =>
    against.stageRatio(),
  ),
  ...estimateColumns<FlatStep>('cumulativeRatio', 'Where the nested stages have led', ({ against }) =>
    against.cumulativeRatio(),
  ),
  ...estimateColumns<FlatStep>('product', 'The ratios of the nested stages multiplied', ({ against }) =>
    against.product(),
  ),
  ...estimateColumns<FlatStep>(
    'populationRatio',
    'The rate of the population over the reference’s',
    ({ against }) => against.populationRatio(),
  ),
  column('verdict', text('What the interval says'), ({ against }) => kebab(against.verdict())),
  column('caveats', z.array(z.string()).describe('Codes of what one must know of it'), ({ against }) => [
    ...new Set(against.caveats().map(({ code }) => kebab(code))),
  ]),
  column('release', text('The release it was made from'), ({ answer }) => answer.release.version),
];

const { measure: _, pool: __, ...shared } = comparisonQuery.shape;
const pathwayQuery = z.strictObject({ pathway: z.string().max(40).describe('The pathway’s id'), ...shared });

const schema = z.strictObject({
  ...ENVELOPE,
  pathway: z.strictObject({ id: z.string(), title: z.string(), domain: z.string(), design: z.string() }),
  period: z.strictObject({ id: z.string(), label: z.string(), start: z.string(), end: z.string() }),
  rows: z.array(flatSchema(COLUMNS)),
});

/** `/v1/pathways`: the steps of GraphQL's `pathway`, flat, as JSON and CSV. */
export function pathwayRoutes({ enquire }: { readonly enquire: Enquire }): FastifyPluginAsyncZod {
  async function prepare({ pathway, ...sent }: z.infer<typeof pathwayQuery>) {
    const { question, reference } = askedFor({ ...sent, measure: pathway, pool: 1 });
    const release = await enquire.standing(question.release);
    const { measure: ___, pool: ____, ...words } = question;
    const asked: PathwayQuestion = { ...words, pathway, release: release.version };
    return { asked, reference, made: { release, question: ['pathway', asked, reference] } };
  }

  const stepsOf = (answer: PathwayAnswer, reference: ReferenceRequest): FlatStep[] =>
    answer.rows.flatMap((row) =>
      row.steps.map((step, index) => ({
        row,
        step,
        place: index + 1,
        against: step.against(reference),
        answer,
      })),
    );

  return async (app) => {
    app.get(
      '/v1/pathways',
      {
        schema: {
          summary: 'A chain of decisions, stage by stage',
          description:
            'One row for each area, ethnic group and stage: how many reached it, and its stage, cumulative and ' +
            'population ratios to a reference. Only nested stages are multiplied.',
          tags: ['comparisons'],
          querystring: pathwayQuery,
          response: { 200: schema },
        },
        schemaErrorFormatter: queryFault(pathwayQuery),
        config: { roles: 'public' },
      },
      async (request, reply) => {
        const { asked, reference, made } = await prepare(request.query);
        return answered({ request, reply }, made, {
          ask: () => enquire.pathway(asked),
          write: (answer) => {
            const { id, title, domain, design } = answer.pathway;
            const { id: period, label, start, end } = answer.period;
            return {
              ...envelopeOf(answer),
              pathway: { id, title, domain, design },
              period: { id: period, label, start, end },
              rows: rowsOf(COLUMNS, stepsOf(answer, reference)),
            };
          },
        });
      },
    );

    app.get(
      '/v1/pathways.csv',
      {
        schema: {
          summary: 'A chain of decisions, stage by stage, as CSV',
          description: 'The rows of /v1/pathways in snake_case columns and CRLF lines.',
          tags: ['comparisons'],
          querystring: pathwayQuery,
          produces: ['text/csv'],
        },
        schemaErrorFormatter: queryFault(pathwayQuery),
        config: { roles: 'public' },
      },
      async (request, reply) => {
        const { asked, reference, made } = await prepare(request.query);
        return answered(
          { request, reply },
          { ...made, question: ['csv', made.question] },
          {
            ask: () => enquire.pathway(asked),
            write: (answer) => {
              attached(reply, `${answer.pathway.id}-${answer.period.id}-${answer.release.version}.csv`);
              return csvOf(COLUMNS, stepsOf(answer, reference));
            },
          },
        );
      },
    );
  };
}
