import t from 'tap';
import { Problem } from '../../../src/problem.ts';
import { datedAgeBands } from '../../../src/validation/dated-age-band.ts';
import { editDistance, nearest } from '../../../src/validation/nearest.ts';
import { plainNumber, readNumber } from '../../../src/validation/read-number.ts';
import { groupResolver, inferClassification } from '../../../src/vocabulary/classification.ts';
import { expressibleGroups } from '../../../src/vocabulary/expressible.ts';
import { symbolStatus } from '../../../src/vocabulary/symbol.ts';
import { checkFile } from './check-file.ts';
import { HACKNEY, layout, vocabulary } from './small-vocabulary.ts';

const HEADER = 'measure,period,area,ethnic_group,numerator,denominator';
const line = (group: string, numbers = '1,2') => `ed-percentage,AY2024-25-T1,${HACKNEY},${group},${numbers}`;
const tidy = (...groups: readonly string[]) => [HEADER, ...groups.map((group) => line(group))].join('\n');

t.test('numbers', async (t) => {
  const cases: readonly [string, ReturnType<typeof readNumber>][] = [
    ['0', { kind: 'number', value: 0 }],
    ['00012', { kind: 'number', value: 12 }],
    ['12.0', { kind: 'number', value: 12 }],
    ['-40342.35', { kind: 'number', value: -40342.35 }],
    ['9007199254740991', { kind: 'number', value: 9007199254740991 }],
    ['9007199254740993', { kind: 'unreadable' }],
    ['1,234', { kind: 'number', value: 1234, form: 'commas' }],
    ['12,345,678', { kind: 'number', value: 12345678, form: 'commas' }],
    ['1,234.5', { kind: 'number', value: 1234.5, form: 'commas' }],
    ['1 234', { kind: 'number', value: 1234, form: 'spaces' }],
    ["'12", { kind: 'number', value: 12, form: 'text' }],
    ['="12"', { kind: 'number', value: 12, form: 'text' }],
    ["'1,234", { kind: 'number', value: 1234, form: 'text' }],
    ["'c", { kind: 'symbol', status: 'c' }],
    ['="12', { kind: 'unreadable' }],
    ['1,23', { kind: 'unreadable' }],
    ['0,123', { kind: 'unreadable' }],
    ['1234,567', { kind: 'unreadable' }],
    ['1,234 567', { kind: 'unreadable' }],
    ['1.234,5', { kind: 'unreadable' }],
    ['12%', { kind: 'unreadable' }],
    ['1e3', { kind: 'unreadable' }],
    ['NaN', { kind: 'unreadable' }],
    ['Infinity', { kind: 'unreadable' }],
    ['', { kind: 'empty' }],
    ['low', { kind: 'symbol', status: 'low' }],
    ['K', { kind: 'symbol', status: 'low' }],
  ];
  for (const [text, expected] of cases) t.same(readNumber(text, symbolStatus), expected, `'${text}'`);
  t.equal(plainNumber('1.234.567'), '1234567');
  t.equal(plainNumber('1.2E+05'), '120000');
  t.equal(plainNumber('1,23'), undefined);
});

t.test('a date is an age band again where one band alone can have been meant', async (t) => {
  const cases: readonly [string, readonly string[]][] = [
    ['10-Nov', ['10-11']],
    ['05-Oct', ['5-10']],
    ['15-Oct', ['10-15']],
    ['Oct-15', ['10-15']],
    ['Oct-2015', ['10-15']],
    ['10/15/2025', ['10-15']],
    ['10/05/2025', ['5-10']],
    ['2025-10-05', ['5-10']],
    ['2025-10-15 00:00:00', ['10-15']],
    ['01/10/2015', ['1-10', '10-15']],
    ['01-Apr-25', ['1-4']],
    ['Oct-10', []],
    ['Oct-25', []],
    ['31/31/2025', []],
    ['10 to 15', []],
    ['Zoctember-5', []],
  ];
  for (const [text, bands] of cases) t.same(datedAgeBands(text, { from: 0, to: 17 }), bands, text);
  t.same(datedAgeBands('01/10/2015', { from: 10, to: 17 }), ['10-15'], 'the ages of the measure decide');
  t.same(datedAgeBands('Oct-25', null), ['10-25'], 'a measure that is of no particular ages');
});

