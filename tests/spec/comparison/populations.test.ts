import t from 'tap';
import type { RawCell } from '../../../src/vocabulary/cell.ts';
import { ask, codesOf, LONDON, rowOf } from '../../support/asking.ts';
import { CITY, cell, type Given, HACKNEY, LAMBETH, NEWHAM, seededVocabulary } from '../../support/london.ts';

const vocabulary = await seededVocabulary();
const CUSTODY = 'yj-custody-rate';
const CHILDREN = 'census-2021-children-10-17';
const FINANCIAL_YEAR = 'FY2024-25';

const events = (area: string, group: string, n: Given): RawCell => ({
  ...cell({ measure: CUSTODY, area, group, n }),
  period: FINANCIAL_YEAR,
});
const children = (area: string, group: string, n: Given): RawCell => ({
  ...cell({ measure: CHILDREN, area, group, n, origin: 'official' }),
  period: '2021-03-21',
});

t.test('the City of London has no children by ethnicity: no rate, and never zero', async (t) => {
  const cells = [
    events(CITY, 'black', 0),
    events(HACKNEY, 'black', 20),
    children(HACKNEY, 'black', 8000),
    children(HACKNEY, 'white', 7000),
  ];
  const answer = await ask(vocabulary, cells, {
    measure: CUSTODY,
    groups: ['black'],
    areas: [CITY, HACKNEY],
  });
  const city = rowOf(answer, 'black', CITY);
  t.same(city.numerator, { status: 'shown', value: 0 }, 'its count is shown');
  t.match(city.rate, { value: null, status: 'x', reason: 'NO_POPULATION' });
  t.equal(city.rank, null);
  t.equal(rowOf(answer, 'black').rate.value, 2.5);
});

t.test('a total divides by the people of the authorities that are in it', async (t) => {
  const coverage = { included: [HACKNEY, NEWHAM], notReturned: [LAMBETH], joint: [], noPopulation: [CITY] };
  const cells = [
    { ...events(LONDON, 'black', 30), coverage },
    events(CITY, 'black', 7),
    children(HACKNEY, 'black', 8000),
    children(NEWHAM, 'black', 4000),
    children(LAMBETH, 'black', 9000),
    children(LONDON, 'black', 21_000),
  ];
  const answer = await ask(vocabulary, cells, { measure: CUSTODY, groups: ['black'], areas: [LONDON] });
  const row = rowOf(answer, 'black', LONDON);
  t.same(row.denominator, { status: 'shown', value: 12_000 });
  t.equal(row.rate.value, 2.5);
  t.same(codesOf(row.caveats), ['COVERAGE_INCOMPLETE']);
  t.match(answer.coverage, { expected: 33, noPopulation: [{ id: CITY }], notReturned: [{ id: LAMBETH }] });
  t.same(
    answer.coverage.included.map(({ name }) => name),
    ['Hackney', 'Newham'],
  );
});

t.test('a total of authorities of which one has no population has no rate', async (t) => {
  const coverage = { included: [HACKNEY, NEWHAM], notReturned: [], joint: [], noPopulation: [] };
  const cells = [{ ...events(LONDON, 'black', 30), coverage }, children(HACKNEY, 'black', 8000)];
  const answer = await ask(vocabulary, cells, { measure: CUSTODY, groups: ['black'], areas: [LONDON] });
  t.match(rowOf(answer, 'black', LONDON).rate, { value: null, reason: 'NO_POPULATION' });
});

t.test('a total that its source published divides by the area’s own population', async (t) => {
  const cells = [
    events(LONDON, 'black', 30),
    children(LONDON, 'black', 24_000),
    children(HACKNEY, 'black', 1),
  ];
  const answer = await ask(vocabulary, cells, { measure: CUSTODY, groups: ['black'], areas: [LONDON] });
  t.equal(rowOf(answer, 'black', LONDON).rate.value, 1.25);
});

