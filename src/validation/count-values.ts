import { isProportion, type Measure } from '../vocabulary/measure.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import type { Place } from './finding.ts';
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
/** More than there are counts in any catalogue, and groups in any classification. */
const RADIX = 4_096;

/**
 * Keeps what each count is at each place for each group, for those counts that more than one measure uses or that hold
 * another count, and compares: the catalogue names a count alike wherever it stands.
 */
export function createCountValues(vocabulary: Vocabulary): CountValues {
  const uses = usesOf(vocabulary.measures);
  const wholes = wholesOf(vocabulary.measures);
  const kept = [
    ...new Set(
      [...uses]
        .filter(([, times]) => times > 1)
        .map(([name]) => name)
        .concat(...related(wholes)),
    ),
  ];
  const numbers = new Map(kept.map((name, index) => [name, index]));
  const groups = new Map(vocabulary.groups.map(({ id }, index) => [id, index]));
  const values = new Map<number, CountUse>();
  const conflicts = new Map<string, CountConflict>();
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
  const keep = (count: string | null, key: number, use: CountUse) => {
    const number = numbers.get(count ?? '');
    if (number === undefined || count === null) return;
    const known = values.get(key + number);
    if (known === undefined) {
      // The place is a whole draft, of which no more than this is kept.
      const { row, line } = use.place;
      if (values.size < MOST_VALUES) values.set(key + number, { ...use, place: { row, line } });
    } else if (known.value !== use.value)
      record({ kind: 'disagree', count, of: count, one: known, other: use });
  };
  return {
    take({ draft, measure, group, numerator, denominator, spot, sameAs }) {
      if (spot < 0 || sameAs !== 0 || measure === undefined || group.kind !== 'group') return;
      if (draft.rounded || draft.isPart || values.size >= MOST_VALUES) return;
      const { numeratorCount, denominatorCount } = measure;
      const key = (spot * RADIX + (groups.get(group.group.id) ?? RADIX - 1)) * RADIX;
      if (numerator.kind === 'number')
        keep(numeratorCount, key, {
          measure: measure.id,
          field: 'numerator',
          value: numerator.value,
          place: draft,
        });
      if (denominator.kind === 'number' && measure.takesDenominator)
        keep(denominatorCount, key, {
          measure: measure.id,
          field: 'denominator',
          value: denominator.value,
          place: draft,
        });
    },
    conflicts() {
      for (const [key, one] of values) {
        const count = kept[key % RADIX] ?? '';
        for (const of of wholes.get(count) ?? []) {
          const other = values.get(key - (key % RADIX) + (numbers.get(of) ?? RADIX - 1));
          // Of one row, the row's own check has told it.
          if (other === undefined || other.place.row === one.place.row || one.value <= other.value) continue;
          record({ kind: 'exceed', count, of, one, other });
        }
      }
      return [...conflicts.values()];
    },
  };
}

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
