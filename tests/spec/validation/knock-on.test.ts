import t from 'tap';
import type { Finding } from '../../../src/validation/finding.ts';
import { checkFile } from './check-file.ts';

/** What one slip makes look missing is not asked for beside it; what is missing by itself is. */

const HEADER = [
  ...['measure', 'period', 'area', 'ethnic_group', 'sex', 'age_band', 'category'],
  ...['numerator', 'denominator'],
];
type Row = Readonly<Record<string, string>>;
type Slip = (rows: readonly Row[]) => readonly Row[];

const GROUPS = ['all', 'indian', 'chinese', 'black-caribbean', 'black-african', 'any-other'];
const SPLITS: readonly Row[] = [
  {},
  { sex: 'female' },
  { sex: 'male' },
  { age_band: '10-15' },
  { age_band: '16-17' },
  { category: 'sen:ehcp' },
  { category: 'sen:none' },
];

/** Two measures, whole and by sex, age and need: nothing is missing from it. */
const TABLE: readonly Row[] = ['ed-percentage', 'ed-rate'].flatMap((measure) =>
  SPLITS.flatMap((split) =>
    GROUPS.map((ethnic_group): Row => {
      const times = (ethnic_group === 'all' ? 5 : 1) * (Object.keys(split).length === 0 ? 2 : 1);
      const place = { measure, period: 'AY2024-25-T1', area: 'E09000012', ethnic_group };
      return { ...place, ...split, numerator: `${10 * times}`, denominator: `${200 * times}` };
    }),
  ),
);

const is = (wanted: Row) => (row: Row) =>
  Object.entries(wanted).every(([name, value]) => (row[name] ?? '') === value);
/** One cell of the table, of a sex. */
const CELL = { measure: 'ed-rate', ethnic_group: 'indian', sex: 'female' };
/** And one of those that are of everybody. */
const UNDIVIDED = { measure: 'ed-rate', ethnic_group: 'indian', sex: '', age_band: '', category: '' };
const write =
  (wanted: Row, words: Row): Slip =>
  (rows) =>
    rows.map((row) => (is(wanted)(row) ? { ...row, ...words } : row));
const leaveOut =
  (wanted: Row): Slip =>
  (rows) =>
    rows.filter((row) => !is(wanted)(row));

async function told(...slips: readonly Slip[]): Promise<readonly Finding[]> {
  let rows = TABLE;
  for (const slip of slips) rows = slip(rows);
  const lines = rows.map((row) => HEADER.map((name) => row[name] ?? '').join(',') + (row.more ?? ''));
  const terms = { asked: ['ed-percentage', 'ed-rate'] };
  const { findings } = await checkFile(`${[HEADER.join(','), ...lines].join('\r\n')}\r\n`, terms);
  // That Indain is Indian, and the like, is no finding of what is missing.
  return findings.filter(({ code }) => code !== 'ethnic-group-resolved');
}

t.test('nothing is missing from the table', async (t) => {
  t.same(await told(), []);
});

const SLIPS: readonly (readonly [string, string, Row, Row, number?])[] = [
  ['a misspelt group', 'unknown-ethnic-group', CELL, { ethnic_group: 'Indain' }],
  ['a misspelt group of everybody', 'unknown-ethnic-group', UNDIVIDED, { ethnic_group: 'Indain' }],
  ['a group that is like no other', 'unknown-ethnic-group', UNDIVIDED, { ethnic_group: 'Xyzzyxyzzy' }],
  ['an empty group', 'unknown-ethnic-group', UNDIVIDED, { ethnic_group: '' }],
  ['a misspelt total', 'unknown-ethnic-group', { ...UNDIVIDED, ethnic_group: 'all' }, { ethnic_group: 'al' }],
  [
    'a group misspelt wherever it stands',
    'unknown-ethnic-group',
    { ethnic_group: 'indian' },
    { ethnic_group: 'Indain' },
    14,
  ],
  ['a sex', 'unknown-sex', CELL, { sex: 'femail' }],
  ['one sex wherever it stands', 'unknown-sex', { sex: 'female' }, { sex: 'femail' }, 12],
  ['an age band', 'unknown-age-band', { ...CELL, sex: '', age_band: '10-15' }, { age_band: 'ten to 15' }],
  ['a category', 'unknown-category', { ...CELL, sex: '', category: 'sen:ehcp' }, { category: 'plan' }],
  [
    'a category that is another but for a letter',
    'category-like-another',
    { ...CELL, sex: '', category: 'sen:ehcp' },
    { category: 'sen:ehcpx' },
  ],
  [
    'a dimension',
    'dimension-not-taken',
    { ...CELL, sex: '', category: 'sen:ehcp' },
    { category: 'sne:ehcp' },
  ],
  ['a measure in one row', 'unknown-measure', CELL, { measure: 'ed-rat' }],
  [
    'a measure wherever it stands',
    'unknown-measure',
    { measure: 'ed-rate' },
    { measure: 'ed-rat' },
    GROUPS.length * SPLITS.length,
  ],
  ['a period that is none', 'unknown-period', CELL, { period: 'autumn' }],
  ['the period of last year', 'another-period', UNDIVIDED, { period: 'AY2023-24-T1' }],
  ['an area that is none', 'unknown-area', CELL, { area: 'Hackny' }],
  ['the area of a neighbour', 'another-authority', UNDIVIDED, { area: 'E09000022' }],
  ['a separator too many', 'ragged-row', CELL, { more: ',x' }],
];

for (const [slip, code, wanted, words, times = 1] of SLIPS) {
  t.test(`${slip} is told, and nothing else`, async (t) => {
    const findings = await told(write(wanted, words));
    t.same(new Set(findings.map((each) => each.code)), new Set([code]));
    t.equal(
      findings.reduce((sum, { occurrences }) => sum + occurrences, 0),
      times,
    );
  });
}

const missing = async (...slips: readonly Slip[]) =>
  (await told(...slips))
    .filter(({ severity }) => severity !== 'error')
    .map(({ code, value }) => [code, value]);

t.test('what is missing by itself is told beside a slip', async (t) => {
  const indain = write(UNDIVIDED, { ethnic_group: 'Indain' });
  const african = { ...UNDIVIDED, ethnic_group: 'black-african' };
  t.same(
    await missing(indain, leaveOut(african)),
    [['group-missing', 'black-african']],
    'another group of the same table',
  );
  t.same(
    await missing(indain, leaveOut({ ...UNDIVIDED, ethnic_group: 'all' })),
    [['total-missing', 'ed-rate']],
    'its total',
  );
  t.same(
    await missing(indain, leaveOut({ ...UNDIVIDED, measure: 'ed-percentage' })),
    [
      ['group-missing', 'indian'],
      ['groups-below-total', 'ed-percentage'],
    ].toSorted(),
    'the same group of another measure',
  );
  t.same(
    await missing(write(UNDIVIDED, { ethnic_group: 'Xyzzyxyzzy' }), leaveOut(african)),
    [
      ['group-missing', 'indian'],
      ['group-missing', 'black-african'],
    ],
    'two groups, of which one row may be either',
  );
  t.same(
    (await missing(write(CELL, { sex: 'femail' }), leaveOut({ ...CELL, sex: 'male' }))).map(([code]) => code),
    ['group-missing'],
    'both sexes of a group, of which one row may be either',
  );
  t.same(
    await missing(
      write({ ...CELL, measure: 'ed-percentage' }, { measure: 'ed-percentag' }),
      leaveOut({ measure: 'ed-rate' }),
    ),
    [['measures-not-sent', null]],
    'a measure, beside the slip in the name of another',
  );
});
