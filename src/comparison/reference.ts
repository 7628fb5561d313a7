import type { Area } from '../vocabulary/area.ts';
import type { RelativeArea } from '../vocabulary/area-set.ts';
import type { EthnicGroup } from '../vocabulary/ethnic-group.ts';
import type { Measure } from '../vocabulary/measure.ts';
import type { Count } from '../vocabulary/symbol.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import type { Caveat } from './caveats.ts';
import type { Side, Sides } from './denominator.ts';
import type { Estimate } from './estimate.ts';
import type { Obstacle } from './figure.ts';
import type { Grouping } from './grouping.ts';

export const REFERENCE_KINDS = [
  'GROUP',
  'ALL_OTHERS',
  'OVERALL',
  'HIGHEST',
  'LOWEST',
  'LONDON_OTHERS',
  'SAME_GROUP_IN_AREA',
] as const;
export type ReferenceKind = (typeof REFERENCE_KINDS)[number];

/** The group that a question is compared with when it names none; `white` where that is the finest published. */
export const DEFAULT_REFERENCE_GROUP = 'white-british';
export const FALLBACK_REFERENCE_GROUP = 'white';

/** Whom to compare with, by words of the vocabulary. */
export type ReferenceQuestion =
  | { readonly kind: 'GROUP'; readonly group: EthnicGroup }
  | { readonly kind: 'SAME_GROUP_IN_AREA'; readonly area: Area | RelativeArea }
  | { readonly kind: 'ALL_OTHERS' | 'OVERALL' | 'HIGHEST' | 'LOWEST' | 'LONDON_OTHERS' };

/** Whom the group was compared with in the end. */
export interface Reference {
  readonly kind: ReferenceKind;
  readonly label: string;
  /** null for a reference that is not one group: all others, or none found. */
  readonly group: EthnicGroup | null;
  readonly area: Area;
  /** Whether another group stands in for the one asked for. */
  readonly substituted: boolean;
  readonly numerator: Count;
  readonly denominator: Count;
  readonly rate: Estimate;
}

/** The reference with its counts, and how it lies to the group. */
export interface Benchmark {
  readonly reference: Reference;
  readonly side: Side | null;
  /** Why there is no side. */
  readonly obstacle: Obstacle | null;
  /** `overlapping`: one contains the other. `shared-total`: parts of one whole. Neither leaves a valid interval. */
  readonly relation: 'apart' | 'overlapping' | 'shared-total';
  readonly caveats: readonly Caveat[];
}

export interface ReferenceContext {
  readonly vocabulary: Vocabulary;
  readonly grouping: Grouping;
  readonly sides: Sides;
  readonly measure: Measure;
  readonly confidence: number;
  /** Whether a group is published (and, for population rates, has a population), itself or by its parts. */
  readonly supported: (group: string) => boolean;
  /** The groups on the same level as a group, itself among them, alphabetically. */
  readonly peersOf: (group: EthnicGroup) => readonly EthnicGroup[];
}
