import t from 'tap';
import type { TrendQuestion } from '../../../src/flow/enquire.ts';
import { createEnquire } from '../../../src/flow/enquire.ts';
import type { RawCell } from '../../../src/vocabulary/cell.ts';
import { codesOf, LONDON } from '../../support/asking.ts';
import { cell, HACKNEY, LAMBETH, type SketchedCell, seededVocabulary } from '../../support/london.ts';
import { releaseOf } from '../../support/reader.ts';

const vocabulary = await seededVocabulary();

function at(period: string, sketch: SketchedCell): RawCell {
  return { ...cell(sketch), period };
}

async function trend(cells: readonly RawCell[], question: TrendQuestion) {
  return createEnquire({ reader: releaseOf(vocabulary, cells) }).trend({
    areas: [HACKNEY],
    groups: ['black'],
    ...question,
  });
}

const YEARS = ['FY2018-19', 'FY2019-20', 'FY2020-21', 'FY2021-22', 'FY2022-23'];
const STAGE = 'sc-assessment-stage-pct';
const falling = [60, 57, 50, 44, 39];
const bases = [1000, 1010, 990, 1005, 1000];
const series = YEARS.map((year, index) =>
  at(year, { measure: STAGE, group: 'black', n: falling[index] ?? 0, d: bases[index] ?? 0 }),
);

t.test('five years without a break are tested, and the result is the vector’s', async (t) => {
  const [found] = (await trend(series, { measure: STAGE })).series;
  const test = found?.test();
  t.match(test, { tested: true, reason: null, direction: 'falling' });
  t.ok(Math.abs((test?.chiSquared ?? 0) - 6.3072363548208665) < 1e-9);
  t.ok(Math.abs((test?.slope ?? 0) + 0.5466827464511259) < 1e-9);
  const change = found?.change(null, null);
  t.equal(change?.from.id, 'FY2018-19');
  t.ok(Math.abs((change?.change.ratio().value ?? 0) - 0.65) < 1e-12);
  t.equal(change?.change.verdict(), 'LOWER');
  t.ok(Math.abs((change?.change.percent().value ?? 0) + 35) < 1e-9);
});

t.test('why a series is not tested', async (t) => {
  const reasonOf = async (cells: readonly RawCell[], question: Partial<TrendQuestion> = {}) =>
    (await trend(cells, { measure: STAGE, ...question })).series[0]?.test().reason;
  t.equal(await reasonOf(series.slice(1)), 'too-few-points');
  t.equal(await reasonOf(series, { last: 4 }), 'too-few-points');
  const sixth = at('FY2023-24', { measure: STAGE, group: 'black', n: 38, d: 900 });
  t.equal(await reasonOf([...series, sixth], { pool: 2 }), 'overlapping');
  const gap = [...series.slice(0, 4), sixth];
  t.equal(await reasonOf(gap), 'unequal-spacing');
  const hidden = series.map((each, index) =>
    index === 2 ? at(each.period, { measure: STAGE, group: 'black', n: 'c', d: 990 }) : each,
  );
  t.equal(await reasonOf(hidden), 'not-released');
  const other = series.map((each, index) => (index > 2 ? { ...each, origin: 'official' as const } : each));
  t.equal(await reasonOf(other), 'broken');
});

t.test('a withheld point is null with its status, and so is every change it is part of', async (t) => {
  const cells = series.map((each, index) =>
    index === 4 ? at(each.period, { measure: STAGE, group: 'black', n: 'c', d: 1000 }) : each,
  );
  const [found] = (await trend(cells, { measure: STAGE })).series;
  t.match(found?.points.at(-1)?.row, { numerator: { value: null, status: 'c' } });
  t.match(found?.change(null, null)?.change.ratio(), { value: null, lower: null, status: 'c' });
  t.match(found?.points.at(-1)?.sinceYearBefore?.change.difference(), { value: null, status: 'c' });
  t.equal(found?.change(null, null)?.change.verdict(), 'WITHHELD');
  t.equal(found?.change(null, 'FY2021-22')?.change.ratio().status, 'shown');
});

