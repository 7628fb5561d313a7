import t from 'tap';
import { derive } from '../../../src/cells/derive.ts';
import type { RawCell } from '../../../src/vocabulary/cell.ts';
import { ask, codesOf, LONDON, rowOf } from '../../support/asking.ts';
import { cell, type Given, HACKNEY, LAMBETH, seededVocabulary } from '../../support/london.ts';

const vocabulary = await seededVocabulary();
const SUSPENSIONS = 'ed-suspension-rate';

const DFE = [
  'white-british',
  'white-irish',
  'traveller-of-irish-heritage',
  'gypsy-or-roma',
  'any-other-white',
  'white-and-black-caribbean',
  'white-and-black-african',
  'white-and-asian',
  'any-other-mixed',
  'indian',
  'pakistani',
  'bangladeshi',
  'any-other-asian',
  'black-caribbean',
  'black-african',
  'any-other-black',
  'chinese',
  'any-other-including-arab',
];
const pupils = (group: string, n: Given, d: Given = 1000) => cell({ measure: SUSPENSIONS, group, n, d });
const detailed = derive(
  [...DFE.map((group, index) => pupils(group, 20 + index)), pupils('all', 600, 20_000)],
  {
    vocabulary,
    kind: 'rate',
    withPopulation: null,
  },
);

t.test('a question without groups', async (t) => {
  t.test('gets the finest published level by name, then not known, then all', async (t) => {
    const answer = await ask(vocabulary, detailed, { measure: SUSPENSIONS, areas: [HACKNEY] });
    const groups = answer.rows.map(({ group }) => group.id);
    t.same(groups.slice(-2), ['not-known', 'all']);
    t.same(new Set(groups.slice(0, -2)), new Set(DFE));
    const labels = answer.rows.slice(0, -2).map(({ group }) => group.label);
    t.same(labels, labels.toSorted());
  });
  t.test('gets five groups where five are published', async (t) => {
    const five = ['asian', 'black', 'mixed', 'other', 'white'].map((group) => pupils(group, 50));
    const answer = await ask(vocabulary, five, { measure: SUSPENSIONS, areas: [HACKNEY] });
    t.same(
      answer.rows.map(({ group }) => group.id),
      ['asian', 'black', 'mixed', 'other', 'white'],
    );
  });
  t.test('gets the five as they were published, with Chinese in Other', async (t) => {
    const legacy = ['asian-excluding-chinese', 'black', 'mixed', 'other-including-chinese', 'white'];
    const answer = await ask(
      vocabulary,
      legacy.map((group) => pupils(group, 50)),
      {
        measure: SUSPENSIONS,
        areas: [HACKNEY],
      },
    );
    t.same(
      answer.rows.map(({ group }) => group.id),
      legacy,
    );
  });
  t.test('gets what is published of the areas asked for, not of England', async (t) => {
    const cells = [
      pupils('all', 600),
      cell({ measure: SUSPENSIONS, area: 'E92000001', group: 'black-caribbean', n: 50, d: 500 }),
    ];
    const answer = await ask(vocabulary, cells, { measure: SUSPENSIONS, areas: [HACKNEY] });
    t.same(
      answer.rows.map(({ group }) => group.id),
      ['all'],
    );
  });
  t.test('gets what numerator and denominator both know', async (t) => {
    const events = DFE.map(
      (group): RawCell => ({
        ...cell({ measure: 'sc-cla-rate', group, n: 20 }),
        period: '2022-03-31',
      }),
    );
    const census = [
      ...['white-british', 'white-irish', 'gypsy-or-irish-traveller', 'roma', 'any-other-white', 'arab'],
      ...['any-other-ethnic-group', 'chinese', 'indian', 'pakistani', 'bangladeshi', 'any-other-asian'],
      ...['black-caribbean', 'black-african', 'any-other-black', 'white-and-black-caribbean'],
      ...['white-and-black-african', 'white-and-asian', 'any-other-mixed'],
    ].map(
      (group): RawCell => ({
        ...cell({ measure: 'census-2021-residents', group, n: 1000, origin: 'official' }),
        period: '2021-03-21',
      }),
    );
    const answer = await ask(vocabulary, [...events, ...census], {
      measure: 'sc-cla-rate',
      population: 'census-2021-residents',
      areas: [HACKNEY],
    });
    const groups = answer.rows.map(({ group }) => group.id);
    t.ok(groups.includes('gypsy-roma-traveller'), 'the Census and DfE meet in Gypsy, Roma and Traveller');
    t.notOk(groups.includes('gypsy-or-roma'));
    t.ok(groups.includes('any-other-including-arab'));
    t.equal(rowOf(answer, 'any-other-including-arab').denominator.value, 2000);
    t.equal(rowOf(answer, 'gypsy-roma-traveller').numerator.value, 40);
  });
});

