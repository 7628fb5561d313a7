import t from 'tap';
import { closedMargins, FEWEST_CELLS, isMargin, marginOf, planOf } from '../../../src/disclosure/plan.ts';
import { belowFloor, DEFAULT_POLICY, type Policy, ruleFor } from '../../../src/disclosure/policy.ts';
import { protect } from '../../../src/disclosure/protect.ts';
import { cell, HACKNEY, type SketchedCell, seededVocabulary } from '../../support/london.ts';
import { solveHere } from '../../support/solve.ts';

const vocabulary = await seededVocabulary();
const MEASURE = 'ed-suspended-pupils-pct';
const measure = vocabulary.measure.get(MEASURE);
if (measure === undefined) throw new Error(MEASURE);
const optionsOf = (policy: Policy) => ({
  measures: vocabulary.measure,
  partitions: vocabulary.partitions,
  areas: vocabulary.area,
  members: vocabulary.members,
  groups: vocabulary.group,
  policy,
});
const options = optionsOf(DEFAULT_POLICY);
const withRules = (policy: Partial<Policy>): Policy => ({ ...DEFAULT_POLICY, ...policy });
const sketch = (more: Partial<SketchedCell>) => cell({ measure: MEASURE, n: 100, d: 900, ...more });

t.test('the margin of a cell', async (t) => {
  for (const [given, margin] of [
    [{}, 'authority/none/all/all/all'],
    [{ group: 'known' }, 'authority/none/all/all/all'],
    [{ group: 'not-known' }, 'authority/none/all/all/all'],
    [{ group: 'black', sex: 'female' }, 'authority/broad/sex/all/all'],
    [{ group: 'roma', ageBand: '5-9' }, 'authority/finest/all/age/all'],
    [{ group: 'somali', category: 'sen:ehcp' }, 'authority/finest/all/all/sen'],
    [{ area: 'NEL', group: 'black' }, 'sub-region/broad/all/all/all'],
    [{ area: 'E13000001' }, 'inner-outer/none/all/all/all'],
    [{ area: 'E12000007', group: 'white-british' }, 'region/finest/all/all/all'],
  ] as const) {
    const found = marginOf(sketch(given), options);
    t.equal(found, margin);
    t.ok(isMargin(found));
  }
  t.notOk(isMargin('authority/broad'));
  t.notOk(isMargin('borough/broad/all/all/all'));
});

/** So many counts of one margin, so many of them small. */
const many = (cells: number, small: number, more: Partial<SketchedCell>) =>
  Array.from({ length: cells }, (_, index) => sketch({ ...more, n: index < small ? 3 : 100 }));
const stateOf = (cells: ReturnType<typeof many>, margin: string, policy = DEFAULT_POLICY) =>
  planOf(cells, measure, optionsOf(policy))[margin]?.state;

t.test('the gates', async (t) => {
  const broad = { group: 'black' };
  const margin = 'authority/broad/all/all/all';
  t.equal(stateOf(many(100, 35, broad), margin), 'open');
  t.equal(stateOf(many(100, 36, broad), margin), 'closed');
  t.equal(stateOf(many(FEWEST_CELLS - 1, 30, broad), margin), 'open', 'of few counts nothing is said');
  t.equal(stateOf(many(100, 6, { ...broad, area: 'NEL' }), 'sub-region/broad/all/all/all'), 'closed');
  t.equal(stateOf(many(100, 99, {}), 'authority/none/all/all/all'), 'open', 'totals are always published');
  t.equal(stateOf(many(100, 99, broad), margin, withRules({ threshold: 3 })), 'open', 'no count is 1 or 2');
  const zeros = Array.from({ length: 200 }, () => sketch({ ...broad, n: 0, d: 0 }));
  t.equal(stateOf([...many(100, 36, broad), ...zeros], margin), 'closed', 'zeros do not count');
  const rest = Array.from({ length: 100 }, () => sketch({ ...broad, n: 897 }));
  t.equal(stateOf(rest, margin), 'closed', 'few who did not are few');
});

t.test('what is finer than a closed margin is closed', async (t) => {
  const cells = [...many(100, 90, { group: 'black' }), ...many(100, 0, { group: 'roma', sex: 'male' })];
  const plan = planOf(cells, measure, options);
  t.equal(plan['authority/finest/sex/all/all']?.state, 'closed');
  t.same([...closedMargins(plan, MEASURE, DEFAULT_POLICY)].sort(), [
    'authority/broad/all/all/all',
    'authority/finest/sex/all/all',
  ]);
  const margins = { 'authority/broad/all/all/all': 'open', 'region/finest/sex/all/all': 'closed' } as const;
  const steward = withRules({ measures: { [MEASURE]: { margins } } });
  t.same([...closedMargins(plan, MEASURE, steward)].sort(), [
    'authority/finest/sex/all/all',
    'region/finest/sex/all/all',
  ]);
});

t.test('a measure’s own rule goes before its domain’s, and that before the general one', async (t) => {
  const policy = withRules({
    domains: { education: { threshold: 8, totalsTo: 5 } },
    measures: { [MEASURE]: { threshold: 11, persons: null } },
  });
  t.same(ruleFor(policy, measure), { threshold: 11, meanThreshold: 10, totalsTo: 5, persons: null });
  const seen = await protect(
    [sketch({ n: 9, group: 'black' }), cell({ measure: 'ed-gld-pct', n: 9, d: 90 })],
    { ...optionsOf(policy), solve: solveHere },
  );
  t.same(
    seen.cells.map(({ numerator }) => numerator.status),
    ['c', 'shown'],
  );
});

t.test('what takes a second person', async (t) => {
  const isPersons = (id: string) => vocabulary.measure.get(id)?.persons ?? true;
  for (const [policy, low] of [
    [DEFAULT_POLICY, []],
    [withRules({ threshold: 10 }), []],
    [withRules({ threshold: 5 }), ['threshold']],
    [withRules({ domains: { workforce: { meanThreshold: 9 } } }), ['domains.workforce.meanThreshold']],
    [withRules({ measures: { [MEASURE]: { persons: false } } }), [`measures.${MEASURE}.persons`]],
    [withRules({ measures: { 'ed-school-charter-pct': { persons: false } } }), []],
  ] as const) {
    t.same(belowFloor(policy, isPersons), low);
  }
});

t.test('totals over authorities are rounded where the policy says so, after protection', async (t) => {
  const coverage = { included: [HACKNEY], notReturned: [], joint: [], noPopulation: [] };
  const total = (n: number) => ({ ...sketch({ area: 'NEL', n, d: 904 }), coverage });
  const policy = withRules({ totalsTo: 10 });
  const see = async (each: ReturnType<typeof sketch>) =>
    (await protect([each], { ...optionsOf(policy), solve: solveHere })).cells[0];
  t.match(await see(total(107)), {
    numerator: { status: 'rounded', value: 110 },
    denominator: { value: 900 },
  });
  t.match(await see(total(0)), { numerator: { status: 'shown', value: 0 } });
  t.match(await see(total(3)), { numerator: { status: 'c', value: null } });
  t.match(await see({ ...total(107), origin: 'official' }), { numerator: { status: 'shown', value: 107 } });
  const own = await see(sketch({ n: 107 }));
  t.match(own, { numerator: { status: 'shown', value: 107 } }, 'an authority’s own counts are exact');
});
