import { type FileCheck, quote } from '../check.ts';

export const categoryLikeAnother: FileCheck = {
  of: 'file',
  code: 'category-like-another',
  severity: 'query',
  title: 'A category is spelt nearly as one that published figures have',
  hint: 'Mend it, or its figures stand beside the published ones as something else; or say that it is another category.',
  find: ({ likeCategories }) =>
    [...likeCategories].map(([text, { first, rows, meant }]) => ({
      message:
        `The category ${quote(text)} (first in row ${first.row}) is none that published figures have. ` +
        `Did you mean ${quote(meant)}?`,
      field: 'category' as const,
      value: text,
      expected: meant,
      first,
      occurrences: rows,
    })),
};
