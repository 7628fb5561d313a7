import { quote, type WordCheck } from '../check.ts';

export const unknownCategory: WordCheck = {
  of: 'words',
  code: 'unknown-category',
  severity: 'error',
  title: 'A category is not written in a form we know',
  hint: 'Write dimension:code, such as sen:ehcp or grade:senior-manager; empty means all.',
  fires: ({ category }) => category === undefined,
  alike: ({ draft }) => draft.category,
  tell: ({ draft: { category }, measure }) => {
    const [dimension] = measure?.dimensions ?? [];
    const code = category
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '');
    const expected = dimension === undefined || code === '' ? undefined : `${dimension}:${code}`;
    return [
      {
        message: `category ${quote(category)} is not of the form dimension:code.`,
        field: 'category',
        value: category,
        expected,
      },
    ];
  },
};
