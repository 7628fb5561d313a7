import { ALL } from '../vocabulary/ethnic-group.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import type { Place } from './finding.ts';
import type { MeasureUse } from './measure-use.ts';
import { MOST_PLACES } from './places.ts';
import type { Reading } from './reading.ts';

/** What of a group stands at a place: nothing, a number, a withheld one, or any other symbol. */
export const NOT_SENT = 0;
export const NUMBER = 1;
export const WITHHELD = 2;
export const OTHER = 3;

/** Everything that a file says of a measure for one period, area, sex, age band and category: its groups. */
export interface SentPlace {
  readonly measure: MeasureUse;
  /** The number of measure, period and area together. */
  readonly series: number;
  readonly period: string;
  readonly area: string;
  readonly sex: string;
  readonly ageBand: string;
  readonly category: string;
  /** `sex`, `age` or a category's dimension, where the place is one part of it; null for everybody and for several at once. */
  readonly breakdown: string | null;
  /** Everybody of the area, not of one sex, age or category. */
  readonly undivided: boolean;
  readonly first: Place;
  /** By the group's slot. */
  readonly states: Uint8Array;
  /** Where there is a number, what it is. Exact up to sixteen million. */
  readonly values: Float32Array;
  /** Where the withheld ones stand, by slot; of the first few, for of many none follows. */
  readonly withheld: ReadonlyMap<number, Place>;
  /** Where the first of unknown ethnicity stands. */
  readonly firstUnknown: Place | undefined;
}

/** One that rows are still added to. */
type Filling = Omit<SentPlace, 'withheld' | 'firstUnknown'> & {
  withheld: SentPlace['withheld'];
  firstUnknown: Place | undefined;
};

export interface SentPlaces {
  /** The group of each slot. */
  readonly groups: readonly string[];
  readonly slots: ReadonlyMap<string, number>;
  take(reading: Reading): void;
  all(): Iterable<SentPlace>;
}

const FEW = 32;
const NONE: ReadonlyMap<number, Place> = new Map();
/** The arrays of so many places are parts of one: small ones of their own take more memory than is in them. */
const PLACES_IN_PAGE = 256;

/** Remembers which groups were sent at each place, and what of them. Rounded figures and parts of sums have no number here. */
export function createSentPlaces(vocabulary: Vocabulary): SentPlaces {
  const groups = vocabulary.groups.map(({ id }) => id);
  const slots = new Map(groups.map((id, slot) => [id, slot]));
  /** By their number. */
  const places: (Filling | undefined)[] = [];
  let used = 0;
  let states = new Uint8Array(0);
  let values = new Float32Array(0);
  const placeOf = (reading: Reading, measure: MeasureUse): Filling | undefined => {
    const known = places[reading.whole];
    if (known !== undefined || reading.whole >= MOST_PLACES) return known;
    const { draft, series, period = '', area = '', sex = ALL, ageBand = ALL, category } = reading;
    const dimension = category?.dimension ?? null;
    const divided = [sex === ALL ? null : 'sex', ageBand === ALL ? null : 'age', dimension].filter(
      (each) => each !== null,
    );
    const at = (used % PLACES_IN_PAGE) * groups.length;
    used += 1;
    if (at === 0) {
      states = new Uint8Array(PLACES_IN_PAGE * groups.length);
      values = new Float32Array(PLACES_IN_PAGE * groups.length);
    }
    const made: Filling = {
      measure,
      series,
      period,
      area,
      sex,
      ageBand,
      category: category?.id ?? ALL,
      breakdown: divided.length === 1 ? (divided[0] ?? null) : null,
      undivided: divided.length === 0,
      first: { row: draft.row, line: draft.line },
      states: states.subarray(at, at + groups.length),
      values: values.subarray(at, at + groups.length),
      withheld: NONE,
      firstUnknown: undefined,
    };
    places[reading.whole] = made;
    return made;
  };
  return {
    groups,
    slots,
    take(reading) {
      const { draft, measure, group, slot, numerator, whole } = reading;
      if (whole < 0 || group.kind !== 'group' || measure === undefined || measure.domain === null) return;
      const place = placeOf(reading, measure);
      if (place === undefined || slot === -1) return;
      if (numerator.kind === 'number' && !draft.rounded && !draft.isPart) {
        place.states[slot] = NUMBER;
        place.values[slot] = numerator.value;
        if (group.group.level === 'unknown') place.firstUnknown ??= { row: draft.row, line: draft.line };
      } else if (numerator.kind === 'symbol' && numerator.status === 'c') {
        place.states[slot] = WITHHELD;
        if (place.withheld.size < FEW)
          place.withheld = new Map(place.withheld).set(slot, { row: draft.row, line: draft.line });
      } else if (place.states[slot] === NOT_SENT) place.states[slot] = OTHER;
    },
    all: () => places.filter((place) => place !== undefined),
  };
}
