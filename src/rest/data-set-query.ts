import { z } from 'zod';
import { listOf } from './comparison-query.ts';

/** A query of a data set as DfE's API takes it: in the address, or as a body. */

const page = {
  cursor: z
    .string()
    .max(200)
    .optional()
    .describe('From `paging.nextCursor` of the page before, in place of `page`'),
  debug: z.boolean().default(false).describe('Adds labels to ids, for reading'),
  page: z.number().int().min(1).default(1),
  pageSize: z.number().int().min(1).max(10_000).default(1000),
};
const words = z.union([z.string().max(8000), z.array(z.string().max(200)).max(300)]).optional();
const list = (description: string) => words.describe(`${description} Repeat it, or separate by commas.`);
const one = (description: string) => z.string().max(200).optional().describe(description);

export const dataSetVersion = z
  .string()
  .max(40)
  .default('*')
  .describe('`1.0.0`, `1.0`, `1`, `1.*`, or `*` for the latest');

const FACETS = {
  filters: ['an option', ['eq', 'notEq', 'in', 'notIn']],
  geographicLevels: ['NAT, REG, INO, SUB or LA', ['eq', 'notEq', 'in', 'notIn']],
  locations: ['such as LA|code|E09000012', ['eq', 'notEq', 'in', 'notIn']],
  timePeriods: ['such as 2024/2025|AY', ['eq', 'notEq', 'in', 'notIn', 'gt', 'gte', 'lt', 'lte']],
} as const;

const facets = Object.entries(FACETS).flatMap(([facet, [what, comparators]]) =>
  comparators.map((comparator) => {
    const isList = comparator === 'in' || comparator === 'notIn';
    return [`${facet}.${comparator}`, isList ? list(`Each ${what}.`) : one(`${what}`)] as const;
  }),
);

export const addressQuery = z.strictObject({
  dataSetVersion,
  ...Object.fromEntries(facets),
  indicators: list('Values to give; all where left out.'),
  sorts: list('Such as timePeriod|Desc, location|LA|Asc, ethnic_group|Asc or value|Desc.'),
  cursor: page.cursor,
  debug: z.stringbool().default(false).describe('Adds labels to ids, for reading'),
  page: z.coerce.number().int().min(1).default(1),
  pageSize: z.coerce.number().int().min(1).max(10_000).default(1000),
});

export const bodyQuery = z.strictObject({
  criteria: z
    .record(z.string(), z.unknown())
    .optional()
    .describe(
      'One of `and`, `or` (lists of criteria) and `not` (criteria), or any of `filters`, `geographicLevels`, `locations` and ' +
        '`timePeriods`, each with `eq`, `notEq`, `in`, `notIn` (periods also `gt`, `gte`, `lt`, `lte`). All must hold.',
    ),
  indicators: z.array(z.string().max(40)).max(20).optional().describe('Values to give; all where left out'),
  sorts: z
    .array(z.strictObject({ field: z.string().max(40), direction: z.string().max(10) }))
    .min(1)
    .max(10)
    .optional()
    .describe('The newest period first where left out'),
  ...page,
});
export type BodyQuery = z.infer<typeof bodyQuery>;

/** The body that asks the same as an address. */
export function bodyOf(sent: z.infer<typeof addressQuery>): BodyQuery {
  const criteria: Record<string, Record<string, unknown>> = {};
  for (const [name, value] of Object.entries(sent)) {
    const [facet = '', comparator] = name.split('.');
    if (comparator === undefined || value === undefined) continue;
    const isList = comparator === 'in' || comparator === 'notIn';
    criteria[facet] = { ...criteria[facet], [comparator]: isList ? listed(value) : value };
  }
  const [indicators, sorts] = [listOf(sent.indicators), listOf(sent.sorts)];
  return {
    criteria,
    ...(indicators === null ? {} : { indicators: [...indicators] }),
    ...(sorts === null ? {} : { sorts: sorts.map(sortOf) }),
    ...(sent.cursor === undefined ? {} : { cursor: sent.cursor }),
    debug: sent.debug,
    page: sent.page,
    pageSize: sent.pageSize,
  };
}

function listed(value: unknown): readonly string[] {
  return listOf(words.parse(value)) ?? [];
}

/** `location|LA|Asc`: the direction stands last. */
function sortOf(text: string): { field: string; direction: string } {
  const at = text.lastIndexOf('|');
  return { field: text.slice(0, Math.max(at, 0)), direction: text.slice(at + 1) };
}