t.test('a break that the vocabulary names is marked where it lies', async (t) => {
  const measure = 'ed-persistent-absence-pct';
  const cells = ['AY2013-14', 'AY2014-15', 'AY2015-16', 'AY2016-17'].map((year) =>
    at(year, { measure, group: 'black', n: 300, d: 3000 }),
  );
  const answer = await trend(cells, { measure });
  t.same(
    answer.points.map(({ period, breaks }) => [period.id, breaks.map(({ kind }) => kind)]),
    [
      ['AY2013-14', []],
      ['AY2014-15', []],
      ['AY2015-16', ['definition']],
      ['AY2016-17', []],
    ],
  );
  t.ok(codesOf(answer.caveats).includes('SERIES_BREAK'));
  t.same(answer.series[0]?.change('AY2014-15', 'AY2015-16')?.breaks.length, 1);
  t.same(answer.series[0]?.change('AY2015-16', 'AY2016-17')?.breaks.length, 0);
});

t.test('other groups than before are a break in classification', async (t) => {
  const measure = 'ed-suspension-rate';
  const five = ['asian', 'black', 'mixed', 'other', 'white'];
  const fine = ['black-african', 'black-caribbean', 'any-other-black'];
  const cells = [
    ...five.map((group) => at('AY2022-23', { measure, group, n: 30, d: 300 })),
    ...[...five, ...fine].map((group) => at('AY2023-24', { measure, group, n: 30, d: 300 })),
  ];
  const answer = await trend(cells, { measure });
  t.same(
    answer.points[1]?.breaks.map(({ kind }) => kind),
    ['classification'],
  );
});

t.test('a term is compared with the same term of the year before', async (t) => {
  const measure = 'ed-suspended-pupils-pct';
  const terms = ['AY2022-23-T1', 'AY2022-23-T2', 'AY2022-23-T3', 'AY2023-24-T1', 'AY2023-24-T2'];
  const counts = [100, 80, 60, 130, 70];
  const cells = terms.map((term, index) =>
    at(term, { measure, group: 'black', n: counts[index] ?? 0, d: 1000 }),
  );
  const answer = await trend(cells, { measure });
  const [found] = answer.series;
  t.same(
    found?.points.map(({ sinceYearBefore }) => sinceYearBefore?.from.id ?? null),
    [null, null, null, 'AY2022-23-T1', 'AY2022-23-T2'],
  );
  t.ok(Math.abs((found?.points[3]?.sinceYearBefore?.change.ratio().value ?? 0) - 1.3) < 1e-12);
  t.ok(codesOf(answer.caveats).includes('SEASONAL'));
  t.equal(found?.test().reason, 'too-few-points');
  t.same(
    found?.test().periods.map(({ id }) => id),
    ['AY2022-23-T2', 'AY2023-24-T2'],
  );
});

t.test('a total of other authorities than before has no change', async (t) => {
  const measure = 'sc-referral-rate';
  const coverage = (included: readonly string[]) => ({
    included,
    notReturned: [],
    joint: [],
    noPopulation: [],
  });
  const population = {
    ...cell({ measure: 'census-2021-children-10-17', group: 'black', n: 5000 }),
    period: '2021-03-21',
  };
  const cells = [
    { ...at('FY2022-23', { measure, area: LONDON, group: 'black', n: 500 }), coverage: coverage([HACKNEY]) },
    {
      ...at('FY2023-24', { measure, area: LONDON, group: 'black', n: 900 }),
      coverage: coverage([HACKNEY, LAMBETH]),
    },
    population,
    { ...population, area: LAMBETH },
  ];
  const answer = await trend(cells, { measure, areas: [LONDON], population: 'census-2021-children-10-17' });
  const [found] = answer.series;
  t.match(found?.change(null, null)?.change.ratio(), { value: null, reason: 'COVERAGE_DIFFERS' });
  t.ok(codesOf(answer.caveats).includes('COVERAGE_CHANGES'));
});

t.test('words that are not known are told', async (t) => {
  await t.rejects(trend(series, { measure: STAGE, from: 'FY1999-00' }), { code: 'unknown-period' });
  await t.rejects(trend(series, { measure: STAGE, last: 0 }), { code: 'bad-request' });
  await t.rejects(trend(series, { measure: 'nothing' }), { code: 'unknown-measure' });
  await t.rejects(trend(series, { measure: STAGE, from: 'FY2021-22', to: 'FY2019-20' }), {
    code: 'unknown-period',
  });
});
