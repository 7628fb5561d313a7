import { type Area, LONDON } from '../vocabulary/area.ts';
import { neighboursOf, type RelativeArea } from '../vocabulary/area-set.ts';
import { ALL, type EthnicGroup } from '../vocabulary/ethnic-group.ts';
import { type Count, missing } from '../vocabulary/symbol.ts';
import { authoritiesIn, type Vocabulary } from '../vocabulary/vocabulary.ts';
import { outsideCaveats } from './answer-caveats.ts';
import { type Caveat, caveat } from './caveats.ts';
import { repeatsOneTotal, type Side } from './denominator.ts';
import { type Estimate, withoutValue } from './estimate.ts';
import type { Obstacle } from './figure.ts';
import { isOneGroup } from './groups.ts';
import { rateOf, rateValue } from './rate.ts';
import {
  type Benchmark,
  DEFAULT_REFERENCE_GROUP,
  FALLBACK_REFERENCE_GROUP,
  type Reference,
  type ReferenceContext,
  type ReferenceKind,
  type ReferenceQuestion,
} from './reference.ts';
import { SMALLEST_BASE } from './threshold.ts';

interface Subject {
  readonly area: Area;
  readonly group: EthnicGroup;
}

/** Finds the reference of one row. */
export function findBenchmark(
  context: ReferenceContext,
  subject: Subject,
  asked: ReferenceQuestion,
): Benchmark {
  const { area, group } = subject;
  switch (asked.kind) {
    case 'GROUP':
      return againstGroup(context, subject, standIn(context, asked.group));
    case 'OVERALL': {
      const everybody = context.vocabulary.group.get(ALL);
      if (everybody === undefined) return nobody(area, 'OVERALL', NOT_APPLICABLE);
      return againstGroup(context, subject, chosen('OVERALL', everybody, NONE));
    }
    case 'HIGHEST':
    case 'LOWEST': {
      const found = extremeOf(context, subject, asked.kind);
      if (found === undefined) return nobody(area, asked.kind, NO_REFERENCE);
      const caveats = [caveat.referenceChosenByValue()];
      return againstGroup(context, subject, chosen(asked.kind, found, caveats));
    }
    case 'ALL_OTHERS':
      return againstOthers(context, subject, 'ALL_OTHERS', area);
    case 'LONDON_OTHERS': {
      const london = context.vocabulary.area.get(LONDON) ?? area;
      return againstOthers(context, subject, 'LONDON_OTHERS', london);
    }
    case 'SAME_GROUP_IN_AREA': {
      const { kind } = asked;
      const elsewhere = areaMeant(context.vocabulary, area, asked.area);
      if (elsewhere === undefined) return nobody(area, kind, NOT_APPLICABLE);
      if (elsewhere.id === area.id) return itself(area, chosen(kind, group, NONE));
      const side = context.sides.of(elsewhere.id, group.id);
      const relation = areasOverlap(context.vocabulary, area, elsewhere) ? 'overlapping' : 'apart';
      const caveats = outsideCaveats(context.vocabulary, elsewhere);
      return benchmark(context, side, {
        kind,
        group,
        area: elsewhere,
        relation,
        substituted: false,
        caveats,
      });
    }
  }
}

/** The area that a question names, or that a word of it means for this row. */
function areaMeant(vocabulary: Vocabulary, own: Area, asked: Area | RelativeArea): Area | undefined {
  if (typeof asked !== 'string') return asked;
  if (asked === 'statistical-neighbours') return vocabulary.areaSets.get(neighboursOf(own.id))?.area;
  return vocabulary.area.get((asked === 'sub-region' ? own.subRegion : own.innerOuter) ?? '');
}

const NOT_APPLICABLE: Obstacle = { status: 'z', reason: 'NOT_APPLICABLE' };
const NO_REFERENCE: Obstacle = { status: 'x', reason: 'NO_REFERENCE' };

const NONE: readonly Caveat[] = [];

/** A group of the same area that a question means. */
interface GroupReference {
  readonly kind: ReferenceKind;
  readonly group: EthnicGroup;
  readonly substituted: boolean;
  readonly caveats: readonly Caveat[];
}

function chosen(kind: ReferenceKind, group: EthnicGroup, caveats: readonly Caveat[]): GroupReference {
  return { kind, group, substituted: false, caveats };
}

/** White British, or White where that is the finest White group published. */
function standIn({ supported, vocabulary }: ReferenceContext, asked: EthnicGroup): GroupReference {
  const needed = asked.id === DEFAULT_REFERENCE_GROUP && !supported(asked.id);
  const white = needed ? vocabulary.group.get(FALLBACK_REFERENCE_GROUP) : undefined;
  if (white === undefined || !supported(white.id)) return chosen('GROUP', asked, NONE);
  const caveats = [caveat.referenceSubstituted(asked.label, white.label)];
  return { kind: 'GROUP', group: white, substituted: true, caveats };
}

function againstGroup(
  context: ReferenceContext,
  { area, group }: Subject,
  reference: GroupReference,
): Benchmark {
  if (reference.group.id === group.id) return itself(area, reference);
  const overlapping = context.grouping.overlap(group.id, reference.group.id);
  const shared = repeatsOneTotal(context.measure);
  return benchmark(context, context.sides.of(area.id, reference.group.id), {
    kind: reference.kind,
    group: reference.group,
    area,
    relation: overlapping ? 'overlapping' : shared ? 'shared-total' : 'apart',
    substituted: reference.substituted,
    caveats: reference.caveats,
  });
}

