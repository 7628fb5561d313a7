import { type Counts, requireRate } from './counts.ts';

/**
 * Returns counts of periods or areas added up: events to events and base to base. A pooled ratio is the ratio of these
 * sums, never a mean of ratios.
 * Throws RangeError unless events ≥ 0 and base > 0 in every part, or where there is none.
 * Source: decision 1; Spiegelhalter (2005) takes the funnel's benchmark so.
 */
export function pooled(parts: readonly Counts[]): Counts {
  if (parts.length === 0) throw new RangeError('Without parts there is nothing to add up.');
  for (const part of parts) requireRate(part);
  return {
    events: parts.reduce((sum, { events }) => sum + events, 0),
    base: parts.reduce((sum, { base }) => sum + base, 0),
  };
}

/**
 * Returns the counts of those areas that are there, added up, and how many they are: a missing area leaves the sum with
 * its events and its base alike. Null where none is there.
 * Throws RangeError unless events ≥ 0 and base > 0 in every area that is there.
 */
export function pooledWithCoverage(areas: readonly (Counts | null)[]): {
  counts: Counts | null;
  present: number;
  expected: number;
} {
  const present = areas.filter((area) => area !== null);
  return {
    counts: present.length === 0 ? null : pooled(present),
    present: present.length,
    expected: areas.length,
  };
}