t.test('a file as spreadsheets leave it', async (t) => {
  const text = [
    'Hackney, autumn term 2024,,,,,,,',
    ',,,,,,,,',
    'measure,period,area,ethnic_group,sex,age_band,numerator,denominator,,',
    `ed-percentage,AY2024-25-T1,${HACKNEY},\u00a0Black\u00a0Caribbean ,female,05-Oct,"1,234",12 345`,
    `ed-percentage,AY2024-25-T1,'${HACKNEY},asian,female,'5-10,="7",'12.0,,`,
    ` , ,\u2009,,,,,,`,
    ',,,,,,,,,,',
  ].join('\r\n');
  for (const file of [text, Buffer.from(`\uFEFF${text}`, 'utf16le')]) {
    const { taken, findings, rows } = await checkFile(file);
    t.match(taken, [
      { row: 4, group: 'black-caribbean', ageBand: '5-10', numerator: { value: 1234 } },
      { row: 5, group: 'asian', ageBand: '5-10', numerator: { value: 7 }, denominator: { value: 12 } },
    ]);
    t.match(taken[0]?.denominator, { value: 12345 });
    t.equal(rows, 2);
    t.ok(findings.every(({ severity }) => severity === 'notice'));
    t.same(
      findings.map(({ message }) => message).filter((message) => !message.startsWith('The file is UTF-16')),
      [
        'Row 1 was left out: the columns are named in row 3.',
        "'Black Caribbean' was taken for Black Caribbean (black-caribbean) in 1 row, first in row 4.",
        "'05-Oct' was taken for the age band 5-10 in 1 row, first in row 4.",
        "1 number is written with commas between thousands, first in row 4: '1,234' was read as 1234.",
        "1 number is written with spaces between thousands, first in row 4: '12 345' was read as 12345.",
        '2 numbers are written marked as text, first in row 5: \'="7"\' was read as 7.',
      ],
    );
  }
});

t.test('what a separator means is not guessed at, and the finding says what to write', async (t) => {
  const message = async (numbers: string) =>
    (await checkFile(`${HEADER}\n${line('asian', numbers)}\n`)).findings[0]?.message;
  t.match(await message('"1,23",400'), /'1,23' is not a number we can read\. .* write 1\.23 or 123\.$/);
  t.match(await message('1.234,4000'), /'1.234' is not a whole number\. If the point .* write 1234\.$/);
  t.match(await message('12.345.678,20000000'), /Write it as 12345678\.$/);
});

t.test('a swap of two letters is one mistake', async (t) => {
  t.equal(editDistance('asain', 'asian'), 1);
  t.equal(nearest('Asain', ['Indian', 'Asian', 'asian']), 'Asian');
  t.equal(nearest('Martian', ['White British', 'Chinese']), undefined);
});

t.test('ethnic groups', async (t) => {
  const read = (text: string, declared: string | null = null, inferred: string | null = null) => {
    const reading = groupResolver(vocabulary, { declared, inferred })(text);
    return reading.kind === 'group' ? reading.group.id : reading.kind;
  };
  t.equal(read('black-caribbean'), 'black-caribbean', 'our id');
  t.equal(read('black_caribbean'), 'black-caribbean', 'our label, with underscores for spaces');
  t.equal(read('BLACK  CARIBBEAN '), 'black-caribbean', 'our label');
  t.equal(read('black or black british : caribbean'), 'black-caribbean', 'an alias');
  t.equal(read('bcrb'), 'black-caribbean', 'a code of one classification');
  t.equal(read('B1'), 'black-caribbean', 'a code that two classifications share and mean alike');
  t.equal(read('O9'), 'ambiguous', 'a code that they mean differently');
  t.equal(read('O9', '16+1'), 'any-other-including-arab');
  t.equal(read('O9', null, '18+1'), 'any-other');
  t.equal(read('2', 'census'), 'chinese');
  t.equal(read('2', 'census-five'), 'black');
  t.equal(read('Any other ethnic group'), 'any-other', 'our label is ours');
  t.equal(read('Any other ethnic group', 'dfe-main'), 'any-other-including-arab', 'but for what is declared');
  t.equal(read('asian', '18+1'), 'asian', 'our ids hold in any classification');
  t.equal(read('BCRB', '18+1'), 'another-classification');
  t.equal(
    read('Asian', 'legacy'),
    'asian-excluding-chinese',
    'a label that the declared one gives to another',
  );
  t.equal(read('asian or asian british', 'legacy'), 'asian-excluding-chinese', 'and its aliases');
  t.equal(read('other', 'legacy'), 'other-including-chinese');
  t.equal(read('Other', 'census'), 'other');
  t.equal(read('REFU', 'dfe-main'), 'refused', 'a refusal is a choice');
  t.equal(read('NOBT', 'dfe-main'), 'not-obtained', 'and not a gap in recording');
  t.equal(read('BCRB', 'dfe-extended'), 'black-caribbean', 'extended codes are given beside main ones');
  t.equal(read('-8', 'census'), 'nobody');
  t.equal(read('Klingon'), 'unknown');
});

