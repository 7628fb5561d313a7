import t from 'tap';
import { ask, codesOf, LONDON, rowOf } from '../../support/asking.ts';
import { CITY, cell, type Given, HACKNEY, LAMBETH, seededVocabulary } from '../../support/london.ts';

const vocabulary = await seededVocabulary();
const SUSPENSIONS = 'ed-suspension-rate';

const hackney = (group: string, n: Given, d: Given = 10_000) => cell({ measure: SUSPENSIONS, group, n, d });

t.test('a withheld numerator', async (t) => {
  const cells = [hackney('black', 'c'), hackney('white', 80), hackney('known', 300), hackney('all', 320)];
  const answer = await ask(vocabulary, cells, { measure: SUSPENSIONS, groups: ['black', 'white', 'all'] });
  const row = rowOf(answer, 'black');

  t.test('withholds the rate', async (t) => {
    t.match(row.rate, { value: null, lower: null, upper: null, status: 'c', reason: 'WITHHELD' });
  });
  t.test('withholds the share and the representation', async (t) => {
    t.match(row.share, { value: null, status: 'c', reason: 'WITHHELD' });
    t.match(row.representation.index, { value: null, status: 'c', reason: 'WITHHELD' });
    t.match(row.representation.points, { value: null, lower: null, status: 'c' });
  });
  t.test('has no rank, and leaves no gap in the ranks of the others', async (t) => {
    const more = [...cells, cell({ measure: SUSPENSIONS, area: LAMBETH, group: 'black', n: 9, d: 1000 })];
    const ranked = await ask(vocabulary, more, { measure: SUSPENSIONS, groups: ['black'] });
    t.equal(rowOf(ranked, 'black').rank, null);
    t.same(rowOf(ranked, 'black', LAMBETH).rank, { value: 1, of: 1, quartile: null });
  });
  t.test('withholds ratio, difference, excess, parity and verdict against every reference', async (t) => {
    for (const kind of ['GROUP', 'ALL_OTHERS', 'OVERALL', 'LONDON_OTHERS'] as const) {
      const against = row.against({ kind });
      if (kind === 'LONDON_OTHERS') continue; // London is not in this release at all
      t.match(against.rateRatio, { value: null, status: 'c', reason: 'WITHHELD' }, kind);
      t.match(against.rateDifference, { value: null, status: 'c' }, kind);
      t.match(against.excess, { value: null, status: 'c' }, kind);
      t.same(against.toParity, { status: 'c', value: null }, kind);
      t.equal(against.verdict, 'WITHHELD', kind);
    }
  });
  t.test('withholds the ratio of whoever is compared with it', async (t) => {
    const white = rowOf(answer, 'white').against({ kind: 'GROUP', group: 'black' });
    t.match(white.rateRatio, { value: null, status: 'c', reason: 'WITHHELD' });
    t.match(white.reference, { numerator: { status: 'c', value: null } });
    t.equal(white.verdict, 'WITHHELD');
  });
  t.test('is counted as ours; the same symbol in official figures as the source’s', async (t) => {
    t.same(answer.withheld.withheld, 1);
    const official = await ask(
      vocabulary,
      [cell({ measure: SUSPENSIONS, group: 'black', n: 'c', d: 100, origin: 'official' })],
      { measure: SUSPENSIONS, groups: ['black'], areas: [HACKNEY] },
    );
    t.same(official.withheld, { withheld: 0, sourceWithheld: 1, notAvailable: 0 });
    t.match(rowOf(official, 'black').rate, { status: 'c', reason: 'SOURCE_WITHHELD' });
  });
});

t.test(
  'all others without a group whose count is withheld would give the count away, and are withheld',
  async (t) => {
    const cells = [hackney('black', 50), hackney('white', 80), hackney('known', 'c')];
    const answer = await ask(vocabulary, cells, {
      measure: SUSPENSIONS,
      groups: ['black'],
      areas: [HACKNEY],
    });
    t.match(rowOf(answer, 'black').against({ kind: 'ALL_OTHERS' }).rateRatio, { value: null, status: 'c' });
    t.match(rowOf(answer, 'black').share, { value: null, status: 'c' });
  },
);

t.test('zero is a number: shown, with an upper limit', async (t) => {
  const cells = [hackney('black', 0), hackney('white', 40)];
  const answer = await ask(vocabulary, cells, { measure: SUSPENSIONS, groups: ['black'], areas: [HACKNEY] });
  const rate = rowOf(answer, 'black').rate;
  t.match(rate, { value: 0, lower: 0, status: 'shown', reason: null });
  t.ok(rate.upper !== null && Math.abs(rate.upper - 0.0369) < 0.0001, '3.69 events in 10,000');
});

t.test('nobody in the base is not a rate of zero', async (t) => {
  const answer = await ask(vocabulary, [hackney('black', 0, 0)], {
    measure: SUSPENSIONS,
    groups: ['black'],
    areas: [HACKNEY],
  });
  t.match(rowOf(answer, 'black').rate, { value: null, status: 'z', reason: 'EMPTY_DENOMINATOR' });
});

t.test('an area or group that the release does not have is missing with a reason', async (t) => {
  const answer = await ask(vocabulary, [hackney('black', 50)], {
    measure: SUSPENSIONS,
    groups: ['black', 'white'],
    areas: [HACKNEY, CITY, LONDON],
  });
  t.match(rowOf(answer, 'white').rate, { value: null, status: 'x', reason: 'NOT_PUBLISHED' });
  t.match(rowOf(answer, 'black', CITY).numerator, { status: 'x', value: null });
  t.same(answer.withheld, { withheld: 0, sourceWithheld: 0, notAvailable: 5 });
});

t.test('figures that their source rounded say so', async (t) => {
  const rounded = (group: string, n: number) => ({
    ...hackney(group, n),
    numerator: { status: 'rounded' as const, value: n },
  });
  const cells = [rounded('black', 120), hackney('white', 80)];
  const answer = await ask(vocabulary, cells, { measure: SUSPENSIONS, groups: ['black'], areas: [HACKNEY] });
  const row = rowOf(answer, 'black');
  t.equal(row.rate.status, 'rounded');
  t.ok(codesOf(row.caveats).includes('SOURCE_ROUNDED'));
  const against = row.against({ kind: 'GROUP', group: 'white' });
  t.equal(against.rateRatio.status, 'rounded');
  t.ok(codesOf(against.caveats).includes('SOURCE_ROUNDED'));
});
