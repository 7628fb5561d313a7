import { ALL, NOT_KNOWN } from '../vocabulary/ethnic-group.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import type { Place } from './finding.ts';
import type { Reading } from './reading.ts';

/** A symbol that follows from the numbers beside it. */
export interface GivenAway {
  readonly measure: string;
  readonly group: string;
  readonly first: Place;
  readonly places: number;
}

/** Many whose ethnicity is not known. */
export interface UnknownShare {
  readonly measure: string;
  readonly first: Place;
  readonly notKnown: number;
  readonly all: number;
  readonly places: number;
}

export interface GroupStates {
  take(reading: Reading): void;
  givenAway(): readonly GivenAway[];
  unknownShares(): readonly UnknownShare[];
}

/** After so many places no more are kept, so that memory stays bounded. */
const MOST_PLACES = 50_000;
/** Above this share of unknown ethnicity, what is known says little: a group's true number may be half as large again. */
const MOST_UNKNOWN = 0.1;
/** Two of eleven are a large share of nothing. */
const FEWEST = 20;

const FEW = 8;
const NUMBER = 1;
const WITHHELD = 2;

interface Groups {
  readonly measure: string;
  /** By the group's slot: not sent, a number, or withheld. */
  readonly states: Uint8Array;
  /** Everybody of the area, not of one sex, age or category. */
  readonly undivided: boolean;
  /** Where the withheld ones stand, by slot; of the first few, for of many none follows. */
  readonly withheld: Map<number, Place>;
  firstUnknown: Place | undefined;
  all: number;
  notKnown: number;
  /** Refused, not obtained: the parts of those who are not known. */
  parts: number;
}

/** Remembers which groups were sent as numbers and which withheld at each place, and how many are of unknown ethnicity. */
export function createGroupStates(vocabulary: Vocabulary): GroupStates {
  const slots = new Map(vocabulary.groups.map(({ id }, slot) => [id, slot]));
  const unknown = new Set(vocabulary.groups.filter(({ level }) => level === 'unknown').map(({ id }) => id));
  const unknownSlots = [...unknown].map((id) => slots.get(id) ?? -1);
  const sums = vocabulary.partitions.map(({ parent, children }) =>
    [parent, ...children].map((id) => slots.get(id) ?? -1),
  );
  const places = new Map<number, Groups>();
  const placeOf = ({ whole, sex, ageBand, category }: Reading, measure: string): Groups | undefined => {
    const known = places.get(whole);
    if (known !== undefined || places.size >= MOST_PLACES) return known;
    const made: Groups = {
      measure,
      states: new Uint8Array(slots.size),
      undivided: sex === 'all' && ageBand === 'all' && category?.dimension === null,
      withheld: new Map(),
      firstUnknown: undefined,
      all: 0,
      notKnown: 0,
      parts: 0,
    };
    places.set(whole, made);
    return made;
  };
  return {
    take(reading) {
      const { draft, measure, group, numerator, whole } = reading;
      if (whole < 0 || group.kind !== 'group' || measure === undefined || measure.domain === null) return;
      const place = placeOf(reading, measure.id);
      const slot = slots.get(group.group.id);
      if (place === undefined || slot === undefined) return;
      if (numerator.kind === 'symbol' && numerator.status === 'c') {
        place.states[slot] = WITHHELD;
        if (place.withheld.size < FEW) place.withheld.set(slot, { row: draft.row, line: draft.line });
      }
      if (numerator.kind !== 'number' || draft.rounded || draft.isPart) return;
      place.states[slot] = NUMBER;
      if (group.group.id === ALL) place.all = numerator.value;
      if (!unknown.has(group.group.id)) return;
      if (group.group.id === NOT_KNOWN) place.notKnown = numerator.value;
      else place.parts += numerator.value;
      place.firstUnknown ??= { row: draft.row, line: draft.line };
    },
    givenAway() {
      const found = new Map<string, GivenAway>();
      for (const { measure, states, withheld } of places.values()) {
        if (withheld.size === 0) continue;
        // A table without a row for those who are not known has none.
        const told = states.map((state) => (state === NUMBER ? 1 : 0));
        if (unknownSlots.every((slot) => states[slot] === 0)) told[slots.get(NOT_KNOWN) ?? -1] = 1;
        for (const slot of following(told, sums)) {
          const first = withheld.get(slot);
          if (first === undefined) continue;
          const group = vocabulary.groups[slot]?.id ?? '';
          const known = found.get(`${measure} ${group}`);
          const places = (known?.places ?? 0) + 1;
          found.set(`${measure} ${group}`, { ...(known ?? { measure, group, first }), places });
        }
      }
      return [...found.values()];
    },
    unknownShares() {
      const found = new Map<string, UnknownShare>();
      for (const { measure, undivided, all, notKnown: sent, parts, firstUnknown: first } of places.values()) {
        const notKnown = Math.max(sent, parts);
        if (!undivided || first === undefined || all < FEWEST || notKnown <= all * MOST_UNKNOWN) continue;
        const known = found.get(measure);
        found.set(measure, {
          ...(known ?? { measure, first, notKnown, all }),
          places: (known?.places ?? 0) + 1,
        });
      }
      return [...found.values()];
    },
  };
}

/** The slots that follow from those told, where of a sum and its parts one alone is not. Adds them to `told`. */
function following(told: Uint8Array, sums: readonly (readonly number[])[]): ReadonlySet<number> {
  const found = new Set<number>();
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const sum of sums) {
      const missing = sum.filter((slot) => told[slot] !== 1);
      const [slot] = missing;
      if (slot === undefined || slot < 0 || missing.length > 1) continue;
      told[slot] = 1;
      found.add(slot);
    }
  }
  return found;
}
