import t from 'tap';
import { createAlike, rowsInWords, stretchesOf } from '../../../src/validation/alike.ts';
import type { Finding } from '../../../src/validation/finding.ts';
import { isOneLetterApart } from '../../../src/validation/like-categories.ts';
import { checkFile } from './check-file.ts';

/** What one habit does to many rows is told once, with every row and what to write instead. */

const HEADER = 'measure,period,area,ethnic_group,category,numerator,denominator';
const GROUPS = ['asian', 'black', 'indian', 'black-african', 'chinese'];
/** Twelve cells. */
const KINDS = Array.from({ length: 12 }, (_, at) => `sen:kind-${at}`);
const line = (measure: string, group: string, numbers: string, category = '') =>
  `${measure},AY2024-25-T1,E09000012,${group},${category},${numbers}`;
const found = async (lines: readonly string[], code: string, terms = {}): Promise<readonly Finding[]> => {
  const { findings } = await checkFile(`${[HEADER, ...lines].join('\r\n')}\r\n`, terms);
  return findings.filter((each) => each.code === code);
};

t.test('of totals that differ each row is named that is not as most are', async (t) => {
  const shares = (totals: readonly number[]) =>
    GROUPS.map((group, at) => line('ed-share', group, `10,${totals[at]}`));
  const first = await found(shares([99, 100, 100, 100, 100]), 'share-totals-differ');
  t.match(first, [{ row: 2, value: '99', expected: '100', occurrences: 1, rows: null }]);
  t.equal(first.length, 1);
  const three = await found(shares([100, 98, 100, 99, 100]), 'share-totals-differ');
  t.match(three, [{ row: 3, column: 'denominator', value: '98', occurrences: 2, rows: '3, 5' }]);
  t.match(three[0]?.message, /So in rows 3 and 5\.$/);
  const even = await found(shares([100, 98, 100, 98, 97]), 'share-totals-differ');
  t.match(even, [{ row: 3, value: '98', expected: null, occurrences: 3, rows: '3, 5 to 6' }]);
  t.match(even[0]?.message, /and that of another group at the same place is 100, as in row 2\./);
  const twice = shares([100, 100, 100, 98, 98]);
  const [repeated] = await found([...twice, twice[4] ?? '', twice[4] ?? ''], 'share-totals-differ');
  t.match(
    repeated,
    { value: '98', expected: '100', rows: '5 to 6' },
    'a row that repeats another counts once',
  );
  const swapped = GROUPS.map((group, at) => line('ed-share', group, at === 3 ? '100,10' : '10,100'));
  t.same(await found(swapped, 'share-totals-differ'), [], 'of two numbers that are swapped, that is told');
  t.equal((await found(swapped, 'numerator-exceeds-denominator')).length, 1);
});

t.test('of pupils who are not as many as were counted each row and number is named', async (t) => {
  const pupils = {
    population: 'school-census-pupils',
    period: 'AY2021-22',
    byGroup: new Map(GROUPS.map((group) => [group, 1000])),
  };
  const rows = GROUPS.map((group, at) => line('ed-rate', group, `10,${at === 2 ? 1000 : 300 + at}`));
  const [told, ...more] = await found(rows, 'pupils-differ', { pupils });
  t.same(more, []);
  t.match(told, { row: 2, column: 'denominator', rows: '2 to 3, 5 to 6', occurrences: 4 });
  t.match(told?.message, /in rows 2 to 3 and 5 to 6 are far .*300 and not 1000.*301 and.*303 and.*304 and/);
});

t.test('a habit in place of numbers is told once, with what to write', async (t) => {
  const habits: readonly (readonly [string, RegExp])[] = [
    ['12.5%', /Send the count that the percentage was worked out from/],
    ['<5', /protect small ones .* it is c/],
    ['*', /protect small ones .* it is c/],
    ['\u2013', /Nobody is 0\. .* is x; .* is z/],
    ['-', /Nobody is 0/],
    ['n/a', /Nobody is 0/],
    ['..', /Nobody is 0/],
  ];
  for (const [text, advice] of habits) {
    const told = await found(
      KINDS.map((kind) => line('ed-percentage', 'asian', `${text},340`, kind)),
      'number-not-readable',
    );
    t.match(told, [{ row: 2, occurrences: 12, rows: '2 to 13', message: advice }], text);
    t.equal(told.length, 1);
  }
  const percentages = KINDS.map((kind, at) => line('ed-percentage', 'asian', `${at}.5,340`, kind));
  t.match(await found(percentages, 'not-a-whole-number'), [{ occurrences: 12, rows: '2 to 13' }]);
  const { codes } = await checkFile(`${[HEADER, line('ed-percentage', 'asian', '37.5,8')].join('\r\n')}\r\n`);
  t.same(codes, ['not-a-whole-number'], 'that a percentage is more than its base is no further slip');
  const words = await found([line('ed-rate', 'asian', 'about 3,340')], 'number-not-readable');
  t.match(words, [{ message: "Row 2: numerator 'about 3' is not a number we can read." }]);
});

