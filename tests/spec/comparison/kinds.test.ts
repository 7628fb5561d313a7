import { readFile } from 'node:fs/promises';
import t from 'tap';
import { z } from 'zod';
import type { RawCell } from '../../../src/vocabulary/cell.ts';
import { ask, codesOf, LONDON, rowOf } from '../../support/asking.ts';
import { cell, HACKNEY, LAMBETH, seededVocabulary } from '../../support/london.ts';

const vocabulary = await seededVocabulary();
const vectors = z
  .object({ vectors: z.array(z.looseObject({ id: z.string(), inputs: z.unknown(), expected: z.unknown() })) })
  .parse(JSON.parse(await readFile(new URL('../../fixtures/method_vectors.json', import.meta.url), 'utf8')));

function vector<I extends z.ZodType, E extends z.ZodType>(id: string, inputs: I, expected: E) {
  const found = vectors.vectors.find((each) => each.id === id);
  if (found === undefined) throw new Error(`There is no vector ${id}.`);
  return { inputs: inputs.parse(found.inputs), expected: expected.parse(found.expected) };
}

function near(
  t: Pick<typeof import('tap').default, 'ok'>,
  found: number | null,
  wanted: number,
  within = 1e-6,
): void {
  t.ok(found !== null && Math.abs(found - wanted) <= within, `${found} is ${wanted}`);
}

/** Black and White in Hackney on one measure, Black against White. */
async function blackAgainstWhite(
  measure: string,
  black: { n: number; d: number; squares?: number },
  white: { n: number; d: number; squares?: number },
  question: object = {},
) {
  const made = (group: string, { n, d, squares }: typeof black): RawCell => ({
    ...cell({ measure, group, n, d }),
    sumOfSquares: squares ?? null,
  });
  const answer = await ask(vocabulary, [made('black', black), made('white', white)], {
    measure,
    areas: [HACKNEY],
    ...question,
  });
  const row = rowOf(answer, 'black');
  return { answer, row, against: row.against({ kind: 'GROUP', group: 'white' }) };
}

t.test('rates', async (t) => {
  for (const id of ['rri-remand-black', 'rri-custody-2025-black', 'rri-custody-pooled3y-other']) {
    const { inputs, expected } = vector(
      id,
      z.object({ events: z.number(), total: z.number(), ref_events: z.number(), ref_total: z.number() }),
      z.object({ rri: z.number(), lower: z.number(), upper: z.number(), significant: z.boolean() }),
    );
    const { against } = await blackAgainstWhite(
      'ed-suspension-rate',
      { n: inputs.events, d: inputs.total },
      { n: inputs.ref_events, d: inputs.ref_total },
    );
    near(t, against.rateRatio.value, expected.rri);
    near(t, against.rateRatio.lower, expected.lower, 2e-6);
    near(t, against.rateRatio.upper, expected.upper, 2e-6);
    t.equal(['HIGHER', 'LOWER'].includes(against.verdict), expected.significant, `${id} has its verdict`);
  }
});

t.test('the same counts flip verdict by method, so the answer names its method', async (t) => {
  const counts = [
    { n: 26, d: 304 },
    { n: 645, d: 11_111 },
  ] as const;
  const exact = await blackAgainstWhite('ed-suspension-rate', ...counts);
  t.equal(exact.against.verdict, 'NOT_DISTINGUISHABLE');
  t.equal(exact.against.method?.id, 'exact-conditional');
  const log = await blackAgainstWhite('ed-gld-pct', ...counts, { intervals: 'LOG' });
  t.equal(log.against.verdict, 'HIGHER');
  t.equal(log.against.method?.id, 'log-proportions');
  near(t, log.against.rateRatio.lower, 1.0124499952658683, 1e-4);
});