t.test('the population is named with its year, and warned of when it is old', async (t) => {
  const cells = [events(HACKNEY, 'black', 20), children(HACKNEY, 'black', 8000)];
  const answer = await ask(vocabulary, cells, { measure: CUSTODY, groups: ['black'], areas: [HACKNEY] });
  t.match(answer.population, {
    population: { id: CHILDREN },
    period: '2021-03-21',
    year: 2021,
    proxy: false,
  });
  t.ok(codesOf(answer.caveats).includes('POPULATION_OLD'));
  t.notOk(codesOf(answer.caveats).includes('PROXY_POPULATION'));
});

t.test('the measure’s own denominators need no population', async (t) => {
  const own = [cell({ measure: 'ed-suspension-rate', group: 'black', n: 5, d: 50 })];
  t.equal((await ask(vocabulary, own, { measure: 'ed-suspension-rate' })).population, null);
});

t.test('another population is a proxy, used only when asked for', async (t) => {
  const looked: RawCell = {
    ...cell({ measure: 'sc-cla-rate', group: 'black', n: 80 }),
    period: '2021-03-31',
  };
  const pupils = (group: string, n: number): RawCell => ({
    ...cell({ measure: 'school-census-pupils', group, n, origin: 'official' }),
    period: 'AY2020-21',
  });
  const everybody: RawCell = {
    ...cell({ measure: 'mid-year-children-0-17', group: 'all', n: 64_000, origin: 'official' }),
    period: 'CY2020',
  };
  const cells = [looked, pupils('black', 10_000), pupils('known', 40_000), everybody];
  const question = { measure: 'sc-cla-rate', groups: ['black'], areas: [HACKNEY] };

  const plain = await ask(vocabulary, cells, question);
  t.match(rowOf(plain, 'black').rate, { value: null, reason: 'NO_POPULATION' });
  t.match(plain.population, { population: { id: 'mid-year-children-0-17' }, year: 2020 });

  const proxy = await ask(vocabulary, cells, { ...question, population: 'school-census-pupils' });
  t.equal(rowOf(proxy, 'black').rate.value, 80);
  t.match(proxy.population, { population: { id: 'school-census-pupils' }, proxy: true });
  t.ok(codesOf(proxy.caveats).includes('PROXY_POPULATION'));
});

t.test('a population of three years before, to the day, is not of more than three', async (t) => {
  const measure = 'ed-permanent-exclusion-count';
  const answerOf = (period: string) =>
    ask(
      vocabulary,
      [
        { ...cell({ measure, group: 'black', n: 40 }), period },
        {
          ...cell({ measure: 'school-census-pupils', group: 'black', n: 900, origin: 'official' }),
          period: 'AY2021-22',
        },
      ],
      { measure, groups: ['black'], areas: [HACKNEY] },
    );
  t.notOk(codesOf((await answerOf('AY2024-25')).caveats).includes('POPULATION_OLD'));
  const old = (await answerOf('AY2025-26')).caveats.find(({ code }) => code === 'POPULATION_OLD');
  t.match(old?.text, /is of academic year 2021\/22, more than three years/, 'it is named by its period');
  t.match(
    old?.text,
    /population share .* Rates do not use it/,
    'and a count has no rate that it could touch',
  );
});

t.test('a population that rates do not divide by is said to leave them alone', async (t) => {
  const measure = 'ed-suspension-rate';
  const cells = [
    cell({ measure, group: 'black', n: 40, d: 400 }),
    { ...cell({ measure: 'census-2021-residents', group: 'black', n: 9000 }), period: '2021-03-21' },
  ];
  const question = { measure, groups: ['black'], areas: [HACKNEY] };
  const plain = await ask(vocabulary, cells, question);
  const proxied = await ask(vocabulary, cells, { ...question, population: 'census-2021-residents' });
  t.same(rowOf(proxied, 'black').rate, rowOf(plain, 'black').rate);
  const texts = proxied.caveats
    .filter(({ code }) => code === 'PROXY_POPULATION' || code === 'POPULATION_OLD')
    .map(({ text }) => text);
  t.equal(texts.length, 2);
  for (const text of texts) {
    t.match(text, /[Rr]ates do not use it/);
    t.notMatch(text, /rates that look/);
  }
});

