import type { MissingStatus } from '../vocabulary/symbol.ts';

/** A text in a number's place. */
export type NumberReading =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'symbol'; readonly status: MissingStatus }
  | { readonly kind: 'empty' }
  | { readonly kind: 'unreadable' };

/** The status that a text stands for; undefined where it is no symbol. */
export type SymbolReader = (text: string) => MissingStatus | undefined;

const EMPTY: NumberReading = { kind: 'empty' };
const UNREADABLE: NumberReading = { kind: 'unreadable' };
const PLAIN = /^[+-]?\d+(?:\.\d+)?$/;

/**
 * Digits, with a sign and a decimal point at most. A thousands separator, a percent sign or an exponent is not guessed
 * at, and nothing is read that a double cannot hold to the unit.
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
    if (at === length) return { kind: 'number', value };
  }
  const status = symbol(text);
  if (status !== undefined) return { kind: 'symbol', status };
  if (length === 0) return EMPTY;
  if (!PLAIN.test(text)) return UNREADABLE;
  const value = Number(text);
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? { kind: 'number', value } : UNREADABLE;
}

/** The number that was probably meant, written as we take it; undefined where there is no telling. */
export function plainNumber(text: string): string | undefined {
  if (/^[+-]?\d{1,3}(?:[, \u00a0\u202f]\d{3})+(?:\.\d+)?$/.test(text))
    return text.replace(/[, \u00a0\u202f]/g, '');
  if (/^[+-]?\d+\.\d+[eE]\+?\d+$/.test(text) && Number.isSafeInteger(Number(text)))
    return String(Number(text));
  return undefined;
}
