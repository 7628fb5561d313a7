import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openXlsx, readXlsx, saveXlsx } from 'hucre/xlsx';
import t from 'tap';
import { checkCommand } from '../../src/check-command.ts';
import { XLSX } from '../../src/flow/collect.ts';
import { DOMAINS, type Domain } from '../../src/vocabulary/measure.ts';
import { publishedService } from '../support/service.ts';
import { sheetData, workbookOf } from '../support/workbook.ts';

const HACKNEY = 'E09000012';
const PERIODS: Readonly<Record<Domain, string>> = {
  education: 'AY2024-25-T1',
  'social-care': 'FY2025-26-Q1',
  'youth-justice': 'FY2025-26-Q1',
  workforce: 'FY2025-26-Q1',
};

// Populations alone make a release that pupils can be held against.
const { app, key } = await publishedService(t, { kinds: ['population'] });
const hackney = await key('submitter', HACKNEY);
const lambeth = await key('submitter', 'E09000022');
const steward = await key('steward');

const address = (domain: Domain, more = '') =>
  `/v1/submissions?domain=${domain}&period=${PERIODS[domain]}&area=${HACKNEY}${more}`;
const send = async (domain: Domain, payload: Uint8Array | string, type = XLSX, more = '') => {
  const headers = { ...hackney, 'content-type': type };
  const reply = await app.inject({
    method: 'POST',
    url: address(domain, more),
    headers,
    payload: Buffer.from(payload),
  });
  return reply.json();
};
const template = (domain: Domain, more = '', extension = 'xlsx') =>
  app.inject(`/v1/templates/${domain}.${extension}?period=${PERIODS[domain]}&area=${HACKNEY}${more}`);
const reportOf = async (id: string, headers: Record<string, string> = hackney) =>
  app.inject({ url: `/v1/submissions/${id}/report.xlsx`, headers });
const sheetOf = async (bytes: Uint8Array, name: string) => {
  const { sheets } = await readXlsx(bytes, { readStyles: true });
  const sheet = sheets.find((each) => each.name === name);
  if (sheet === undefined) throw new Error(`There is no sheet ${name}.`);
  return sheet;
};

t.test(
  'a template of each domain has the rows of the one in text, lists and notes, and comes back through the door',
  async (t) => {
    for (const domain of DOMAINS) {
      const reply = await template(domain);
      t.equal(reply.statusCode, 200);
      t.equal(reply.headers['content-type'], XLSX);
      t.match(
        reply.headers['content-disposition'],
        `filename="${domain}-${PERIODS[domain]}-${HACKNEY}.xlsx"`,
      );
      const { sheets } = await readXlsx(reply.rawPayload);
      t.same(
        sheets.map(({ name }) => name),
        ['Return', 'Codes', 'Notes'],
      );
      const [data] = sheets;
      const rows = (data?.rows ?? []).map((cells) => cells.map((cell) => cell ?? ''));
      const text = (await template(domain, '', 'csv')).payload
        .trimEnd()
        .split('\r\n')
        .map((line) => line.split(','));
      t.same(
        rows.map((cells) => [...cells, '', '', ''].slice(0, 7)),
        text.map((cells) => cells.slice(0, 7)),
      );
      t.equal(data?.dataValidations?.length, 5, 'measure, ethnic group, sex, age band and category');
      t.match(data?.dataValidations?.[0], { type: 'list', formula1: /^Codes!\$A\$2:\$A\$\d+$/ });
      const sent = await send(domain, reply.rawPayload, XLSX, '&dryRun=true');
      const codes = new Set(
        sent.report
          .filter(({ severity }: { severity: string }) => severity === 'error')
          .map(({ code }: { code: string }) => code),
      );
      codes.delete('numerator-missing');
      codes.delete('denominator-missing');
      t.same([...codes], [], 'nothing is wrong with it but that it is empty');
      t.match(
        sent.report.find(({ code }: { code: string }) => code === 'sheet-read')?.message,
        /'Return' was read\. Not read: 'Codes', 'Notes'/,
      );
    }
  },
);

