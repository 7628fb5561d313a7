import { z } from 'zod';
import type { Caveat, Disproportionality, Estimate } from '../flow/answer.ts';
import type { ComparisonRow } from '../flow/enquire.ts';
import type { CsvValue } from '../platform/csv-line.ts';

/** A row with its comparison and the question's own words. */
export interface FlatSource {
  readonly row: ComparisonRow;
  readonly against: Disproportionality;
  readonly sex: string;
  readonly ageBand: string;
  readonly category: string;
}

/** One column of a flat row: the same in JSON (camelCase) and CSV (snake_case). */
export interface Column {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly of: (source: FlatSource) => CsvValue;
}

/** `NO_POPULATION` → `no-population`: codes as REST writes them. */
export function kebab(code: string): string {
  return code.toLowerCase().replaceAll('_', '-');
}

const text = (description: string) => z.string().describe(description);
const number = (description: string) => z.number().nullable().describe(description);
const status = (what: string) =>
  z
    .enum(['shown', 'rounded', 'c', 'x', 'z', 'low', 'u'])
    .describe(`Why ${what} is or is not there: c withheld, x not available, z not applicable`);

function column(name: string, schema: z.ZodType, of: Column['of']): Column {
  return { name, schema, of };
}

/** An estimate's value, limits, status and reason, as five columns. */
function estimateColumns(
  name: string,
  what: string,
  of: (source: FlatSource) => Estimate,
): readonly Column[] {
  return [
    column(name, number(`${what}; null where it is not there`), (source) => of(source).value),
    column(`${name}Lower`, number('Its lower limit'), (source) => of(source).lower),
    column(`${name}Upper`, number('Its upper limit'), (source) => of(source).upper),
    column(`${name}Status`, status('it'), (source) => of(source).status),
    column(
      `${name}Reason`,
      z.string().nullable().describe('Why it, or its interval, is not there'),
      (source) => reasonOf(of(source)),
    ),
  ];
}

function reasonOf({ reason }: Estimate): string | null {
  return reason === null ? null : kebab(reason);
}

/** Every column of a comparison, in the order of the CSV. */
export const COLUMNS: readonly Column[] = [
  column('area', text('The GSS code, or a sub-region’s short code'), ({ row }) => row.area.id),
  column('areaName', text('Its name'), ({ row }) => row.area.name),
  column(
    'areaKind',
    text('authority, sub-region, inner-outer, region or country'),
    ({ row }) => row.area.kind,
  ),
  column('ethnicGroup', text('The ethnic group’s id'), ({ row }) => row.group.id),
  column('ethnicGroupLabel', text('What to call it'), ({ row }) => row.group.label),
  column('ethnicGroupLevel', text('How fine it is'), ({ row }) => row.group.level),
  column('sex', text('all, female, male or not-known'), ({ sex }) => sex),
  column('ageBand', text('all, or an age band'), ({ ageBand }) => ageBand),
  column('category', text('all, or dimension:code'), ({ category }) => category),
  column('numerator', number('The events'), ({ row }) => row.numerator.value),
  column('numeratorStatus', status('it'), ({ row }) => row.numerator.status),
  column('denominator', number('The base'), ({ row }) => row.denominator.value),
  column('denominatorStatus', status('it'), ({ row }) => row.denominator.status),
  ...estimateColumns('rate', 'Events over base in the measure’s unit', ({ row }) => row.rate()),
  column(
    'rateMethod',
    z.string().nullable().describe('How the rate’s limits are made'),
    ({ row }) => row.rate().method?.id ?? null,
  ),
  ...estimateColumns('share', 'Per cent of the events among known ethnicity', ({ row }) => row.share()),
  ...estimateColumns('populationShare', 'Per cent of the people among known ethnicity', ({ row }) =>
    row.populationShare(),
  ),
  ...estimateColumns(
    'representationIndex',
    'Share over population share',
    ({ row }) => row.representation().index,
  ),
  ...estimateColumns(
    'representationPoints',
    'Share less population share, in percentage points',
    ({ row }) => row.representation().points,
  ),
  column('rank', number('Among the authorities, 1 the highest rate'), ({ row }) => row.rank()?.value ?? null),
  column('rankOf', number('How many authorities are ranked'), ({ row }) => row.rank()?.of ?? null),
  column('quartile', number('1 to 4, 1 the highest rates'), ({ row }) => row.rank()?.quartile ?? null),
  column('referenceKind', text('Whom the group is compared with'), ({ against }) =>
    kebab(against.reference.kind),
  ),
  column('referenceLabel', text('What to call the reference'), ({ against }) => against.reference.label),
  column(
    'referenceGroup',
    z.string().nullable().describe('The reference group; null where it is not one group'),
    ({ against }) => against.reference.group?.id ?? null,
  ),
  column('referenceArea', text('Where the reference is'), ({ against }) => against.reference.area.id),
  column(
    'referenceSubstituted',
    z.boolean().describe('Whether another group stands in for the one asked for'),
    ({ against }) => against.reference.substituted,
  ),
  column(
    'referenceNumerator',
    number('The reference’s events'),
    ({ against }) => against.reference.numerator.value,
  ),
  column('referenceNumeratorStatus', status('it'), ({ against }) => against.reference.numerator.status),
  column(
    'referenceDenominator',
    number('The reference’s base'),
    ({ against }) => against.reference.denominator.value,
  ),
  column('referenceDenominatorStatus', status('it'), ({ against }) => against.reference.denominator.status),
  ...estimateColumns('referenceRate', 'The reference’s rate', ({ against }) => against.reference.rate()),
  ...estimateColumns('rateRatio', 'The group’s rate over the reference’s', ({ against }) =>
    against.rateRatio(),
  ),
  ...estimateColumns('rateDifference', 'The group’s rate less the reference’s', ({ against }) =>
    against.rateDifference(),
  ),
  ...estimateColumns('complementRatio', 'The ratio of those it did not happen to', ({ against }) =>
    against.complementRatio(),
  ),
  ...estimateColumns('excess', 'Events beyond those at the reference’s rate', ({ against }) =>
    against.excess(),
  ),
  column(
    'toParity',
    number('Whole events to gain or avoid to reach the reference’s rate'),
    ({ against }) => against.toParity().value,
  ),
  column('toParityStatus', status('it'), ({ against }) => against.toParity().status),
  column(
    'fourFifths',
    z.boolean().nullable().describe('Whether the rate is under four fifths of the highest'),
    ({ against }) => against.fourFifths(),
  ),
  column(
    'verdict',
    text('higher, lower, not-distinguishable, too-small, withheld or not-available'),
    ({ against }) => kebab(against.verdict()),
  ),
  column(
    'method',
    z.string().nullable().describe('How ratio and verdict are made; null where there is no ratio to make'),
    ({ against }) => against.method?.id ?? null,
  ),
  column(
    'caveats',
    z.array(z.string()).describe('Codes of what one must know of the row and its comparison'),
    ({ row, against }) => [...new Set([...row.caveats(), ...against.caveats()].map(codeOf))],
  ),
];

function codeOf({ code }: Caveat): string {
  return kebab(code);
}

/** `rateRatioLower` → `rate_ratio_lower`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export function flatRow(source: FlatSource): Record<string, CsvValue> {
  return Object.fromEntries(COLUMNS.map(({ name, of }) => [name, of(source)]));
}

export const flatRowSchema = z.strictObject(
  Object.fromEntries(COLUMNS.map(({ name, schema }) => [name, schema])),
);
