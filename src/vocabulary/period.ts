export const PERIOD_KINDS = [
  'academic-year',
  'academic-term',
  'financial-year',
  'financial-quarter',
  'calendar-year',
  'snapshot',
  'reporting-year',
] as const;
export type PeriodKind = (typeof PERIOD_KINDS)[number];

export interface Period {
  readonly id: string;
  readonly kind: PeriodKind;
  readonly label: string;
  /** ISO dates, both inclusive. */
  readonly start: string;
  readonly end: string;
}

const YEAR_PAIR = /^(AY|FY)(\d{4})-(\d{2})(?:-([TQ])([1-4]))?$/;
const SINGLE_YEAR = /^(CY|RY)(\d{4})$/;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

const TERMS: readonly { name: string; start: string; end: string }[] = [
  { name: 'autumn', start: '09-01', end: '12-31' },
  { name: 'spring', start: '01-01', end: '04-30' },
  { name: 'summer', start: '05-01', end: '08-31' },
];
const QUARTERS: readonly { start: string; end: string }[] = [
  { start: '04-01', end: '06-30' },
  { start: '07-01', end: '09-30' },
  { start: '10-01', end: '12-31' },
  { start: '01-01', end: '03-31' },
];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/**
 * A period from its id (`AY2024-25`, `AY2024-25-T1`, `FY2025-26-Q2`, `CY2024`, `RY2025`, `2025-03-31`), or undefined.
 * A term's days are those that DfE counts it by: autumn to December, spring to April, summer to August.
 */
export function parsePeriod(id: string): Period | undefined {
  return parseYearPair(id) ?? parseSingleYear(id) ?? parseDay(id);
}

function parseYearPair(id: string): Period | undefined {
  const match = YEAR_PAIR.exec(id);
  if (match === null) return undefined;
  const [, prefix, first = '', second = '', partLetter, partText] = match;
  const from = Number(first);
  const to = from + 1;
  if (String(to).slice(2) !== second) return undefined;
  const years = `${from}/${second}`;
  if (prefix === 'AY') {
    if (partLetter === undefined) {
      return {
        id,
        kind: 'academic-year',
        label: `Academic year ${years}`,
        start: `${from}-09-01`,
        end: `${to}-08-31`,
      };
    }
    const number = Number(partText);
    const term = partLetter === 'T' ? TERMS[number - 1] : undefined;
    if (term === undefined) return undefined;
    const year = number === 1 ? from : to;
    const label = `Academic year ${years}, ${term.name} term`;
    return { id, kind: 'academic-term', label, start: `${year}-${term.start}`, end: `${year}-${term.end}` };
  }
  if (partLetter === undefined) {
    return {
      id,
      kind: 'financial-year',
      label: `Financial year ${years}`,
      start: `${from}-04-01`,
      end: `${to}-03-31`,
    };
  }
  const number = Number(partText);
  const quarter = partLetter === 'Q' ? QUARTERS[number - 1] : undefined;
  if (quarter === undefined) return undefined;
  const year = number === 4 ? to : from;
  const label = `Financial year ${years}, quarter ${number}`;
  return {
    id,
    kind: 'financial-quarter',
    label,
    start: `${year}-${quarter.start}`,
    end: `${year}-${quarter.end}`,
  };
}

function parseSingleYear(id: string): Period | undefined {
  const match = SINGLE_YEAR.exec(id);
  if (match === null) return undefined;
  const year = match[2] ?? '';
  return match[1] === 'CY'
    ? {
        id,
        kind: 'calendar-year',
        label: `Calendar year ${year}`,
        start: `${year}-01-01`,
        end: `${year}-12-31`,
      }
    : {
        id,
        kind: 'reporting-year',
        label: `Reporting year ${year}`,
        start: `${year}-01-01`,
        end: `${year}-12-31`,
      };
}

function parseDay(id: string): Period | undefined {
  const match = DAY.exec(id);
  if (match === null) return undefined;
  const month = MONTHS[Number(match[2]) - 1];
  const date = new Date(`${id}T00:00:00Z`);
  if (month === undefined || Number.isNaN(date.valueOf()) || date.toISOString().slice(0, 10) !== id)
    return undefined;
  return { id, kind: 'snapshot', label: `${Number(match[3])} ${month} ${match[1]}`, start: id, end: id };
}

/**
 * Whether the ends of two periods lie more than so many years apart by the calendar: 31 August 2022 and 31 August 2025
 * are three years apart and not more. False where either is not a period.
 */
export function isMoreThanYearsApart(a: string, b: string, years: number): boolean {
  const first = parsePeriod(a)?.end;
  const second = parsePeriod(b)?.end;
  if (first === undefined || second === undefined) return false;
  const [earlier, later] = first < second ? [first, second] : [second, first];
  return `${Number(earlier.slice(0, 4)) + years}${earlier.slice(4)}` < later;
}

/** A period's label as it stands inside a sentence: `academic year 2021/22`, `21 March 2021`. */
export function labelInSentence(id: string): string {
  const label = parsePeriod(id)?.label ?? id;
  return label.slice(0, 1).toLowerCase() + label.slice(1);
}

/** Orders periods by their end, then by their id. */
export function comparePeriods(a: string, b: string): number {
  const endA = parsePeriod(a)?.end ?? a;
  const endB = parsePeriod(b)?.end ?? b;
  if (endA !== endB) return endA < endB ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
