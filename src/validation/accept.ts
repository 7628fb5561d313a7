import type { AcceptedCell } from '../submission/accepted-cell.ts';
import { type Count, missing, NOT_AVAILABLE, shown } from '../vocabulary/symbol.ts';
import type { NumberReading } from './read-number.ts';
import type { Reading } from './reading.ts';

/** The cell of a reading that no check has found an error in; undefined where something in it is not understood. */
export function accept(reading: Reading): AcceptedCell | undefined {
  const { draft, measure, period, area, group, sex, ageBand, category, denominator, sumOfSquares } = reading;
  if (
    measure === undefined ||
    period === undefined ||
    area === undefined ||
    group.kind !== 'group' ||
    sex === undefined ||
    ageBand === undefined ||
    category === undefined
  ) {
    return undefined;
  }
  return {
    row: draft.row,
    ordinal: draft.ordinal,
    measure: measure.id,
    period,
    area,
    group: group.group.id,
    groupAsSent: draft.groupAsSent === group.group.id ? null : draft.groupAsSent,
    sex,
    ageBand,
    category: category.id,
    numerator: toCount(reading.numerator, draft.rounded),
    denominator: measure.takesDenominator ? toCount(denominator, draft.rounded) : null,
    sumOfSquares: measure.takesSquares && sumOfSquares.kind === 'number' ? sumOfSquares.value : null,
    isPart: draft.isPart,
  };
}

function toCount(reading: NumberReading, rounded: boolean): Count {
  if (reading.kind === 'number')
    return rounded ? { status: 'rounded', value: reading.value } : shown(reading.value);
  return reading.kind === 'symbol' ? missing(reading.status) : NOT_AVAILABLE;
}
