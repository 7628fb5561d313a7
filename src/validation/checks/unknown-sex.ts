import { SEXES } from '../../vocabulary/cell.ts';
import { quote, type WordCheck } from '../check.ts';

const MEANT: ReadonlyMap<string, string> = new Map([
  ['f', 'female'],
  ['girl', 'female'],
  ['girls', 'female'],
  ['women', 'female'],
  ['m', 'male'],
  ['boy', 'male'],
  ['boys', 'male'],
  ['men', 'male'],
  ['total', 'all'],
  ['both', 'all'],
  ['unknown', 'not-known'],
]);

export const unknownSex: WordCheck = {
  of: 'words',
  code: 'unknown-sex',
  severity: 'error',
  title: 'A sex is not one we know',
  hint: 'Write all, female, male or not-known; empty means all.',
  fires: ({ sex }) => sex === undefined,
  alike: ({ draft }) => draft.sex,
  tell: ({ draft: { sex } }) => {
    const expected = MEANT.get(sex.toLowerCase());
    const hint = expected === undefined ? ` It is ${SEXES.join(', ')}.` : ` Did you mean '${expected}'?`;
    return [{ message: `sex ${quote(sex)} is not one we know.${hint}`, field: 'sex', value: sex, expected }];
  },
};
