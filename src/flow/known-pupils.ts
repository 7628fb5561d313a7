import type { ReleaseReader } from '../release/read.ts';
import type { KnownPupils } from '../validation/context.ts';
import { isMoreThanYearsApart } from '../vocabulary/period.ts';
import { populationPeriodFor } from '../vocabulary/population.ts';

const PUPILS = 'school-census-pupils';
/** Of older counts nothing follows. */
const MOST_YEARS = 3;

export interface PupilQuestion {
  readonly area: string;
  readonly period: string;
}

/** The pupils of an authority as the latest release has them for a period; null where it has none, or only old ones. */
export async function knownPupils(
  reader: ReleaseReader,
  { area, period }: PupilQuestion,
): Promise<KnownPupils | null> {
  const release = await reader.find('latest');
  if (release === undefined) return null;
  const periods = (await reader.periods(release.number)).get(PUPILS) ?? [];
  const counted = populationPeriodFor(period, periods);
  if (counted === undefined || isMoreThanYearsApart(counted, period, MOST_YEARS)) return null;
  const cells = await reader.cells(release.number, {
    measure: PUPILS,
    period: counted,
    sex: 'all',
    ageBand: 'all',
    category: 'all',
  });
  const own = cells.filter((cell) => cell.area === area);
  const byGroup = new Map(
    own.flatMap(({ group, numerator }) =>
      numerator.value === null ? [] : [[group, numerator.value] as const],
    ),
  );
  return byGroup.size === 0 ? null : { population: PUPILS, period: counted, byGroup };
}
