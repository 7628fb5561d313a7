import { isProportion, type Measure } from '../vocabulary/measure.ts';
import { ofVocabulary } from '../vocabulary/of-vocabulary.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import type { Place } from './finding.ts';
import { createPairNumbers } from './pair-numbers.ts';
import type { Reading } from './reading.ts';

/** Where a measure's cell gives a count. */
export interface CountUse {
  readonly measure: string;
  readonly field: 'numerator' | 'denominator';
  readonly value: number;
  readonly place: Place;
}

/** Two values for one count, or a part of a count that is greater than the whole: at the first place, and at how many. */
export interface CountConflict {
  readonly kind: 'disagree' | 'exceed';
  /** The name of the count, and of the one that it is a part of. */
  readonly count: string;
  readonly of: string;
  readonly one: CountUse;
  readonly other: CountUse;
  readonly places: number;
}

export interface CountValues {
  take(reading: Reading): void;
  conflicts(): readonly CountConflict[];
}

/** After so many values no more are kept: a file of this size has told by then what is wrong, and memory stays bounded. */
const MOST_VALUES = 40_000;
/** More than there are counts in any catalogue. */
const RADIX = 4_096;

/** The counts of an edition that more than one measure uses, or that hold one another. */
interface SharedCounts {
  readonly names: readonly string[];
  readonly numbers: ReadonlyMap<string, number>;
  /** For each count those that it is a part of. */
  readonly wholes: ReadonlyMap<string, ReadonlySet<string>>;
}

const sharedCounts = ofVocabulary(({ measures }): SharedCounts => {
  const wholes = wholesOf(measures);
  const shared = [...usesOf(measures)].filter(([, times]) => times > 1).map(([name]) => name);
  const names = [...new Set([...shared, ...related(wholes)])];
  return {
    names,
    numbers: new Map(names.map((name, index) => [name, index])),
    wholes,
  };
});

/**
 * Keeps what each count is at each place for each group, for those counts that more than one measure uses or that hold
 * another count, and compares: the catalogue names a count alike wherever it stands.
 */
export function createCountValues(vocabulary: Vocabulary): CountValues {
  const { names, numbers, wholes } = sharedCounts(vocabulary);
  // By the number of spot, group and count; what is kept of each stands in as many arrays, and in no object of its own.
  const keys = createPairNumbers();
  const values: number[] = [];
  const rows: number[] = [];
  const lines: number[] = [];
  const measures: string[] = [];
  const inDenominator: boolean[] = [];
  const spots: number[] = [];
  const rests: number[] = [];
  const conflicts = new Map<string, CountConflict>();
  const keptAt = (at: number): CountUse => ({
    measure: measures[at] ?? '',
    field: inDenominator[at] === true ? 'denominator' : 'numerator',
    value: values[at] ?? Number.NaN,
    place: { row: rows[at] ?? 0, line: lines[at] ?? 0 },
  });
  const record = (conflict: Omit<CountConflict, 'places'>) => {
    const key = [
      conflict.kind,
      conflict.count,
      conflict.of,
      conflict.one.measure,
      conflict.other.measure,
    ].join(' ');
    const known = conflicts.get(key);
    conflicts.set(key, { ...(known ?? conflict), places: (known?.places ?? 0) + 1 });
  };
  const keep = (count: string | null, { draft, measure, spot, slot }: Reading, use: Used) => {
    const number = count === null ? undefined : numbers.get(count);
    if (number === undefined || count === null) return;
    const rest = slot * RADIX + number;
    const at = keys.of(spot, rest);
    const { row, line } = draft;
    if (at === values.length) {
      values.push(use.value);
      rows.push(row);
      lines.push(line);
      measures.push(measure?.id ?? '');
      inDenominator.push(use.field === 'denominator');
      spots.push(spot);
      rests.push(rest);
    } else if (values[at] !== use.value) {
      const other = { measure: measure?.id ?? '', ...use, place: { row, line } };
      record({ kind: 'disagree', count, of: count, one: keptAt(at), other });
    }
  };
  return {
    take(reading) {
      const { draft, measure, slot, numerator, denominator, spot, sameAs } = reading;
      if (spot < 0 || slot === -1 || sameAs !== 0 || measure === undefined) return;
      if (draft.rounded || draft.isPart || values.length >= MOST_VALUES) return;
      // A rate in a count's place is told as such, and holds nothing against other counts.
      if (numerator.kind === 'number' && (measure.scores || Number.isInteger(numerator.value)))
        keep(measure.numeratorCount, reading, { field: 'numerator', value: numerator.value });
      if (denominator.kind === 'number' && measure.takesDenominator)
        keep(measure.denominatorCount, reading, { field: 'denominator', value: denominator.value });
    },
    conflicts() {
      for (let at = 0; at < values.length; at += 1) {
        const rest = rests[at] ?? 0;
        const count = names[rest % RADIX] ?? '';
        for (const of of wholes.get(count) ?? []) {
          const whole = keys.find(spots[at] ?? -1, rest - (rest % RADIX) + (numbers.get(of) ?? RADIX - 1));
          if (whole === -1) continue;
          const [one, other] = [keptAt(at), keptAt(whole)];
          // Of one row, the row's own check has told it.
          if (other.place.row === one.place.row || one.value <= other.value) continue;
          record({ kind: 'exceed', count, of, one, other });
        }
      }
      return [...conflicts.values()];
    },
  };
}

