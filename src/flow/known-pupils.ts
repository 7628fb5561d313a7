import type { ReleaseReader } from '../release/read.ts';
import type { KnownPupils } from '../validation/context.ts';
import { isMoreThanYearsApart } from '../vocabulary/period.ts';
import { populationPeriodFor } from '../vocabulary/population.ts';

/** The population, and the layout by which it comes in. */
export const PUPILS = 'school-census-pupils';
/** Of older counts nothing follows. */
const MOST_YEARS = 3;

export interface PupilQuestion {
  readonly area: string;
  readonly period: string;
}

/** Which of the periods counted a file of this period is held against; undefined for none, or where all are old. */
export function pupilPeriodFor(period: string, counted: readonly string[]): string | undefined {
  const nearest = populationPeriodFor(period, counted);
  return nearest === undefined || isMoreThanYearsApart(nearest, period, MOST_YEARS) ? undefined : nearest;
}

export type PupilFinder = (question: PupilQuestion) => Promise<KnownPupils | null>;

/**
 * Finds the pupils of an authority as the latest release has them for a period; null where it has none, or only old ones.
 * A release never changes, so what was read of one is kept until another is the latest.
 */
export function createKnownPupils(reader: ReleaseReader): PupilFinder {
  let kept: { readonly release: number; readonly periods: Map<string, Promise<Pupils>> } | undefined;
  return async ({ area, period }) => {
    const release = await reader.find('latest');
    if (release === undefined) return null;
    const periods = (await reader.periods(release.number)).get(PUPILS) ?? [];
    const counted = pupilPeriodFor(period, periods);
    if (counted === undefined) return null;
    if (kept?.release !== release.number) kept = { release: release.number, periods: new Map() };
    const known = kept.periods;
    const reading = known.get(counted) ?? readPupils(reader, release.number, counted);
    known.set(counted, reading);
    reading.catch(() => known.delete(counted));
    const byGroup = (await reading).get(area);
    return byGroup === undefined ? null : { population: PUPILS, period: counted, byGroup };
  };
}

/** By area and group, where there is a number. */
type Pupils = ReadonlyMap<string, ReadonlyMap<string, number>>;

async function readPupils(reader: ReleaseReader, release: number, period: string): Promise<Pupils> {
  const undivided = { sex: 'all', ageBand: 'all', category: 'all' } as const;
  const pupils = new Map<string, Map<string, number>>();
  for (const { area, group, numerator } of await reader.cells(release, {
    measure: PUPILS,
    period,
    ...undivided,
  })) {
    if (numerator.value === null) continue;
    pupils.set(area, (pupils.get(area) ?? new Map()).set(group, numerator.value));
  }
  return pupils;
}