t.test('percentages', async (t) => {
  t.test('a ratio of percentages has score limits: 160/200 beside 300/340 is 0.83 to 0.98', async (t) => {
    const { against } = await blackAgainstWhite('ed-gld-pct', { n: 160, d: 200 }, { n: 300, d: 340 });
    t.equal(against.method?.id, 'miettinen-nurminen');
    near(t, against.rateRatio.lower, 0.8315811463, 1e-9);
    near(t, against.rateRatio.upper, 0.9770939978, 1e-9);
    t.equal(against.verdict, 'LOWER');
  });
  t.test('a gap has Newcombe’s limits, in percentage points', async (t) => {
    const { expected } = vector(
      'gap-newcombe',
      z.unknown(),
      z.object({ full: z.object({ lower: z.number(), upper: z.number() }) }),
    );
    const { against } = await blackAgainstWhite('ed-gld-pct', { n: 56, d: 70 }, { n: 48, d: 80 });
    near(t, against.rateDifference.value, 20);
    near(t, against.rateDifference.lower, 100 * expected.full.lower);
    near(t, against.rateDifference.upper, 100 * expected.full.upper);
  });
  t.test(
    'both sides of the outcome: 63 against 80 is 0.7875 of the passes and 1.85 of the failures',
    async (t) => {
      const { against } = await blackAgainstWhite('ed-gld-pct', { n: 63, d: 100 }, { n: 80, d: 100 });
      near(t, against.rateRatio.value, 0.7875);
      near(t, against.complementRatio.value, 1.85);
      t.ok(against.complementRatio.lower !== null);
    },
  );
  t.test('four fifths: 45 of 60 is adverse, 48 of 60 is not', async (t) => {
    const adverse = async (n: number) =>
      (await blackAgainstWhite('ed-gld-pct', { n, d: 100 }, { n: 60, d: 100 })).against.fourFifths;
    t.equal(await adverse(45), true);
    t.equal(await adverse(48), false);
    t.equal(await adverse(51), false);
    const worse = await blackAgainstWhite('ed-persistent-absence-pct', { n: 45, d: 100 }, { n: 60, d: 100 });
    t.equal(worse.against.fourFifths, null, 'where higher is worse it is not the question');
  });
  t.test('more events than the base can hold is no percentage', async (t) => {
    const { row, against } = await blackAgainstWhite('ed-gld-pct', { n: 101, d: 100 }, { n: 60, d: 100 });
    t.match(row.rate, { value: null, status: 'u', reason: 'INCONSISTENT' });
    t.match(against.rateRatio, { value: null, reason: 'INCONSISTENT' });
  });
});

t.test('means', async (t) => {
  t.test('without sums of squares have a value, no interval and no verdict', async (t) => {
    const { row, against } = await blackAgainstWhite(
      'ed-attainment-8-mean',
      { n: 45_000, d: 1000 },
      { n: 50_000, d: 1000 },
    );
    t.match(row.rate, { value: 45, lower: null, status: 'shown', reason: 'NO_VARIANCE' });
    t.match(against.rateDifference, { value: -5, lower: null, reason: 'NO_VARIANCE' });
    t.match(against.rateRatio, { value: 0.9, lower: null, reason: 'NO_VARIANCE' });
    t.equal(against.verdict, 'NOT_AVAILABLE');
  });
  t.test('with them have both', async (t) => {
    // 100 scores of 10 and 100 of 20; then 100 of 14 and 100 of 24.
    const { row, against } = await blackAgainstWhite(
      'ed-attainment-8-mean',
      { n: 3000, d: 200, squares: 50_000 },
      { n: 3800, d: 200, squares: 77_200 },
    );
    const error = Math.sqrt((50_000 - 3000 ** 2 / 200) / 199 / 200);
    near(t, row.rate.upper, 15 + 1.959963984540054 * error);
    near(t, against.rateDifference.upper, -4 + 1.959963984540054 * error * Math.SQRT2);
    t.equal(against.verdict, 'LOWER');
    t.ok(against.rateRatio.lower !== null);
  });
  t.test('around zero have a difference and no ratio', async (t) => {
    const { row, against } = await blackAgainstWhite(
      'ed-progress-8-mean',
      { n: -120, d: 400 },
      { n: 40, d: 400 },
    );
    t.equal(row.rate.value, -0.3);
    near(t, against.rateDifference.value, -0.4);
    t.match(against.rateRatio, { value: null, reason: 'NOT_A_RATIO_SCALE' });
    t.equal(against.method?.id, 'mean-difference');
  });
  t.test('have no share, no excess and no parity', async (t) => {
    const { row, against } = await blackAgainstWhite(
      'ed-attainment-8-mean',
      { n: 450, d: 10 },
      { n: 500, d: 10 },
    );
    t.match(row.share, { value: null, reason: 'NOT_APPLICABLE' });
    t.match(against.excess, { value: null, reason: 'NOT_APPLICABLE' });
    t.same(against.toParity, { status: 'z', value: null });
  });
});

