import t from 'tap';
import type { ReferenceRequest } from '../../../src/flow/answer.ts';
import { ask, codesOf, LONDON, rowOf } from '../../support/asking.ts';
import { cell, HACKNEY, LAMBETH, seededVocabulary } from '../../support/london.ts';

const vocabulary = await seededVocabulary();
const SUSPENSIONS = 'ed-suspension-rate';

/** Hackney's suspensions of 2024/25 as DfE published them, and London's. */
const PUBLISHED: readonly [group: string, n: number, d: number, londonN: number, londonD: number][] = [
  ['asian', 210, 3714, 9_000, 340_000],
  ['black', 1273, 9853, 17_058, 219_095],
  ['mixed', 520, 4426, 10_000, 130_000],
  ['other', 145, 2117, 5_000, 90_000],
  ['white', 860, 11620, 24_105, 473_377],
  ['known', 3008, 31730, 65_163, 1_252_472],
  ['not-known', 39, 487, 2_142, 20_000],
  ['all', 3047, 32217, 67_305, 1_272_472],
];
const cells = PUBLISHED.flatMap(([group, n, d, londonN, londonD]) => [
  cell({ measure: SUSPENSIONS, group, n, d }),
  cell({ measure: SUSPENSIONS, area: LONDON, group, n: londonN, d: londonD }),
]);
const answer = await ask(vocabulary, cells, { measure: SUSPENSIONS });

function against(group: string, reference: ReferenceRequest) {
  return rowOf(answer, group).against(reference);
}

function near(t: Test, found: number | null, wanted: number, what: string): void {
  t.ok(
    found !== null && Math.abs(found - wanted) < 1e-6 * Math.max(1, Math.abs(wanted)),
    `${what}: ${found}`,
  );
}
type Test = Pick<typeof t, 'ok'>;

t.test('Hackney, 2024/25: Black pupils beside White', async (t) => {
  const found = against('black', { kind: 'GROUP', group: 'white' });
  near(t, found.rateRatio.value, 1.7456919035, 'ratio');
  near(t, found.rateRatio.lower, 1.5997503686, 'lower limit');
  near(t, found.rateRatio.upper, 1.905659226, 'upper limit');
  t.equal(found.rateRatio.method?.id, 'exact-conditional');
  near(t, found.rateDifference.value, 12.919922866 - 7.401032702, 'difference in the unit of the measure');
  near(t, found.excess.value, 1273 - (9853 * 860) / 11620, 'excess');
  t.same(found.toParity, { status: 'shown', value: 544 });
  t.equal(found.verdict, 'HIGHER');
  t.match(found.complementRatio, { value: null, reason: 'NOT_APPLICABLE' }, 'a rate has no other side');
});

t.test('White stands in for White British where it is the finest White group published', async (t) => {
  const found = against('black', { kind: 'GROUP', group: 'white-british' });
  t.equal(found.reference.group?.id, 'white');
  t.equal(found.reference.substituted, true);
  t.same(codesOf(found.caveats), ['REFERENCE_SUBSTITUTED']);
  t.equal(against('black', { kind: 'GROUP' }).reference.group?.id, 'white', 'it is the default');
});

t.test('White does not stand in where White British is published and withheld', async (t) => {
  const detailed = [
    cell({ measure: SUSPENSIONS, group: 'black', n: 50, d: 500 }),
    cell({ measure: SUSPENSIONS, group: 'white', n: 50, d: 500 }),
    cell({ measure: SUSPENSIONS, group: 'white-british', n: 'c', d: 400 }),
  ];
  const withheld = await ask(vocabulary, detailed, { measure: SUSPENSIONS, areas: [HACKNEY] });
  const found = rowOf(withheld, 'black').against({ kind: 'GROUP' });
  t.equal(found.reference.group?.id, 'white-british');
  t.equal(found.verdict, 'WITHHELD');
});

