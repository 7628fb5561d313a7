import t from 'tap';
import { DEFAULT_POLICY } from '../../../src/disclosure/policy.ts';
import { revisionOf } from '../../../src/disclosure/revision.ts';
import { readSeeds } from '../../../src/storage/seed.ts';
import type { RawCell, Sex } from '../../../src/vocabulary/cell.ts';
import { missing, shown } from '../../../src/vocabulary/symbol.ts';
import { buildVocabulary } from '../../../src/vocabulary/vocabulary.ts';

/*
 * v25: two releases publish their difference. What is told by it, for one authority and period: a line is a measure,
 * then a place (group, sex after a slash) with its numerator and perhaps its denominator, before and after.
 */
const vocabulary = buildVocabulary(1, await readSeeds('seeds'));
const options = { measures: vocabulary.measure, partitions: vocabulary.partitions, policy: DEFAULT_POLICY };

/** `sc-cla-rate black 20, white/female 30 40; ed-…`: cells of one authority and period. */
function cellsOf(text: string): readonly RawCell[] {
  return text
    .split('; ')
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [measure = '', ...rest] = part.split(' ');
      if (!vocabulary.measure.has(measure)) throw new Error(measure);
      const number = (word: string) =>
        Number.isNaN(Number(word)) ? missing(word === 'c' ? 'c' : 'x') : shown(Number(word));
      return rest
        .join(' ')
        .split(', ')
        .map((cell): RawCell => {
          const [place = '', n = '', d] = cell.split(' ');
          const [group = '', word] = place.split('/');
          const sex: Sex = word === 'female' || word === 'male' ? word : 'all';
          return {
            measure,
            period: 'FY2024-25-Q1',
            area: 'E09000012',
            group,
            sex,
            ageBand: 'all',
            category: 'all',
            numerator: number(n),
            denominator: d === undefined ? null : number(d),
            sumOfSquares: null,
            origin: 'authority',
            coverage: null,
          };
        });
    });
}

const TABLE: readonly (readonly [title: string, before: string, after: string, found: string])[] = [
  ['nothing', 'sc-cla-rate black 20, white 30, all 50', 'sc-cla-rate black 20, white 30, all 50', 'none'],
  [
    'v25: one late child',
    'sc-cla-rate black 20, white 30, all 50',
    'sc-cla-rate black 21, white 30, all 51',
    'small',
  ],
  [
    'one child of another group',
    'sc-cla-rate black 20, white 30, all 50',
    'sc-cla-rate black 21, white 29, all 50',
    'small',
  ],
  ['five late children', 'sc-cla-rate all 50', 'sc-cla-rate all 55', 'small'],
  ['six late children', 'sc-cla-rate all 50', 'sc-cla-rate all 56', 'enough'],
  ['a shown zero becomes one', 'sc-cla-rate black 0, all 20', 'sc-cla-rate black 1, all 21', 'small'],
  [
    'six moved from one group to another',
    'sc-cla-rate black 20, white 30, all 50',
    'sc-cla-rate black 26, white 24, all 50',
    'enough',
  ],
  [
    'six in six groups, without a total',
    'sc-cla-rate indian 20, pakistani 20, bangladeshi 20, chinese 20, any-other-asian 20',
    'sc-cla-rate indian 22, pakistani 21, bangladeshi 21, chinese 21, any-other-asian 21',
    'small',
  ],
  [
    'added up to their total',
    'sc-cla-rate asian 100, indian 20, pakistani 20, bangladeshi 20, chinese 20, any-other-asian 20',
    'sc-cla-rate asian 106, indian 22, pakistani 21, bangladeshi 21, chinese 21, any-other-asian 21',
    'enough',
  ],
  [
    'three girls and three boys, nothing else sent',
    'sc-cla-rate all/female 20, all/male 20',
    'sc-cla-rate all/female 23, all/male 23',
    'enough',
  ],
  [
    'three girls who are boys',
    'sc-cla-rate all 40, all/female 20, all/male 20',
    'sc-cla-rate all 40, all/female 17, all/male 23',
    'small',
  ],
  [
    'many of one count and one of another',
    'sc-referral-rate all 100; sc-cla-rate all 50',
    'sc-referral-rate all 180; sc-cla-rate all 51',
    'small',
  ],
  [
    'of eighty who came, three again',
    'sc-rereferral-pct all 20 100',
    'sc-rereferral-pct all 23 180',
    'small',
  ],
  [
    'of eighty who came, all but three again',
    'sc-rereferral-pct all 20 100',
    'sc-rereferral-pct all 97 180',
    'small',
  ],
  [
    'of eighty who came, thirty again',
    'sc-rereferral-pct all 20 100',
    'sc-rereferral-pct all 50 180',
    'enough',
  ],
  [
    'a score of one pupil',
    'ed-attainment-8-mean all 4000 100',
    'ed-attainment-8-mean all 4003.5 100',
    'small',
  ],
  [
    'scores of many more pupils',
    'ed-attainment-8-mean all 4000 100',
    'ed-attainment-8-mean all 6000 150',
    'enough',
  ],
  [
    'a measure that was not there',
    'sc-cla-rate all 50',
    'sc-cla-rate all 50; sc-referral-rate all 3',
    'none',
  ],
  [
    'sexes that were not there',
    'sc-cla-rate all 50',
    'sc-cla-rate all 50, all/female 3, all/male 47',
    'none',
  ],
  ['groups where only the total was', 'sc-cla-rate all 50', 'sc-cla-rate all 50, black 3, white 47', 'none'],
  [
    'a large group beside others',
    'sc-cla-rate black 20, white 30',
    'sc-cla-rate black 20, white 30, mixed 40',
    'enough',
  ],
  [
    'a group that was left out of a total',
    'sc-cla-rate black 20, all 99',
    'sc-cla-rate black 21, white 50, all 100',
    'small',
  ],
  [
    'a group beside others that were there',
    'sc-cla-rate black 20, white 30',
    'sc-cla-rate black 20, white 30, mixed 3',
    'small',
  ],
  ['the same of nobody', 'sc-cla-rate black 20, white 30', 'sc-cla-rate black 20, white 30, mixed 0', 'none'],
  [
    'a group that is gone',
    'sc-cla-rate black 20, white 30, mixed 4',
    'sc-cla-rate black 20, white 30',
    'small',
  ],
  ['what was not available', 'sc-cla-rate all x', 'sc-cla-rate all 3', 'none'],
  ['what its sender withheld', 'sc-cla-rate all c', 'sc-cla-rate all 3', 'small'],
  [
    'a share’s one denominator, five times',
    'wf-grade-share asian 20 110, black 20 110, white 70 110',
    'wf-grade-share asian 20 112, black 20 112, white 72 112',
    'small',
  ],
  ['schools are not children', 'ed-school-charter-pct all 20 60', 'ed-school-charter-pct all 21 60', 'none'],
];

for (const [title, before, after, found] of TABLE) {
  t.test(title, async (t) => {
    t.equal(revisionOf(cellsOf(before), cellsOf(after), options), found);
    t.equal(revisionOf(cellsOf(after), cellsOf(before), options), found, 'and the other way round');
  });
}

t.test('a measure’s own threshold holds', async (t) => {
  const policy = { ...DEFAULT_POLICY, domains: { 'social-care': { threshold: 11 } } };
  const [before, after] = [cellsOf('sc-cla-rate all 50'), cellsOf('sc-cla-rate all 58')];
  t.equal(revisionOf(before, after, { ...options, policy }), 'small');
});
