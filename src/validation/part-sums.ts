import type { Place } from './finding.ts';
import { createPairNumbers } from './pair-numbers.ts';
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

/** What one event, or one person, may have several of: a suspension has up to three reasons. */
const NOT_EXCLUSIVE: ReadonlySet<string> = new Set(['reason', 'disability']);

/** Whether nobody is in two categories of a dimension. */
export function isExclusive(dimension: string): boolean {
  return !NOT_EXCLUSIVE.has(dimension);
}

interface Parts {
  readonly measure: string;
  readonly breakdown: string;
  /** The number of the total that they are parts of. */
  readonly total: number;
  sum: number;
  readonly first: Place;
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
  /** By series and group. */
  const keys = createPairNumbers();
  const totals: (Total | undefined)[] = [];
  /** By their total and breakdown. */
  const partKeys = createPairNumbers();
  const parts: Parts[] = [];
  const breakdowns = new Map<string, number>();
  const numberOf = (breakdown: string) => {
    const known = breakdowns.get(breakdown);
    if (known !== undefined) return known;
    breakdowns.set(breakdown, breakdowns.size);
    return breakdowns.size - 1;
  };
  return {
    take({ draft, measure, slot, sex, ageBand, category, numerator, series, sameAs }) {
      if (series < 0 || slot === -1 || measure === undefined || measure.scores || sameAs > 0) return;
      if (ageBand === undefined || category === undefined || series >= MOST_PLACES) return;
      if (numerator.kind !== 'number' || draft.rounded || draft.isPart) return;
      const divided =
        (sex === 'all' ? 0 : 1) + (ageBand === 'all' ? 0 : 1) + (category.dimension === null ? 0 : 1);
      if (divided > 1) return;
      const { row, line } = draft;
      const total = keys.of(series, slot);
      if (divided === 0) {
        if (total < MOST_PLACES) totals[total] = { value: numerator.value, place: { row, line } };
        return;
      }
      const breakdown = category.dimension ?? (sex === 'all' ? 'age' : 'sex');
      if (!isExclusive(breakdown)) return;
      const at = partKeys.of(total, numberOf(breakdown));
      if (at >= MOST_PLACES) return;
      const found = parts[at];
      if (found === undefined) {
        const sums = { measure: measure.id, breakdown, total, sum: numerator.value, first: { row, line } };
        const ages: [number, number][] = [];
        if (breakdown === 'age') overlaps(ages, ageBand);
        parts[at] = { ...sums, ages, open: false };
      } else {
        found.sum += numerator.value;
        if (breakdown === 'age' && !found.open) found.open = overlaps(found.ages, ageBand);
      }
    },
    excesses() {
      const found = new Map<string, PartsExcess>();
      for (const { measure, breakdown, total: key, sum, open } of parts) {
        const total = totals[key];
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
