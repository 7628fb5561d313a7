import t from 'tap';
import type { CheckContext } from '../../../src/validation/context.ts';
import type { Finding } from '../../../src/validation/finding.ts';
import { RULEBOOK } from '../../../src/validation/rulebook.ts';
import { checkFile } from './check-file.ts';
import { layout } from './small-vocabulary.ts';

const HEADER = 'measure,period,area,ethnic_group,sex,age_band,category,numerator,denominator,sum_of_squares';
/** A row in which nothing is wrong, but for what is given. */
function row(wrong: Readonly<Record<string, string>> = {}): string {
  const right: Record<string, string> = {
    measure: 'ed-percentage',
    period: 'AY2024-25-T1',
    area: 'E09000012',
    ethnic_group: 'black-caribbean',
    numerator: '12',
    denominator: '340',
  };
  return HEADER.split(',')
    .map((column) => wrong[column] ?? right[column] ?? '')
    .join(',');
}
const file = (...rows: readonly string[]) => `${[HEADER, ...rows].join('\r\n')}\r\n`;
const DECLARED = 'time_period,level,la_code,la_name,breakdown,who,gender,n,d';
const declared = (...rows: readonly string[]) => [DECLARED, ...rows].join('\n');
const somebodyElse = { layout, classification: 'dfe-main', period: null, area: null };

interface Case {
  /** What is wrong with the file. */
  readonly fixture: string;
  readonly file: string | Buffer;
  readonly terms?: Partial<Omit<CheckContext, 'vocabulary'>>;
  readonly finding: Partial<Finding>;
}

