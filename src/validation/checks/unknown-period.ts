import { didYouMean, quote, type WordCheck } from '../check.ts';

export const unknownPeriod: WordCheck = {
  of: 'words',
  code: 'unknown-period',
  severity: 'error',
  title: 'A period is not written in a form we know',
  hint: 'Write AY2024-25, AY2024-25-T1, FY2025-26, FY2025-26-Q2, CY2024, RY2025, or a day as 2025-03-31.',
  fires: ({ period }) => period === undefined,
  alike: ({ draft }) => draft.period,
  tell: ({ draft: { period } }, context) => {
    const expected = dayOf(period) ?? context.period ?? undefined;
    const message =
      period === ''
        ? 'the period is empty.'
        : `period ${quote(period)} is not one we know.${didYouMean(expected)}`;
    return [{ message, field: 'period', value: period, expected }];
  },
};

/** A day as British spreadsheets show it. */
function dayOf(text: string): string | undefined {
  const [, day, month, year] = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text) ?? [];
  return day === undefined ? undefined : `${year}-${month}-${day}`;
}
