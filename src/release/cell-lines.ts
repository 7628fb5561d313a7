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
 * each. A line ends with the words that are the same in most lines, so that they are understood once. No id holds a tab or a
 * new line, and a number is written with all its digits. Null is empty.
 */
export const CELL_LINES_SQL = `select coalesce(array_agg(distinct coverage_id) filter (where coverage_id is not null), '{}') as coverages,
  coalesce(string_agg(concat(area, e'\\t', ethnic_group, e'\\t', numerator, e'\\t', denominator,
    e'\\t', numerator_status, e'\\t', denominator_status, e'\\t', sum_of_squares, e'\\t', origin, e'\\t', coverage_id,
    case when $4::text is null then e'\\t' || sex else e'\\t' end,
    case when $5::text is null then e'\\t' || age_band else e'\\t' end,
    case when $6::text is null then e'\\t' || category else e'\\t' end), e'\\n'), '') as lines
  from (${CELLS_SQL}) newest where not ended`;

/** The parameters of both. */
export function cellParameters(number: number, { measure, period, sex, ageBand, category }: CellFilter) {
  return [measure, period, number, sex ?? null, ageBand ?? null, category ?? null];
}

/** Which areas the lines are of: they come area by area. */
export function areasIn(text: string): ReadonlySet<string> {
  const areas = new Set<string>();
  let last = '';
  for (let at = 0; at < text.length; at = endOf(text, at) + 1) {
    const area = text.slice(at, text.indexOf(FIELD, at));
    if (area !== last) areas.add(area);
    last = area;
  }
  return areas;
}

/**
 * The cells that the lines are; what their filter fixes stands in the filter alone. The text is walked through: to split
 * hundreds of lines takes three times as long.
 */
export function cellsIn(
  text: string,
  { filter, coverages }: { readonly filter: CellFilter; readonly coverages: ReadonlyMap<number, Coverage> },
): readonly RawCell[] {
  const { measure, period } = filter;
  const cells: RawCell[] = [];
  let area = '';
  let written = '';
  let words = wordsOf(written, filter, coverages);
  for (let at = 0, end = 0; at < text.length; at = end + 1) {
    const group = text.indexOf(FIELD, at) + 1;
    const events = text.indexOf(FIELD, group) + 1;
    const base = text.indexOf(FIELD, events) + 1;
    const rest = text.indexOf(FIELD, base) + 1;
    end = endOf(text, rest);
    // Lines that follow each other share what is the same, so that it is looked at once.
    const named = text.slice(at, group - 1);
    if (named !== area) area = named;
    const own = text.slice(rest, end);
    if (own !== written) words = wordsOf(own, filter, coverages);
    written = own;
    const { eventsStatus, baseStatus } = words;
    cells.push({
      measure,
      period,
      origin: words.origin,
      coverage: words.coverage,
      area,
      group: text.slice(group, events - 1),
      sex: words.sex,
      ageBand: words.ageBand,
      category: words.category,
      numerator: toCount(numberOf(text.slice(events, base - 1)), eventsStatus),
      denominator: baseStatus === '' ? null : toCount(numberOf(text.slice(base, rest - 1)), baseStatus),
      sumOfSquares: words.sumOfSquares,
    });
  }
  return cells;
}

function endOf(text: string, at: number): number {
  const end = text.indexOf(LINE, at);
  return end < 0 ? text.length : end;
}

/** What stands at the end of a line. */
interface Words
  extends Pick<RawCell, 'origin' | 'coverage' | 'sex' | 'ageBand' | 'category' | 'sumOfSquares'> {
  readonly eventsStatus: string;
  readonly baseStatus: string;
}

function wordsOf(text: string, filter: CellFilter, coverages: ReadonlyMap<number, Coverage>): Words {
  const [eventsStatus = '', baseStatus = '', squares = '', origin, coverage = '', ...breakdown] =
    text.split(FIELD);
  const [sex = '', ageBand = '', category = ''] = breakdown;
  return {
    eventsStatus,
    baseStatus,
    sumOfSquares: numberOf(squares),
    origin: origin === 'official' ? 'official' : 'authority',
    coverage: coverage === '' ? null : (coverages.get(Number(coverage)) ?? null),
    sex: filter.sex ?? sexOf(sex),
    ageBand: filter.ageBand ?? ageBand,
    category: filter.category ?? category,
  };
}

function numberOf(text: string): number | null {
  return text === '' ? null : Number(text);
}