const CASES: Readonly<Record<string, Case>> = {
  'missing-column': {
    fixture: 'no numerator and no area',
    file: 'measure,period,ethnic_group\ned-rate,AY2024-25-T1,all\n',
    finding: { column: 'area', row: null },
  },
  'repeated-column': {
    fixture: 'two columns called sex',
    file: `${HEADER},Sex\r\n${row()},\r\n`,
    finding: { column: 'Sex', value: 'Sex' },
  },
  'unknown-column': {
    fixture: 'numerater',
    file: `${HEADER},numerater\r\n${row()},12\r\n`,
    finding: {
      severity: 'query',
      column: 'numerater',
      expected: 'numerator',
      message: "The column 'numerater' is not one of ours and is not read. Did you mean 'numerator'?",
    },
  },
  'ragged-row': {
    fixture: 'a comma inside a name that is not quoted',
    file: file(row(), `${row({ ethnic_group: 'asian' })},London`),
    finding: { row: 3, line: 3, value: '11', expected: '10' },
  },
  'empty-file': {
    fixture: 'a header row and nothing else',
    file: file(),
    finding: { message: 'The file has a header row and nothing below it.' },
  },
  'unknown-measure': {
    fixture: 'a measure that is misspelt',
    file: file(row({ measure: 'ed-precentage' })),
    finding: {
      row: 2,
      column: 'measure',
      field: 'measure',
      value: 'ed-precentage',
      expected: 'ed-percentage',
      message: "Row 2: measure 'ed-precentage' is not one we know. Did you mean 'ed-percentage'?",
    },
  },
  'measure-of-another-domain': {
    fixture: 'a rate of social care in a file of education',
    file: file(row({ measure: 'sc-rate', denominator: '' })),
    finding: { row: 2, value: 'sc-rate' },
  },
  'derived-measure': {
    fixture: 'a gap',
    file: file(row({ measure: 'ed-gap' })),
    finding: { row: 2, value: 'ed-gap' },
  },
  'unknown-period': {
    fixture: 'a year as one says it',
    file: file(row({ period: '2024/25' })),
    finding: { row: 2, value: '2024/25', expected: 'AY2024-25-T1' },
  },
  'another-period': {
    fixture: 'the spring term in a file of the autumn term',
    file: file(row(), row({ period: 'AY2024-25-T2' })),
    finding: { row: 3, value: 'AY2024-25-T2', expected: 'AY2024-25-T1' },
  },
  'unknown-area': {
    fixture: 'the name in place of the code',
    file: file(row({ area: 'Hackny' })),
    finding: {
      row: 2,
      expected: 'E09000012',
      message: "Row 2: area 'Hackny' is not a code we know. Did you mean E09000012 (Hackney)?",
    },
  },
  'another-authority': {
    fixture: "one of Lambeth's rows in Hackney's file",
    file: file(row(), row({ area: 'E09000022' })),
    finding: {
      row: 3,
      value: 'E09000022',
      message: 'Row 3: it is for Lambeth (E09000022), and this is a submission of Hackney.',
    },
  },
  'area-names-disagree': {
    fixture: 'the code of Hackney and the name of Lambeth',
    file: declared('202425,Local authority,E09000012,Lambeth,Ethnicity,ALL PUPILS,Total,1,2'),
    terms: somebodyElse,
    finding: { row: 2, column: 'la_code', value: 'Lambeth', expected: 'E09000012' },
  },
  'area-names-settled': {
    fixture: 'the code of London and the name of Inner London, and a layout that believes names',
    file: declared('202425,Regional,E12000007,Inner London,Ethnicity,ALL PUPILS,Total,10,20'),
    terms: somebodyElse,
    finding: { severity: 'notice', row: 2, expected: 'E13000001', occurrences: 1 },
  },
  'unknown-ethnic-group': {
    fixture: 'Asain',
    file: file(row(), row({ ethnic_group: 'Asain' })),
    finding: {
      row: 3,
      line: 3,
      column: 'ethnic_group',
      field: 'ethnic_group',
      value: 'Asain',
      expected: 'Asian',
      message: "Row 3: ethnic group 'Asain' is not a code or label we know. Did you mean 'Asian'?",
    },
  },
  'ambiguous-ethnic-group': {
    fixture: 'O9, which 16+1 and 18+1 mean differently',
    file: file(row({ ethnic_group: 'O9' })),
    finding: { row: 2, value: 'O9' },
  },
  'another-classification': {
    fixture: 'a DfE code in a file that declares 18+1',
    file: file(row({ ethnic_group: 'BCRB' })),
    terms: { classification: '18+1' },
    finding: { row: 2, value: 'BCRB', expected: '18+1' },
  },
  'ethnic-group-resolved': {
    fixture: 'a misspelling that is known',
    file: file(row(), row({ ethnic_group: 'Black Carribean', sex: 'female' })),
    finding: {
      severity: 'notice',
      row: 3,
      value: 'Black Carribean',
      expected: 'black-caribbean',
      occurrences: 1,
    },
  },
  'chinese-apart': {
    fixture: 'Asian without Chinese, beside Chinese',
    file: file(row({ ethnic_group: 'asian-excluding-chinese' }), row({ ethnic_group: 'chinese' })),
    finding: { severity: 'notice', row: 2 },
  },
  'unknown-sex': {
    fixture: 'girls',
    file: file(row({ sex: 'Girls' })),
    finding: { row: 2, value: 'Girls', expected: 'female' },
  },
  'unknown-age-band': {
    fixture: 'an age band that Excel has made a date of',
    file: file(row({ age_band: '15-Oct' }), row({ age_band: '10 to 15', sex: 'male' })),
    finding: { row: 2, value: '15-Oct', expected: null },
  },
  'unknown-category': {
    fixture: 'a category without its dimension',
    file: file(row({ category: 'EHCP' })),
    finding: { row: 2, value: 'EHCP', expected: 'sen:ehcp' },
  },
  'dimension-not-taken': {
    fixture: 'sex, age and a category of a measure that has none',
    file: file(row({ measure: 'ed-plain', sex: 'female', age_band: '10-15', category: 'sen:ehcp' })),
    finding: { row: 2, field: 'sex', value: 'female', expected: 'all' },
  },
  'number-not-readable': {
    fixture: 'a thousands separator',
    file: file(row({ denominator: '"1,340"' })),
    finding: {
      row: 2,
      field: 'denominator',
      value: '1,340',
      expected: '1340',
      message: "Row 2: denominator '1,340' is not a number we can read. Write it as 1340.",
    },
  },
  'numerator-missing': {
    fixture: 'an empty numerator',
    file: file(row({ numerator: ' ' })),
    finding: { row: 2, field: 'numerator', value: '' },
  },
  'denominator-missing': {
    fixture: 'a percentage without its denominator',
    file: file(row({ denominator: '' })),
    finding: { row: 2, field: 'denominator' },
  },
  'negative-count': {
    fixture: 'minus one',
    file: file(row({ numerator: '-1' })),
    finding: { row: 2, field: 'numerator', value: '-1' },
  },
  'not-a-whole-number': {
    fixture: 'a percentage in place of a count',
    file: file(row({ numerator: '3.5' })),
    finding: { row: 2, field: 'numerator', value: '3.5' },
  },
  'numerator-exceeds-denominator': {
    fixture: 'the two swapped',
    file: file(row({ numerator: '340', denominator: '12' })),
    finding: { row: 2, value: '340', expected: 'at most 12' },
  },
  'duplicate-row': {
    fixture: 'the same cell twice, once by its code',
    file: file(row(), row({ ethnic_group: 'asian' }), row({ ethnic_group: 'BCRB', numerator: '13' })),
    finding: { row: 4, expected: 'different from row 2' },
  },
  'denominator-not-needed': {
    fixture: 'a population sent again',
    file: file(row({ measure: 'sc-rate' })),
    terms: { domain: 'social-care' },
    finding: { severity: 'notice', row: 2, value: 'sc-rate', occurrences: 1 },
  },
  'squares-not-needed': {
    fixture: 'the sum of squares of a percentage',
    file: file(row({ sum_of_squares: '144' })),
    finding: { severity: 'notice', row: 2, value: 'ed-percentage' },
  },
  'groups-below-total': {
    fixture: 'four children whose ethnicity is in no group',
    file: file(
      row({ ethnic_group: 'all', numerator: '30' }),
      row({ ethnic_group: 'asian', numerator: '10' }),
      row({ ethnic_group: 'black-caribbean', numerator: '16' }),
    ),
    finding: {
      severity: 'notice',
      row: 2,
      occurrences: 1,
      message:
        "The groups of 'ed-percentage' add up to less than 'all' in 1 place; to the total in row 2 they lack 4.",
    },
  },
  'groups-above-total': {
    fixture: 'a total that is less than its groups',
    file: file(
      row({ ethnic_group: 'all', numerator: '10' }),
      row({ ethnic_group: 'asian', numerator: '12' }),
    ),
    finding: { severity: 'query', row: 2, occurrences: 1 },
  },
  'symbol-kept': {
    fixture: 'a withheld numerator',
    file: file(row({ numerator: 'C' })),
    finding: { severity: 'notice', row: 2, value: 'C', expected: 'c', occurrences: 1 },
  },
  'rounded-kept': {
    fixture: "a region's row",
    file: declared('202425,Regional,E12000007,London,Ethnicity,ALL PUPILS,Total,10,20'),
    terms: somebodyElse,
    finding: { severity: 'notice', row: 2, occurrences: 1 },
  },
  'rows-left-out': {
    fixture: 'a breakdown and an area that the layout does not take',
    file: declared(
      '202425,Local authority,E09000012,Hackney,Ethnicity,ALL PUPILS,Total,1,2',
      '202425,Local authority,E09000012,Hackney,Language,English,Total,1,2',
      '202425,Local authority,E08000025,Birmingham,Ethnicity,ALL PUPILS,Total,1,2',
    ),
    terms: somebodyElse,
    finding: { severity: 'notice', row: 3, occurrences: 2 },
  },
  'read-as-windows-1252': {
    fixture: 'an en dash of windows-1252',
    file: Buffer.from(file(row({ age_band: '10\x9615' })), 'latin1'),
    finding: { severity: 'notice', value: 'windows-1252', expected: 'utf-8' },
  },
};