t.test('a template that is filled in is checked as it was meant', async (t) => {
  const empty = (await template('education')).rawPayload;
  const workbook = await openXlsx(empty);
  const [data] = workbook.sheets;
  const rows = data?.rows ?? [];
  const wanted = rows.filter((cells, at) => at > 0 && cells[0] === 'ed-suspension-rate');
  for (const cells of wanted) {
    cells[7] = cells[3] === 'all' ? 210 : 10;
    cells[8] = cells[3] === 'all' ? 2100 : 100;
  }
  const kept = [rows[0] ?? [], ...wanted];
  rows.splice(0, rows.length, ...kept);
  const sent = await send('education', await saveXlsx(workbook));
  t.match(sent, { status: 'checked', rows: wanted.length, cells: wanted.length, findings: { errors: 0 } });
});

t.test('no list offers what is no answer', async (t) => {
  const { workbook } = { workbook: await readXlsx((await template('youth-justice')).rawPayload) };
  const [data, codes] = workbook.sheets;
  const chosen = (data?.dataValidations ?? []).flatMap(({ formula1 }) => {
    const [, letter = '', last = ''] = /^Codes!\$([A-Z])\$2:\$[A-Z]\$(\d+)$/.exec(String(formula1)) ?? [];
    const column = letter.charCodeAt(0) - 65;
    return (codes?.rows ?? []).slice(1, Number(last)).map((cells) => cells[column]);
  });
  t.ok(chosen.includes('white-british'));
  t.notOk(chosen.some((code) => code === null || String(code).endsWith(':')));
  t.ok(
    codes?.rows.some((cells) => cells.includes('gravity:')),
    'the sheet of codes still tells of the stem',
  );
});

t.test('a table longer than a sheet says so, and keeps every finding', async (t) => {
  const header = 'measure,period,area,ethnic_group,numerator,denominator\n';
  const sent = await send('education', `${header}${'\n'.repeat(1_048_576)}nonsense,,,,,\n`, 'text/csv');
  const report = await reportOf(sent.id);
  t.match(JSON.stringify(await sheetOf(report.rawPayload, 'Summary')), /later rows are checked/);
  t.match(JSON.stringify((await sheetOf(report.rawPayload, 'Findings')).rows), /nonsense/);
});

t.test(
  'the report is a workbook with a summary, every finding, and the table itself with the cells marked',
  async (t) => {
    const rows = [
      ['Hackney: autumn', null],
      ['measure', 'period', 'area', 'ethnic_group', 'numerator', 'denominator'],
      ['ed-suspension-rate', PERIODS.education, HACKNEY, 'all', 40, 900],
      ['ed-suspension-rate', PERIODS.education, HACKNEY, 'blakc', 12, 340],
      ['ed-suspension-rate', PERIODS.education, HACKNEY, 'white', '=1+1', 300],
    ];
    const workbook = await workbookOf({
      sheets: [
        { name: 'Autumn', xml: sheetData(rows) },
        { name: 'Notes', xml: '<sheetData/>' },
      ],
    });
    const text = rows.map((cells) => cells.map((cell) => cell ?? '').join(',')).join('\r\n');
    for (const [what, payload, type, own] of [
      ['sent as a workbook', workbook, XLSX, 'Autumn'],
      ['sent as text', text, 'text/csv', 'Your file'],
    ] as const) {
      const sent = await send('education', payload, type);
      t.equal(sent.links.reportXlsx, `/v1/submissions/${sent.id}/report.xlsx`);
      const reply = await reportOf(sent.id);
      t.equal(reply.statusCode, 200, what);
      t.equal(reply.headers['content-type'], XLSX);
      t.match(reply.headers['content-disposition'], /report-.*\.xlsx/);
      t.match(reply.headers['cache-control'], /no-store/);
      const { sheets } = await readXlsx(reply.rawPayload);
      t.same(
        sheets.map(({ name }) => name),
        ['Summary', 'Findings', own],
        what,
      );
      const findings = (
        await app.inject({ url: `/v1/submissions/${sent.id}/report`, headers: hackney })
      ).json().findings;
      t.same(
        (sheets[1]?.rows ?? []).slice(1).map((cells) => cells[0]),
        findings.map((each: { key: string }) => each.key),
      );
      t.match(JSON.stringify(sheets[0]?.rows), /Mend what is red/);
      t.notMatch(JSON.stringify(sheets[0]?.rows), /later rows/);
      const marked = await sheetOf(reply.rawPayload, own);
      t.same(marked.rows[3]?.slice(0, 6), rows[3], 'row 4 is row 4');
      t.match(marked.rows[3]?.[6], /^(Sheet 'Autumn', r|R)ow 4: .*blakc/);
      t.equal(marked.rows[4]?.[4], "'=1+1", 'nothing of it runs as a formula');
      const fill = (row: number, column: number) => marked.cells?.get(`${row},${column}`)?.style?.fill;
      t.match(fill(3, 3), { fgColor: { rgb: /F4B6B0/ } }, 'the cell of an error is red');
      t.notMatch(fill(3, 0), { fgColor: { rgb: /F4B6B0/ } });
      t.equal(marked.rows[0]?.[0], 'Hackney: autumn');
      t.equal((await reportOf(sent.id, lambeth)).statusCode, 404, 'another authority');
      t.equal((await reportOf(sent.id, {})).statusCode, 401);
      t.equal((await reportOf(sent.id, steward)).statusCode, 200);
    }
  },
);

