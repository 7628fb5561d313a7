import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';

/** One row of a published file, as text. */
export type Row = Readonly<Record<string, string>>;

/** A file of the repository. */
export function textOf(path: string): Promise<string> {
  return readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/** The rows of a published file, read plainly: no layout and no interpreter. */
export async function publishedRows(file: string): Promise<readonly Row[]> {
  return z
    .array(z.record(z.string(), z.string()))
    .parse(parse(await textOf(`seeds/published/${file}`), { columns: true, bom: true }));
}

const counts = z.strictObject({ numerator: z.number(), denominator: z.number(), rate: z.number() });
const cell = z.strictObject({
  measure: z.string(),
  period: z.string(),
  area: z.string(),
  group: z.string(),
  sex: z.string().optional(),
  category: z.string().optional(),
  status: z.enum(['shown', 'z']).optional(),
  numerator: z.number().nullable(),
  denominator: z.number().nullable(),
});

/** What the published files say, to compare the service with; `published-facts.test.ts` holds it to the files. */
export const publishedFacts = z
  .strictObject({
    /** How many rows each layout's file has, and how many cells they make before any roll-up. */
    submissions: z.array(z.strictObject({ layout: z.string(), rows: z.number(), cells: z.number() })),
    exclusions: z.strictObject({
      period: z.literal('AY2024-25'),
      authorities: z.record(z.string(), z.strictObject({ suspensions: counts, permanentExclusions: counts })),
    }),
    lookedAfter: z.strictObject({
      /** Period → area → children. Areas that are not authorities are rounded to 10. */
      totals: z.record(z.string(), z.record(z.string(), z.number())),
      /** Period, area and ethnic group of each number that the source withheld. */
      withheld: z.array(z.tuple([z.string(), z.string(), z.string()])),
    }),
    keyStage4: z.array(cell),
    socialWorkers: z.array(cell),
  })
  .parse(JSON.parse(await textOf('tests/fixtures/published-facts.json')));
