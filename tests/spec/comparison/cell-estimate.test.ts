import t from 'tap';
import { createEstimator } from '../../../src/comparison/cell-estimate.ts';
import { asProtected } from '../../../src/vocabulary/cell.ts';
import { ask, rowOf } from '../../support/asking.ts';
import { cell, HACKNEY, seededVocabulary } from '../../support/london.ts';

const vocabulary = await seededVocabulary();
const estimate = createEstimator(vocabulary, []);

t.test(
  'the denominator of a plain count is not applicable in the files, as it is in an answer',
  async (t) => {
    const measure = 'ed-permanent-exclusion-count';
    const count = cell({ measure, group: 'black', n: 15 });
    const answer = await ask(vocabulary, [count], { measure, groups: ['black'], areas: [HACKNEY] });
    const filed = estimate(asProtected(count));
    t.same(filed.denominator, { status: 'z', value: null });
    t.same(filed.denominator, rowOf(answer, 'black').denominator);
    t.equal(filed.status, rowOf(answer, 'black').rate.status);
  },
);

t.test('nor has a population anything to divide by', async (t) => {
  const people = asProtected(cell({ measure: 'census-2021-residents', group: 'black', n: 54_000 }));
  t.same(estimate(people).denominator, { status: 'z', value: null });
});
