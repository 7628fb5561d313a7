import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import fc from 'fast-check';
import { writeXlsx } from 'hucre/xlsx';
import t from 'tap';
import { Problem } from '../../../src/problem.ts';
import type { AcceptedCell } from '../../../src/submission/accepted-cell.ts';
import { openReceived } from '../../../src/submission/received-table.ts';
import { USUAL_LIMITS } from '../../../src/submission/workbook/limits.ts';
import { createWorkbookReader } from '../../../src/submission/workbook/reader.ts';
import { scanXml } from '../../../src/submission/workbook/scan-xml.ts';
import { validate } from '../../../src/validation/validate.ts';
import {
  escaped,
  sheetData,
  type WorkbookXml,
  workbookOf,
  workbookParts,
  type ZipParts,
  zipOf,
} from '../../support/workbook.ts';
import { HACKNEY, vocabulary } from '../validation/small-vocabulary.ts';

const directory = await mkdtemp(join(tmpdir(), 'ldd-workbooks-'));
t.teardown(() => rm(directory, { recursive: true }));
const limits = { ...USUAL_LIMITS, bytes: 16 * 1024 * 1024 };
const workbooks = createWorkbookReader({ limits, directory });
let files = 0;

/** What is read of a file, and what is found in it. */
async function check(bytes: Uint8Array, reader = workbooks) {
  files += 1;
  const path = join(directory, `${files}`);
  await writeFile(path, bytes);
  const file = await open(path);
  try {
    const table = await openReceived({ file, layout: null, workbooks: reader });
    const taken: AcceptedCell[] = [];
    const context = {
      vocabulary,
      domain: 'education' as const,
      period: 'AY2024-25-T1',
      area: HACKNEY,
      layout: null,
      classification: null,
      asked: null,
      pupils: null,
    };
    const take = async (cells: readonly AcceptedCell[]) => void taken.push(...cells);
    const text = await textOf(table.source());
    const validated = await validate({ source: table.source, sheet: table.sheet, context, take });
    await table.close();
    return {
      ...validated,
      taken,
      text,
      codes: validated.findings.flatMap(({ code }) => (code === 'only-the-total' ? [] : [code])).sort(),
    };
  } finally {
    await file.close();
    await rm(path);
  }
}
const problemOf = async (bytes: Uint8Array, reader = workbooks) => {
  const error = await check(bytes, reader).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Problem) return error;
  throw error ?? new Error('It was read.');
};

const HEADER = ['measure', 'period', 'area', 'ethnic_group', 'age_band', 'numerator', 'denominator'];
const line = (group: string, ...rest: (string | number | null)[]) => [
  'ed-percentage',
  'AY2024-25-T1',
  HACKNEY,
  group,
  ...rest,
];
const good = (group = 'all', numerator: string | number = 12) => line(group, null, numerator, 100);
const v = (value: string, attributes = '') => `<c ${attributes}><v>${value}</v></c>`;
const f = (value: string, attributes = '') => `<c ${attributes}><f>SUM(A1)</f>${value}</c>`;
const one = (rows: (string | number | null)[][], more: Partial<WorkbookXml> = {}, around = ['', '']) =>
  workbookOf({
    sheets: [{ name: 'Return', xml: `${around[0]}${sheetData([HEADER, ...rows])}${around[1]}` }],
    ...more,
  });

