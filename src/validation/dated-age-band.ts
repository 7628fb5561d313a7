import type { Range } from './measure-use.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

type Pair = readonly [number, number];

/**
 * The age bands that a spreadsheet may have made a date of, among those that fit the ages of the measure: 5-10 becomes
 * `05-Oct` or `10/05/2025`, 10-15 becomes `Oct-15`, `15-Oct` or `01/10/2015`. None where the text is no date.
 */
export function datedAgeBands(text: string, ages: Range | null): readonly string[] {
  const bands = pairsOf(text.toLowerCase())
    .map(([a, b]): Pair => (a < b ? [a, b] : [b, a]))
    .filter(([from, to]) => from < to && (ages === null || (from >= ages.from && to <= ages.to)));
  return [...new Set(bands.map(([from, to]) => `${from}-${to}`))];
}

function pairsOf(text: string): readonly Pair[] {
  const [, day, name, year] = /^(\d{1,2})[-/ ]([a-z]{3,9})(?:[-/ ]\d{0,2}(\d{2}))?$/.exec(text) ?? [];
  if (day !== undefined && name !== undefined) return ofDate(Number(day), monthOf(name), year);
  const [, alone, number] = /^([a-z]{3,9})[-/ ](?:\d{2})?(\d{1,2})$/.exec(text) ?? [];
  if (alone !== undefined && number !== undefined) return ofDate(Number(number), monthOf(alone), undefined);
  const [, first, second, short] = /^(\d{1,2})\/(\d{1,2})\/(?:\d{2})?(\d{2})$/.exec(text) ?? [];
  // Either of the two may be the month, as the spreadsheet's country has it.
  if (first !== undefined && second !== undefined) {
    return [...ofDate(Number(first), Number(second), short), ...ofDate(Number(second), Number(first), short)];
  }
  const [, digits, month, dayOf] = /^\d{2}(\d{2})-(\d{2})-(\d{2})(?:[t ]00:00(?::00)?)?$/.exec(text) ?? [];
  return month === undefined ? [] : ofDate(Number(dayOf), Number(month), digits);
}

/** A day and a month; and, where it is a month's first day, a month and a year. */
function ofDate(day: number, month: number, year: string | undefined): readonly Pair[] {
  if (month < 1 || month > 12 || day < 1 || day > 31) return [];
  const pairs: Pair[] = [[day, month]];
  if (day === 1 && year !== undefined) pairs.push([month, Number(year)]);
  return pairs;
}

/** 1 to 12; 0 for no month. */
function monthOf(name: string): number {
  return MONTHS.indexOf(name.slice(0, 3)) + 1;
}
