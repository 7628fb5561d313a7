import type { MissingStatus } from '../vocabulary/symbol.ts';

/** A text in a number's place. */
export type NumberReading =
  | {
      readonly kind: 'number';
      readonly value: number;
      /** How it is written, where that is not in digits alone. */
      readonly form?: NumberForm;
    }
  | { readonly kind: 'symbol'; readonly status: MissingStatus }
  | { readonly kind: 'empty' }
  /** What a formula says that has failed. */
  | { readonly kind: 'failed' }
  | { readonly kind: 'unreadable' };

/** Ways of writing a number that can mean one thing only. */
export type NumberForm = 'commas' | 'spaces' | 'text';

/** The status that a text stands for; undefined where it is no symbol. */
export type SymbolReader = (text: string) => MissingStatus | undefined;

const EMPTY: NumberReading = { kind: 'empty' };
const UNREADABLE: NumberReading = { kind: 'unreadable' };
/** Most counts are small, and one reading of each will do. */
const SMALL: readonly NumberReading[] = Array.from({ length: 4_096 }, (_, value) => ({
  kind: 'number',
  value,
}));
const FAILED: NumberReading = { kind: 'failed' };
/** `#REF!`, `#DIV/0!`, `#N/A`; LibreOffice has `Err:502`. */
const FAILURE = /^(?:#[A-Z][A-Z_/]*0?[!?]?|Err:\d{3})$/;
const PLAIN = /^[+-]?\d+(?:\.\d+)?$/;
/** Groups of three digits to the end, of which the first does not begin with nought: no decimal comma looks so. */
const COMMAS = /^[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/;
const SPACES = /^[+-]?[1-9]\d{0,2}(?: \d{3})+(?:\.\d+)?$/;

/**
 * Digits, with a sign and a decimal point at most; thousands set off by commas or spaces; and a number that is marked as
 * text. A percent sign, an exponent or a separator that may be a decimal comma is not guessed at, and nothing is read
 * that a double cannot hold to the unit.
 */
export function readNumber(text: string, symbol: SymbolReader): NumberReading {
  const length = text.length;
  if (length > 0 && length <= 9) {
    let value = 0;
    let at = 0;
    for (; at < length; at += 1) {
      const digit = text.charCodeAt(at) - 48;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (at === length) return SMALL[value] ?? { kind: 'number', value };
  }
  const status = symbol(text);
  if (status !== undefined) return { kind: 'symbol', status };
  if (length === 0) return EMPTY;
  if (PLAIN.test(text)) return numberOf(text);
  if (COMMAS.test(text)) return numberOf(text.replaceAll(',', ''), 'commas');
  if (SPACES.test(text)) return numberOf(text.replaceAll(' ', ''), 'spaces');
  const marked = unmarked(text);
  if (marked === text) return FAILURE.test(text) ? FAILED : UNREADABLE;
  const inside = readNumber(marked, symbol);
  return inside.kind === 'number' ? { ...inside, form: 'text' } : inside;
}

/** What stands in a field that is marked as text for a spreadsheet: `'12` and `="12"`. Any other text as it is. */
export function unmarked(text: string): string {
  const first = text.charCodeAt(0);
  if (first === 0x27) return text.slice(1).trim();
  return first === 0x3d ? (/^="([^"]*)"$/.exec(text)?.[1] ?? text).trim() : text;
}

function numberOf(digits: string, form?: NumberForm): NumberReading {
  const value = Number(digits);
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return UNREADABLE;
  return form === undefined ? { kind: 'number', value } : { kind: 'number', value, form };
}

/** The number that was probably meant, written as we take it; undefined where there is no telling. */
export function plainNumber(text: string): string | undefined {
  if (/^[+-]?\d{1,3}(?:\.\d{3})+$/.test(text)) return text.replaceAll('.', '');
  if (/^[+-]?\d+\.\d+[eE]\+?\d+$/.test(text) && Number.isSafeInteger(Number(text)))
    return String(Number(text));
  return undefined;
}
