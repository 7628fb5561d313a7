import { z } from 'zod';
import type { Caveat, Disproportionality } from '../flow/answer.ts';
import type { ComparisonRow } from '../flow/enquire.ts';
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

/** A row with its comparison and the question's own words. */
export interface FlatSource {
  readonly row: ComparisonRow;
  readonly against: Disproportionality;
  readonly sex: string;
  readonly ageBand: string;
  readonly category: string;
}

/** Every column of a comparison, in the order of the CSV. */
export const COLUMNS: readonly Column<FlatSource>[] = [
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
  ...estimateColumns<FlatSource>('rate', 'Events over base in the measure’s unit', ({ row }) => row.rate),
  column(
    'rateMethod',
    textOrNull('How the rate’s limits are made'),
    ({ row }) => row.rate.method?.id ?? null,
  ),
  ...estimateColumns<FlatSource>(
    'share',
    'Per cent of the events among known ethnicity',
    ({ row }) => row.share,
  ),
  ...estimateColumns<FlatSource>(
    'populationShare',
    'Per cent of the people among known ethnicity',
    ({ row }) => row.populationShare,
  ),
  ...estimateColumns<FlatSource>(
    'representationIndex',
    'Share over population share',
    ({ row }) => row.representation.index,
  ),
  ...estimateColumns<FlatSource>(
    'representationPoints',
    'Share less population share, in percentage points',
    ({ row }) => row.representation.points,
  ),
  column('rank', number('Among the authorities, 1 the highest rate'), ({ row }) => row.rank?.value ?? null),
  column('rankOf', number('How many authorities are ranked'), ({ row }) => row.rank?.of ?? null),
  column('quartile', number('1 to 4, 1 the highest rates'), ({ row }) => row.rank?.quartile ?? null),
  ...estimateColumns<FlatSource>(
    'unknownEthnicity',
    'Per cent of all the area’s events whose group is not known',
    ({ row }) => row.unknownEthnicity.share,
  ),
  column(
    'shareAtLeast',
    number('Per cent of all the area’s events if none of the unknown are of the group'),
    ({ row }) => row.unknownEthnicity.atLeast.value,
  ),
  column(
    'shareAtMost',
    number('The same if all of them are'),
    ({ row }) => row.unknownEthnicity.atMost.value,
  ),
  column(
    'funnelBenchmark',
    number('London’s rate for the group'),
    ({ row }) => row.funnel?.benchmark.value ?? null,
  ),
  column('funnelLower95', number('The lower 95% limit'), ({ row }) => row.funnel?.at95.lower ?? null),
  column('funnelUpper95', number('The upper 95% limit'), ({ row }) => row.funnel?.at95.upper ?? null),
  column('funnelLower998', number('The lower 99.8% limit'), ({ row }) => row.funnel?.at998.lower ?? null),
  column('funnelUpper998', number('The upper 99.8% limit'), ({ row }) => row.funnel?.at998.upper ?? null),
  column(
    'funnelPosition',
    textOrNull('low-99.8, low-95, within, high-95 or high-99.8; null without released rates'),
    ({ row }) => row.funnel?.position ?? null,
  ),
  column('referenceKind', text('Whom the group is compared with'), ({ against }) =>
    kebab(against.reference.kind),
  ),
  column('referenceLabel', text('What to call the reference'), ({ against }) => against.reference.label),
  column(
    'referenceGroup',
    textOrNull('The reference group; null where it is not one group'),
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
  ...estimateColumns<FlatSource>(
    'referenceRate',
    'The reference’s rate',
    ({ against }) => against.reference.rate,
  ),
  ...estimateColumns<FlatSource>(
    'rateRatio',
    'The group’s rate over the reference’s',
    ({ against }) => against.rateRatio,
  ),
  ...estimateColumns<FlatSource>(
    'rateDifference',
    'The group’s rate less the reference’s',
    ({ against }) => against.rateDifference,
  ),
  ...estimateColumns<FlatSource>(
    'complementRatio',
    'The ratio of those it did not happen to',
    ({ against }) => against.complementRatio,
  ),
  ...estimateColumns<FlatSource>(
    'excess',
    'Events beyond those at the reference’s rate',
    ({ against }) => against.excess,
  ),
  column(
    'toParity',
    number('Whole events to gain or avoid to reach the reference’s rate'),
    ({ against }) => against.toParity.value,
  ),
  column('toParityStatus', status('it'), ({ against }) => against.toParity.status),
  column(
    'fourFifths',
    z.boolean().nullable().describe('Whether the rate is under four fifths of the highest'),
    ({ against }) => against.fourFifths,
  ),
  column(
    'verdict',
    text('higher, lower, not-distinguishable, too-small, withheld or not-available'),
    ({ against }) => kebab(against.verdict),
  ),
  column(
    'sentence',
    textOrNull('The ratio in words; null where there is none'),
    ({ against }) => against.sentence,
  ),
  column(
    'method',
    textOrNull('How ratio and verdict are made; null where there is no ratio to make'),
    ({ against }) => against.method?.id ?? null,
  ),
  column(
    'caveats',
    z.array(z.string()).describe('Codes of what one must know of the row and its comparison'),
    ({ row, against }) => [...new Set([...row.caveats, ...against.caveats].map(codeOf))],
  ),
];

function codeOf({ code }: Caveat): string {
  return kebab(code);
}

export const flatRowSchema = flatSchema(COLUMNS);
