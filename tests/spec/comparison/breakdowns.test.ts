import t from 'tap';
import { createEnquire } from '../../../src/flow/enquire.ts';
import type { RawCell } from '../../../src/vocabulary/cell.ts';
import { ask, codesOf, LONDON } from '../../support/asking.ts';
import { cell, HACKNEY, LAMBETH, NEWHAM, seededVocabulary } from '../../support/london.ts';
import { releaseOf } from '../../support/reader.ts';

const vocabulary = await seededVocabulary();
const GRADES = 'wf-grade-share';
const SUSPENSIONS = 'ed-suspension-rate';
const RICHMOND = 'E09000027';

const ids = (areas: readonly { readonly id: string }[]) => areas.map(({ id }) => id);
const graded = (area: string, category: string, n: number | 'z' = 20): RawCell =>
  cell({ measure: GRADES, area, group: 'black', category, n, d: n === 'z' ? 'z' : 50, origin: 'official' });
const grades = [
  graded(HACKNEY, 'grade:case-holder'),
  graded(HACKNEY, 'grade:senior-manager'),
  graded(LAMBETH, 'grade:case-holder'),
  graded(RICHMOND, 'grade:case-holder', 'z'),
];

t.test('authorities that sent a measure by grade did send it, whatever breakdown is asked for', async (t) => {
  const { coverage, caveats } = await ask(vocabulary, grades, { measure: GRADES });
  t.same(ids(coverage.included), []);
  t.same(ids(coverage.otherBreakdown), [HACKNEY, LAMBETH]);
  t.same(ids(coverage.joint), [RICHMOND]);
  t.equal(coverage.notReturned.length, 30);
  t.match(caveats, [
    {
      code: 'BREAKDOWN_NOT_PUBLISHED',
      text: /everybody together .* category grade:case-holder and category grade:senior-manager\.$/,
    },
  ]);
});

t.test('the coverage of a measure and period asks about no breakdown', async (t) => {
  const enquire = createEnquire({ reader: releaseOf(vocabulary, grades) });
  const coverage = await enquire.coverage({ measure: GRADES });
  t.same(ids(coverage.included), [HACKNEY, LAMBETH]);
  t.same(coverage.otherBreakdown, []);
});

t.test('a breakdown that is published needs no such caveat', async (t) => {
  const answer = await ask(vocabulary, grades, { measure: GRADES, category: 'grade:senior-manager' });
  t.same(ids(answer.coverage.included), [HACKNEY]);
  t.same(ids(answer.coverage.otherBreakdown), [LAMBETH]);
  t.notOk(codesOf(answer.caveats).includes('BREAKDOWN_NOT_PUBLISHED'));
});

t.test('whoever is left out of a total for boys alone, but sent all pupils, did send', async (t) => {
  const coverage = { included: [HACKNEY], notReturned: [LAMBETH, NEWHAM], joint: [], noPopulation: [] };
  const boys = { group: 'all', sex: 'male', n: 40, d: 400 } as const;
  const cells = [
    { ...cell({ measure: SUSPENSIONS, area: LONDON, ...boys }), coverage },
    cell({ measure: SUSPENSIONS, ...boys }),
    cell({ measure: SUSPENSIONS, area: LAMBETH, n: 90, d: 900 }),
  ];
  const answer = await ask(vocabulary, cells, { measure: SUSPENSIONS, sex: 'male', groups: ['all'] });
  t.same(ids(answer.coverage.included), [HACKNEY]);
  t.same(ids(answer.coverage.otherBreakdown), [LAMBETH]);
  t.same(ids(answer.coverage.notReturned), [NEWHAM]);
  const reason = (area: string) => answer.rows.find((row) => row.area.id === area)?.rate.reason;
  t.equal(reason(LAMBETH), 'NOT_PUBLISHED');
  t.equal(reason(NEWHAM), 'NOT_RETURNED');
});

t.test('a breakdown that the measure never takes is refused', async (t) => {
  const cells = [cell({ measure: SUSPENSIONS, n: 40, d: 400 })];
  const refused = (question: object, message: RegExp) =>
    t.rejects(ask(vocabulary, cells, { measure: SUSPENSIONS, ...question }), {
      code: 'bad-request',
      message,
    });
  await refused({ category: 'grade:case-holder' }, /It takes: year-group, fsm/);
  await refused({ ageBand: '10-15' }, /not broken down by age/);
  const sexless = vocabulary.measures.find((measure) => !measure.sexes)?.id ?? '';
  await t.rejects(ask(vocabulary, cells, { measure: sexless, sex: 'male' }), {
    code: 'bad-request',
    message: /not broken down by sex/,
  });
});

t.test('a population is not a measure, and the answer says what it is', async (t) => {
  const cells = [cell({ measure: 'census-2021-residents', n: 40 })];
  await t.rejects(ask(vocabulary, cells, { measure: 'census-2021-residents' }), {
    code: 'unknown-measure',
    message: /is a population/,
  });
});
