import { sexOf } from '../storage/cell-row.ts';
import type { Coverage, RawCell, Sex } from '../vocabulary/cell.ts';
import { toCount } from '../vocabulary/symbol.ts';

/** Which cells: those of a measure (or population) and period, of one breakdown or of all. */
export interface CellFilter {
  /** A measure's or a population's id. */
  readonly measure: string;
  readonly period: string;
  readonly sex?: Sex;
  readonly ageBand?: string;
  readonly category?: string;
}

/** The newest row of each cell, as rows. The bench runs it on a bare route. */
export const CELLS_SQL = `
  select distinct on (period, area, ethnic_group, sex, age_band, category)
    area, ethnic_group, sex, age_band, category, numerator, numerator_status, denominator, denominator_status,
    sum_of_squares, origin, coverage_id, ended
  from publication.cell
  where measure_id = $1 and period = $2 and since <= $3
    and ($4::text is null or sex = $4) and ($5::text is null or age_band = $5) and ($6::text is null or category = $6)
  order by period, area, ethnic_group, sex, age_band, category, since desc`;

const FIELD = '\t';
const LINE = '\n';

/**
 * The same, as one text with a line for each cell: a driver that is given thousands of fields one by one makes an object of
 * each. No id holds a tab or a new line, and a number is written with all its digits. Null is empty.
 */
export const CELL_LINES_SQL = `select coalesce(array_agg(distinct coverage_id) filter (where coverage_id is not null), '{}') as coverages,
  coalesce(string_agg(concat(area, e'\\t', ethnic_group, e'\\t', numerator, e'\\t', numerator_status,
    e'\\t', denominator, e'\\t', denominator_status, e'\\t', sum_of_squares, e'\\t', origin, e'\\t', coverage_id,
    case when $4::text is null then e'\\t' || sex else e'\\t' end,
    case when $5::text is null then e'\\t' || age_band else e'\\t' end,
    case when $6::text is null then e'\\t' || category else e'\\t' end), e'\\n'), '') as lines
  from (${CELLS_SQL}) newest where not ended`;

/** The parameters of both. */
export function cellParameters(number: number, { measure, period, sex, ageBand, category }: CellFilter) {
  return [measure, period, number, sex ?? null, ageBand ?? null, category ?? null];
}

export function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(LINE);
}

const COVERAGE = 8;

/** Which areas the lines are of. */
export function areasIn(text: string): ReadonlySet<string> {
  const areas = new Set<string>();
  for (const line of linesOf(text)) areas.add(line.slice(0, line.indexOf(FIELD)));
  return areas;
}

/** The cell that a line is; what its filter fixes stands in the filter alone. */
export function cellOfLine(
  line: string,
  { measure, period, sex, ageBand, category }: CellFilter,
  coverages: ReadonlyMap<number, Coverage>,
): RawCell {
  const fields = line.split(FIELD);
  const [area = '', group = '', events, eventsStatus = '', base, baseStatus = '', squares] = fields;
  const coverage = fields[COVERAGE] ?? '';
  return {
    measure,
    period,
    origin: fields[7] === 'official' ? 'official' : 'authority',
    coverage: coverage === '' ? null : (coverages.get(Number(coverage)) ?? null),
    area,
    group,
    sex: sex ?? sexOf(fields[9] ?? ''),
    ageBand: ageBand ?? fields[10] ?? '',
    category: category ?? fields[11] ?? '',
    numerator: toCount(numberOf(events), eventsStatus),
    denominator: baseStatus === '' ? null : toCount(numberOf(base), baseStatus),
    sumOfSquares: numberOf(squares),
  };
}

function numberOf(text: string | undefined): number | null {
  return text === undefined || text === '' ? null : Number(text);
}