t.test(
  'a classification tells its codes, their sums, and what is left when one is taken from a sum',
  async (t) => {
    const told = (name: string) => [...expressibleGroups(vocabulary, [name])];
    t.ok(['chinese', 'black-caribbean', 'refused', 'all'].every((id) => told('16+1').includes(id)));
    t.notOk(told('16+1').some((id) => ['black', 'asian', 'indian', 'any-other'].includes(id)));
    t.ok(
      ['asian', 'asian-excluding-chinese'].every((id) => told('census').includes(id)),
      'a sum, and what is left',
    );
    t.notOk(told('census-five').includes('chinese'));
  },
);

t.test('the classification is what all codes in the file are of', async (t) => {
  t.equal(inferClassification(vocabulary, ['2', '3', '7', 'all']), 'census');
  t.equal(inferClassification(vocabulary, ['1', '2']), 'census-five');
  t.equal(inferClassification(vocabulary, ['2']), null, 'two have it, and mean different groups');
  t.equal(inferClassification(vocabulary, ['O9', 'O1']), '16+1');
  t.equal(inferClassification(vocabulary, ['O9', 'B1']), null);
  t.equal(inferClassification(vocabulary, ['Asian', 'black-caribbean']), null, 'no codes at all');

  const { taken, classification, counts } = await checkFile(tidy('O9', 'A4', 'B1'));
  t.equal(counts.errors, 0, 'a code further down settles the first');
  t.equal(classification, '18+1');
  t.same(
    taken.map(({ group, groupAsSent }) => [group, groupAsSent]),
    [
      ['any-other', 'O9'],
      ['chinese', 'A4'],
      ['black-caribbean', 'B1'],
    ],
    'what was typed is kept beside what it was taken for',
  );
});

t.test('our own columns may come in any order and spelling', async (t) => {
  const text = ` Denominator ,Ethnic Group,NUMERATOR,measure,AREA,Period\n2,asian,1,ED-Percentage,e09000012,ay2024-25-t1\n`;
  const { findings, taken } = await checkFile(text);
  t.same(findings, []);
  t.match(taken, [
    {
      row: 2,
      measure: 'ed-percentage',
      period: 'AY2024-25-T1',
      area: HACKNEY,
      group: 'asian',
      groupAsSent: null,
      sex: 'all',
      ageBand: 'all',
      category: 'all',
      numerator: { status: 'shown', value: 1 },
      denominator: { status: 'shown', value: 2 },
      sumOfSquares: null,
    },
  ]);
});

t.test("a declared layout reads somebody else's table", async (t) => {
  const text = [
    'time_period,level,la_code,la_name,breakdown,who,gender,n,d,more',
    '202425,local authority,E09000012,Hackney,Ethnicity,Asian,Girls,:,90,1',
    '202425,Local authority,204,HACKNEY,Ethnicity,CHNE,Total,3,20,1',
    '202425,Local authority,E09000012,Hackney,Meals,yes,Total,4,30,1',
    '202425,Local authority,E09000012,Hackney,Meals,no,Total,5,40,1',
    '202425,Regional,E12000007,Inner London,Ethnicity,all pupils,Total,10,120,1',
  ].join('\n');
  const { taken, cells, counts } = await checkFile(text, {
    layout,
    classification: 'dfe-main',
    period: null,
    area: null,
  });
  t.equal(counts.errors, 0);
  t.equal(cells, 4, 'rows that are added make one cell');
  t.match(taken, [
    { row: 2, period: 'AY2024-25', group: 'asian-excluding-chinese', groupAsSent: 'Asian', sex: 'female' },
    { row: 3, area: HACKNEY, group: 'chinese', groupAsSent: 'CHNE' },
    { row: 4, group: 'all', isPart: true, numerator: { status: 'shown', value: 4 } },
    { row: 5, group: 'all', isPart: true },
    { row: 6, area: 'E13000001', numerator: { status: 'rounded', value: 10 } },
  ]);
  t.same(taken[0]?.numerator, { status: 'x', value: null }, 'a symbol means what its source says it means');
});

