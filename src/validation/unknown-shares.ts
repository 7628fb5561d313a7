import { ALL, NOT_KNOWN } from '../vocabulary/ethnic-group.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import type { Place } from './finding.ts';
import { NUMBER, type SentPlaces } from './sent-places.ts';

/** Many whose ethnicity is not known. */
export interface UnknownShare {
  readonly measure: string;
  readonly first: Place;
  readonly notKnown: number;
  readonly all: number;
  readonly places: number;
}

/** Above this share of unknown ethnicity, what is known says little: a group's true number may be half as large again. */
const MOST_UNKNOWN = 0.1;
/** Two of eleven are a large share of nothing. */
const FEWEST = 20;

/** For each measure, where the ethnicity of more than one in ten is not known. */
export function unknownShares(sent: SentPlaces, vocabulary: Vocabulary): readonly UnknownShare[] {
  const numberOf = (place: { readonly states: Uint8Array; readonly values: Float32Array }, group: string) => {
    const slot = sent.slots.get(group) ?? -1;
    return place.states[slot] === NUMBER ? (place.values[slot] ?? 0) : 0;
  };
  /** Refused, not obtained: the parts of those who are not known. */
  const parts = vocabulary.groups.filter(({ id, level }) => level === 'unknown' && id !== NOT_KNOWN);
  const found = new Map<string, UnknownShare>();
  for (const place of sent.all()) {
    const { measure, undivided, firstUnknown: first } = place;
    if (!undivided || first === undefined) continue;
    const all = numberOf(place, ALL);
    const apart = parts.reduce((sum, { id }) => sum + numberOf(place, id), 0);
    const notKnown = Math.max(numberOf(place, NOT_KNOWN), apart);
    if (all < FEWEST || notKnown <= all * MOST_UNKNOWN) continue;
    const known = found.get(measure.id);
    found.set(measure.id, {
      ...(known ?? { measure: measure.id, first, notKnown, all }),
      places: (known?.places ?? 0) + 1,
    });
  }
  return [...found.values()];
}
