import { parsePeriod } from './period.ts';

export interface Population {
  readonly id: string;
  readonly title: string;
  readonly definition: string;
  readonly unit: string;
  readonly ageRange: string;
  /** How finely it is known by ethnicity. */
  readonly ethnicDetail: 'none' | 'broad' | 'detailed';
  readonly timing: 'census-day' | 'mid-year' | 'academic-year';
  readonly source: string;
  readonly licence: string;
  readonly attribution: string;
  readonly note: string | null;
}

/**
 * The population's period to use for a measure's period: the latest that ends on or before the measure's period does
 * (so that children looked after at 31 March of year T are divided by mid-year T−1, as DfE does), else the earliest.
 * `available` are period ids; undefined where there is none.
 */
export function populationPeriodFor(period: string, available: readonly string[]): string | undefined {
  const end = parsePeriod(period)?.end;
  if (end === undefined) return undefined;
  const dated = available
    .map((id) => ({ id, end: parsePeriod(id)?.end ?? '' }))
    .sort((a, b) => (a.end < b.end ? -1 : a.end > b.end ? 1 : 0));
  return dated.findLast((candidate) => candidate.end <= end)?.id ?? dated[0]?.id;
}
