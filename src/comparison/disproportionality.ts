import { complementRatio, excessEvents, impactRatios, numberToParity } from '../statistics/parity.ts';
import type { Area } from '../vocabulary/area.ts';
import type { EthnicGroup } from '../vocabulary/ethnic-group.ts';
import { isProportion, type Measure } from '../vocabulary/measure.ts';
import { type Count, missing } from '../vocabulary/symbol.ts';
import { comparablePeers } from './benchmark.ts';
import { type Caveat, caveat } from './caveats.ts';
import type { Side } from './denominator.ts';
import { type Estimate, estimate, noAnswer, statusOf, withoutValue } from './estimate.ts';
import { differenceBetween, type Intervals, ratioBetween, ratioLimits, ratioMethod } from './gap.ts';
import { METHODS, type Method } from './method.ts';
import { inputsOf, type Pair, pairOf } from './pair.ts';
import { isObstacle, numbersOf } from './rate.ts';
import type { Reason } from './reason.ts';
import type { Benchmark, Reference, ReferenceContext } from './reference.ts';
import { sentenceOf } from './sentence.ts';
import { coverageKey } from './table.ts';
import { FEWEST_EVENTS } from './threshold.ts';
import { isSmall, isTooSmall, smallestBase, type Verdict, verdictOf } from './verdict.ts';

/** One row against one reference. Each part is worked out when it is first asked for. */
export interface Disproportionality {
  readonly reference: Reference;
  /** The group's rate over the reference's. */
  readonly rateRatio: Estimate;
  /** The group's rate less the reference's, in the measure's unit. */
  readonly rateDifference: Estimate;
  /** The ratio of the other side of the outcome: of those it did not happen to. */
  readonly complementRatio: Estimate;
  /** Events beyond those at the reference's rate; below zero where there are fewer. */
  readonly excess: Estimate;
  /** Whole events to gain (or to avoid, where higher is worse) to reach the reference's rate. */
  readonly toParity: Count;
  /** Whether the group's rate is under four fifths of the highest; null where that is not the question. */
  readonly fourFifths: boolean | null;
  readonly verdict: Verdict;
  /** The ratio in words, with its limits; null where there is none. */
  readonly sentence: string | null;
  /** How ratio and verdict are made; null where there is nothing to make them of. */
  readonly method: Method | null;
  readonly caveats: readonly Caveat[];
}

interface Subject {
  readonly area: Area;
  readonly group: EthnicGroup;
  readonly side: Side;
}

/** One comparison with everything it needs. */
interface Case {
  readonly context: ReferenceContext & { readonly intervals: Intervals };
  readonly subject: Subject;
  readonly benchmark: Benchmark;
  readonly pair: ReturnType<typeof pairOf>;
  /** Why there can be no interval, whatever the counts are. */
  readonly noInterval: Reason | null;
}

const NO_INTERVAL: Readonly<Record<Benchmark['relation'], Reason | null>> = {
  apart: null,
  overlapping: 'CONTAINS_GROUP',
  'shared-total': 'SHARED_DENOMINATOR',
};

export function compareWith(
  context: Case['context'],
  subject: Subject,
  benchmark: Benchmark,
): Disproportionality {
  return new Compared(context, subject, benchmark);
}

/** A class, since an answer has thousands of them: a getter costs nothing until it is read, and a closure does. */
class Compared implements Disproportionality, Case {
  readonly context: Case['context'];
  readonly subject: Subject;
  readonly benchmark: Benchmark;
  readonly pair: ReturnType<typeof pairOf>;
  readonly noInterval: Reason | null;
  #rateRatio: Estimate | undefined;
  #rateDifference: Estimate | undefined;
  #complementRatio: Estimate | undefined;
  #excess: Estimate | undefined;
  #caveats: readonly Caveat[] | undefined;

  constructor(context: Case['context'], subject: Subject, benchmark: Benchmark) {
    this.context = context;
    this.subject = subject;
    this.benchmark = benchmark;
    this.pair = pairOf(context.measure, subject.side, benchmark);
    this.noInterval = NO_INTERVAL[benchmark.relation];
  }

  get reference(): Reference {
    return this.benchmark.reference;
  }

  get rateRatio(): Estimate {
    this.#rateRatio ??= isObstacle(this.pair) ? withoutValue(this.pair) : ratioBetween(this.pair, this.#how);
    return this.#rateRatio;
  }

