import t from 'tap';
import type { ComparisonAnswer } from '../../../src/flow/enquire.ts';
import { ask, codesOf, LONDON, rowOf } from '../../support/asking.ts';
import { cell, HACKNEY, LAMBETH, seededVocabulary } from '../../support/london.ts';

const vocabulary = await seededVocabulary();
const MEASURE = 'ed-suspension-rate';
const NEIGHBOURS = `statistical-neighbours:${HACKNEY}`;
const members = vocabulary.areaSets.get(NEIGHBOURS)?.members ?? [];
const [one = '', two = '', three = ''] = members;

const whole = [
  cell({ measure: MEASURE, group: 'black', n: 60, d: 600 }),
  cell({ measure: MEASURE, group: 'black', area: one, n: 40, d: 500 }),
  cell({ measure: MEASURE, group: 'black', area: two, n: 20, d: 500 }),
];

t.test(
  'statistical neighbours are added up from released figures, and who did not return is left out',
  async (t) => {
    const answer = await ask(vocabulary, whole, { measure: MEASURE, areas: [NEIGHBOURS], groups: ['black'] });
    const row = rowOf(answer, 'black', NEIGHBOURS);
    t.same([row.numerator.value, row.denominator.value], [60, 1000]);
    t.equal(row.area.name, 'Statistical neighbours of Hackney');
    t.same(codesOf(row.caveats).includes('COVERAGE_INCOMPLETE'), true);
    t.equal(answer.coverage.included.length, 2);
    t.equal(answer.coverage.expected, members.length);
  },
);

t.test("one withheld part withholds the set's sum", async (t) => {
  const cells = [...whole, cell({ measure: MEASURE, group: 'black', area: three, n: 'c', d: 300 })];
  const answer = await ask(vocabulary, cells, { measure: MEASURE, areas: [NEIGHBOURS], groups: ['black'] });
  const row = rowOf(answer, 'black', NEIGHBOURS);
  t.match(row, { numerator: { value: null, status: 'c' } });
  t.match(row.rate, { value: null, lower: null, status: 'c' });
  t.equal(rowOf(answer, 'black', NEIGHBOURS).against({ kind: 'ALL_OTHERS' }).verdict, 'WITHHELD');
});

