import type { CellCheck } from '../check.ts';

export const numeratorMissing: CellCheck = {
  of: 'cell',
  code: 'numerator-missing',
  severity: 'error',
  title: 'A numerator is missing',
  hint: 'Nobody is 0. A number you cannot give is x; one that cannot exist is z. Delete rows of what you do not count.',
  fires: ({ numerator }) => numerator.kind === 'empty',
  alike: () => '',
  tell: () => [{ message: 'the numerator is empty.', field: 'numerator', value: '' }],
};