t.test('workbooks as they really are', async (t) => {
  const cases: Readonly<
    Record<
      string,
      {
        file: Promise<Uint8Array>;
        codes: string[];
        says?: RegExp;
        numerators?: (number | null)[];
        ages?: string[];
      }
    >
  > = {
    plain: { file: one([good()]), codes: [], numerators: [12] },
    'a title above the header, and blank rows': {
      file: workbookOf({
        sheets: [
          { name: 'Return', xml: sheetData([['Hackney, autumn'], [], HEADER, [null, ' '], good(), []]) },
        ],
      }),
      codes: ['rows-above-header'],
      numerators: [12],
    },
    'several sheets, of which one has the header': {
      file: workbookOf({
        sheets: [
          { name: 'Notes', xml: sheetData([['How to fill this in'], ['measure', 'what it counts']]) },
          { name: 'Q1 &amp; Q2', xml: sheetData([HEADER, good()]) },
          { name: 'Empty copy', xml: sheetData([HEADER]) },
          { name: 'Last year', state: 'hidden', xml: sheetData([HEADER, good()]) },
        ],
      }),
      codes: ['sheet-read'],
      says: /^The sheet 'Q1 & Q2' was read\. Not read: 'Notes', 'Empty copy', 'Last year' \(hidden\)\.$/,
      numerators: [12],
    },
    'no sheet with the header': {
      file: workbookOf({
        sheets: [
          {
            name: 'Return',
            xml: sheetData([
              ['measure', 'count'],
              ['x', 1],
            ]),
          },
        ],
      }),
      codes: ['missing-column', 'missing-column', 'missing-column', 'missing-column', 'unknown-column'],
    },
    'texts by number, in runs, with a reading aid and escapes': {
      file: one([[...good().slice(0, 3), v('0', 't="s"'), null, v('1', 't="s"'), 100]], {
        strings: [
          '<r><t>bl</t></r><r><rPr/><t>ack</t></r><rPh><t>never</t></rPh>',
          '<t xml:space="preserve">1,2_x0030_0\u00a0</t>',
        ],
      }),
      codes: ['number-form-read', 'numerator-exceeds-denominator'],
      says: /numerator 1,200 is greater/,
    },
    'a header of two rows by merged cells': {
      file: workbookOf({
        sheets: [
          {
            name: 'Return',
            xml:
              sheetData([
                [...HEADER.slice(0, 5), 'Children', null],
                [null, null, null, null, null, 'numerator', 'denominator'],
                good(),
              ]) +
              '<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:B2"/><mergeCell ref="C1:C2"/><mergeCell ref="D1:D2"/>' +
              '<mergeCell ref="E1:E2"/><mergeCell ref="F1:G1"/></mergeCells>',
          },
        ],
      }),
      codes: ['merged-cells-read'],
      says: /rows 1 to 2 together/,
      numerators: [12],
    },
    'a merged measure over its rows; a merged number is that of one row only': {
      file: one(
        [good('black', 12), [null, 'AY2024-25-T1', HACKNEY, 'asian', null, null, 90], good('all', 20)],
        {},
        ['', '<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="F2:F3"/></mergeCells>'],
      ),
      codes: ['merged-cells-read', 'numerator-missing'],
      says: /^Sheet 'Return': 1 row has its text from a merged cell above, first row 3 in column A\.$/,
    },
    'hidden rows and columns are read, and told': {
      file: workbookOf({
        sheets: [
          {
            name: 'Return',
            xml: `<cols><col min="7" max="16384" hidden="1"/></cols>${sheetData([HEADER, good()]).replace('<row r="2"', '<row r="2" hidden="1"')}`,
          },
        ],
      }),
      codes: ['hidden-columns-read', 'hidden-rows-read'],
      says: /1 hidden row was read like any other, first row 2/,
      numerators: [12],
    },
    'numbers with what adding fractions leaves over': {
      file: one([line('all', null, v('12.000000000000002'), v('99.99999999999999'))]),
      codes: ['rounded-to-shown'],
      says: /^Sheet 'Return': 2 numbers are stored with more digits than are shown, first F2/,
      numerators: [12],
    },
    'numbers as texts, with thousands and odd spaces': {
      file: one([line('all', null, '1,200', '\u00a02 000 ')]),
      codes: ['number-form-read', 'number-form-read'],
      numerators: [1200],
    },
    'age bands that Excel made days and months of': {
      file: one(
        [
          line('all', v('46270', 's="1"'), 1, 100),
          line('all', v('41913', 's="2"'), 2, 100),
          line('all', v('46270', 's="3"'), 3, 100),
        ],
        { formats: [0, 16, 17, 'dd\\-mmm;@'] },
      ),
      codes: ['age-band-from-date', 'age-band-from-date', 'duplicate-row'],
      says: /'05-Sep' was taken for the age band 5-9/,
    },
    'a snapshot day as a date': {
      file: one([[...good().slice(0, 1), v('45747', 's="1"'), ...good().slice(2)]], { formats: [0, 14] }),
      codes: ['another-period'],
      says: /2025-03-31/,
    },
    'days since 1904': {
      file: one([[...good().slice(0, 1), v('44285', 's="1"'), ...good().slice(2)]], {
        formats: [0, 'yyyy\\-mm\\-dd'],
        from1904: true,
      }),
      codes: ['another-period'],
      says: /2025-03-31/,
    },
    'formulas with the values saved with them': {
      file: one([line('all', null, f('<v>12</v>'), f('<v>100</v>'))]),
      codes: ['formulas-read'],
      says: /2 cells have formulas, first F2/,
      numerators: [12],
    },
    'formulas that nobody worked out': {
      file: one([good(), line('black', null, f(''), f('<v></v>'))]),
      codes: ['denominator-missing', 'formula-not-worked-out', 'numerator-missing'],
      says: /^Sheet 'Return': 2 cells have formulas that the program which wrote the file never worked out, first F3\.$/,
    },
    'formulas that have failed': {
      file: one([good(), line('black', null, f('<v>#REF!</v>', 't="e"'), v('#DIV/0!', 't="e"'))]),
      codes: ['formulas-read', 'spreadsheet-error', 'spreadsheet-error'],
      says: /^Sheet 'Return', row 3: numerator is '#REF!': the formula in this cell has failed\.$/,
    },
    'booleans and percentages are no counts': {
      file: one([line('all', null, v('1', 't="b"'), v('0.452', 's="1"'))], { formats: [0, 10] }),
      codes: ['number-not-readable', 'number-not-readable'],
      says: /'45\.2%' is not a number/,
    },
    'rows and cells where the file says they are': {
      file: workbookOf({
        sheets: [
          {
            name: 'Return',
            xml: `<sheetData><row r="3">${HEADER.map((name, at) => `<c r="${'ABCDEFG'[at]}3" t="str"><v>${name}</v></c>`).join('')}</row><row r="1048576"><c r="F1048576"><v>x</v></c></row></sheetData>`,
          },
        ],
      }),
      codes: [],
      says: /^Sheet 'Return', row 1048576: /,
    },
  };
  for (const [what, { file, codes, says, numerators }] of Object.entries(cases)) {
    const checked = await check(await file);
    if (codes.length > 0) t.same(checked.codes, codes, what);
    if (says !== undefined)
      t.ok(
        checked.findings.some(({ message }) => says.test(message)),
        `${what}: ${checked.findings.map(({ message }) => message).join(' ')}`,
      );
    if (numerators !== undefined)
      t.same(
        checked.taken.map(({ numerator }) => numerator.value),
        numerators,
        what,
      );
    t.ok(
      checked.findings.every(({ line }) => line === null),
      'a workbook has no lines',
    );
  }
});

