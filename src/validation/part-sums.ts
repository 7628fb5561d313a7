import type { Place } from './finding.ts';
import { MOST_PLACES } from './places.ts';
import type { Reading } from './reading.ts';

/** Parts over a breakdown that add up to more than what they are parts of. */
export interface PartsExcess {
  readonly measure: string;
  /** `sex`, `age`, or a category's dimension. */
  readonly breakdown: string;
  readonly first: Place;
  /** How much the first total is exceeded by. */
  readonly by: number;
  readonly places: number;
}

export interface PartSums {
  take(reading: Reading): void;
  excesses(): readonly PartsExcess[];
}

/** More than there are groups, and breakdowns of a measure. */
const RADIX = 4_096;
/** What one event, or one person, may have several of: a suspension has up to three reasons. */
const NOT_EXCLUSIVE: ReadonlySet<string> = new Set(['reason', 'disability']);

/** Whether nobody is in two categories of a dimension. */
export function isExclusive(dimension: string): boolean {
  return !NOT_EXCLUSIVE.has(dimension);
}

interface Parts {
  readonly measure: string;
  readonly breakdown: string;
  readonly total: number;
  sum: number;
  first: Place;
  /** Ages that are in a band already; two bands that overlap cannot be added. */
  readonly ages: [number, number][];
  open: boolean;
}

interface Total {
  readonly value: number;
  readonly place: Place;
}

/** Adds up the numerators over the sexes, the age bands and the categories of each dimension, each for itself. */
export function createPartSums(): PartSums {
  const totals = new Map<number, Total>();
  const parts = new Map<number, Parts>();
  const numbers = new Map<string, number>();
  const numberOf = (name: string) => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, numbers.size);
    return numbers.size - 1;
  };
  return {
    take({ draft, measure, group, sex, ageBand, category, numerator, series, sameAs }) {
      if (series < 0 || measure === undefined || measure.scores || sameAs > 0) return;
      if (group.kind !== 'group' || ageBand === undefined || category === undefined) return;
      if (numerator.kind !== 'number' || draft.rounded || draft.isPart) return;
      const divided =
        (sex === 'all' ? 0 : 1) + (ageBand === 'all' ? 0 : 1) + (category.dimension === null ? 0 : 1);
      const key = (series * RADIX + numberOf(group.group.id)) * RADIX;
      if (divided === 0 && totals.size < MOST_PLACES)
        totals.set(key, { value: numerator.value, place: { row: draft.row, line: draft.line } });
      if (divided !== 1) return;
      const breakdown = category.dimension ?? (sex === 'all' ? 'age' : 'sex');
      if (!isExclusive(breakdown)) return;
      const at = key + numberOf(breakdown);
      let found = parts.get(at);
      if (found === undefined) {
        if (parts.size >= MOST_PLACES) return;
        const first = { row: draft.row, line: draft.line };
        found = { measure: measure.id, breakdown, total: key, sum: 0, first, ages: [], open: false };
        parts.set(at, found);
      }
      found.sum += numerator.value;
      if (breakdown === 'age') found.open ||= overlaps(found.ages, ageBand);
    },
    excesses() {
      const found = new Map<string, PartsExcess>();
      for (const { measure, breakdown, total: key, sum, open } of parts.values()) {
        const total = totals.get(key);
        if (total === undefined || open || sum <= total.value) continue;
        const name = `${measure} ${breakdown}`;
        const known = found.get(name);
        const fresh = { measure, breakdown, first: total.place, by: sum - total.value };
        found.set(name, { ...(known ?? fresh), places: (known?.places ?? 0) + 1 });
      }
      return [...found.values()];
    },
  };
}

/** Whether the band has ages in common with one that was there before; adds it. */
function overlaps(ages: [number, number][], band: string): boolean {
  if (band === 'not-known') return false;
  const [, below] = /^under-(\d+)$/.exec(band) ?? [];
  const [from = '0', to] = /\d+/g[Symbol.match](band) ?? [];
  const least = below === undefined ? Number(from) : 0;
  const most =
    below === undefined
      ? to === undefined
        ? band.endsWith('over')
          ? 999
          : least
        : Number(to)
      : Number(below) - 1;
  const found = ages.some(([a, b]) => least <= b && most >= a);
  ages.push([least, most]);
  return found;
}