t.test('all others are the known less the group', async (t) => {
  const found = against('black', { kind: 'ALL_OTHERS' });
  t.same(found.reference.numerator.value, 3008 - 1273);
  t.same(found.reference.denominator.value, 31730 - 9853);
  t.equal(found.reference.group, null);
  near(t, found.rateRatio.value, 1273 / 9853 / (1735 / 21877), 'ratio');
  t.ok(found.rateRatio.lower !== null);
});

t.test('all others in London leave London’s own group out', async (t) => {
  const found = against('black', { kind: 'LONDON_OTHERS' });
  t.same(found.reference.numerator.value, 65_163 - 17_058);
  t.equal(found.reference.area.id, LONDON);
  t.equal(found.verdict, 'HIGHER');
});

t.test('everybody contains the group: a ratio without an interval, and no verdict', async (t) => {
  const found = against('black', { kind: 'OVERALL' });
  near(t, found.rateRatio.value, 1273 / 9853 / (3047 / 32217), 'ratio');
  t.match(found.rateRatio, { lower: null, upper: null, status: 'shown', reason: 'CONTAINS_GROUP' });
  t.equal(found.verdict, 'NOT_AVAILABLE');
  t.same(codesOf(found.caveats), ['CONTAINS_GROUP']);
});

t.test('London’s own group contains the borough’s', async (t) => {
  const found = against('black', { kind: 'SAME_GROUP_IN_AREA' });
  t.equal(found.reference.area.id, LONDON);
  t.match(found.rateRatio, { lower: null, reason: 'CONTAINS_GROUP' });
  t.match(found.caveats, [{ code: 'CONTAINS_GROUP', text: /another authority/ }]);
  t.match(against('black', { kind: 'OVERALL' }).caveats, [{ text: /"All others" does not/ }]);
});

t.test('another borough’s does not', async (t) => {
  const lambeth = cell({ measure: SUSPENSIONS, area: LAMBETH, group: 'black', n: 1000, d: 12_000 });
  const two = await ask(vocabulary, [...cells, lambeth], { measure: SUSPENSIONS });
  const found = rowOf(two, 'black').against({ kind: 'SAME_GROUP_IN_AREA', area: LAMBETH });
  t.ok(found.rateRatio.lower !== null);
  t.equal(found.verdict, 'HIGHER');
});

t.test('highest and lowest are the groups of the level with enough people', async (t) => {
  t.equal(against('asian', { kind: 'HIGHEST' }).reference.group?.id, 'black');
  t.equal(against('black', { kind: 'LOWEST' }).reference.group?.id, 'asian');
  t.ok(codesOf(against('black', { kind: 'LOWEST' }).caveats).includes('REFERENCE_CHOSEN_BY_VALUE'));
  const few = [
    ...cells.filter(({ group }) => group !== 'mixed'),
    cell({ measure: SUSPENSIONS, group: 'mixed', n: 20, d: 29 }),
  ];
  const found = await ask(vocabulary, few, { measure: SUSPENSIONS });
  t.equal(rowOf(found, 'asian').against({ kind: 'HIGHEST' }).reference.group?.id, 'black', '29 are too few');
});

t.test('a group is not compared with itself', async (t) => {
  for (const found of [
    against('black', { kind: 'HIGHEST' }),
    against('white', { kind: 'GROUP', group: 'white' }),
    against('black', { kind: 'SAME_GROUP_IN_AREA', area: HACKNEY }),
    against('all', { kind: 'OVERALL' }),
  ]) {
    t.match(found.rateRatio, { value: null, status: 'z', reason: 'NOT_APPLICABLE' });
    t.equal(found.verdict, 'NOT_AVAILABLE');
    t.ok(codesOf(found.caveats).includes('OWN_GROUP'));
  }
});

t.test('everybody, and those whose group is not known, have no others', async (t) => {
  for (const group of ['all', 'not-known']) {
    t.match(against(group, { kind: 'ALL_OTHERS' }).rateRatio, { value: null, reason: 'NOT_APPLICABLE' });
  }
});