t.test('a workbook of another hand reads as the table that it was made of', async (t) => {
  const text = fc.string({
    unit: fc.constantFrom('a', '"', '&', '<', "'", ',', '£', '\u{1f600}', ' b'),
    minLength: 1,
    maxLength: 6,
  });
  const cell = fc.oneof(text, fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.constant(null));
  const table = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(table, async (rows) => {
      const xlsx = await writeXlsx({ sheets: [{ name: 'Return', rows: [HEADER, ...rows] }] });
      const { text } = await check(xlsx);
      const wanted = rows.map((cells) =>
        cells.map((each) =>
          each === null
            ? ''
            : String(each).includes('"')
              ? `"${String(each).replaceAll('"', '""')}"`
              : String(each),
        ),
      );
      const lines = text.trimEnd().split('\n').slice(1);
      const read = wanted.map((_, at) => (lines[at] ?? '').split('\t').slice(0, 3));
      t.same(
        read.map((cells) => [0, 1, 2].map((column) => (cells[column] ?? '').trimEnd())),
        wanted.map((cells) => cells.map((each) => each.trimEnd())),
      );
    }),
    { numRuns: 40 },
  );
});

const PEOPLE = Array.from({ length: 30 }, (_, at) => [
  `Vale${'abcdefghij'.charAt(at % 10)}${'abcdefghij'.charAt(at / 10)}, Zoe`,
  `${(at % 27) + 1}/0${(at % 9) + 1}/20${10 + (at % 9)}`,
  `SE${(at % 9) + 1} ${at % 7}AB`,
]);
const column = (...columns: readonly number[]) =>
  PEOPLE.map((person) => columns.map((at) => person[at] ?? ''));