t.test('medians stand as they were sent and have no London', async (t) => {
  const measure = 'wf-pay-gap-median-pct';
  const cells = [cell({ measure, group: 'black', n: 12.5, d: 300 })];
  const answer = await ask(vocabulary, cells, { measure, groups: ['black'], areas: [HACKNEY, LONDON] });
  t.match(rowOf(answer, 'black').rate, { value: 12.5, lower: null, reason: 'NO_VARIANCE' });
  t.match(rowOf(answer, 'black', LONDON).rate, { value: null, reason: 'NOT_ADDITIVE' });
});

t.test('plain counts have a share and no rate', async (t) => {
  const measure = 'ed-permanent-exclusion-count';
  const count = (group: string, n: number) => cell({ measure, group, n });
  const answer = await ask(vocabulary, [count('black', 15), count('known', 50)], {
    measure,
    groups: ['black'],
    areas: [HACKNEY],
  });
  const row = rowOf(answer, 'black');
  t.equal(row.share.value, 30);
  t.match(row.rate, { value: null, status: 'z', reason: 'NO_DENOMINATOR' });
  t.match(row.against({ kind: 'ALL_OTHERS' }).rateRatio, { value: null, reason: 'NO_DENOMINATOR' });
  t.equal(row.against({ kind: 'ALL_OTHERS' }).method, null, 'and no method, since nothing is made');
});

