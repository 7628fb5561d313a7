import type { RawCell } from '../vocabulary/cell.ts';
import type { Measure } from '../vocabulary/measure.ts';
import { type Count, missing } from '../vocabulary/symbol.ts';
import { isOfPersons, type Policy, ruleFor } from './policy.ts';

/**
 * A total over authorities to the nearest that its policy asks for. It comes last and looks at what is released already, so
 * that it can only take away; the protection never counts on it. Means stay exact: their sum and number belong together.
 */
export function roundedTotal(cell: RawCell, measure: Measure | undefined, policy: Policy): RawCell {
  if (measure === undefined || cell.origin === 'official' || cell.coverage === null) return cell;
  const { totalsTo } = ruleFor(policy, measure);
  if (totalsTo === 1 || measure.kind === 'mean' || !isOfPersons(policy, measure)) return cell;
  return {
    ...cell,
    numerator: nearest(cell.numerator, totalsTo),
    denominator: cell.denominator === null ? null : nearest(cell.denominator, totalsTo),
  };
}

/** Zero stays a true zero; what is there and rounds to nothing is `low`. */
function nearest(count: Count, step: number): Count {
  if (count.value === null || count.value === 0) return count;
  const value = Math.round(count.value / step) * step;
  return value === 0 ? missing('low') : { status: 'rounded', value };
}
