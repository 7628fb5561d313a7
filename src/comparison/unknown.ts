import { ALL, type EthnicGroup, NOT_KNOWN } from '../vocabulary/ethnic-group.ts';
import { hasShares, type Measure } from '../vocabulary/measure.ts';
import { repeatsOneTotal, type Sides } from './denominator.ts';
import { changed, type Estimate, noAnswer } from './estimate.ts';
import { addFigures } from './figure.ts';
import { isOneGroup } from './groups.ts';
import { percentageOf } from './rate.ts';

/** What unknown ethnicity leaves open of a group's part of an area's events, in per cent of all events. */
export interface UnknownEthnicity {
  /** Those whose ethnic group is not known. */
  readonly share: Estimate;
  /** The group's part if nobody among them is of the group. */
  readonly atLeast: Estimate;
  /** The group's part if all of them are. */
  readonly atMost: Estimate;
}

const NONE: UnknownEthnicity = { share: noAnswer(), atLeast: noAnswer(), atMost: noAnswer() };

/** The share of unknown ethnicity in an area with the bounds it sets; made of released counts, withheld where one is. */
export function unknownEthnicityOf(
  { sides, measure, confidence }: { sides: Sides; measure: Measure; confidence: number },
  area: string,
  group: EthnicGroup,
): UnknownEthnicity {
  if (!hasShares(measure) || repeatsOneTotal(measure)) return NONE;
  const all = sides.of(area, ALL).events;
  const unknown = sides.of(area, NOT_KNOWN).events;
  const own = sides.of(area, group.id).events;
  const share = withoutLimits(percentageOf(unknown, all, confidence));
  if (!isOneGroup(group)) return { ...NONE, share };
  return {
    share,
    atLeast: withoutLimits(percentageOf(own, all, confidence)),
    atMost: withoutLimits(percentageOf(addFigures([own, unknown]), all, confidence)),
  };
}

/** A bound is no estimate of anything: it has no sampling error. */
function withoutLimits(found: Estimate): Estimate {
  return found.value === null
    ? found
    : changed(found, { lower: null, upper: null, reason: 'WHOLE_POPULATION' });
}
