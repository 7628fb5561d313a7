import { didYouMean, quote, type WordCheck } from '../check.ts';

export const unknownCategory: WordCheck = {
  of: 'words',
  code: 'unknown-category',
  severity: 'error',
  title: 'A category is not written in a form we know',
  hint: 'Write dimension:code, such as sen:ehcp or grade:senior-manager; empty means all.',
  fires: ({ category }) => category === undefined,
  alike: ({ draft }) => draft.category,
  tell: ({ draft: { category }, measure }) => {
    const [, written, rest = category] = /^([^:]*):(.*)$/.exec(category) ?? [];
    const dimension = written === undefined ? measure?.dimensions?.[0] : asCode(written);
    const code = asCode(rest);
    const expected =
      dimension === undefined || dimension === '' || code === '' ? undefined : `${dimension}:${code}`;
    return [
      {
        message: `category ${quote(category)} is not of the form dimension:code.${didYouMean(expected)}`,
        field: 'category',
        value: category,
        expected,
      },
    ];
  },
};

function asCode(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
