import type { PeriodMapping } from '../../vocabulary/layout.ts';

/** A period's id from the text that stands for it in somebody else's table; the text itself where it does not fit. */
export function readPeriod(mapping: PeriodMapping, text: string): string {
  if (mapping.form === 'fixed') return mapping.value ?? '';
  if (mapping.form === 'academic-year') {
    const [, from, to] = /^(\d{4})[-/]?(\d{2})$/.exec(text) ?? [];
    return from === undefined ? text : `AY${from}-${to}`;
  }
  if (!/^\d{4}$/.test(text)) return text;
  if (mapping.form === 'snapshot') return `${text}-${mapping.value ?? ''}`;
  return `AY${Number(text) - 1}-${text.slice(2)}`;
}