t.test('a population changes nothing of a mean, and the answer says so', async (t) => {
  const measure = 'ed-attainment-8-mean';
  const cells = [
    cell({ measure, group: 'black', n: 450, d: 10 }),
    { ...cell({ measure: 'census-2021-residents', group: 'black', n: 9000 }), period: '2021-03-21' },
  ];
  const answer = await ask(vocabulary, cells, { measure, population: 'census-2021-residents' });
  t.equal(answer.population, null);
  t.ok(codesOf(answer.caveats).includes('POPULATION_UNUSED'));
});

t.test('where groups have no population, one that can be asked for is named', async (t) => {
  const cells: RawCell[] = [
    { ...cell({ measure: 'sc-cla-rate', group: 'black', n: 80 }), period: '2024-03-31' },
    { ...cell({ measure: 'mid-year-children-0-17', n: 60_000, origin: 'official' }), period: '2023-06-30' },
    { ...cell({ measure: 'census-2021-residents', group: 'black', n: 60_000 }), period: '2021-03-21' },
    children(HACKNEY, 'black', 8000),
  ];
  const question = { measure: 'sc-cla-rate', areas: [HACKNEY] };
  const told = async (more: object) =>
    (await ask(vocabulary, cells, { ...question, ...more })).caveats.find(
      ({ code }) => code === 'PROXY_AVAILABLE',
    );
  const found = await told({ groups: ['black'] });
  t.match(found?.text, /census-2021-children-10-17 \(.*\) can be asked for as a proxy/);
  t.notMatch(found?.text, /residents/, 'residents of all ages are not all children');
  t.equal(await told({ groups: ['all'] }), undefined, 'everybody together has a population');
  t.equal(await told({ groups: ['black'], population: CHILDREN }), undefined);
});

t.test('an age band or a category has no population', async (t) => {
  const young = { ...events(HACKNEY, 'black', 12), ageBand: '10-14' };
  const whole = { ...events(HACKNEY, 'black', 20), ageBand: '10-17' };
  const grave = { ...events(HACKNEY, 'black', 12), category: 'offence-group:violence' };
  const cells = [young, whole, grave, children(HACKNEY, 'black', 8000)];
  const rate = async (question: object) => {
    const asked = { measure: CUSTODY, groups: ['black'], areas: [HACKNEY], ...question };
    return rowOf(await ask(vocabulary, cells, asked), 'black').rate;
  };
  t.match(await rate({ ageBand: '10-14' }), { value: null, reason: 'NO_POPULATION' });
  t.match(await rate({ category: 'offence-group:violence' }), { value: null, reason: 'NO_POPULATION' });
  t.match(await rate({ ageBand: '10-17' }), { value: 2.5 }, 'the population’s own age range has one');
});

t.test('a rate of fewer than 100 people has no verdict', async (t) => {
  const verdict = async (people: number) => {
    const cells = [
      events(HACKNEY, 'black', 20),
      events(HACKNEY, 'white', 20),
      children(HACKNEY, 'black', people),
      children(HACKNEY, 'white', 5000),
    ];
    const answer = await ask(vocabulary, cells, { measure: CUSTODY, groups: ['black'], areas: [HACKNEY] });
    return rowOf(answer, 'black').against({ kind: 'GROUP' }).verdict;
  };
  t.equal(await verdict(99), 'TOO_SMALL');
  t.equal(await verdict(100), 'HIGHER');
});

t.test('children looked after in March are divided by the estimate of the year before', async (t) => {
  const looked: RawCell = { ...cell({ measure: 'sc-cla-rate', group: 'all', n: 60 }), period: '2024-03-31' };
  const estimate = (year: number, n: number): RawCell => ({
    ...cell({ measure: 'mid-year-children-0-17', group: 'all', n, origin: 'official' }),
    period: `${year}-06-30`,
  });
  const cells = [looked, estimate(2022, 50_000), estimate(2023, 60_000), estimate(2024, 70_000)];
  const answer = await ask(vocabulary, cells, { measure: 'sc-cla-rate', areas: [HACKNEY] });
  t.equal(answer.population?.year, 2023);
  t.equal(rowOf(answer, 'all').rate.value, 10);
});
