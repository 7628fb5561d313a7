import { didYouMean, quote, type WordCheck } from '../check.ts';
import { datedAgeBands } from '../dated-age-band.ts';

export const unknownAgeBand: WordCheck = {
  of: 'words',
  code: 'unknown-age-band',
  severity: 'error',
  title: 'An age band is not written in a form we know',
  hint: 'Write all, under-1, 10-15, 16-and-over or 15. Excel turns 10-15 into a date: set the column to Text first.',
  fires: ({ ageBand }) => ageBand === undefined,
  alike: ({ draft }) => draft.ageBand,
  tell: ({ draft: { ageBand }, measure }) => {
    const dated = datedAgeBands(ageBand, measure?.ages ?? null);
    if (dated.length > 0) {
      return [
        {
          message: `age band ${quote(ageBand)} is a date that a spreadsheet has made of ${dated.join(' or ')}. Set the column to Text and write it again.`,
          field: 'age_band',
          value: ageBand,
          expected: dated.join(' or '),
        },
      ];
    }
    const expected = meant(ageBand);
    return [
      {
        message: `age band ${quote(ageBand)} is not one we know.${didYouMean(expected)}`,
        field: 'age_band',
        value: ageBand,
        expected,
      },
    ];
  },
};

function meant(text: string): string | undefined {
  const [, from, to] =
    /^(?:aged? )?(\d{1,3})\s*(?:to|-|\u2013|\u2014)\s*(\d{1,3})(?: years?)?$/i.exec(text) ?? [];
  if (from !== undefined) return `${from}-${to}`;
  const [, least] = /^(?:aged? )?(\d{1,3})\s*(?:\+|plus|and over|years and over)$/i.exec(text) ?? [];
  if (least !== undefined) return `${least}-and-over`;
  const [, below] = /^(?:under|<)\s*(\d{1,3})(?: years?)?$/i.exec(text) ?? [];
  return below === undefined ? undefined : `under-${below}`;
}