t.test('composition shares', async (t) => {
  const measure = 'wf-social-worker-share';
  const staff = (group: string, n: number, area = HACKNEY): RawCell => ({
    ...cell({ measure, area, group, n, d: 200 }),
    period: 'CY2023',
  });
  const residents = (group: string, n: number): RawCell => ({
    ...cell({ measure: 'census-2021-residents', group, n, origin: 'official' }),
    period: '2021-03-21',
  });
  const cells = [
    staff('black', 58),
    staff('white', 90),
    staff('known', 200),
    staff('black', 30, LAMBETH),
    residents('black', 54_000),
    residents('known', 259_000),
  ];
  const answer = await ask(vocabulary, cells, { measure, groups: ['black', 'white'] });
  const row = rowOf(answer, 'black');

  t.test('are compared with the population', async (t) => {
    t.equal(row.share.value, 29);
    near(t, row.populationShare.value, (100 * 54_000) / 259_000);
    near(t, row.representation.index.value, 29 / ((100 * 54_000) / 259_000));
    near(t, row.representation.points.value, 29 - (100 * 54_000) / 259_000);
    t.ok(row.representation.points.lower !== null);
    t.match(answer.population, { population: { id: 'census-2021-residents' }, proxy: false });
  });
  t.test('of one total move against each other: no interval between them', async (t) => {
    const found = row.against({ kind: 'GROUP', group: 'white' });
    near(t, found.rateRatio.value, 58 / 90);
    t.match(found.rateRatio, { lower: null, reason: 'SHARED_DENOMINATOR' });
    t.same(codesOf(found.caveats), ['SHARED_DENOMINATOR']);
    near(t, row.against({ kind: 'ALL_OTHERS' }).rateRatio.value, 58 / 142);
  });
  t.test('of two boroughs can be compared', async (t) => {
    const found = row.against({ kind: 'SAME_GROUP_IN_AREA', area: LAMBETH });
    t.ok(found.rateRatio.lower !== null);
    t.equal(found.verdict, 'HIGHER');
  });
  t.test('are not held against what is left of London’s total, which includes the borough', async (t) => {
    const london = [staff('black', 90, LONDON), staff('known', 200, LONDON)];
    const found = await ask(vocabulary, [...cells, ...london], { measure, groups: ['black'] });
    const borough = rowOf(found, 'black').against({ kind: 'LONDON_OTHERS' });
    t.match(borough.rateRatio, { value: null, status: 'z', reason: 'NOT_APPLICABLE' });
    t.equal(borough.verdict, 'NOT_AVAILABLE');
    t.match(borough.caveats, [{ code: 'OTHER_TOTAL', text: /SAME_GROUP_IN_AREA/ }]);
    const whole = rowOf(found, 'black', LONDON).against({ kind: 'LONDON_OTHERS' });
    t.match(whole.rateRatio, { lower: null, reason: 'SHARED_DENOMINATOR' }, 'London’s own is as in one area');
  });
  t.test('of a set add up over one total, which is never added', async (t) => {
    const set = await ask(
      vocabulary,
      [staff('black-caribbean', 20), staff('white-and-black-caribbean', 10)],
      {
        measure,
        groups: ['black-caribbean-heritage'],
        areas: [HACKNEY],
      },
    );
    t.equal(rowOf(set, 'black-caribbean-heritage').rate.value, 15);
  });
});

t.test('representation divides two shares of the known: 607 of 10,528 and 2,000 of 20,000', async (t) => {
  const { expected } = vector('composition-harrow', z.unknown(), z.object({ index: z.number() }));
  const measure = 'ed-suspension-rate';
  const cells = [
    cell({ measure, group: 'black', n: 607, d: 2000 }),
    cell({ measure, group: 'known', n: 10_528, d: 20_000 }),
    cell({ measure, area: LAMBETH, group: 'black', n: 324, d: 129 }),
    cell({ measure, area: LAMBETH, group: 'known', n: 1000, d: 1000 }),
  ];
  const answer = await ask(vocabulary, cells, { measure, groups: ['black'] });
  near(t, rowOf(answer, 'black').representation.index.value, 0.57656, 5e-5);
  near(t, rowOf(answer, 'black', LAMBETH).representation.index.value, expected.index);
});

t.test('pooled periods add counts and bases; one withheld period withholds the pool', async (t) => {
  const { inputs, expected } = vector(
    'rri-pool-counts',
    z.object({ periods: z.array(z.object({ events: z.number(), total: z.number() })) }),
    z.object({ events: z.number(), total: z.number() }),
  );
  const measure = 'ed-suspension-rate';
  const years = ['AY2022-23', 'AY2023-24', 'AY2024-25'];
  const cells = inputs.periods.map(
    ({ events, total }, index): RawCell => ({
      ...cell({ measure, group: 'black', n: events, d: total }),
      period: years[index] ?? '',
    }),
  );
  const question = { measure, groups: ['black'], areas: [HACKNEY], pool: 3 };
  const pooled = await ask(vocabulary, cells, question);
  const row = rowOf(pooled, 'black');
  t.equal(row.numerator.value, expected.events);
  t.equal(row.denominator.value, expected.total);
  t.ok(codesOf(pooled.caveats).includes('POOLED'));
  const [first, ...rest] = cells;
  if (first === undefined) throw new Error('There are three periods.');
  const withheld = await ask(
    vocabulary,
    [{ ...first, numerator: { status: 'c', value: null } }, ...rest],
    question,
  );
  t.match(rowOf(withheld, 'black').rate, { value: null, status: 'c', reason: 'WITHHELD' });
});
