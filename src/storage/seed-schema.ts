import { z } from 'zod';
import { AREA_KINDS, type Area } from '../vocabulary/area.ts';
import type { Neighbour } from '../vocabulary/area-set.ts';
import {
  type EthnicAlias,
  type EthnicCode,
  type EthnicGroup,
  GROUP_LEVELS,
} from '../vocabulary/ethnic-group.ts';
import type { Layout } from '../vocabulary/layout.ts';
import { DOMAINS, MEASURE_KINDS, type Measure, POLARITIES } from '../vocabulary/measure.ts';
import { PATHWAY_DESIGNS, STAGE_RELATIONS } from '../vocabulary/pathway.ts';
import type { Population } from '../vocabulary/population.ts';
import { BREAK_KINDS, type SeriesBreak } from '../vocabulary/series-break.ts';

const text = z.string().min(1, 'is empty');
const orNull = z.string().transform((value) => (value === '' ? null : value));
const flag = z.enum(['Y', 'N']).transform((value) => value === 'Y');
const list = z.string().transform((value) => (value === '' ? [] : value.split(';')));
const integer = z.string().regex(/^\d+$/, 'is not a whole number').transform(Number);

export const areaRow = z
  .strictObject({
    id: text,
    name: text,
    kind: z.enum(AREA_KINDS),
    sub_region: orNull,
    inner_outer: orNull,
    region: orNull,
    country: orNull,
    dfe_code: orNull,
    liia_code: orNull,
    collaboration: orNull,
    note: orNull,
  })
  .transform(
    ({ sub_region, inner_outer, country: _, dfe_code, liia_code, ...same }): Area => ({
      ...same,
      subRegion: sub_region,
      innerOuter: inner_outer,
      dfeCode: dfe_code,
      liiaCode: liia_code,
    }),
  );

export const groupRow: z.ZodType<EthnicGroup> = z.strictObject({
  id: text,
  label: text,
  level: z.enum(GROUP_LEVELS),
  parent: orNull,
  sort: integer,
  definition: text,
  note: orNull,
});

/** One child of a partition; a partition's rows stand together or apart. */
export const partitionRow = z.strictObject({ parent: text, partition: text, child: text });

export const codeRow = z
  .strictObject({
    classification: text,
    code: z.string(),
    label: text,
    ethnic_group: orNull,
    mapping_quality: text,
    note: orNull,
  })
  .transform(
    ({ ethnic_group, mapping_quality, ...same }): EthnicCode => ({
      ...same,
      group: ethnic_group,
      mappingQuality: mapping_quality,
    }),
  );

export const aliasRow = z
  .strictObject({ alias: text, ethnic_group: text, kind: text })
  .transform(({ ethnic_group, ...same }): EthnicAlias => ({ ...same, group: ethnic_group }));

export const measureRow = z
  .strictObject({
    id: text,
    domain: z.enum(DOMAINS),
    subdomain: text,
    title: text,
    definition: text,
    kind: z.enum(MEASURE_KINDS),
    numerator: text,
    denominator: orNull,
    numerator_count: orNull,
    denominator_count: orNull,
    population: orNull,
    unit: text,
    multiplier: integer,
    polarity: z.enum(POLARITIES),
    persons: flag,
    source_return: z.string(),
    frequency: text,
    quarterly: flag,
    dimensions: list,
    sexes: flag,
    age_bands: flag,
    age_range: orNull,
    pathway: orNull,
    stage: integer.or(z.literal('').transform(() => null)),
    branch: flag.or(z.literal('').transform(() => false)),
    asked_for_by: list,
    note: orNull,
  })
  .transform(
    ({
      numerator_count,
      denominator_count,
      source_return,
      age_bands,
      age_range,
      asked_for_by,
      ...same
    }): Measure => ({
      ...same,
      numeratorCount: numerator_count,
      denominatorCount: denominator_count,
      sourceReturn: source_return,
      ageBands: age_bands,
      ageRange: age_range,
      askedForBy: asked_for_by,
    }),
  );

export const populationRow = z
  .strictObject({
    id: text,
    title: text,
    definition: text,
    unit: text,
    age_range: z.string(),
    ethnic_detail: z.enum(['none', 'broad', 'detailed']),
    timing: z.enum(['census-day', 'mid-year', 'academic-year']),
    source: text,
    licence: text,
    attribution: text,
    note: orNull,
  })
  .transform(
    ({ age_range, ethnic_detail, ...same }): Population => ({
      ...same,
      ageRange: age_range,
      ethnicDetail: ethnic_detail,
    }),
  );

export const neighbourRow = z
  .strictObject({
    authority: text,
    place: integer,
    neighbour: orNull,
    neighbour_name: text,
    closeness: z.enum(['extremely close', 'very close', 'close', 'somewhat close', 'not close']),
  })
  .transform(({ neighbour_name, ...same }): Neighbour => ({ ...same, name: neighbour_name }));

/** One stage of a pathway; a pathway's rows stand together, in the order of its stages. */
export const stageRow = z.strictObject({
  pathway: text,
  title: text,
  domain: z.enum(DOMAINS),
  design: z.enum(PATHWAY_DESIGNS),
  population: orNull,
  stage: integer,
  count: text,
  stage_title: text,
  relation: z.enum(STAGE_RELATIONS),
  from: orNull,
});

export const seriesBreakRow: z.ZodType<SeriesBreak> = z.strictObject({
  measures: list,
  from: text,
  kind: z.enum(BREAK_KINDS),
  text,
  source: text,
});

const where = z.record(text, text.or(z.array(text).min(1)));
const renamed = z.strictObject({
  column: text.exactOptional(),
  fixed: text.exactOptional(),
  map: z.record(text, text).exactOptional(),
});

const area = z.strictObject({
  where: where.exactOptional(),
  code: text.exactOptional(),
  name: text.exactOptional(),
  fixed: text.exactOptional(),
  trust: z.enum(['code', 'name']).exactOptional(),
});
const value = z.strictObject({
  measure: text,
  numerator: text,
  denominator: text.exactOptional(),
  group: text.exactOptional(),
});
const rule = z.strictObject({
  where: where.exactOptional(),
  group: renamed,
  sex: renamed.exactOptional(),
  ageBand: renamed.exactOptional(),
  category: renamed.exactOptional(),
  combine: z.literal('sum').exactOptional(),
  values: z.array(value).min(1),
});

const note = z.strictObject({
  text,
  measures: z.array(text).min(1).exactOptional(),
  groups: z.array(text).min(1).exactOptional(),
  periods: z.array(text).min(1).exactOptional(),
});

export const layoutFile: z.ZodType<Layout> = z.strictObject({
  name: text,
  title: text,
  publisher: text,
  licence: text,
  attribution: text,
  policy: z.literal('already-public'),
  classification: text,
  period: z.strictObject({
    column: z.string(),
    form: z.enum(['academic-year', 'academic-year-ending', 'snapshot', 'fixed']),
    value: text.exactOptional(),
  }),
  areas: z.array(area).min(1),
  rules: z.array(rule).min(1),
  symbols: z.record(text, z.enum(['c', 'x', 'z', 'low', 'u'])),
  rounded: z.strictObject({ where, to: z.number().positive() }).exactOptional(),
  caveats: z.array(text.or(note)),
});