type Used = Pick<CountUse, 'field' | 'value'>;

/**
 * Counts of which the first counts some of the second, though no measure divides the one by the other. Early help,
 * diversion and remand are branches and hold nothing; arrests are made without a stop and search, and enquiries without a
 * new referral.
 */
export const HELD_IN: readonly (readonly [string, string])[] = [
  ['referrals', 'contacts'],
  ['child-protection-plans-at-period-end', 'children-in-need-at-period-end'],
  ['looked-after-at-period-end', 'looked-after-during-period'],
  ['enrolments-missing-50-per-cent', 'enrolments-missing-10-per-cent'],
  // Each pupil suspended has had a suspension, as each who reoffends has reoffended.
  ['pupils-suspended', 'suspensions'],
  ['reoffenders', 'reoffences'],
  ['key-stage-2-higher-standard', 'key-stage-2-expected-standard'],
  ['english-and-maths-grade-5-or-above', 'english-and-maths-grade-4-or-above'],
  ['in-high-tariff-higher-education-by-19', 'in-higher-education-by-19'],
  ['first-time-entrants', 'children-cautioned-or-sentenced'],
  ['children-sentenced', 'children-cautioned-or-sentenced'],
];

/** In how many places of the catalogue each count stands. */
function usesOf(measures: readonly Measure[]): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const { numeratorCount, denominatorCount } of measures) {
    for (const name of [numeratorCount, denominatorCount]) {
      if (name !== null) uses.set(name, (uses.get(name) ?? 0) + 1);
    }
  }
  return uses;
}

/** For each count those that it counts some of, at any remove: plans of conferences, conferences of enquiries. */
function wholesOf(measures: readonly Measure[]): ReadonlyMap<string, ReadonlySet<string>> {
  const wholes = new Map<string, Set<string>>();
  for (const measure of measures) {
    const { numeratorCount: part, denominatorCount: whole } = measure;
    // Of a composition share the denominator is of all groups together, and the place is of one.
    if (part === null || whole === null || !isProportion(measure) || measure.kind === 'composition-share')
      continue;
    wholes.set(part, (wholes.get(part) ?? new Set()).add(whole));
  }
  const names = new Set(measures.flatMap((each) => [each.numeratorCount, each.denominatorCount]));
  for (const [part, whole] of HELD_IN) {
    if (names.has(part) && names.has(whole)) wholes.set(part, (wholes.get(part) ?? new Set()).add(whole));
  }
  for (let grown = true; grown; ) {
    grown = false;
    for (const of of wholes.values()) {
      for (const further of [...of].flatMap((name) => [...(wholes.get(name) ?? [])])) {
        if (of.has(further)) continue;
        of.add(further);
        grown = true;
      }
    }
  }
  return wholes;
}

function related(wholes: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  return [...wholes].flatMap(([part, of]) => [part, ...of]);
}