t.test('a question without areas gets the authorities by name, then London', async (t) => {
  const answer = await ask(vocabulary, detailed, { measure: SUSPENSIONS, groups: ['all'] });
  const names = answer.rows.map(({ area }) => area.name);
  t.equal(names.length, 34);
  t.equal(names.at(-1), 'London');
  t.same(names.slice(0, -1), names.slice(0, -1).toSorted());
});

t.test('a named set is the sum of the groups in it, and says so', async (t) => {
  const answer = await ask(vocabulary, detailed, {
    measure: SUSPENSIONS,
    areas: [HACKNEY],
    groups: ['gypsy-roma-traveller', 'black-caribbean-heritage', 'black-and-global-majority'],
  });
  const row = rowOf(answer, 'gypsy-roma-traveller');
  t.same(row.numerator, { status: 'shown', value: 22 + 23 });
  t.same(row.denominator, { status: 'shown', value: 2000 });
  t.match(row.caveats, [{ code: 'GROUP_SUMMED', text: /it is the sum of .*Roma.* and .*Irish heritage/i }]);
  t.notMatch(row.caveats[0]?.text, /dfe-main/);
  t.equal(rowOf(answer, 'black-caribbean-heritage').denominator.value, 2000);
  t.equal(rowOf(answer, 'black-and-global-majority').denominator.value, 13_000);
});

t.test('one withheld part withholds the set, whichever way it is made', async (t) => {
  const sent = DFE.map((group, index) => pupils(group, group === 'gypsy-or-roma' ? 'c' : 20 + index));
  const cells = derive(sent, { vocabulary, kind: 'rate', withPopulation: null });
  const answer = await ask(vocabulary, cells, {
    measure: SUSPENSIONS,
    areas: [HACKNEY],
    groups: ['gypsy-roma-traveller', 'black-and-global-majority-including-white-minorities'],
  });
  for (const row of answer.rows) t.match(row.rate, { value: null, status: 'c', reason: 'WITHHELD' });
});

t.test('totals of different authorities are neither added nor taken apart', async (t) => {
  const whole = { included: [HACKNEY, LAMBETH], notReturned: [], joint: [], noPopulation: [] };
  const part = { ...whole, included: [HACKNEY] };
  const london = (group: string, n: number, coverage: typeof whole) => ({
    ...cell({ measure: SUSPENSIONS, area: LONDON, group, n, d: 10 * n }),
    coverage,
  });
  const cells = [
    london('gypsy-or-roma', 40, part),
    london('traveller-of-irish-heritage', 50, whole),
    london('known', 900, whole),
  ];
  const answer = await ask(vocabulary, cells, {
    measure: SUSPENSIONS,
    areas: [LONDON],
    groups: ['gypsy-roma-traveller', 'gypsy-or-roma'],
  });
  t.match(rowOf(answer, 'gypsy-roma-traveller', LONDON).rate, { value: null, reason: 'COVERAGE_DIFFERS' });
  const roma = rowOf(answer, 'gypsy-or-roma', LONDON);
  t.match(roma.against({ kind: 'ALL_OTHERS' }).rateRatio, { value: null, reason: 'COVERAGE_DIFFERS' });
  t.match(roma.share, { value: null, reason: 'COVERAGE_DIFFERS' });
});

