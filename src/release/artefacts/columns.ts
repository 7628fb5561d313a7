import { fieldsOf } from '../../platform/csv-line.ts';

export type ColumnType = 'text' | 'date' | 'integer' | 'number';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** Never empty. */
  readonly required: boolean;
  readonly description: string;
}

const text = (name: string, description: string, required = true): Column => ({
  name,
  type: 'text',
  required,
  description,
});
const number = (name: string, description: string): Column => ({
  name,
  type: 'number',
  required: false,
  description,
});
const date = (name: string, description: string): Column => ({
  name,
  type: 'date',
  required: false,
  description,
});

/** The columns of every frozen file and slice, in this order, never renamed. */
export const COLUMNS: readonly Column[] = [
  text('measure', 'What is counted: the id of a measure, or of a population'),
  text('domain', 'social-care, education, youth-justice or workforce; population for a population', false),
  text('period', 'The period, such as AY2024-25, FY2025-26-Q2, CY2024 or a day'),
  date('period_start', 'Its first day'),
  date('period_end', 'Its last day'),
  text('area', 'GSS code of the area; sub-regions by their short code'),
  text('area_name', 'Its name', false),
  text('area_kind', 'authority, sub-region, inner-outer, region or country', false),
  text('ethnic_group', 'Id of the ethnic group; all for everybody'),
  text('ethnic_group_label', 'Its name', false),
  text(
    'ethnic_group_level',
    'How fine the group is: all, known, broad, detailed, extended and others',
    false,
  ),
  text('sex', 'all, female, male or not-known'),
  text('age_band', 'Such as 10-15; all for every age'),
  text('category', 'dimension:code, such as sen:ehcp; all for everything'),
  number('numerator', 'How many; empty where its status says why'),
  text('numerator_status', 'shown, rounded, c, x, z, low or u'),
  number('denominator', 'Out of how many; empty where its status says why'),
  text('denominator_status', 'shown, rounded, c, x, z, low or u; empty where the measure has none', false),
  text('population', 'Id of the population that the rate divides by, where it divides by one', false),
  { name: 'population_year', type: 'integer', required: false, description: 'The year of that population' },
  number(
    'value',
    'The rate, share, mean, median or count, in the unit named; empty where its status says why',
  ),
  text('value_status', 'shown, rounded, c, x, z, low or u'),
  text('unit', 'Of value, such as per 10,000 or %', false),
  number('lower_95', 'Lower 95% confidence limit of value'),
  number('upper_95', 'Upper 95% confidence limit of value'),
  text('interval_method', 'How the limits were made', false),
  text('coverage', 'Of a total: how many of its authorities are in it, such as 32/33', false),
  text('release', 'The release that the row is of'),
];

export const COLUMN_NAMES: readonly string[] = COLUMNS.map(({ name }) => name);

/** Why a number is or is not there. */
export const STATUS_WORDS: readonly (readonly [status: string, meaning: string])[] = [
  ['shown', 'The number is as it was counted.'],
  ['rounded', 'The number was rounded by its source.'],
  ['c', 'Withheld to protect people who could be identified.'],
  ['x', 'Not available.'],
  ['z', 'Not applicable.'],
  ['low', 'Not nought, and rounds to nought.'],
  ['u', 'Too unreliable to be shown.'],
];

/** The values of a row, in the order of the columns; null for what is missing. */
export type ArtefactRow = readonly (string | number | null)[];

/** The row that a line of a frozen CSV file is. */
export function rowOfCsv(line: string): ArtefactRow {
  const fields = fieldsOf(line);
  return COLUMNS.map(({ type }, index) => {
    const text = fields[index] ?? null;
    return text === null || type === 'text' || type === 'date' ? text : Number(text);
  });
}

const KEYS = COLUMN_NAMES.map((name, index) => `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`);

/** A row as a line of NDJSON. */
export function jsonLine(row: ArtefactRow): string {
  return `${KEYS.map((key, index) => key + JSON.stringify(row[index] ?? null)).join('')}}\n`;
}