/** Ten digits with the check digit of a Unique Learner Number. */
const LEARNERS = Array.from({ length: 40 }, (_, at) => `${100_000_000 + at * 1237}`).flatMap((nine) => {
  const sum = [...nine].reduce((total, digit, at) => total + Number(digit) * (10 - at), 0);
  return sum % 11 === 0 ? [] : [[`${nine}${10 - (sum % 11)}`]];
});
const beside = (rows: readonly (readonly string[])[]) =>
  workbookOf({
    sheets: [
      { name: 'R', xml: sheetData([HEADER, good()]) },
      { name: 'Working', state: 'veryHidden', xml: sheetData(rows) },
    ],
  });
const loose = (rows: readonly (readonly string[])[]) =>
  one([good()], { more: { 'xl/worksheets/sheet9.xml': `<worksheet>${sheetData(rows)}</worksheet>` } });

const LISTS: readonly (readonly [what: string, rows: readonly (readonly string[])[], says: RegExp])[] = [
  ['names', column(0), /'Working'.*Column A looks like names/],
  ['days of birth beside postcodes', column(1, 2), /Column A looks like dates of birth.*Column B/],
  ['learner numbers', LEARNERS, /Unique Learner Numbers/],
  [
    'numbers, and a sex each',
    PEOPLE.map((_, at) => [`${90_000 + at * 7}`, at % 2 === 0 ? 'M' : 'F']),
    /numbers of children/,
  ],
  [
    'a heading far down',
    [...Array.from({ length: 30 }, (_, at) => [`note ${at}`]), ['Forename', 'Surname']],
    /'Forename', 'Surname'/,
  ],
  [
    'one heading with days below',
    [['case', 'DOB'], ...PEOPLE.map(([, day = ''], at) => [`${at}`, day])],
    /'DOB'/,
  ],
];

const REMEMBERED: readonly (readonly [what: string, part: string, xml: string])[] = [
  [
    'the names of a pivot table’s fields',
    'xl/pivotCache/pivotCacheDefinition1.xml',
    '<d><cacheFields><cacheField name="Forename"/><cacheField name="DOB"/></cacheFields></d>',
  ],
  [
    'the items of a pivot table’s field',
    'xl/pivotCache/pivotCacheDefinition1.xml',
    `<d><cacheField name="case">${PEOPLE.map(([name]) => `<s v="${name}"/>`).join('')}</cacheField></d>`,
  ],
  [
    'the records of a pivot table',
    'xl/pivotCache/pivotCacheRecords1.xml',
    `<pivotCacheRecords>${PEOPLE.map(([name]) => `<r><x v="0"/><s v="${name}"/></r>`).join('')}</pivotCacheRecords>`,
  ],
  [
    'the categories of a chart',
    'xl/charts/chart1.xml',
    `<c:c xmlns:c="c"><a:r xmlns:a="a"/><c:strCache>${PEOPLE.map(([name]) => `<c:pt><c:v>${name}</c:v></c:pt>`).join('')}</c:strCache></c:c>`,
  ],
  [
    'the cells of a linked workbook',
    'xl/externalLinks/externalLink1.xml',
    `<l>${PEOPLE.map(([name], at) => `<row r="${at + 1}"><cell r="B${at + 1}" t="str"><v>${name}</v></cell></row>`).join('')}</l>`,
  ],
];