const GOOD = file(
  row({ ethnic_group: 'all', numerator: '28' }),
  row({ ethnic_group: 'asian', numerator: '10' }),
  row({ numerator: '16' }),
  row({ ethnic_group: 'not-known', numerator: '2' }),
  row({ measure: 'ed-mean', numerator: '-12.5', denominator: '30', sum_of_squares: '99.25' }),
  row({ measure: 'ed-count', denominator: '', sex: 'female', age_band: '16-and-over', category: 'sen:ehcp' }),
);

t.test('a file in which nothing is wrong has no findings', async (t) => {
  const { findings, counts, rows, cells, taken } = await checkFile(GOOD);
  t.same(findings, []);
  t.same(counts, { errors: 0, queries: 0, notices: 0 });
  t.same([rows, cells, taken.length], [6, 6, 6]);
});

t.test('every check has a case', async (t) => {
  t.same(Object.keys(CASES).toSorted(), RULEBOOK.map(({ code }) => code).toSorted());
});

for (const check of RULEBOOK) {
  const each = CASES[check.code];
  if (each === undefined) continue;
  t.test(`${check.code}: ${each.fixture}`, async (t) => {
    const { findings, taken } = await checkFile(each.file, each.terms);
    const found = findings.find(({ code }) => code === check.code);
    t.match(found, { code: check.code, severity: check.severity, title: check.title, hint: check.hint });
    t.match(found, each.finding);
    if (check.severity === 'error') t.same(taken, [], 'no cell of a file this small is taken');
    for (const text of [check.title, check.hint]) t.match(text, /^[A-Z'].*\S$/);
  });
}

t.test('a finding keeps its key while the cell is unchanged, wherever it stands', async (t) => {
  const wrong = row({ ethnic_group: 'Asain' });
  const [first] = (await checkFile(file(wrong))).findings;
  const [moved] = (await checkFile(file(row(), wrong))).findings;
  const [changed] = (await checkFile(file(row({ ethnic_group: 'Asain', numerator: '13' })))).findings;
  t.equal(moved?.key, first?.key);
  t.not(changed?.key, first?.key);
});

t.test('of one check a thousand findings are kept, and the rest is counted', async (t) => {
  const rows = Array.from({ length: 1_250 }, (_, index) => row({ category: `sen:c${index}`, sex: 'Girls' }));
  const { findings, counts } = await checkFile(file(...rows));
  t.equal(counts.errors, 1_250);
  t.equal(findings.length, 1_001);
  t.match(findings.at(-1), {
    code: 'unknown-sex',
    row: null,
    occurrences: 250,
    message: /^250 more of the same/,
  });
});

t.test('a value in a finding is never longer than a line', async (t) => {
  const [finding] = (await checkFile(file(row({ ethnic_group: 'x'.repeat(5_000) })))).findings;
  t.ok((finding?.message.length ?? 0) < 200);
  t.equal(finding?.value?.length, 200);
});
