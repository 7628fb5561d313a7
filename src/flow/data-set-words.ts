import type { Area, AreaKind } from '../vocabulary/area.ts';
import { LONDON } from '../vocabulary/area.ts';
import { comparePeriods, parsePeriod } from '../vocabulary/period.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';

/** The words of DfE's *Explore education statistics* API for ours: filters, indicators, levels, locations and periods. */

/** A geographic level: DfE's codes where it has one. */
export const LEVELS = [
  { code: 'NAT', label: 'National', kind: 'country' },
  { code: 'REG', label: 'Regional', kind: 'region' },
  { code: 'INO', label: 'Inner or Outer London', kind: 'inner-outer' },
  { code: 'SUB', label: 'Sub-region', kind: 'sub-region' },
  { code: 'LA', label: 'Local authority', kind: 'authority' },
] as const satisfies readonly { readonly code: string; readonly label: string; readonly kind: AreaKind }[];
export type Level = (typeof LEVELS)[number];

/** What rows are told apart by beside place and time; each id is the column of the files. */
export const FILTERS = [
  { id: 'measure', label: 'Measure', hint: 'What is counted' },
  { id: 'ethnic_group', label: 'Ethnic group', hint: 'Take one level of groups: they overlap' },
  { id: 'sex', label: 'Sex', hint: 'all counts everybody' },
  { id: 'age_band', label: 'Age band', hint: 'all counts every age' },
  { id: 'category', label: 'Category', hint: 'dimension:code; all counts everything' },
] as const;
export type FilterId = (typeof FILTERS)[number]['id'];

/** The numbers of a row, and the column that says why one is not there. */
export const INDICATORS = [
  { id: 'numerator', label: 'How many', status: 'numerator_status' },
  { id: 'denominator', label: 'Out of how many', status: 'denominator_status' },
  {
    id: 'value',
    label: 'Rate, share, mean, median or count, in the unit of the measure',
    status: 'value_status',
  },
  { id: 'lower_95', label: 'Lower 95% confidence limit of value', status: 'value_status' },
  { id: 'upper_95', label: 'Upper 95% confidence limit of value', status: 'value_status' },
] as const;
export type Indicator = (typeof INDICATORS)[number];

/** What a data set holds. */
export interface Contents {
  readonly periods: readonly string[];
  readonly areas: readonly Area[];
  /** Options of each filter, in the order in which they sort. */
  readonly options: ReadonlyMap<FilterId, readonly string[]>;
}

export interface TimePeriod {
  readonly code: string;
  readonly period: string;
}

/** `AY2024-25` → AY, 2024/2025; `FY2025-26-Q2` → FYQ2, 2025/2026; a day, for which DfE has no code, → DAY. */
export function timePeriodOf(id: string): TimePeriod {
  const [, kind, from, part] = /^(AY|FY)(\d{4})-\d{2}(?:-([TQ]\d))?$/.exec(id) ?? [];
  if (kind !== undefined) {
    const code = part === undefined ? kind : kind === 'FY' ? `FY${part}` : part;
    return { code, period: `${from}/${Number(from) + 1}` };
  }
  const [, single, year = ''] = /^(CY|RY)(\d{4})$/.exec(id) ?? [];
  return single === undefined ? { code: 'DAY', period: id } : { code: single, period: year };
}

/** The period of a code and its years, `2024/2025` or `2024`; undefined where there can be none such. */
export function periodIdOf({ code, period }: TimePeriod): string | undefined {
  if (code === 'DAY') return parsePeriod(period)?.kind === 'snapshot' ? period : undefined;
  const [, from, to] = /^(\d{4})(?:\/(\d{4}))?$/.exec(period) ?? [];
  if (from === undefined || (to !== undefined && Number(to) !== Number(from) + 1)) return undefined;
  if (code === 'CY' || code === 'RY') return to === undefined ? `${code}${from}` : undefined;
  const years = `${from}-${String(Number(from) + 1).slice(2)}`;
  const part = /^(?:FYQ|T)\d$/.test(code) ? `-${code.replace('FY', '')}` : '';
  const kind = code.startsWith('T') ? 'AY' : code.slice(0, 2);
  return parsePeriod(`${kind}${years}${part}`)?.id;
}

const ENGLAND = 'E92000001';

/** A row's places by level: its own, and the nation and region that contain it. */
export function locationsOf(area: Area): Readonly<Record<string, string>> {
  if (area.kind === 'country') return { NAT: area.id };
  if (area.kind === 'region') return { NAT: ENGLAND, REG: area.id };
  return { NAT: ENGLAND, REG: area.region ?? LONDON, [levelOf(area).code]: area.id };
}

export function levelOf(area: Area): Level {
  const level = LEVELS.find(({ kind }) => kind === area.kind);
  if (level === undefined) throw new Error(`There is no geographic level for ${area.kind}`);
  return level;
}

/** Every place that a row of the data set is in, with its level: also those that only contain one. */
export function placesIn({ areas }: Contents, { area: known }: Vocabulary): readonly Area[] {
  const ids = new Set(areas.flatMap((area) => Object.values(locationsOf(area))));
  return [...ids].flatMap((id) => known.get(id) ?? []).toSorted(byText(({ name }) => name));
}

/** `Kensington and Chelsea` → `kensington-and-chelsea`. */
export function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

/** An option's id names its filter too, since DfE's queries name options alone: `sex:female`. */
export function optionId(filter: FilterId, option: string): string {
  return `${filter}:${option}`;
}

export function optionLabel(filter: FilterId, option: string, vocabulary: Vocabulary): string {
  if (filter === 'measure') return vocabulary.measure.get(option)?.title ?? option;
  if (filter === 'ethnic_group') return vocabulary.group.get(option)?.label ?? option;
  return option === 'all' ? 'All' : option;
}

/** The ids in the order of people: periods by time, the others by label. */
export function inOrder(filter: FilterId, ids: Iterable<string>, vocabulary: Vocabulary): readonly string[] {
  return [...ids].toSorted(byText((id) => optionLabel(filter, id, vocabulary)));
}

export const inTime = (ids: Iterable<string>): readonly string[] => [...ids].toSorted(comparePeriods);

/** By code points, so that no machine's language changes an order. */
export function byText<T>(textOf: (each: T) => string): (one: T, other: T) => number {
  return (one, other) => {
    const [a, b] = [textOf(one), textOf(other)];
    return a < b ? -1 : a > b ? 1 : 0;
  };
}