t.test('what people keep on other sheets is not taken for a list of children', async (t) => {
  const plain: readonly (readonly [what: string, rows: readonly (readonly string[])[]])[] = [
    [
      'a history of changes',
      [['Date', 'Change'], ...PEOPLE.map(([, day = ''], at) => [day, `version ${at}`])],
    ],
    ['schools and their postcodes', PEOPLE.map(([, , code = ''], at) => [`School ${at}`, code])],
    [
      'a glossary',
      [
        ['Term', 'Meaning'],
        ['UPN', 'Never send one'],
        ['DOB', 'Nor this'],
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'whom to ask',
      [
        ['Name', 'J Smith'],
        ['Postcode', 'E8 1EA'],
        ['Telephone', '02083563000'],
      ],
    ],
  ];
  for (const [what, rows] of plain) t.equal((await check(await beside(rows))).taken.length, 1, what);
  const dressed = one([good()], {
    more: {
      'xl/media/image1.png': Buffer.from([0, 1, 2]),
      'xl/printerSettings/printerSettings1.bin': Buffer.from([0]),
      'xl/drawings/vmlDrawing1.vml': '<xml/>',
      'docProps/thumbnail.jpeg': Buffer.from([0]),
      'xl/charts/chart1.xml':
        '<c><strCache><pt><v>Black</v></pt></strCache><numCache><pt><v>4</v></pt></numCache></c>',
    },
  });
  t.equal((await check(await dressed)).taken.length, 1, 'pictures, printers and charts');
});

t.test('what is no workbook of ours is a Problem that says which, and what to do', async (t) => {
  const parts = workbookParts({ sheets: [{ name: 'Return', xml: sheetData([HEADER, good()]) }] });
  const whole = await zipOf(parts);
  const typed = (type: string) =>
    zipOf({ ...parts, '[Content_Types].xml': `<Types><Override ContentType="${type}"/></Types>` });
  const old = (more: Buffer) =>
    Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(1000), more]);
  const lying = Buffer.from(whole);
  // The archive's own statement of the size of its first part, in the list at its end.
  lying.writeUInt32LE(7, lying.indexOf(Buffer.from('PK\u0001\u0002', 'latin1')) + 24);
  const flipped = Buffer.from(await zipOf({ ...parts, 'xl/worksheets/sheet1.xml': Buffer.alloc(1) }));
  const cases: readonly (readonly [
    what: string,
    bytes: Uint8Array | Promise<Uint8Array>,
    code: string,
    says?: RegExp | undefined,
  ])[] = [
    ['an .xls', old(Buffer.alloc(10)), 'unsupported-workbook', /\.xls/],
    ['an encrypted workbook', old(Buffer.from('EncryptedPackage', 'utf16le')), 'encrypted-workbook'],
    [
      'an .xlsm',
      typed('application/vnd.ms-excel.sheet.macroEnabled.main+xml'),
      'unsupported-workbook',
      /\.xlsm/,
    ],
    [
      'an .xlsb',
      typed('application/vnd.ms-excel.sheet.binary.macroEnabled.main'),
      'unsupported-workbook',
      /\.xlsb/,
    ],
    [
      'a .docx',
      typed('application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'),
      'unsupported-workbook',
      /Word/,
    ],
    [
      'an .ods',
      zipOf({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet' }),
      'unsupported-workbook',
      /\.ods/,
    ],
    ['a zip file', zipOf({ 'a.txt': 'a' }), 'unsupported-workbook'],
    ['a workbook cut off', whole.subarray(0, -100), 'unreadable-file'],
    ['an archive that lies about a size', lying, 'unreadable-file'],
    ['a sheet that is not XML', flipped, 'unreadable-file'],
    [
      'a sheet that is missing',
      zipOf(Object.fromEntries(Object.entries(parts).filter(([name]) => !name.includes('sheet1')))),
      'unreadable-file',
    ],
    [
      'a document type',
      one([], {}, ['', '']).then((_) =>
        zipOf({ ...parts, 'xl/worksheets/sheet1.xml': '<!DOCTYPE x [<!ENTITY a "99991">]><worksheet/>' }),
      ),
      'unreadable-file',
    ],
    [
      'rows that go backwards',
      workbookOf({
        sheets: [{ name: 'R', xml: '<sheetData><row r="5"><c><v>1</v></c></row><row r="4"/></sheetData>' }],
      }),
      'unreadable-file',
    ],
    [
      'nothing in any sheet',
      workbookOf({ sheets: [{ name: 'R', xml: '<sheetData/>' }] }),
      'unreadable-file',
      /nothing/,
    ],
    [
      'two sheets that fit',
      workbookOf({ sheets: ['Q1', 'Q2'].map((name) => ({ name, xml: sheetData([HEADER, good()]) })) }),
      'several-tables',
      /'Q1' and 'Q2'/,
    ],
    [
      'a list of people on another sheet',
      workbookOf({
        sheets: [
          { name: 'R', xml: sheetData([HEADER, good()]) },
          { name: 'Working', state: 'hidden', xml: sheetData([['Forename', 'Surname', 'Group']]) },
        ],
      }),
      'records-of-children',
      /'Working'.*'Forename'/,
    ],
    [
      'a pupil number in the sheet',
      one([good(), [...good(), 'A820200001234']]),
      'records-of-children',
      /Column H looks like/,
    ],
    [
      'a pupil number that a pivot table remembers',
      one([good()], { more: { 'xl/pivotCache/pivotCacheRecords1.xml': '<r><s v="A820200001234"/></r>' } }),
      'records-of-children',
      /pivot/,
    ],
    [
      'two sheets of one name',
      workbookOf({
        sheets: ['Q1', 'q1'].map((name, at) => ({
          name,
          xml: at === 0 ? sheetData([HEADER, good()]) : '<sheetData/>',
        })),
      }),
      'unreadable-file',
      /one name/,
    ],
    ...LISTS.map(
      ([what, rows, says]) =>
        [`on another sheet: ${what}`, beside(rows), 'records-of-children', says] as const,
    ),
    ['a list in a sheet that no tab leads to', loose(PEOPLE), 'records-of-children', /'sheet9.xml'.*names/],
    ...REMEMBERED.map(
      ([what, part, xml]) =>
        [what, one([good()], { more: { [part]: xml } }), 'records-of-children', /remembers: /] as const,
    ),
    ...[
      'xl/embeddings/Microsoft_Excel_Sheet1.xlsx',
      'xl/embeddings/a.xml',
      'xl/activeX/activeX1.bin',
      'xl/vbaProject.bin',
      'xl/model/item.data',
      'children.csv',
    ].map(
      (part) =>
        [
          `a workbook that carries ${part}`,
          one([good()], { more: { [part]: 'A820200001234' } }),
          'unsupported-workbook',
          /look into/,
        ] as const,
    ),
    [
      'a pupil number in a comment, its first digit an entity',
      one([good()], { more: { 'xl/comments1.xml': '<t>A&#56;20200001234</t>' } }),
      'records-of-children',
    ],
    [
      'a comment in another encoding',
      one([good()], { more: { 'xl/comments1.xml': Buffer.from('<t>A820200001234</t>', 'utf16le') } }),
      'unreadable-file',
    ],
  ];
  for (const [what, bytes, code, says] of cases) {
    const problem = await problemOf(await bytes);
    t.equal(problem.code, code, what);
    if (says !== undefined) t.match(problem.message, says, what);
    t.notMatch(JSON.stringify(problem.body()), /99991|A8202/, what);
  }
});

t.test('a bomb is a Problem, in bounded memory and time', async (t) => {
  const filler = (text: string, megabytes: number) => {
    const block = Buffer.alloc(1024 * 1024, text);
    return function* () {
      for (let at = 0; at < megabytes; at += 1) yield block;
    };
  };
  const around = (open: string, middle: () => Iterable<Buffer>, close: string) =>
    function* () {
      yield Buffer.from(`<worksheet><sheetData>${open}`);
      yield* middle();
      yield Buffer.from(`${close}</sheetData></worksheet>`);
    };
  const sheet = (xml: () => Iterable<Buffer>, more: ZipParts = {}) =>
    workbookOf({ sheets: [{ name: 'R', xml }], more });
  const wide = (columns: string) => `<row r="1"><c r="${columns}1"><v>1</v></c></row>`;
  const cases: readonly [what: string, bytes: () => Promise<Buffer>, code: string, says?: RegExp][] = [
    [
      '24 MB of blanks',
      () => sheet(around('', filler(' ', 24), '')),
      'workbook-too-large',
      /larger than 16 MB/,
    ],
    [
      'one cell of 24 MB',
      () => sheet(around('<row><c t="str"><v>', filler('9', 24), '</v></c></row>')),
      'workbook-too-large',
    ],
    [
      'one cell of 8 MB, within the limit',
      () => sheet(around('<row><c t="str"><v>', filler('9', 8), '</v></c></row>')),
      'workbook-too-large',
      /32,767/,
    ],
    [
      '8 MB of blanks, within the limit',
      () => sheet(around('', filler(' ', 8), '')),
      'unreadable-file',
      /nothing/,
    ],
    ['one tag of 8 MB', () => sheet(around('<row r="', filler('1', 8), '"></row>')), 'unreadable-file'],
    ['a million tags within each other', () => sheet(around('', filler('<a>', 3), '')), 'unreadable-file'],
    [
      'a cell at XFD1048576',
      () => sheet(around('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', () => [], '')),
      'workbook-too-large',
      /column XFD/,
    ],
    ['a cell beyond all columns', () => sheet(around(wide('ZZZZ'), () => [], '')), 'unreadable-file'],
    [
      'ten thousand parts',
      () => zipOf(Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`xl/${at}.xml`, '<a/>']))),
      'workbook-too-large',
      /10000 parts/,
    ],
    [
      'shared strings of 12 MB',
      () =>
        workbookOf({
          sheets: [{ name: 'R', xml: '<sheetData/>' }],
          strings: [],
          more: { 'xl/sharedStrings.xml': filler('<si><t>', 12) },
        }),
      'unreadable-file',
    ],
  ];
  for (const [what, bytes, code, says] of cases) {
    const file = await bytes();
    const before = process.memoryUsage().rss;
    const problem = await problemOf(file);
    const grown = (process.memoryUsage().rss - before) / 1024 / 1024;
    t.ok(grown < 200, `${what}: ${Math.round(grown)} MB`);
    t.equal(problem.code, code, what);
    if (says !== undefined) t.match(problem.message, says, what);
  }
  const hasty = createWorkbookReader({ limits: { bytes: limits.bytes, milliseconds: 1 }, directory });
  const slow = await problemOf(await sheet(around('', filler(' ', 8), '')), hasty);
  t.equal(slow.code, 'workbook-too-large');
  t.match(slow.message, /took longer/);
  t.same(
    (await check(await one([good()]))).codes,
    [],
    'and the next workbook is read as if nothing had been',
  );
});

t.test('XML in any pieces reads the same', async (t) => {
  const xml = `<?xml version="1.0"?><!-- <c> --><x:a b="1 > 0 &amp; 'q'" c='"'>t&#x1F600;&lt;<![CDATA[<raw>]]><d/>&unknown;</x:a>\n`;
  const read = async (size: number) => {
    const events: string[] = [];
    let text = '';
    const bytes = Buffer.from(xml);
    async function* pieces() {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    }
    const flush = () => {
      if (text !== '') events.push(text);
      text = '';
    };
    const told = (event: string) => {
      flush();
      events.push(event);
    };
    await scanXml(pieces(), {
      open: (name, attributes) => told(`<${name}${attributes}`),
      text: (more) => {
        text += more;
      },
      close: (name) => told(`>${name}`),
    });
    flush();
    return events;
  };
  const whole = await read(10_000);
  t.same(whole, [`<a b="1 > 0 &amp; 'q'" c='"'`, 't\u{1f600}<<raw>', '<d', '>d', '&unknown;', '>a', '\n']);
  for (let size = 1; size < 20; size += 1) t.same(await read(size), whole, `in pieces of ${size}`);
  t.equal(escaped('<'), '&lt;');
});
