import t from 'tap';
import { areasIn, cellsIn } from '../../../src/release/cell-lines.ts';

const COVERAGE = { included: ['E09000012'], notReturned: [], joint: [], noPopulation: [] };
const coverages = new Map([[7, COVERAGE]]);
const filter = { measure: 'ed-suspension-rate', period: 'AY2024-25' };

/** Area, group, events, base; then statuses, squares, origin, coverage, sex, age band, category. */
const LINES = [
  ['E09000012', 'black', '12', '300', 'shown', 'shown', '', 'authority', '', 'female', '5-10', 'sen:ehcp'],
  ['E09000012', 'white', '7', '', 'shown', '', '', 'authority', '', 'female', '5-10', 'sen:ehcp'],
  ['E09000013', 'black', '', '40', 'c', 'rounded', '', 'official', '', 'male', 'all', 'all'],
  ['E12000007', 'black', '-2.5', '9', 'shown', 'shown', '81.25', 'authority', '7', 'all', 'all', 'all'],
];
const TEXT = LINES.map((fields) => fields.join('\t')).join('\n');

t.test('each line is a cell, with its own words at its end', async (t) => {
  const cells = cellsIn(TEXT, { filter, coverages });
  const female = { ...filter, sex: 'female', ageBand: '5-10', category: 'sen:ehcp' };
  const own = { origin: 'authority', coverage: null, sumOfSquares: null };
  t.strictSame(cells, [
    {
      ...{ ...female, ...own, area: 'E09000012', group: 'black' },
      numerator: { status: 'shown', value: 12 },
      denominator: { status: 'shown', value: 300 },
    },
    {
      ...{ ...female, ...own, area: 'E09000012', group: 'white' },
      numerator: { status: 'shown', value: 7 },
      denominator: null,
    },
    {
      ...{ ...filter, ...own, sex: 'male', ageBand: 'all', category: 'all', origin: 'official' },
      ...{ area: 'E09000013', group: 'black' },
      numerator: { status: 'c', value: null },
      denominator: { status: 'rounded', value: 40 },
    },
    {
      ...{ ...filter, ...own, sex: 'all', ageBand: 'all', category: 'all', coverage: COVERAGE },
      ...{ area: 'E12000007', group: 'black', sumOfSquares: 81.25 },
      numerator: { status: 'shown', value: -2.5 },
      denominator: { status: 'shown', value: 9 },
    },
  ]);
  t.strictSame([...areasIn(TEXT)], ['E09000012', 'E09000013', 'E12000007']);
});

t.test('what the filter fixes is not in the lines', async (t) => {
  const [line = []] = LINES;
  const text = [...line.slice(0, -3), '', '', ''].join('\t');
  const fixed = { ...filter, sex: 'male', ageBand: 'all', category: 'all' } as const;
  t.match(cellsIn(text, { filter: fixed, coverages }), [{ sex: 'male', ageBand: 'all', category: 'all' }]);
});

t.test('no text, no cells', async (t) => {
  t.strictSame(cellsIn('', { filter, coverages }), []);
  t.equal(areasIn('').size, 0);
});