function againstOthers(
  context: ReferenceContext,
  { area, group }: Subject,
  kind: ReferenceKind,
  where: Area,
): Benchmark {
  if (!isOneGroup(group)) return nobody(where, kind, NOT_APPLICABLE);
  const shared = repeatsOneTotal(context.measure);
  // What is left of London's total is no rate that a share of a borough's total could be held against.
  if (shared && where.id !== area.id) return nobody(where, kind, NOT_APPLICABLE, [caveat.otherTotal()]);
  return benchmark(context, context.sides.othersOf(where.id, group.id), {
    kind,
    group: null,
    area: where,
    relation: shared ? 'shared-total' : 'apart',
    substituted: false,
    caveats: NONE,
  });
}

/** The group with the highest or lowest released rate in the area among those of its level with enough people. */
function extremeOf(context: ReferenceContext, { area, group }: Subject, kind: 'HIGHEST' | 'LOWEST') {
  const sign = kind === 'HIGHEST' ? 1 : -1;
  let best: { readonly group: EthnicGroup; readonly value: number } | undefined;
  for (const { group: peer, side } of comparablePeers(context, area, group)) {
    const value = (rateValue(side, context.measure) ?? 0) * sign;
    if (best === undefined || value > best.value) best = { group: peer, value };
  }
  return best?.group;
}

/** The groups of the level whose rate is released and whose base is large enough to be held up as a standard. */
export function comparablePeers(
  { peersOf, sides, measure }: ReferenceContext,
  area: Area,
  group: EthnicGroup,
): readonly { readonly group: EthnicGroup; readonly side: Side }[] {
  return peersOf(group)
    .map((peer) => ({ group: peer, side: sides.of(area.id, peer.id) }))
    .filter(({ side }) => rateValue(side, measure) !== null && (side.base.count.value ?? 0) >= SMALLEST_BASE);
}

interface Found {
  readonly kind: ReferenceKind;
  /** null: everybody else. */
  readonly group: EthnicGroup | null;
  readonly area: Area;
  readonly relation: Benchmark['relation'];
  readonly substituted: boolean;
  readonly caveats: readonly Caveat[];
}

function benchmark(context: ReferenceContext, side: Side, found: Found): Benchmark {
  const { group, relation, caveats } = found;
  const reference = new SideReference(context, side, found);
  if (side.partition === null || group === null) {
    return { reference, side, obstacle: null, relation, caveats };
  }
  const summed = caveat.groupSummed(group.label, context.grouping.childrenOf(group.id, side.partition));
  return { reference, side, obstacle: null, relation, caveats: [...caveats, summed] };
}

/** A reference with counts. A class, since an answer has thousands of them: its rate is made when it is read. */
class SideReference implements Reference {
  readonly kind: ReferenceKind;
  readonly group: EthnicGroup | null;
  readonly area: Area;
  readonly substituted: boolean;
  readonly #side: Side;
  readonly #context: ReferenceContext;
  #rate: Estimate | undefined;

  constructor(context: ReferenceContext, side: Side, found: Found) {
    this.kind = found.kind;
    this.group = found.group;
    this.area = found.area;
    this.substituted = found.substituted;
    this.#side = side;
    this.#context = context;
  }

  get label(): string {
    const place = this.area.name;
    if (this.group === null) return `All other known groups in ${place}`;
    return this.kind === 'OVERALL' ? `Everybody in ${place}` : `${this.group.label} in ${place}`;
  }

  get numerator(): Count {
    return this.#side.events.count;
  }

  get denominator(): Count {
    return this.#side.base.count;
  }

  get rate(): Estimate {
    this.#rate ??= rateOf(this.#side, this.#context.measure, this.#context.confidence);
    return this.#rate;
  }
}

function nobody(
  area: Area,
  kind: ReferenceKind,
  obstacle: Obstacle,
  caveats: readonly Caveat[] = NONE,
): Benchmark {
  const none = missing(obstacle.status);
  const label = `Nobody in ${area.name} to compare with`;
  return {
    reference: {
      kind,
      label,
      group: null,
      area,
      substituted: false,
      numerator: none,
      denominator: none,
      rate: withoutValue(obstacle),
    },
    side: null,
    obstacle,
    relation: 'apart',
    caveats,
  };
}

/** The reference turns out to be the group itself: named, but nothing to compare with. */
function itself(area: Area, { kind, group, caveats }: GroupReference): Benchmark {
  const found = nobody(area, kind, NOT_APPLICABLE, [...caveats, caveat.ownGroup()]);
  return { ...found, reference: { ...found.reference, group, label: `${group.label} in ${area.name}` } };
}

/** Whether two areas have an authority in common; a country holds them all. */
function areasOverlap(vocabulary: Vocabulary, one: Area, other: Area): boolean {
  if (one.kind === 'country' || other.kind === 'country') return true;
  const inside = new Set(authoritiesIn(vocabulary, one.id));
  return authoritiesIn(vocabulary, other.id).some((authority) => inside.has(authority));
}