  get rateDifference(): Estimate {
    this.#rateDifference ??= isObstacle(this.pair)
      ? withoutValue(this.pair)
      : differenceBetween(this.pair, this.#how);
    return this.#rateDifference;
  }

  get complementRatio(): Estimate {
    this.#complementRatio ??= complementOf(this);
    return this.#complementRatio;
  }

  get excess(): Estimate {
    this.#excess ??= excessOf(this, this.rateDifference);
    return this.#excess;
  }

  get toParity(): Count {
    return toParityOf(this);
  }

  get fourFifths(): boolean | null {
    return fourFifthsOf(this);
  }

  get verdict(): Verdict {
    return verdictOf(this.context.measure, this);
  }

  get sentence(): string | null {
    return sentenceOf({
      measure: this.context.measure,
      group: this.subject.group.label,
      area: this.subject.area.name,
      reference: this.reference.label,
      ratio: this.rateRatio,
      confidence: this.context.confidence,
    });
  }

  get method(): Method | null {
    const { measure, intervals } = this.context;
    if (isObstacle(this.pair) || hasZeroReference(measure, this.pair)) return null;
    return METHODS[ratioMethod(measure, intervals)];
  }

  get caveats(): readonly Caveat[] {
    this.#caveats ??= caveatsOf(this);
    return this.#caveats;
  }

  get #how() {
    const { measure, confidence, intervals } = this.context;
    return { measure, confidence, intervals, noInterval: this.noInterval };
  }
}

/** Whether events are counted, so that some of them can be in excess. */
function countsEvents({ kind }: Measure): boolean {
  return kind === 'rate' || kind === 'percentage' || kind === 'stage';
}

function complementOf({ context, pair, noInterval }: Case): Estimate {
  const { measure, confidence, intervals } = context;
  if (!countsEvents(measure) || !isProportion(measure)) return noAnswer();
  if (isObstacle(pair)) return withoutValue(pair);
  const value = complementRatio(pair.group, pair.reference);
  if (value === null) return noAnswer('REFERENCE_ZERO');
  const others = { group: otherSide(pair.group), reference: otherSide(pair.reference) };
  return estimate({
    value,
    limits: noInterval ?? (() => ratioLimits(others, { measure, confidence, intervals, noInterval })),
    inputs: inputsOf(pair),
    method: ratioMethod(measure, intervals),
  });
}

function excessOf({ context: { measure }, pair }: Case, rateDifference: Estimate): Estimate {
  if (!countsEvents(measure)) return noAnswer();
  if (isObstacle(pair)) return withoutValue(pair);
  const scale = pair.group.base / measure.multiplier;
  return estimate({
    value: excessEvents(pair.group, pair.reference).excess,
    limits: () => {
      const { lower, upper, reason } = rateDifference;
      const bounded = lower !== null && upper !== null;
      return bounded ? { lower: lower * scale, upper: upper * scale } : (reason ?? 'NOT_AVAILABLE');
    },
    inputs: inputsOf(pair),
    method: 'excess',
  });
}

function toParityOf({ context: { measure }, pair }: Case): Count {
  const { polarity } = measure;
  const directed = polarity === 'higher-is-better' || polarity === 'higher-is-worse';
  if (!countsEvents(measure) || !directed) return missing('z');
  if (isObstacle(pair)) return missing(pair.status);
  return { status: statusOf(inputsOf(pair)), value: numberToParity({ ...pair, polarity }) };
}

/** Against the highest released rate of the group's level, where being selected is good for whoever is. */
function fourFifthsOf({ context, subject }: Case): boolean | null {
  const { measure } = context;
  const selects = measure.kind === 'percentage' || measure.kind === 'stage';
  if (!selects || measure.polarity !== 'higher-is-better') return null;
  const peers = comparablePeers(context, subject.area, subject.group);
  const own = peers.findIndex(({ group }) => group.id === subject.group.id);
  const counts = peers.flatMap(({ side }) => {
    const found = numbersOf(side, measure);
    return isObstacle(found) ? [] : [found];
  });
  if (own < 0 || counts.length < 2) return null;
  return impactRatios(counts)?.[own]?.adverse ?? null;
}

function caveatsOf({ context: { measure }, subject, benchmark, pair, noInterval }: Case): readonly Caveat[] {
  const { relation, reference } = benchmark;
  const list = [...benchmark.caveats];
  if (relation === 'overlapping') list.push(caveat.containsGroup(reference.kind === 'SAME_GROUP_IN_AREA'));
  if (relation === 'shared-total') list.push(caveat.sharedDenominator());
  if (isObstacle(pair)) return list;
  if (hasZeroReference(measure, pair)) list.push(caveat.referenceZero());
  if (noInterval === null && isTooSmall(pair, measure)) {
    list.push(caveat.tooSmall(FEWEST_EVENTS, smallestBase(measure)));
    if (reference.kind === 'ALL_OTHERS' && !isSmall(pair.group, measure)) list.push(caveat.alternateRatio());
  }
  if (statusOf(inputsOf(pair)) === 'rounded') list.push(caveat.sourceRounded());
  if (reference.area.id === subject.area.id && !madeFromTheSame(pair)) list.push(caveat.coverageDiffers());
  return list;
}

/** Whether there is no ratio because the reference has no events. Averages are not counted in events. */
function hasZeroReference({ kind }: Measure, { reference }: Pair): boolean {
  return kind !== 'mean' && kind !== 'median' && reference.events === 0;
}

function madeFromTheSame({ sides: { group, reference } }: Pair): boolean {
  return coverageKey(group.coverage) === coverageKey(reference.coverage);
}

function otherSide({ events, base }: Pair['group']): Pair['group'] {
  return { events: base - events, base };
}
