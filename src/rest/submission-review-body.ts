import { z } from 'zod';
import {
  CHANGES,
  type ChangedCell,
  type DisclosurePreview,
  type PlaceCursor,
  type SubmissionDifference,
} from '../flow/collect.ts';
import { Problem } from '../problem.ts';
import { type CellKey, SEXES } from '../vocabulary/cell.ts';
import { STATUSES } from '../vocabulary/symbol.ts';

const placeBody = z.strictObject({
  measure: z.string(),
  period: z.string(),
  area: z.string(),
  ethnicGroup: z.string(),
  sex: z.enum(SEXES),
  ageBand: z.string(),
  category: z.string(),
});

const countBody = z.strictObject({ value: z.number().nullable(), status: z.enum(STATUSES) });

const contentBody = z.strictObject({
  numerator: countBody,
  denominator: countBody.nullable().describe('null where a population supplies it, or there is none'),
  sumOfSquares: z.number().nullable(),
});

export const differenceBody = z.strictObject({
  against: z.string().nullable().describe('The submission compared with; null: none, and every cell is new'),
  added: z.number().int(),
  removed: z.number().int(),
  changed: z.number().int(),
  cells: z.array(
    z.strictObject({
      place: placeBody,
      change: z.enum(CHANGES),
      before: contentBody.nullable().describe('null for an added cell'),
      after: contentBody.nullable().describe('null for a removed cell'),
    }),
  ),
  next: z.string().nullable(),
});

export const previewBody = z.strictObject({
  policy: z
    .strictObject({ threshold: z.number().int(), meanThreshold: z.number().int() })
    .describe(
      'Counts from 1 to one less than `threshold` are withheld, and means of fewer than `meanThreshold`',
    ),
  withheld: z.number().int().describe('How many cells'),
  notPlanned: z
    .number()
    .int()
    .describe('Cells of breakdowns that are not planned for publication, whoever sends them'),
  unprotected: z
    .number()
    .int()
    .describe('Small counts that no withholding could hide; 0, or a release would not be made of them'),
  cells: z.array(
    z.strictObject({
      place: placeBody,
      why: z.enum(['small', 'to-protect-another']),
      sent: z.boolean().describe('false for a total that is made of the cells sent'),
    }),
  ),
});

export function toDifference(
  { against, added, removed, changed, cells, next }: SubmissionDifference,
  { id, limit }: { readonly id: string; readonly limit: number },
): z.infer<typeof differenceBody> {
  return {
    against,
    added,
    removed,
    changed,
    cells: cells.map(({ place, change, before, after }) => ({
      place: toPlace(place),
      change,
      before: toContent(before),
      after: toContent(after),
    })),
    next: next === null ? null : `/v1/submissions/${id}/diff?limit=${limit}&after=${cursorText(next)}`,
  };
}

function toContent(content: ChangedCell['before']): z.infer<typeof contentBody> | null {
  if (content === null) return null;
  const { numerator, denominator, sumOfSquares } = content;
  return {
    numerator: { ...numerator },
    denominator: denominator === null ? null : { ...denominator },
    sumOfSquares,
  };
}

export function toPreview({
  policy,
  cells,
  notPlanned,
  unprotected,
}: DisclosurePreview): z.infer<typeof previewBody> {
  return {
    policy: { threshold: policy.threshold, meanThreshold: policy.meanThreshold },
    withheld: cells.length,
    notPlanned,
    unprotected,
    cells: cells.map(({ place, why, sent }) => ({ place: toPlace(place), why, sent })),
  };
}

function toPlace({
  measure,
  period,
  area,
  group,
  sex,
  ageBand,
  category,
}: CellKey): z.infer<typeof placeBody> {
  return { measure, period, area, ethnicGroup: group, sex, ageBand, category };
}

const cursor = z
  .array(
    z
      .string()
      .max(200)
      .refine((text) => !text.includes('\0')),
  )
  .length(7);

function cursorText(place: PlaceCursor): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** The place that a page begins after. Throws `bad-request` for what no page has given. */
export function cursorOf(text: string | undefined): PlaceCursor | null {
  if (text === undefined) return null;
  const parsed = cursor.safeParse(jsonOf(Buffer.from(text, 'base64url').toString()));
  if (!parsed.success) throw new Problem('bad-request', 'Take `after` from `next` of the page before.');
  return parsed.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
