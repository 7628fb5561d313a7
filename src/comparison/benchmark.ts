import { type Area, LONDON } from '../vocabulary/area.ts';
import { neighboursOf, type RelativeArea } from '../vocabulary/area-set.ts';
import { ALL, type EthnicGroup } from '../vocabulary/ethnic-group.ts';
import { missing } from '../vocabulary/symbol.ts';
import { authoritiesIn, type Vocabulary } from '../vocabulary/vocabulary.ts';
import { outsideCaveats } from './answer-caveats.ts';
import { type Caveat, caveat } from './caveats.ts';
import { repeatsOneTotal, type Side } from './denominator.ts';
import { lazily, withoutValue } from './estimate.ts';
import type { Obstacle } from './figure.ts';
import { isOneGroup } from './groups.ts';
import { rateOf, rateValue } from './rate.ts';
import {
  type Benchmark,
  DEFAULT_REFERENCE_GROUP,
  FALLBACK_REFERENCE_GROUP,
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
      return againstGroup(context, subject, { kind: 'GROUP', ...standIn(context, asked.group) });
    case 'OVERALL': {
      const everybody = context.vocabulary.group.get(ALL);
      if (everybody === undefined) return nobody(area, 'OVERALL', NOT_APPLICABLE);
      return againstGroup(context, subject, { kind: 'OVERALL', group: everybody, caveats: [] });
    }
    case 'HIGHEST':
    case 'LOWEST': {
      const found = extremeOf(context, subject, asked.kind);
      if (found === undefined) return nobody(area, asked.kind, NO_REFERENCE);
      const caveats = [caveat.referenceChosenByValue()];
      return againstGroup(context, subject, { kind: asked.kind, group: found, caveats });
    }
    case 'ALL_OTHERS':
      return againstOthers(context, subject, { kind: 'ALL_OTHERS', area });
    case 'LONDON_OTHERS': {
      const london = context.vocabulary.area.get(LONDON) ?? area;
      return againstOthers(context, subject, { kind: 'LONDON_OTHERS', area: london });
    }
    case 'SAME_GROUP_IN_AREA': {
      const { kind } = asked;
      const elsewhere = areaMeant(context.vocabulary, area, asked.area);
      if (elsewhere === undefined) return nobody(area, kind, NOT_APPLICABLE);
      if (elsewhere.id === area.id) return itself(area, { kind, group, caveats: [] });
      const side = context.sides.of(elsewhere.id, group.id);
      const relation = areasOverlap(context.vocabulary, area, elsewhere) ? 'overlapping' : 'apart';
      const label = `${group.label} in ${elsewhere.name}`;
      const caveats = outsideCaveats(context.vocabulary, elsewhere);
      return benchmark(context, side, { kind, group, area: elsewhere, label, relation, caveats });
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

/** White British, or White where that is the finest White group published. */
function standIn(
  { supported, vocabulary }: ReferenceContext,
  asked: EthnicGroup,
): { group: EthnicGroup; substituted: boolean; caveats: readonly Caveat[] } {
  const white = vocabulary.group.get(FALLBACK_REFERENCE_GROUP);
  const needed = asked.id === DEFAULT_REFERENCE_GROUP && !supported(asked.id);
  if (!needed || white === undefined || !supported(white.id)) {
    return { group: asked, substituted: false, caveats: [] };
  }
  return {
    group: white,
    substituted: true,
    caveats: [caveat.referenceSubstituted(asked.label, white.label)],
  };
}

interface GroupReference {
  readonly kind: ReferenceKind;
  readonly group: EthnicGroup;
  readonly substituted?: boolean;
  readonly caveats: readonly Caveat[];
}

function againstGroup(
  context: ReferenceContext,
  { area, group }: Subject,
  chosen: GroupReference,
): Benchmark {
  const { kind, caveats } = chosen;
  if (chosen.group.id === group.id) return itself(area, chosen);
  const overlapping = context.grouping.overlap(group.id, chosen.group.id);
  const shared = repeatsOneTotal(context.measure);
  return benchmark(context, context.sides.of(area.id, chosen.group.id), {
    kind,
    group: chosen.group,
    area,
    label: kind === 'OVERALL' ? `Everybody in ${area.name}` : `${chosen.group.label} in ${area.name}`,
    relation: overlapping ? 'overlapping' : shared ? 'shared-total' : 'apart',
    substituted: chosen.substituted ?? false,
    caveats,
  });
}

function againstOthers(
  context: ReferenceContext,
  { area, group }: Subject,
  reference: { readonly kind: ReferenceKind; readonly area: Area },
): Benchmark {
  if (!isOneGroup(group)) {
    return nobody(reference.area, reference.kind, NOT_APPLICABLE);
  }
  const shared = repeatsOneTotal(context.measure);
  // What is left of London's total is no rate that a share of a borough's total could be held against.
  if (shared && reference.area.id !== area.id) {
    return nobody(reference.area, reference.kind, NOT_APPLICABLE, [caveat.otherTotal()]);
  }
  return benchmark(context, context.sides.othersOf(reference.area.id, group.id), {
    ...reference,
    group: null,
    label: `All other known groups in ${reference.area.name}`,
    relation: shared ? 'shared-total' : 'apart',
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
  readonly group: EthnicGroup | null;
  readonly area: Area;
  readonly label: string;
  readonly relation: Benchmark['relation'];
  readonly substituted?: boolean;
  readonly caveats?: readonly Caveat[];
}

function benchmark({ grouping, measure, confidence }: ReferenceContext, side: Side, found: Found): Benchmark {
  const { kind, label, group, area, relation } = found;
  const summed =
    side.partition !== null && group !== null
      ? [caveat.groupSummed(group.label, grouping.childrenOf(group.id, side.partition))]
      : [];
  return {
    reference: {
      kind,
      label,
      group,
      area,
      substituted: found.substituted ?? false,
      numerator: side.events.count,
      denominator: side.base.count,
      rate: lazily(() => rateOf(side, measure, confidence)),
    },
    side,
    obstacle: null,
    relation,
    caveats: [...(found.caveats ?? []), ...summed],
  };
}

function nobody(
  area: Area,
  kind: ReferenceKind,
  obstacle: Obstacle,
  caveats: readonly Caveat[] = [],
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
      rate() {
        return withoutValue(obstacle);
      },
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
