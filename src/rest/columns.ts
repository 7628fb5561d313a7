import { z } from 'zod';
import type { Estimate } from '../flow/answer.ts';
import type { CsvValue } from '../platform/csv-line.ts';

/** One column of a flat row: the same in JSON (camelCase) and CSV (snake_case). */
export interface Column<Source> {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly of: (source: Source) => CsvValue;
}

/** `NO_POPULATION` → `no-population`: codes as REST writes them. */
export function kebab(code: string): string {
  return code.toLowerCase().replaceAll('_', '-');
}

/** `rateRatioLower` → `rate_ratio_lower`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export const text = (description: string) => z.string().describe(description);
export const textOrNull = (description: string) => z.string().nullable().describe(description);
export const number = (description: string) => z.number().nullable().describe(description);
export const status = (what: string) =>
  z
    .enum(['shown', 'rounded', 'c', 'x', 'z', 'low', 'u'])
    .describe(`Why ${what} is or is not there: c withheld, x not available, z not applicable`);

export function column<Source>(
  name: string,
  schema: z.ZodType,
  of: (source: Source) => CsvValue,
): Column<Source> {
  return { name, schema, of };
}

/** An estimate's value, limits, status and reason, as five columns. */
export function estimateColumns<Source>(
  name: string,
  what: string,
  of: (source: Source) => Estimate,
): readonly Column<Source>[] {
  return [
    column(name, number(`${what}; null where it is not there`), (source) => of(source).value),
    column(`${name}Lower`, number('Its lower limit'), (source) => of(source).lower),
    column(`${name}Upper`, number('Its upper limit'), (source) => of(source).upper),
    column(`${name}Status`, status('it'), (source) => of(source).status),
    column(`${name}Reason`, textOrNull('Why it, or its interval, is not there'), (source) => {
      const { reason } = of(source);
      return reason === null ? null : kebab(reason);
    }),
  ];
}

export function flatRow<Source>(
  columns: readonly Column<Source>[],
  source: Source,
): Record<string, CsvValue> {
  return Object.fromEntries(columns.map(({ name, of }) => [name, of(source)]));
}

export function flatSchema<Source>(columns: readonly Column<Source>[]) {
  return z.strictObject(Object.fromEntries(columns.map(({ name, schema }) => [name, schema])));
}