t.test('of a finding about many rows each is marked, and says where it is told', async (t) => {
  const groups = ['asian', 'black', 'mixed', 'other', 'white'];
  const text = [
    'measure,period,area,ethnic group,numerator,Denominator ',
    ...groups.map((group, at) => {
      const words = ['wf-grade-share', PERIODS.workforce, HACKNEY, group];
      return [...words, 10, at === 1 || at === 3 ? 99 : 100].join(',');
    }),
  ];
  const sent = await send('workforce', text.join('\r\n'), 'text/csv');
  const findings = (await app.inject({ url: `/v1/submissions/${sent.id}/report`, headers: hackney })).json()
    .findings;
  const told = findings.find(({ code }: { code: string }) => code === 'share-totals-differ');
  t.match(told, { row: 3, column: 'Denominator', rows: '3, 5', occurrences: 2 });
  const marked = await sheetOf((await reportOf(sent.id)).rawPayload, 'Your file');
  const red = (row: number, column: number) =>
    JSON.stringify(marked.cells?.get(`${row - 1},${column}`)?.style?.fill ?? '').includes('F4B6B0');
  t.same(
    [2, 3, 4, 5, 6].map((row) => red(row, 5)),
    [false, true, false, true, false],
  );
  t.match(marked.rows[2]?.[6], /So in rows 3 and 5/);
  t.equal(marked.rows[4]?.[6], 'The groups of a share are divided by different totals: see row 3.');
  t.equal(marked.rows[3]?.[6] ?? null, null);
});

t.test('ldd-cli check writes the same report, and LibreOffice opens what we write', async (t) => {
  const scratch = await mkdtemp(join(tmpdir(), 'ldd-report-'));
  t.teardown(() => rm(scratch, { recursive: true }));
  const out = join(scratch, 'report.xlsx');
  const words = [
    'seeds/examples/invented-education-mistakes.csv',
    '--domain',
    'education',
    '--period',
    PERIODS.education,
  ];
  let said = '';
  const code = await checkCommand([...words, '--area', HACKNEY, '--xlsx', out], {
    seeds: 'seeds',
    write: () => {},
    tell: (text) => {
      said += text;
    },
  });
  t.equal(code, 1);
  t.match(said, /report\.xlsx/);
  const report = await readFile(out);
  const sent = await send('education', await readFile(words[0] ?? ''), 'text/csv');
  const rows = async (bytes: Uint8Array) =>
    (await sheetOf(bytes, 'Findings')).rows.map((cells) => [...cells.slice(0, 12), cells[13]]);
  t.same(await rows(report), await rows((await reportOf(sent.id)).rawPayload));

  await writeFile(join(scratch, 'template.xlsx'), (await template('education')).rawPayload);
  for (const [name, sheet] of [
    ['report', 'Summary'],
    ['template', 'measure,period'],
  ] as const) {
    const converted = await new Promise<boolean>((resolve) => {
      execFile(
        'soffice',
        [
          '--headless',
          `-env:UserInstallation=file://${scratch}/office`,
          '--convert-to',
          'csv',
          '--outdir',
          scratch,
          join(scratch, `${name}.xlsx`),
        ],
        (error) => resolve(error === null),
      );
    });
    if (!converted) {
      t.comment('LibreOffice is not on this machine.');
      continue;
    }
    const text = await readFile(join(scratch, `${name}.csv`), 'utf8');
    t.match(text, name === 'report' ? /What was found in the file/ : sheet);
  }
});