t.test("a word stands for each row's own neighbours, sub-region and half of London", async (t) => {
  const answer = await ask(vocabulary, whole, {
    measure: MEASURE,
    areas: [HACKNEY, LONDON],
    groups: ['black'],
  });
  const against = rowOf(answer, 'black').against({
    kind: 'SAME_GROUP_IN_AREA',
    area: 'statistical-neighbours',
  });
  t.equal(against.reference.area.id, NEIGHBOURS);
  t.ok(Math.abs((against.rateRatio.value ?? 0) - 60 / 600 / (60 / 1000)) < 1e-12);
  t.equal(against.verdict, 'HIGHER');
  t.match(
    against.sentence,
    /^Black in Hackney: 1\.7 times the rate of Black in Statistical neighbours of Hackney \(95%/,
  );
  const north = rowOf(answer, 'black').against({ kind: 'SAME_GROUP_IN_AREA', area: 'sub-region' });
  t.equal(north.reference.area.id, 'NEL');
  const inner = rowOf(answer, 'black').against({ kind: 'SAME_GROUP_IN_AREA', area: 'inner-outer' });
  t.equal(inner.reference.area.id, 'E13000001');
  const none = rowOf(answer, 'black', LONDON).against({
    kind: 'SAME_GROUP_IN_AREA',
    area: 'statistical-neighbours',
  });
  t.match(none.rateRatio, { value: null, status: 'z', reason: 'NOT_APPLICABLE' });
});

t.test('a collaboration that the borough belongs to contains it, and leaves no interval', async (t) => {
  const cells = [...whole, cell({ measure: MEASURE, group: 'black', area: LAMBETH, n: 30, d: 400 })];
  const answer = await ask(vocabulary, cells, { measure: MEASURE, areas: [HACKNEY], groups: ['black'] });
  const against = rowOf(answer, 'black').against({
    kind: 'SAME_GROUP_IN_AREA',
    area: 'black-caribbean-achievement',
  });
  t.match(against.rateRatio, { lower: null, reason: 'CONTAINS_GROUP' });
  t.not(against.rateRatio.value, null);
});

t.test('authorities without a population leave a set with their events', async (t) => {
  const set = 'statistical-neighbours:E09000013';
  const [first = '', second = ''] = vocabulary.areaSets.get(set)?.members ?? [];
  const people = (area: string, n: number) => ({
    ...cell({ measure: 'census-2021-children-10-17', area, group: 'black', n }),
    period: '2021-03-21',
  });
  const cells = [
    cell({ measure: 'yj-arrest-rate', area: first, group: 'black', n: 40 }),
    cell({ measure: 'yj-arrest-rate', area: second, group: 'black', n: 30 }),
    people(first, 2000),
  ];
  const answer = await ask(vocabulary, cells, { measure: 'yj-arrest-rate', areas: [set], groups: ['black'] });
  const row = rowOf(answer, 'black', set);
  t.same([row.numerator.value, row.denominator.value], [40, 2000]);
});

t.test('the funnel, and what unknown ethnicity leaves open, are made of released counts', async (t) => {
  const cells = [
    ...whole,
    cell({ measure: MEASURE, group: 'black', area: LONDON, n: 1200, d: 20_000 }),
    cell({ measure: MEASURE, group: 'all', n: 200, d: 4000 }),
    cell({ measure: MEASURE, group: 'not-known', n: 20, d: 100 }),
    cell({ measure: MEASURE, group: 'mixed', n: 'c', d: 700 }),
  ];
  const answer = await ask(vocabulary, cells, {
    measure: MEASURE,
    areas: [HACKNEY, LONDON],
    groups: ['black', 'mixed'],
  });
  const row = rowOf(answer, 'black');
  t.match(row.funnel, { position: 'high-99.8', benchmark: { value: 6 } });
  t.equal(rowOf(answer, 'mixed').funnel, null);
  t.equal(rowOf(answer, 'black', LONDON).funnel, null);
  const { share, atLeast, atMost } = row.unknownEthnicity;
  t.same([share.value, atLeast.value, atMost.value], [10, 30, 40]);
  t.match(rowOf(answer, 'mixed').unknownEthnicity, {
    atLeast: { value: null, status: 'c' },
    atMost: { value: null, status: 'c' },
  });
});

t.test('the others of the area too few: the alternate ratio is named', async (t) => {
  const cells = [
    cell({ measure: MEASURE, group: 'black', n: 60, d: 600 }),
    cell({ measure: MEASURE, group: 'known', n: 64, d: 620 }),
    cell({ measure: MEASURE, group: 'black', area: LONDON, n: 1200, d: 20_000 }),
    cell({ measure: MEASURE, group: 'known', area: LONDON, n: 5000, d: 120_000 }),
  ];
  const row = rowOf(await ask(vocabulary, cells, { measure: MEASURE, groups: ['black'] }), 'black');
  const local = row.against({ kind: 'ALL_OTHERS' });
  t.equal(local.verdict, 'TOO_SMALL');
  t.ok(codesOf(local.caveats).includes('ALTERNATE_RATIO'));
  t.equal(row.against({ kind: 'LONDON_OTHERS' }).verdict, 'HIGHER');
});

t.test('a group that its source counts otherwise says so', async (t) => {
  const cells = [cell({ measure: MEASURE, group: 'gypsy-or-roma', n: 12, d: 90 })];
  const row = rowOf(
    await ask(vocabulary, cells, { measure: MEASURE, groups: ['gypsy-or-roma'] }),
    'gypsy-or-roma',
  );
  t.ok(codesOf(row.caveats).includes('MAPPING_QUALITY'));
});

t.test(
  "an authority's group says so where its file names groups by codes that are not exactly ours",
  async (t) => {
    const cells = [
      cell({ measure: MEASURE, group: 'arab', n: 30, d: 400 }),
      cell({ measure: MEASURE, group: 'arab', area: one, n: 20, d: 300 }),
      cell({ measure: MEASURE, group: 'arab', area: two, n: 'c', d: 300 }),
      cell({ measure: MEASURE, group: 'bangladeshi', n: 50, d: 500 }),
    ];
    const question = {
      measure: MEASURE,
      areas: [HACKNEY, one, two, NEIGHBOURS],
      groups: ['arab', 'bangladeshi'],
    };
    const period = cells[0]?.period ?? '';
    const read = (areas: readonly string[]) =>
      ask(vocabulary, cells, question, {
        manifest: { groupsReadAs: { education: { [period]: { 'dfe-extended': areas } } } },
      });
    const isTold = (answer: ComparisonAnswer, group: string, area: string) =>
      codesOf(rowOf(answer, group, area).caveats).includes('MAPPING_QUALITY');

    const ofHackney = await read([HACKNEY, two]);
    t.ok(isTold(ofHackney, 'arab', HACKNEY));
    t.notOk(isTold(ofHackney, 'bangladeshi', HACKNEY), 'a code that is exactly ours');
    t.notOk(isTold(ofHackney, 'arab', one), 'sent in our own groups');
    t.notOk(isTold(ofHackney, 'arab', two), 'nothing is said of a figure that is withheld');
    t.notOk(isTold(ofHackney, 'arab', NEIGHBOURS), 'nor of a total that is withheld');
    t.notOk(isTold(await read([]), 'arab', HACKNEY));
  },
);
