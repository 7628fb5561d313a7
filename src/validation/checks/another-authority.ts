import type { WordCheck } from '../check.ts';

export const anotherAuthority: WordCheck = {
  of: 'words',
  code: 'another-authority',
  severity: 'error',
  title: "A row is another authority's",
  hint: 'An authority sends its own rows only. London figures are made by us.',
  fires: ({ area }, context) => area !== undefined && context.area !== null && area !== context.area,
  alike: ({ draft }) => draft.area,
  tell: ({ area }, context) => {
    const name = (id: string | null | undefined) => context.vocabulary.area.get(id ?? '')?.name ?? id;
    return [
      {
        message: `it is for ${name(area)} (${area}), and this is a submission of ${name(context.area)}.`,
        field: 'area',
        value: area ?? '',
        expected: context.area ?? undefined,
      },
    ];
  },
};
