import { compositionIndex, representationGap } from '../statistics/representation.ts';
import { type EthnicGroup, KNOWN } from '../vocabulary/ethnic-group.ts';
import { hasShares, type Measure } from '../vocabulary/measure.ts';
import { type PopulationChoice, repeatsOneTotal, type Side, type Sides } from './denominator.ts';
import { changed, type Estimate, noAnswer } from './estimate.ts';
import { absent, type Figure } from './figure.ts';
import { METHODS, type MethodId } from './method.ts';
import { percentageOf } from './rate.ts';
import { coverageKey } from './table.ts';

/** A group's share of the events beside its share of the people. */
export interface Representation {
  /** Share over population share: 1 where the group is there as much as its numbers lead one to expect. */
  readonly index: Estimate;
  /** Share less population share, in percentage points: below zero where under-represented. */
  readonly points: Estimate;
}

export interface ShareQuestion {
  readonly sides: Sides;
  readonly measure: Measure;
  readonly choice: PopulationChoice | null;
  readonly confidence: number;
}

/** Whether shares mean anything: not of averages, nor for everybody, nor for those whose group is not known. */
function hasShare(measure: Measure, group: EthnicGroup): boolean {
  if (!hasShares(measure)) return false;
  return group.level !== 'all' && group.level !== 'known' && group.level !== 'unknown';
}

/** The group's share, in per cent, of the area's events among those whose ethnic group is known; Wilson's limits. */
export function shareOf(question: ShareQuestion, area: string, group: EthnicGroup): Estimate {
  const { sides, measure, confidence } = question;
  if (!hasShare(measure, group)) return noAnswer();
  const side = sides.of(area, group.id);
  if (repeatsOneTotal(measure)) return percentageOf(side.events, side.base, confidence);
  const known = sides.of(area, KNOWN);
  return percentageOf(side.events, sameCoverage(side, known, known.events), confidence);
}

/**
 * The group's share, in per cent, of the base among those whose ethnic group is known: of the measure's own denominators
 * where these are people of that group, else (or where one is asked for) of the population. A count of everybody: no
 * interval.
 */
export function populationShareOf(question: ShareQuestion, area: string, group: EthnicGroup): Estimate {
  const { sides, measure, choice, confidence } = question;
  if (!hasShare(measure, group)) return noAnswer();
  const side = sides.of(area, group.id);
  let part: Figure;
  let whole: Figure;
  if (basesArePeople(measure) && choice?.asked !== true) {
    const known = sides.of(area, KNOWN);
    part = side.base;
    whole = sameCoverage(side, known, known.base);
  } else {
    part = sides.populationOf(area, group.id, side.coverage);
    whole = sides.populationOf(area, KNOWN, side.coverage);
  }
  const share = percentageOf(part, whole, confidence);
  if (share.value === null) return share;
  return changed(share, { lower: null, upper: null, reason: 'WHOLE_POPULATION', method: METHODS.share });
}

/** Whether the measure's own denominators count the people of each group, so that their shares are a population's. */
export function basesArePeople(measure: Measure): boolean {
  const kind = measure.kind === 'rate' || measure.kind === 'percentage' || measure.kind === 'stage';
  return kind && measure.denominatorCount !== null;
}

/** Index and gap in points of a share beside a population share; the limits are those of the share. */
export function representationOf(share: Estimate, populationShare: Estimate): Representation {
  if (share.value === null || populationShare.value === null) {
    const missing = missingOf(share, populationShare);
    return { index: missing, points: missing };
  }
  const population = { part: populationShare.value, whole: 100 };
  const index = (part: number): number | null => compositionIndex({ part, whole: 100 }, population);
  const points = (part: number): number => representationGap({ part, whole: 100 }, population);
  const value = index(share.value);
  return {
    index:
      value === null
        ? noAnswer('EMPTY_DENOMINATOR')
        : alongside(share, populationShare, { convert: index, method: 'composition-index' }),
    points: alongside(share, populationShare, { convert: points, method: 'representation-gap' }),
  };
}

function alongside(
  share: Estimate,
  populationShare: Estimate,
  { convert, method }: { convert: (percent: number) => number | null; method: MethodId },
): Estimate {
  const rounded = share.status === 'rounded' || populationShare.status === 'rounded';
  const at = (percent: number | null): number | null =>
    percent === null ? null : convert(Math.min(100, percent));
  return {
    value: at(share.value),
    lower: at(share.lower),
    upper: at(share.upper),
    status: rounded ? 'rounded' : 'shown',
    reason: null,
    method: METHODS[method],
  };
}

function missingOf(...shares: readonly Estimate[]): Estimate {
  const missing = shares.filter((share) => share.value === null);
  return missing.find((share) => share.status === 'c') ?? missing[0] ?? noAnswer();
}

function sameCoverage(side: Side, known: Side, whole: Figure): Figure {
  if (whole.count.value === null || coverageKey(side.coverage) === coverageKey(known.coverage)) return whole;
  return absent('x', 'COVERAGE_DIFFERS');
}
