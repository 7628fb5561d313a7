import { rowsInWords } from '../alike.ts';
import { type FileCheck, quote } from '../check.ts';

export const categoryLikeAnother: FileCheck = {
  of: 'file',
  code: 'category-like-another',
  severity: 'query',
  title: 'A category is spelt nearly as another',
  hint: 'Mend it, or its figures stand beside the other’s as something else; or say that it is another category.',
  find: ({ likeCategories }) =>
    [...likeCategories].map(([text, { first, rows, cut, times, meant, published }]) => ({
      message:
        `The category ${quote(text)} (${rowsInWords(rows, cut)}) is ` +
        `${published ? 'none that published figures have' : 'spelt nearly as one in many more rows'}. ` +
        `Did you mean ${quote(meant)}?`,
      field: 'category' as const,
      value: text,
      expected: meant,
      first,
      occurrences: times,
      rows,
    })),
};