t.test('a reference with none: no ratio, but difference and excess', async (t) => {
  const zero = [
    cell({ measure: SUSPENSIONS, group: 'black', n: 40, d: 500 }),
    cell({ measure: SUSPENSIONS, group: 'white', n: 0, d: 500 }),
  ];
  const found = rowOf(await ask(vocabulary, zero, { measure: SUSPENSIONS }), 'black').against({
    kind: 'GROUP',
  });
  t.match(found.rateRatio, { value: null, lower: null, status: 'z', reason: 'REFERENCE_ZERO' });
  t.equal(found.rateDifference.value, 8);
  t.ok(found.rateDifference.lower !== null);
  t.equal(found.excess.value, 40);
  t.equal(found.method, null);
  t.match(
    found.caveats.find(({ code }) => code === 'REFERENCE_ZERO'),
    { text: /read the difference/ },
  );
  t.equal(found.verdict, 'TOO_SMALL');
});

t.test('few events or few people are too small for a verdict', async (t) => {
  const verdict = async (n: number, d: number) => {
    const small = [
      cell({ measure: SUSPENSIONS, group: 'black', n, d }),
      cell({ measure: SUSPENSIONS, group: 'white', n: 50, d: 1000 }),
    ];
    const found = rowOf(await ask(vocabulary, small, { measure: SUSPENSIONS }), 'black');
    return found.against({ kind: 'GROUP' }).verdict;
  };
  t.equal(await verdict(9, 40), 'TOO_SMALL');
  t.equal(await verdict(10, 29), 'TOO_SMALL');
  t.equal(await verdict(10, 30), 'HIGHER', 'ten events and thirty people are enough');
  t.equal(await verdict(55, 1000), 'NOT_DISTINGUISHABLE');
});

t.test('log limits on request, and another confidence', async (t) => {
  const log = await ask(vocabulary, cells, { measure: SUSPENSIONS, intervals: 'LOG' });
  const found = rowOf(log, 'black').against({ kind: 'GROUP' });
  t.equal(found.method?.id, 'log-rates');
  const factor = Math.exp(1.959963984540054 * Math.sqrt(1 / 1273 + 1 / 860));
  near(t, found.rateRatio.upper, 1.7456919035 * factor, 'upper limit');
  const wide = await ask(vocabulary, cells, { measure: SUSPENSIONS, confidence: 0.998 });
  const upper = rowOf(wide, 'black').against({ kind: 'GROUP' }).rateRatio.upper;
  t.ok(upper !== null && upper > 1.9057, '99.8% limits are wider');
});

t.test('unknown words are problems with a code', async (t) => {
  const row = rowOf(answer, 'black');
  t.throws(() => row.against({ kind: 'GROUP', group: 'martian' }), { code: 'unknown-ethnic-group' });
  t.throws(() => row.against({ kind: 'SAME_GROUP_IN_AREA', area: 'X1' }), { code: 'unknown-area' });
  t.throws(() => row.against({ kind: 'ALL_OTHERS', group: 'white' }), { code: 'bad-request' });
  const wrong = (question: object, code: string) =>
    t.rejects(ask(vocabulary, cells, { measure: SUSPENSIONS, ...question }), { code });
  await wrong({ measure: 'ed-nothing' }, 'unknown-measure');
  await wrong({ measure: 'sc-cla-rate' }, 'unknown-measure');
  await wrong({ period: 'AY2001-02' }, 'unknown-period');
  await wrong({ areas: ['E09000099'] }, 'unknown-area');
  await wrong({ groups: ['martian'] }, 'unknown-ethnic-group');
  await wrong({ population: 'nobody' }, 'unknown-population');
  await wrong({ release: '9.9.9' }, 'unknown-release');
  await wrong({ areas: Array.from({ length: 61 }, () => HACKNEY) }, 'query-too-large');
  await wrong({ confidence: 1 }, 'bad-request');
  await wrong({ ageBand: 'old' }, 'bad-request');
  await wrong({ category: 'grade' }, 'bad-request');
  await wrong({ pool: 2 }, 'unknown-period');
});
