import { z } from 'zod';
import { freeText, webAddress } from '../platform/free-text.ts';
import { SEXES } from '../vocabulary/cell.ts';
import { TARGET_REFERENCES } from '../vocabulary/target.ts';

const id = freeText(0, 80);
const day = z.iso.date();
const address = webAddress(1000);
const status = z
  .enum(['standing', 'ended'])
  .default('standing')
  .describe('Nothing is deleted: what is given up is ended');

const aim = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('percentage-reduction'),
    percent: z.number().gt(0).max(100).describe('30 for 30 %'),
    steps: z.int().min(1).max(20).default(1).describe('How often, in equal times between baseline and due'),
    reading: z
      .enum(['compound', 'of-baseline'])
      .default('compound')
      .describe(
        'Twice 30 % of 1,000: each of the level before (700, 490), or each of the baseline (700, 400)',
      ),
  }),
  z.strictObject({
    kind: z.literal('within-margin'),
    margin: z.number().gt(0).max(100),
    reading: z
      .enum(['percentage-points', 'relative'])
      .describe(
        'Within 5 % of a population share of 40 %: 35 to 45 (points), or 38 to 42 (relative). Answers tell both',
      ),
  }),
  z.strictObject({ kind: z.literal('closer-to-others') }),
  z.strictObject({
    kind: z.literal('parity'),
    benchmark: z
      .number()
      .min(0)
      .max(1_000_000)
      .nullable()
      .default(null)
      .describe('A published figure to reach, in the unit of the measure; the reference’s where left out'),
  }),
  z.strictObject({ kind: z.literal('previous-best') }),
]);

/** A whole target, as it is sent, kept and read. */
export const targetBody = z.strictObject({
  title: freeText(3, 200).describe('Everybody reads it: write no figure that is not published'),
  measure: id,
  area: id.describe('Your own authority; any area for the steward'),
  group: id,
  sex: z.enum(SEXES).default('all'),
  ageBand: id.default('all'),
  categories: z
    .array(id)
    .min(1)
    .max(20)
    .default(['all'])
    .describe('Each is answered by itself, such as `grade:senior-manager`'),
  population: id.nullable().default(null).describe('Another population than the measure’s own'),
  aim,
  reference: z
    .strictObject({
      kind: z.enum(TARGET_REFERENCES),
      group: id.nullable().default(null).describe('With group: which'),
      area: id.nullable().default(null).describe('With same-group-in-area: where; London where left out'),
    })
    .default({ kind: 'all-others', group: null, area: null })
    .describe('Whom the group is held against: for the aim, and for whether its gap closes fairly'),
  baseline: id.describe(
    'The period that it starts from, such as AY2024-25; its figure is read from the release',
  ),
  due: day,
  judgedFrom: day
    .nullable()
    .default(null)
    .describe('Before this day nothing is judged, as where a rise in recording is wanted first'),
  source: z.strictObject({ title: freeText(3, 300), url: address.nullable().default(null) }),
  note: freeText(1, 1000).nullable().default(null),
  status,
});

/** A whole programme, as it is sent, kept and read. */
export const programmeBody = z.strictObject({
  name: freeText(3, 200),
  summary: freeText(3, 2000).describe('Everybody reads it: write no figure that is not published'),
  areas: z.array(id).min(1).max(60).describe('Where it runs: your own authority; any areas for the steward'),
  schools: z
    .strictObject({ taking: z.int().min(1).max(10_000), of: z.int().min(1).max(10_000) })
    .nullable()
    .default(null)
    .describe(
      'How many of the schools there take part; left out where all do, or where it is not of schools',
    ),
  start: day,
  end: day.nullable().default(null),
  measures: z.array(id).min(1).max(20).describe('What it aims to change'),
  practiceNote: address.nullable().default(null).describe('Where the note is that describes it'),
  status,
});

export const BODIES = { target: targetBody, programme: programmeBody } as const;
export type DeclarationKind = keyof typeof BODIES;
export interface Bodies {
  readonly target: z.infer<typeof targetBody>;
  readonly programme: z.infer<typeof programmeBody>;
}