t.test('a broad group beside its finer groups warns of what it hides', async (t) => {
  const answer = await ask(vocabulary, detailed, {
    measure: SUSPENSIONS,
    areas: [HACKNEY],
    groups: ['black'],
  });
  t.ok(codesOf(rowOf(answer, 'black').caveats).includes('BROAD_GROUP'));
});

t.test('a large part without a known group may make the groups too low, and never the whole', async (t) => {
  const published = (measure: string, d?: number) =>
    [
      ['black', 40],
      ['not-known', 60],
      ['all', 200],
    ].map(([group, n]) =>
      cell({ measure, group: String(group), n: Number(n), ...(d === undefined ? {} : { d }) }),
    );
  const answer = await ask(vocabulary, published(SUSPENSIONS, 1000), { measure: SUSPENSIONS });
  const told = (group: string) =>
    rowOf(answer, group).caveats.find(({ code }) => code === 'ETHNICITY_NOT_KNOWN');
  t.match(told('black')?.text, /^The ethnic group of 30% .* may be too low/);
  t.equal(told('all'), undefined);
  t.equal(told('not-known'), undefined);
  const counted = 'ed-permanent-exclusion-count';
  const counts = await ask(vocabulary, published(counted), { measure: counted });
  t.notOk(codesOf(rowOf(counts, 'black').caveats).includes('ETHNICITY_NOT_KNOWN'));
});

t.test('a group inside the reference, or around it, has no interval', async (t) => {
  const answer = await ask(vocabulary, detailed, {
    measure: SUSPENSIONS,
    areas: [HACKNEY],
    groups: ['black-caribbean', 'white'],
  });
  for (const [group, reference] of [
    ['black-caribbean', 'black'],
    ['black-caribbean', 'black-caribbean-heritage'],
    ['white', 'white-british'],
  ] as const) {
    const found = rowOf(answer, group).against({ kind: 'GROUP', group: reference });
    t.match(found.rateRatio, { lower: null, reason: 'CONTAINS_GROUP' }, `${group} beside ${reference}`);
  }
});

t.test(
  'where the source published London itself, an authority that has only z is a joint return',
  async (t) => {
    const cells = [
      cell({ measure: SUSPENSIONS, area: LONDON, group: 'black', n: 40, d: 400, origin: 'official' }),
      cell({ measure: SUSPENSIONS, group: 'black', n: 40, d: 400, origin: 'official' }),
      cell({ measure: SUSPENSIONS, area: 'E09000027', group: 'black', n: 'z', d: 'z', origin: 'official' }),
    ];
    const { coverage } = await ask(vocabulary, cells, { measure: SUSPENSIONS, groups: ['black'] });
    t.match(coverage, { included: [{ id: HACKNEY }], joint: [{ id: 'E09000027' }] });
    t.equal(coverage.notReturned.length, 31);
  },
);

t.test('a joint return is told where it is missing', async (t) => {
  const coverage = { included: [HACKNEY], notReturned: [LAMBETH], joint: ['E09000027'], noPopulation: [] };
  const cells = [
    { ...cell({ measure: SUSPENSIONS, area: LONDON, group: 'black', n: 40, d: 400 }), coverage },
    cell({ measure: SUSPENSIONS, group: 'black', n: 40, d: 400 }),
    cell({ measure: SUSPENSIONS, area: 'E09000027', group: 'black', n: 'z', d: 'z' }),
  ];
  const answer = await ask(vocabulary, cells, { measure: SUSPENSIONS, groups: ['black'] });
  const joint = rowOf(answer, 'black', 'E09000027');
  t.match(joint.rate, { value: null, reason: 'JOINT_RETURN' });
  t.ok(codesOf(joint.caveats).includes('JOINT_RETURN'));
  t.match(rowOf(answer, 'black', LAMBETH).rate, { value: null, reason: 'NOT_RETURNED' });
});