t.test(
  'a population comes in by a layout or from a national sender, never in an authority’s own file',
  async (t) => {
    const text = `measure,period,area,ethnic_group,numerator\nchildren-0-17,2024-06-30,${HACKNEY},all,62000\n`;
    t.same((await checkFile(text, { period: '2024-06-30' })).codes, ['unknown-measure']);
    t.same((await checkFile(text, { period: null, area: null })).codes, ['areas-missing']);
  },
);

t.test('records of children are refused, and no value of theirs is repeated', async (t) => {
  const files: Readonly<Record<string, string>> = {
    'a column UPN': `${HEADER},UPN\n`,
    'a column Date of Birth': `Date of Birth,${HEADER}\n`,
    'a column surname': 'Forename;Surname;Ethnicity\nJo;Bloggs;White\n',
    'a pupil number somewhere below': `${HEADER},ref\n${line('asian')},x\n${line('black')},A820200001234\n`,
    'no header row at all': 'A820200001234,Bloggs,White British\n',
    'a pupil number in a file that has none of our columns': 'id,ethnicity\nA820200001234,White\n',
  };
  for (const [what, text] of Object.entries(files)) {
    const error = await checkFile(text).catch((thrown: unknown) => thrown);
    t.ok(error instanceof Problem && error.code === 'records-of-children', what);
    t.notMatch(error instanceof Problem ? JSON.stringify(error.body()) : '', /A8202|Bloggs/, what);
  }
  t.same((await checkFile(tidy('asian'))).codes, []);
});

t.test('what gives records of children away is named: which column, and what it looks like', async (t) => {
  const people = (columns: string, of: (index: number) => string, rows = 30) =>
    `${columns}\n${Array.from({ length: rows }, (_, index) => of(index)).join('\n')}\n`;
  const day = (index: number) => `${(index % 28) + 1}/${(index % 12) + 1}/20${String(10 + (index % 9))}`;
  const nhs = ['9434765919', '9434765870', '4010232137', '9876543210', '1111111111'];
  const files: Readonly<Record<string, string>> = {
    "Column G 'UPN' looks like Unique Pupil Numbers.": `${HEADER},UPN\n`,
    'Column B looks like Unique Pupil Numbers.': 'id,ref\n1,A820200001234\n',
    'Column A looks like NHS numbers.': people('ref,group', (index) => `${nhs[index % 5]},White`),
    'Column A looks like dates of birth.': people('ref,group', (index) => `${day(index)},White`),
    'Column A looks like postcodes.': people(
      'home,group',
      (index) => `E${(index % 18) + 1} ${index % 9}AB,White`,
    ),
    'Column A looks like names.': people(
      'who,group',
      (index) => `"Bl${'abcdefghij'[index % 10]}ggs${'klmnopqrst'[Math.floor(index / 10)]}, Jo",White`,
    ),
    'Column A looks like numbers of children.': people(
      'case,sex,group',
      (index) => `77${10_000 + index},${index % 2 === 0 ? 'M' : 'F'},White`,
    ),
    "Column A 'Forename' looks like names. Column B 'Surname' looks like names.":
      'Forename,Surname\nJo,Bloggs\n',
  };
  for (const [told, text] of Object.entries(files)) {
    const error = await checkFile(text).catch((thrown: unknown) => thrown);
    t.ok(error instanceof Problem && error.code === 'records-of-children', told);
    t.equal(error instanceof Problem ? error.message : '', told);
  }
});

t.test('what only looks like records of children is taken for what it is', async (t) => {
  const rows = (of: (index: number) => string, more = '') =>
    `${HEADER},category${more}\n${Array.from({ length: 40 }, (_, index) => of(index)).join('\n')}\n`;
  const counted = (index: number, text: string) =>
    `${line('asian', `${index + 2},340`)},sen:s${index},${text}`;
  const files: Readonly<Record<string, string>> = {
    'the number of a school beside each count': rows((index) => counted(index, `${100_000 + index}`), ',urn'),
    'one day for all rows': rows((index) => counted(index, '31/03/2025'), ',as at'),
    'area and group in words': rows((index) => counted(index, '"White, British"'), ',in words'),
    'numbers of ten digits that are none of those': rows(
      (index) => counted(index, `${1_234_567_800 + index}`),
      ',our ref',
    ),
  };
  for (const [what, text] of Object.entries(files)) {
    t.same((await checkFile(text)).counts.errors, 0, what);
  }
});