t.test('denominators are asked about only where a measure has many, and no other than 100', async (t) => {
  const of = (total: number) =>
    GROUPS.map((group, at) => line('ed-percentage', group, `10,${at === 4 ? total : 100}`));
  t.equal((await found(of(100), 'denominators-all-100')).length, 1);
  t.same(await found(of(101), 'denominators-all-100'), []);
  t.same(await found(of(100).slice(1), 'denominators-all-100'), []);
});

t.test('a table that was pasted twice, a subtotal and a footnote are one finding each', async (t) => {
  const table = KINDS.map((kind) => line('ed-percentage', 'asian', '12,340', kind));
  t.match(await found([...table, ...table], 'duplicate-row'), [
    { row: 14, occurrences: 12, rows: '14 to 25' },
  ]);
  for (const stray of ['Total,,,,,144,4080', 'Source: our own system,,,,,,', ',,,,,144,4080']) {
    const { findings, counts } = await checkFile(`${[HEADER, ...table, stray].join('\r\n')}\r\n`);
    t.equal(counts.errors, 1, stray);
    const [error] = findings.filter(({ severity }) => severity === 'error');
    t.match(error, { code: 'unknown-measure', row: 14, message: /A subtotal or a note is left out\.$/ });
  }
  const below = await found([...table, ',AY2024-25-T1,E09000012,black,,1,2'], 'unknown-measure');
  t.match(below, [{ message: /fill it down from the row above/ }], 'but a row that lost its measure is one');
});

t.test(
  'a category that is not of the form, or spelt nearly as another, is told with the one meant',
  async (t) => {
    for (const [text, expected] of [
      ['SEN: EHC plan', 'sen:ehc-plan'],
      ['ehc plan', 'sen:ehc-plan'],
    ] as const) {
      const told = await found([line('ed-percentage', 'asian', '12,340', text)], 'unknown-category');
      t.match(told, [
        {
          expected,
          message: `Row 2: category '${text}' is not of the form dimension:code. Did you mean '${expected}'?`,
        },
      ]);
    }
    const table = GROUPS.map((group, at) =>
      line('ed-percentage', group, '12,340', at === 4 ? 'sen:supportx' : 'sen:support'),
    );
    const told = await found(table, 'category-like-another');
    t.match(told, [{ row: 6, column: 'category', value: 'sen:supportx', expected: 'sen:support' }]);
    const even = GROUPS.map((group, at) =>
      line('ed-percentage', group, '12,340', at < 3 ? 'sen:support' : 'sen:supports'),
    );
    t.same(await found(even, 'category-like-another'), [], 'as many of the one as of the other is no slip');
  },
);

t.test('one letter of a word makes a slip, a digit or a letter by itself another category', (t) => {
  const pairs: readonly (readonly [string, string, boolean])[] = [
    ['grade:senior-manager', 'grade:senior-managerx', true],
    ['grade:senior-manager', 'grade:senoir-manager', true],
    ['grade:senior-manager', 'grade:senior-maneger', true],
    ['grade:senior-manager', 'grade:seniormanager', false],
    ['grade:band-a', 'grade:band-b', false],
    ['school:school-11', 'school:school-12', false],
    ['phase:primary', 'phase:secondary', false],
    ['role:teacher', 'role:teacher', false],
  ];
  for (const [one, other, is] of pairs) {
    t.equal(isOneLetterApart(one, other), is, `${one} and ${other}`);
    t.equal(isOneLetterApart(other, one), is);
  }
  t.end();
});

t.test('rows are listed as stretches, for a sentence and for whoever marks them', (t) => {
  t.equal(createAlike([2, 3, 4, 9, 12, 13]).all(), '2 to 4, 9, 12 to 13');
  t.equal(createAlike([2, 4]).all(), '2, 4');
  t.equal(createAlike([7]).all(), '7');
  t.equal(createAlike([2, 4, 6, 8, 10, 12, 13, 14]).others(), '4, 6, 8, 10 and 12 to 14');
  t.same(stretchesOf('2 to 4, 9, 12 to 13'), [
    [2, 4],
    [9, 9],
    [12, 13],
  ]);
  t.same(stretchesOf(''), []);
  t.equal(rowsInWords([9, 3, 4]), 'rows 3 to 4 and 9');
  t.equal(rowsInWords([9]), 'row 9');
  t.match(rowsInWords(Array.from({ length: 60 }, (_, at) => at * 2)), /, 78 and 20 more stretches$/);
  t.match(rowsInWords(Array.from({ length: 600 }, (_, at) => at * 2)), /, 78 and 560 more stretches$/);
  t.equal(rowsInWords([9, 3, 4], true), 'rows 3 to 4, 9 and more');
  t.match(
    rowsInWords(
      Array.from({ length: 60 }, (_, at) => at * 2),
      true,
    ),
    /, 78 and more$/,
  );
  t.end();
});
