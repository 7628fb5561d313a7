import { z } from 'zod';
import type { Contents, DataSet } from '../flow/data-set.ts';
import {
  FILTERS,
  INDICATORS,
  LEVELS,
  levelOf,
  locationsOf,
  optionId,
  optionLabel,
  placesIn,
  timePeriodOf,
} from '../flow/data-set-words.ts';
import { comparePeriods, parsePeriod } from '../vocabulary/period.ts';

/** What data sets answer, in the shapes of DfE's *Explore education statistics* API. */

export const SHAPES =
  'In the shapes of DfE’s *Explore education statistics* API, so that a script for it works here; docs/data-sets.md says what differs.';

export const paging = z.strictObject({
  page: z.number().int(),
  pageSize: z.number().int(),
  totalResults: z.number().int(),
  totalPages: z.number().int(),
});
const summary = {
  version: z.string(),
  published: z.iso.datetime(),
  totalResults: z.number().int(),
  timePeriods: z.strictObject({ start: z.string(), end: z.string() }),
  geographicLevels: z.array(z.string()),
  filters: z.array(z.string()),
  indicators: z.array(z.string()),
};
const status = z.enum(['Published', 'Draft']).describe('Draft: seen with a preview token');
export const dataSetView = z.strictObject({
  id: z.string(),
  title: z.string(),
  summary: z.string(),
  status,
  latestVersion: z.strictObject(summary),
});
export const dataSetList = z.strictObject({ paging, results: z.array(dataSetView) });
export const versionView = z.strictObject({
  ...summary,
  type: z.enum(['Major', 'Minor']).describe('A patch is told as Minor: DfE has two kinds'),
  status,
  notes: z.string(),
  file: z.strictObject({ id: z.string().describe('The SHA-256 of the CSV file') }),
  release: z.strictObject({ title: z.string(), slug: z.string() }),
});
export const versionList = z.strictObject({ paging, results: z.array(versionView) });

const option = z.strictObject({ id: z.string(), label: z.string() });
const place = z.strictObject({
  id: z.string(),
  label: z.string(),
  code: z.string(),
  oldCode: z.string().optional(),
});
export const metaView = z.strictObject({
  filters: z.array(
    z.strictObject({
      id: z.string(),
      column: z.string(),
      label: z.string(),
      hint: z.string(),
      options: z.array(option),
    }),
  ),
  indicators: z.array(
    z.strictObject({
      id: z.string(),
      column: z.string(),
      label: z.string(),
      unit: z.string().describe('Empty: the unit is the measure’s, and stands in the files'),
    }),
  ),
  geographicLevels: z.array(z.strictObject({ code: z.string(), label: z.string() })),
  locations: z.array(z.strictObject({ level: z.string(), label: z.string(), options: z.array(place) })),
  timePeriods: z.array(z.strictObject({ code: z.string(), period: z.string(), label: z.string() })),
});

const texts = z.record(z.string(), z.string());
export const queryAnswer = z.strictObject({
  paging: paging.extend({
    nextCursor: z
      .string()
      .nullable()
      .describe('Give it as `cursor` for the next page of the very same version; null after the last'),
  }),
  results: z.array(
    z.strictObject({
      timePeriod: z.strictObject({ code: z.string(), period: z.string() }),
      geographicLevel: z.string(),
      locations: texts,
      filters: texts,
      values: texts.describe('The number, or the symbol that stands in its place'),
      valueStatuses: texts.describe('shown, rounded, c, x, z, low or u'),
    }),
  ),
  warnings: z.array(
    z.strictObject({
      message: z.string(),
      code: z.string(),
      path: z.string(),
      detail: z.strictObject({ items: z.array(z.unknown()) }).optional(),
    }),
  ),
});

export const TITLES: Readonly<Record<DataSet['id'], string>> = {
  'social-care': "Children's social care by ethnic group",
  education: 'Education by ethnic group',
  'youth-justice': 'Youth justice by ethnic group',
  workforce: 'The workforce by ethnic group',
};

/** Of lists: page by page, as DfE's API has them. */
export const pages = z.strictObject({
  page: z.coerce.number().int().min(1).default(1),
  pageSize: z.coerce.number().int().min(1).max(20).default(10),
});

export function pageOf<T>(
  all: readonly T[],
  { page, pageSize }: { page: number; pageSize: number },
): readonly T[] {
  return all.slice((page - 1) * pageSize, page * pageSize);
}

export function pagingOf(totalResults: number, { page, pageSize }: { page: number; pageSize: number }) {
  return { page, pageSize, totalResults, totalPages: Math.max(1, Math.ceil(totalResults / pageSize)) };
}

interface Shown {
  readonly set: DataSet;
  readonly isDraft?: boolean;
}

export function dataSetOf({ set, isDraft = false }: Shown): z.infer<typeof dataSetView> {
  return {
    id: set.id,
    title: TITLES[set.id],
    summary: "Counts, rates and their limits for London's 33 authorities, and totals of them.",
    status: isDraft ? 'Draft' : 'Published',
    latestVersion: summaryOf(set),
  };
}

export function versionOf({ set, isDraft = false }: Shown): z.infer<typeof versionView> {
  const { version, notes } = set.release;
  return {
    ...summaryOf(set),
    type: version.endsWith('.0.0') ? 'Major' : 'Minor',
    status: isDraft ? 'Draft' : 'Published',
    notes,
    file: { id: set.file.sha256 },
    release: { title: `Release ${version}`, slug: version },
  };
}

function summaryOf({
  release,
  file,
  places,
  vocabulary,
}: DataSet): z.infer<typeof dataSetView>['latestVersion'] {
  const labels = places.periods.toSorted(comparePeriods).map((id) => parsePeriod(id)?.label ?? id);
  const kinds = new Set(places.areas.map((id) => vocabulary.area.get(id)?.kind));
  return {
    version: release.version,
    published: release.publishedAt.toISOString(),
    totalResults: file.rowCount,
    timePeriods: { start: labels[0] ?? '', end: labels.at(-1) ?? '' },
    geographicLevels: LEVELS.filter(({ kind }) => kinds.has(kind)).map(({ label }) => label),
    filters: FILTERS.map(({ label }) => label),
    indicators: INDICATORS.map(({ label }) => label),
  };
}

export function metaOf({ vocabulary }: DataSet, contents: Contents): z.infer<typeof metaView> {
  const places = placesIn(contents, vocabulary);
  const within = new Set(contents.areas.map((area) => levelOf(area).code));
  return {
    filters: FILTERS.map(({ id, label, hint }) => ({
      id,
      column: id,
      label,
      hint,
      options: (contents.options.get(id) ?? []).map((each) => ({
        id: optionId(id, each),
        label: optionLabel(id, each, vocabulary),
      })),
    })),
    indicators: INDICATORS.map(({ id, label }) => ({ id, column: id, label, unit: '' })),
    geographicLevels: LEVELS.filter(({ code }) => within.has(code)).map(({ code, label }) => ({
      code,
      label,
    })),
    locations: LEVELS.map(({ code, label }) => ({
      level: code,
      label,
      options: places
        .filter((area) => locationsOf(area)[code] === area.id)
        .map(({ id, name, dfeCode }) => ({
          id,
          label: name,
          code: id,
          ...(dfeCode === null ? {} : { oldCode: dfeCode }),
        })),
    })).filter(({ options }) => options.length > 0),
    timePeriods: contents.periods.map((id) => ({ ...timePeriodOf(id), label: parsePeriod(id)?.label ?? id })),
  };
}
