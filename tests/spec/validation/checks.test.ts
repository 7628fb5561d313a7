import t from 'tap';
import type { SheetFacts } from '../../../src/submission/workbook/sheet-facts.ts';
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
  /** The rows that were accepted for the same term of the year before. */
  readonly accepted?: readonly string[];
  readonly finding: Partial<Finding>;
  /** Of a table that came in a workbook. */
  readonly sheet?: Partial<SheetFacts>;
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
  'five-groups-undeclared': {
    fixture: 'Asian, Black and Other, and nobody says where Chinese is',
    file: file(
      row({ ethnic_group: 'asian' }),
      row({ ethnic_group: 'Black' }),
      row({ ethnic_group: 'other' }),
    ),
    finding: { severity: 'query', row: 2, field: 'ethnic_group', expected: 'classification' },
  },
  'group-not-in-classification': {
    fixture: 'Any other without Arab, in a file that declares 16+1, which has no Arab',
    file: file(row({ ethnic_group: 'chinese' }), row({ ethnic_group: 'any-other' })),
    terms: { classification: '16+1' },
    finding: { severity: 'query', row: 3, value: 'any-other', expected: '16+1' },
  },
  'gypsy-roma-without-census': {
    fixture: 'WROM in a rate by the Census',
    file: file(row({ measure: 'yj-rate', ethnic_group: 'WROM', denominator: '' })),
    terms: { domain: 'youth-justice' },
    finding: { severity: 'notice', row: 2, value: 'gypsy-or-roma', occurrences: 1 },
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
    fixture: 'a date that Excel can have made of two age bands',
    file: file(row({ age_band: '01/10/2015' }), row({ age_band: '10 to 15', sex: 'male' })),
    finding: {
      row: 2,
      value: '01/10/2015',
      expected: '1-10 or 10-15',
      message:
        "Row 2: age band '01/10/2015' is a date that a spreadsheet has made of 1-10 or 10-15. Set the column to Text and write it again.",
    },
  },
  'age-band-from-date': {
    fixture: 'an age band that Excel has made a date of',
    file: file(row({ age_band: 'Oct-15' }), row({ age_band: 'Oct-15', sex: 'male' })),
    finding: { severity: 'notice', row: 2, value: 'Oct-15', expected: '10-15', occurrences: 2 },
  },
  'unknown-category': {
    fixture: 'a category without its dimension',
    file: file(row({ category: 'EHCP' })),
    finding: { row: 2, value: 'EHCP', expected: 'sen:ehcp' },
  },
  'category-like-another': {
    fixture: 'a word that published figures have in another spelling',
    file: file(row({ category: 'sen:health-care-plan' })),
    finding: { row: 2, value: 'sen:health-care-plan', expected: 'sen:health-and-care-plan' },
  },
  'areas-missing': {
    fixture: 'a file of London without one of its authorities',
    file: file(row()),
    terms: { area: null },
    finding: {
      severity: 'notice',
      row: null,
      message: 'There is no row for Lambeth (E09000022) among those of ed-percentage of AY2024-25-T1.',
    },
  },
  'dimension-not-taken': {
    fixture: 'sex, age and a category of a measure that has none',
    file: file(row({ measure: 'ed-plain', sex: 'female', age_band: '10-15', category: 'sen:ehcp' })),
    finding: { row: 2, field: 'sex', value: 'female', expected: 'all' },
  },
  'number-not-readable': {
    fixture: 'points between thousands',
    file: file(row({ denominator: '12.345.678' })),
    finding: {
      row: 2,
      field: 'denominator',
      value: '12.345.678',
      expected: '12345678',
      message: "Row 2: denominator '12.345.678' is not a number we can read. Write it as 12345678.",
    },
  },
  'number-form-read': {
    fixture: 'commas between thousands',
    file: file(row({ denominator: '"1,340"' }), row({ denominator: '"1,341"', sex: 'male' })),
    finding: { severity: 'notice', row: 2, field: 'denominator', value: '1,340', occurrences: 2 },
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
  'rate-above-one': {
    fixture: 'events and pupils swapped',
    file: file(row({ measure: 'ed-rate', numerator: '340', denominator: '12' })),
    finding: { severity: 'query', row: 2, field: 'numerator', value: '340' },
  },
  'mean-outside-scale': {
    fixture: 'a mean of 91 on a scale that ends at 90',
    file: file(row({ measure: 'ed-score', numerator: '910', denominator: '10' })),
    finding: {
      row: 2,
      value: '910',
      message: "Row 2: a sum of 910 over 10 cannot be: 'ed-score' is a score from 0 to 90.",
    },
  },
  'squares-too-small': {
    fixture: 'squares of ten scores of ten that add up to less than a thousand',
    file: file(row({ measure: 'ed-mean', numerator: '100', denominator: '10', sum_of_squares: '999' })),
    finding: { row: 2, field: 'sum_of_squares', value: '999' },
  },
  'count-disagrees': {
    fixture: 'pupils on roll are 340 in one measure and 341 in another',
    file: file(row(), row({ measure: 'ed-rate', denominator: '341' })),
    finding: {
      row: 3,
      field: 'denominator',
      value: '341',
      expected: '340',
      message:
        "Row 3: the denominator of 'ed-rate' is 341, and the denominator of 'ed-percentage' in row 2 is 340. Both are the count 'pupils-on-roll'.",
    },
  },
  'pupils-differ': {
    fixture: 'a roll that is a fifth smaller than the School Census counted, and a group that is not',
    file: file(row({ ethnic_group: 'all', denominator: '800' }), row({ denominator: '340' })),
    terms: {
      pupils: {
        population: 'school-census-pupils',
        period: 'AY2021-22',
        byGroup: new Map([
          ['all', 1000],
          ['black-caribbean', 400],
        ]),
      },
    },
    finding: {
      severity: 'query',
      row: 2,
      field: 'denominator',
      expected: '1000',
      occurrences: 1,
      message:
        "Pupils on roll in row 2 are far from those of academic year 2021/22 in 'school-census-pupils': All 800 and not 1000.",
    },
  },
  'stage-exceeds-earlier': {
    fixture: 'more pupils suspended three times than suspended at all',
    file: file(
      row({ measure: 'ed-suspended', numerator: '10' }),
      row({ measure: 'ed-thrice', numerator: '12', denominator: '12' }),
    ),
    finding: { severity: 'query', row: 3, value: '12', expected: 'at most 10' },
  },
  'share-totals-differ': {
    fixture: 'a hundred staff for one group, a hundred and one for another',
    file: file(
      row({ measure: 'ed-share', ethnic_group: 'asian', denominator: '100' }),
      row({ measure: 'ed-share', ethnic_group: 'black', denominator: '101' }),
    ),
    finding: {
      row: 3,
      column: 'denominator',
      field: 'denominator',
      value: '101',
      expected: null,
      rows: null,
    },
  },
  'denominators-all-100': {
    fixture: 'percentages over a hundred, of each of five groups',
    file: file(
      ...['indian', 'chinese', 'black-african', 'black-caribbean', 'any-other'].map((ethnic_group) =>
        row({ ethnic_group, denominator: '100' }),
      ),
    ),
    finding: { severity: 'query', row: 2, column: 'denominator', rows: '2 to 6', occurrences: 5 },
  },
  'parts-above-total': {
    fixture: 'girls and boys are one more than all children',
    file: file(
      row({ numerator: '10' }),
      row({ numerator: '6', sex: 'female' }),
      row({ numerator: '5', sex: 'male' }),
    ),
    finding: {
      severity: 'query',
      row: 2,
      occurrences: 1,
      message:
        "The sexes of 'ed-percentage' add up to more than their total in 1 place; over the total in row 2 they are by 1.",
    },
  },
  'many-not-known': {
    fixture: 'eleven of a hundred',
    file: file(
      row({ ethnic_group: 'all', numerator: '100' }),
      row({ ethnic_group: 'refused', numerator: '5' }),
      row({ ethnic_group: 'not-obtained', numerator: '6' }),
    ),
    finding: {
      severity: 'query',
      row: 3,
      message: "Ethnicity is not known for 11 of 100 in 'ed-percentage', first in row 3.",
    },
  },
  'measures-not-sent': {
    fixture: 'two of three measures, of which one is counted once a year',
    file: file(row()),
    terms: { asked: ['ed-percentage', 'ed-rate', 'ed-yearly'] },
    finding: {
      severity: 'query',
      row: null,
      expected: 'ed-rate',
      message: '1 of the 3 measures that the collection asks for is not in the file: ed-rate.',
    },
  },
  'measures-not-asked-for': {
    fixture: 'a measure that the collection does not name',
    file: file(row(), row({ measure: 'ed-rate' })),
    terms: { asked: ['ed-percentage'] },
    finding: { severity: 'notice', row: 3, value: 'ed-rate', occurrences: 1 },
  },
  'only-the-total': {
    fixture: 'everybody, and nobody in particular',
    file: file(row(), row({ measure: 'ed-rate', ethnic_group: 'all' })),
    finding: { severity: 'query', row: 3, value: 'ed-rate' },
  },
  'total-missing': {
    fixture: 'three groups and no row for everybody',
    file: file(
      row({ ethnic_group: 'asian' }),
      row({ ethnic_group: 'black' }),
      row({ ethnic_group: 'any-other' }),
    ),
    finding: { severity: 'query', row: 2, value: 'ed-percentage', expected: 'all' },
  },
  'group-missing': {
    fixture: 'a group that one of two measures has no row for, by sex',
    file: file(
      ...['all', 'asian', 'black-caribbean', 'black-african', 'any-other'].flatMap((ethnic_group) => [
        row({ ethnic_group }),
        ...(ethnic_group === 'asian' ? [] : [row({ measure: 'ed-rate', ethnic_group })]),
      ]),
    ),
    finding: {
      severity: 'query',
      row: 3,
      value: 'asian',
      occurrences: 1,
      message:
        'Asian (asian) has no row in 1 place of 1 of 2 measures, where the other groups have one, first at row 3: ed-rate.',
    },
  },
  'breakdown-incomplete': {
    fixture: 'girls of two groups, and boys of one',
    file: file(
      row({ sex: 'female' }),
      row({ sex: 'male' }),
      row({ ethnic_group: 'black-african', sex: 'female' }),
    ),
    finding: {
      severity: 'query',
      row: 2,
      field: 'sex',
      occurrences: 1,
      message: "The sexes of 'ed-percentage', first in row 2, lack male for Black African.",
    },
  },
  'breakdowns-not-sent': {
    fixture: 'a measure by sex that could be by age and need',
    file: file(row({ sex: 'female' }), row({ sex: 'male' })),
    terms: { asked: ['ed-percentage'] },
    finding: { severity: 'notice', expected: 'age sen' },
  },
  'figures-moved': {
    fixture: 'forty suspended pupils have become a hundred',
    file: file(row({ ethnic_group: 'all' }), row({ numerator: '100' })),
    accepted: [row({ ethnic_group: 'all' }), row({ numerator: '40' })],
    finding: {
      severity: 'query',
      row: 3,
      field: 'numerator',
      occurrences: 1,
      message:
        "1 figure of 'ed-percentage', first in row 3, moved since your accepted ones: Black Caribbean from 40 of 340 in AY2023-24-T1 to 100 of 340.",
    },
  },
  'denominators-moved': {
    fixture: 'pupils on roll without sixth forms, and three measures that divide by them',
    file: file(
      row({ ethnic_group: 'all', denominator: '9000' }),
      row({ measure: 'ed-rate', ethnic_group: 'all', denominator: '9000' }),
      row(),
    ),
    accepted: [
      row({ ethnic_group: 'all', denominator: '12000' }),
      row({ measure: 'ed-rate', ethnic_group: 'all', denominator: '12000' }),
      row(),
    ],
    finding: {
      severity: 'query',
      row: 2,
      field: 'denominator',
      occurrences: 1,
      message:
        "The denominators of 'ed-percentage' ('pupils-on-roll'), first in row 2, changed: All from 12000 in AY2023-24-T1 to 9000.",
    },
  },
  'cells-gone': {
    fixture: 'a group that had forty has no row',
    file: file(row({ ethnic_group: 'all' }), row()),
    accepted: [row({ ethnic_group: 'all' }), row(), row({ ethnic_group: 'asian', numerator: '40' })],
    finding: {
      severity: 'query',
      row: null,
      occurrences: 1,
      message: "'ed-percentage' has no row for Asian (40 in AY2023-24-T1).",
    },
  },
  'cells-appeared': {
    fixture: 'a group that was not there has forty',
    file: file(row({ ethnic_group: 'all' }), row(), row({ ethnic_group: 'asian', numerator: '40' })),
    accepted: [row({ ethnic_group: 'all' }), row()],
    finding: { severity: 'query', row: 4, occurrences: 1 },
  },
  'symbol-given-away': {
    fixture: 'one group withheld, and the total and all others sent',
    file: file(
      row({ ethnic_group: 'all', numerator: '30' }),
      row({ ethnic_group: 'asian', numerator: '10' }),
      row({ ethnic_group: 'black', numerator: 'c' }),
      row({ ethnic_group: 'any-other', numerator: '17' }),
    ),
    finding: { severity: 'query', row: 4, value: 'c', occurrences: 1 },
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
  'rows-above-header': {
    fixture: 'a title and a note above the header row',
    file: `Hackney,,,\r\nAutumn term,,,\r\n\r\n${file(row())}`,
    finding: {
      severity: 'notice',
      row: 1,
      occurrences: 2,
      message: '2 rows, first row 1, were left out: the columns are named in row 4.',
    },
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
  'read-as-utf-16': {
    fixture: "what Excel saves as 'Unicode Text'",
    file: Buffer.from(`\uFEFF${file(row()).replaceAll(',', '\t')}`, 'utf16le'),
    finding: { severity: 'notice', value: 'utf-16le', expected: 'utf-8' },
  },
  'spreadsheet-error': {
    fixture: 'a formula that divides by nought',
    file: file(row(), row({ ethnic_group: 'asian', numerator: '#DIV/0!' })),
    finding: {
      row: 3,
      line: 3,
      value: '#DIV/0!',
      message: "Row 3: numerator is '#DIV/0!': the formula in this cell has failed.",
    },
  },
  'sheet-read': {
    fixture: 'a workbook with a hidden sheet beside the one that fits',
    file: file(row()),
    sheet: { others: [{ name: 'Last year', hidden: true }] },
    finding: {
      line: null,
      value: 'Return',
      message: "The sheet 'Return' was read. Not read: 'Last year' (hidden).",
    },
  },
  'merged-cells-read': {
    fixture: 'a measure merged over its rows',
    file: file(row()),
    sheet: { merged: { count: 18, row: 3, column: 'A' } },
    finding: { row: 3, line: null, occurrences: 18, value: 'A' },
  },
  'hidden-rows-read': {
    fixture: 'a filter left on',
    file: file(row()),
    sheet: { hiddenRows: { count: 7, row: 4, column: 'A' } },
    finding: { row: 4, line: null, occurrences: 7 },
  },
  'hidden-columns-read': {
    fixture: 'a hidden column of sexes',
    file: file(row()),
    sheet: { hiddenColumns: ['sex'] },
    finding: { column: 'sex', row: null },
  },
  'formula-not-worked-out': {
    fixture: 'written by a program that does not calculate',
    file: file(row()),
    sheet: { notWorkedOut: { count: 2, row: 2, column: 'H' } },
    finding: { row: 2, value: 'H2', occurrences: 2 },
  },
  'formulas-read': {
    fixture: 'sums from another sheet',
    file: file(row()),
    sheet: { formulas: { count: 40, row: 2, column: 'H' } },
    finding: { row: 2, occurrences: 40 },
  },
  'rounded-to-shown': {
    fixture: 'a sum of fractions',
    file: file(row()),
    sheet: { noise: { count: 1, row: 2, column: 'I' } },
    finding: { row: 2, occurrences: 1 },
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
    const accepted =
      each.accepted === undefined ? undefined : (await checkFile(file(...each.accepted))).taken;
    const { findings, taken } = await checkFile(each.file, each.terms, accepted, each.sheet);
    const found = findings.find(({ code }) => code === check.code);
    t.match(found, { code: check.code, severity: check.severity, title: check.title, hint: check.hint });
    t.match(found, each.finding);
    // What is known only when the last row is read comes after the cells, and whoever took them gives them back.
    if (check.severity === 'error' && check.of !== 'file') t.same(taken, [], 'no cell of it is taken');
    for (const text of [check.title, check.hint]) t.match(text, /^[A-Z'].*\S$/);
  });
}

t.test('five groups that are declared, or have Chinese beside them, raise no question', async (t) => {
  const five = ['Asian', 'Black', 'Other'].map((group) => row({ ethnic_group: group }));
  for (const [rows, classification] of [
    [five, 'legacy'],
    [five, 'census'],
    [[...five, row({ ethnic_group: 'chinese' })], null],
    [five.slice(1, 2), null],
  ] as const) {
    t.notMatch((await checkFile(file(...rows), { classification })).codes, ['five-groups-undeclared']);
  }
});

t.test('what compares cells does not fire where nothing is wrong', async (t) => {
  const group = (ethnic_group: string, numerator: string) => row({ ethnic_group, numerator });
  const age = (age_band: string, numerator: string) => row({ age_band, numerator });
  const share = (ethnic_group: string, denominator: string) =>
    row({ measure: 'ed-share', ethnic_group, denominator });
  const right: Readonly<Record<string, readonly string[]>> = {
    'two groups withheld': [
      group('all', '30'),
      group('asian', 'c'),
      group('black', 'c'),
      group('any-other', '17'),
    ],
    'a group and those not known withheld': [
      ...[group('all', '30'), group('asian', '10'), group('black', '3')],
      ...[group('any-other', 'c'), group('not-known', 'c')],
    ],
    'a group withheld and one not sent': [group('all', '30'), group('asian', '10'), group('black', 'c')],
    'ten of a hundred not known': [group('all', '100'), group('black', '5'), group('not-known', '10')],
    'two of eleven not known': [group('all', '11'), group('black', '5'), group('not-known', '2')],
    'age bands that overlap': [age('all', '10'), age('0-17', '10'), age('10-17', '5')],
    'one count, two measures, a sex that only one of them has': [
      ...[row({ sex: 'female' }), row({ sex: 'male', denominator: '350' })],
      row({ measure: 'ed-rate', sex: 'all', denominator: '690' }),
    ],
    'a broad group in place of its parts': [
      ...[group('all', '30'), group('asian', '10'), group('black-caribbean', '7')],
      ...[group('black-african', '3'), group('any-other', '10')],
    ],
    'no row for a group that no file of three groups has': [group('all', '30'), group('asian', '10')],
    'sexes of which one is of unknown sex': [
      ...[row({ sex: 'female' }), row({ sex: 'male' }), row({ numerator: '24' })],
    ],
    'two withheld, with more than one for each': [
      ...[group('all', '30'), group('asian', 'c'), group('black', 'c'), group('any-other', '27')],
    ],
    'a symbol beside age bands that are not all': [...[age('all', '30'), age('0-4', 'c'), age('5-10', '7')]],
    'those not known over everybody': [
      share('asian', '100'),
      share('not-known', '110'),
      share('black', '100'),
    ],
    'more suspensions than pupils, of a few': [row({ measure: 'ed-rate', numerator: '3', denominator: '2' })],
    'ten scores of ten': [
      row({ measure: 'ed-mean', numerator: '100', denominator: '10', sum_of_squares: '1000' }),
    ],
    'the top of a scale': [row({ measure: 'ed-score', numerator: '900', denominator: '10' })],
  };
  for (const [what, rows] of Object.entries(right)) {
    const { findings } = await checkFile(file(...rows));
    const wrong = findings.filter(({ severity }) => severity !== 'notice').map(({ code }) => code);
    t.same(wrong, [], what);
  }
});

t.test('a symbol is given away by any sum, and by several together', async (t) => {
  const cell = (ethnic_group: string, sex: string, numerator: string) =>
    row({ ethnic_group, sex, numerator });
  const away: Readonly<Record<string, readonly string[]>> = {
    'by the sexes': [
      ...[cell('black', '', '30'), cell('black', 'female', '12'), cell('black', 'male', '18')],
      ...[cell('asian', '', '9'), cell('asian', 'female', 'c'), cell('asian', 'male', '6')],
    ],
    'by age bands that add up elsewhere': ['black', 'asian'].flatMap((ethnic_group) => [
      row({ ethnic_group, numerator: '20' }),
      row({ ethnic_group, age_band: '0-9', numerator: ethnic_group === 'black' ? '15' : 'c' }),
      row({ ethnic_group, age_band: '10-17', numerator: '5' }),
    ]),
    'by the categories': ['black', 'asian'].flatMap((ethnic_group) => [
      row({ ethnic_group, numerator: '20' }),
      row({ ethnic_group, category: 'sen:ehcp', numerator: '15' }),
      row({ ethnic_group, category: 'sen:none', numerator: ethnic_group === 'black' ? '5' : 'c' }),
    ]),
    'by a sum over groups, and then by the sexes': [
      ...[cell('all', '', '30'), cell('asian', '', 'c'), cell('black', '', '20'), cell('any-other', '', '4')],
      ...[cell('black', 'female', '12'), cell('black', 'male', '8')],
      ...[cell('asian', 'female', '4'), cell('asian', 'male', 'c')],
    ],
    'where what is left is one for each': [
      ...[cell('all', '', '30'), cell('asian', '', 'c'), cell('black', '', 'c'), cell('any-other', '', '28')],
    ],
  };
  for (const [how, rows] of Object.entries(away)) {
    const { findings } = await checkFile(file(...rows));
    const found = findings.filter(({ code }) => code === 'symbol-given-away');
    const withheld = rows.filter((each) => /,c,/.test(each)).length;
    t.equal(
      found.reduce((sum, { occurrences }) => sum + occurrences, 0),
      withheld,
      how,
    );
  }
});

t.test('what is missing is told once, however many rows it would have', async (t) => {
  const measures = ['ed-percentage', 'ed-rate', 'ed-suspended'];
  const groups = ['all', 'black-caribbean', 'black-african', 'any-other'];
  const rows = measures.flatMap((measure) => groups.map((ethnic_group) => row({ measure, ethnic_group })));
  const { findings } = await checkFile(file(...rows), { asked: [...measures, 'ed-twice', 'ed-thrice'] });
  const told = findings.filter(({ code }) => ['group-missing', 'measures-not-sent'].includes(code));
  t.match(told, [
    { code: 'measures-not-sent', expected: 'ed-twice ed-thrice' },
    { code: 'group-missing', value: 'asian', message: /^No row of the file is for Asian/ },
  ]);
  t.equal(told.length, 2);
});

t.test(
  'what has not moved further than chance, or has not been there long enough to say, is not asked about',
  async (t) => {
    const all = row({ ethnic_group: 'all' });
    const right: Readonly<Record<string, readonly [readonly string[], readonly string[]]>> = {
      'from four to twelve': [
        [all, row({ numerator: '4' })],
        [all, row({ numerator: '12' })],
      ],
      'from a hundred to a hundred and forty': [
        [all, row({ numerator: '100' })],
        [all, row({ numerator: '140' })],
      ],
      'as many of twice as many, which the denominators tell': [
        [all, row({ numerator: '30', denominator: '300' })],
        [all, row({ numerator: '60', denominator: '355' })],
      ],
      'a number that has become a symbol': [
        [all, row({ numerator: '40' })],
        [all, row({ numerator: 'c' })],
      ],
      'nine that have gone': [
        [all, row({ ethnic_group: 'asian', numerator: '9' }), row()],
        [all, row()],
      ],
      'a breakdown that is new': [
        [all, row()],
        [all, row(), row({ sex: 'female' }), row({ sex: 'male' })],
      ],
      'a sum of scores that has doubled': [
        [all, row({ measure: 'ed-mean', numerator: '1000', denominator: '90' }), row()],
        [all, row({ measure: 'ed-mean', numerator: '2000', denominator: '95' }), row()],
      ],
    };
    for (const [what, [before, now]] of Object.entries(right)) {
      const { taken } = await checkFile(file(...before));
      const { findings } = await checkFile(file(...now), {}, taken);
      const codes = findings.map(({ code }) => code);
      t.notOk(
        codes.some((code) => /moved|gone|appeared/.test(code)),
        what,
      );
    }
    const full = (numerator: string) => [
      row({ ethnic_group: 'all', numerator: '970', denominator: '1000' }),
      row({ numerator, denominator: '1000' }),
    ];
    const { taken } = await checkFile(file(...full('970')));
    t.match(
      (await checkFile(file(...full('900')), {}, taken)).codes,
      ['groups-below-total', 'figures-moved'],
      'of a percentage near its end, those who are left out count',
    );
  },
);

t.test('a finding keeps its key while the cell is unchanged, wherever it stands', async (t) => {
  const wrong = row({ ethnic_group: 'Asain' });
  const [first] = (await checkFile(file(wrong))).findings;
  const [moved] = (await checkFile(file(row(), wrong))).findings;
  const [changed] = (await checkFile(file(row({ ethnic_group: 'Asain', numerator: '13' })))).findings;
  t.equal(moved?.key, first?.key);
  t.not(changed?.key, first?.key);
});

t.test('what one slip does to many rows is told once, with the rows', async (t) => {
  const blank = Array.from({ length: 40 }, (_, at) =>
    row({ category: `sen:c${at}`, ...(at === 20 ? {} : { numerator: '', denominator: '' }) }),
  );
  const { findings, counts } = await checkFile(file(...blank));
  t.equal(counts.errors, 78);
  const told = findings.filter(({ severity }) => severity === 'error');
  t.match(told, [
    {
      code: 'numerator-missing',
      row: 2,
      occurrences: 39,
      message: 'Row 2: the numerator is empty. The same in 38 more: rows 3 to 21 and 23 to 41.',
    },
    { code: 'denominator-missing', row: 2, occurrences: 39 },
  ]);
  t.equal(told.length, 2);
});

t.test('findings about the file stand first, and those about rows in their order', async (t) => {
  const rows = [
    row({ numerator: '-1' }),
    row({ ethnic_group: 'Asain' }),
    row({ sex: 'male', numerator: '-2' }),
  ];
  const { findings } = await checkFile(file(...rows).replace('numerator', 'numerater'));
  t.same(
    findings.map((each) => each.row).filter((each) => each !== null),
    [],
    'without the column no row is read',
  );
  const read = await checkFile(file(...rows).replace('sum_of_squares', 'squares'));
  t.equal(read.findings[0]?.code, 'unknown-column');
  const places = read.findings.map((each) => each.row ?? 0);
  t.same(
    places,
    places.toSorted((a, b) => a - b),
  );
});

t.test('of a workbook every finding says on which sheet', async (t) => {
  const { findings } = await checkFile(
    file(row(), row({ ethnic_group: 'all', numerator: '2' })),
    {},
    undefined,
    {},
  );
  t.ok(findings.length > 0);
  for (const { message } of findings) t.match(message, /[Ss]heet 'Return'/);
});

t.test('of one check a thousand findings are kept, and the rest is counted', async (t) => {
  const rows = Array.from({ length: 1_250 }, (_, at) => row({ category: `sen:c${at}`, sex: `Girls ${at}` }));
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
