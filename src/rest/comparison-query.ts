import { z } from 'zod';
import {
  type ComparisonQuestion,
  DEFAULT_REFERENCE_GROUP,
  REFERENCE_KINDS,
  type ReferenceRequest,
} from '../flow/answer.ts';
import { Problem } from '../problem.ts';
import { SEXES } from '../vocabulary/cell.ts';
import { kebab } from './columns.ts';

const list = (description: string) =>
  z
    .union([z.string().max(4000), z.array(z.string().max(80)).max(260)])
    .optional()
    .describe(`${description} Repeat it, or separate by commas.`);

/** What may be asked of `/v1/comparisons`. */
export const comparisonQuery = z.strictObject({
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

export interface Asked {
  readonly question: Required<ComparisonQuestion> & { readonly release: string };
  readonly reference: ReferenceRequest;
}

export function askedFor(sent: z.infer<typeof comparisonQuery>): Asked {
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

/** What a parameter that takes a list was given, repeated or separated by commas; null where it was left out. */
export function listOf(sent: string | readonly string[] | undefined): readonly string[] | null {
  if (sent === undefined) return null;
  const words = [sent].flat().flatMap((each) => each.split(','));
  const named = words.map((word) => word.trim()).filter((word) => word !== '');
  return named.length === 0 ? null : named;
}

/** `black-caribbean`, `all-others`, `same-group-in-area:E12000007`, in any case. */
function referenceOf(sent: string): ReferenceRequest {
  const [word = '', ...rest] = sent.trim().split(':');
  const area = rest.length === 0 ? undefined : rest.join(':');
  const kind = REFERENCE_KINDS.find((each) => kebab(each) === word.toLowerCase());
  if (kind === undefined || kind === 'GROUP') return { kind: 'GROUP', group: sent.trim().toLowerCase() };
  return area === undefined ? { kind } : { kind, area: area.trim() };
}
