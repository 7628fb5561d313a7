import type { Shown } from './number-format.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY = 24 * 60 * 60 * 1000;
/** 31 December 9999: no later day can be shown. */
const LAST_DAY = 2_958_465;

export interface NumberText {
  readonly text: string;
  /** The number as stored was beside the one shown by what adding fractions leaves over. */
  readonly noise: boolean;
}

/**
 * A stored number as a text that says what the spreadsheet shows: fifteen digits, as Excel has them; a day as ISO 8601, or
 * without its year, or its day, where the cell shows none; a percentage with its sign.
 */
export function numberText(stored: string, shown: Shown, from1904: boolean): NumberText {
  if (shown === 'number' && /^-?\d{1,15}$/.test(stored)) return { text: stored, noise: false };
  const value = Number(stored);
  if (stored.trim() === '' || !Number.isFinite(value)) return { text: stored, noise: false };
  if (shown === 'percent') return { text: `${clean(value * 100)}%`, noise: false };
  if (shown !== 'number' && value >= 0 && value <= LAST_DAY)
    return { text: dateText(value, shown, from1904), noise: false };
  const near = clean(value);
  return { text: String(near), noise: near !== value };
}

function clean(value: number): number {
  return Number(value.toPrecision(15));
}

function dateText(serial: number, shown: Shown, from1904: boolean): string {
  const moment = momentOf(serial, from1904);
  const iso = moment.toISOString();
  const time = iso.slice(11, 19);
  if (shown === 'time' || (serial < 1 && !from1904)) return time;
  const [year, month, day] = [iso.slice(0, 4), MONTHS[moment.getUTCMonth()] ?? '', iso.slice(8, 10)];
  if (shown === 'day-month') return `${day}-${month}`;
  if (shown === 'month-year') return `${month}-${year.slice(2)}`;
  return time === '00:00:00' ? iso.slice(0, 10) : `${iso.slice(0, 10)}T${time}`;
}

/** Days since 1900, in which Excel counts a 29 February 1900 that never was, or since 1904. */
function momentOf(serial: number, from1904: boolean): Date {
  const epoch = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30);
  return new Date(epoch + Math.round(serial * (DAY / 1000)) * 1000);
}
