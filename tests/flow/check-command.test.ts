import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { checkCommand } from '../../src/check-command.ts';
import { checkText } from '../../src/check-text.ts';
import { type ServiceCommand, serviceCommand } from '../../src/service-command.ts';
import { isUsageError } from '../../src/usage-error.ts';
import { vocabulary } from '../spec/validation/small-vocabulary.ts';
import { publishedService } from '../support/service.ts';

const EXAMPLES = 'seeds/examples';
const HACKNEY = 'E09000012';

// Populations alone make a release that pupils can be held against.
const { app, key } = await publishedService(t, { kinds: ['population'] });
const submitter = await key('submitter', HACKNEY);
const scratch = await mkdtemp(join(tmpdir(), 'ldd-check-'));
t.teardown(() => rm(scratch, { recursive: true }));

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly told: string;
}

/** Runs `ldd-cli check` in this process: nothing in it knows a database. */
async function check(...words: readonly string[]): Promise<Ended> {
  let out = '';
  let told = '';
  const code = await checkCommand(words, {
    seeds: 'seeds',
    write: (text) => {
      out += text;
    },
    tell: (text) => {
      told += text;
    },
  });
  return { code, out, told };
}

/** Runs it as an officer does, with no database to be had. */
function typed(...words: readonly string[]): Promise<Ended> {
  const { DATABASE_URL: _, TEST_DATABASE_URL: __, ...env } = process.env;
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', 'src/cli.ts', 'check', ...words],
      { env },
      (_error, out, told) => resolve({ code: child.exitCode ?? -1, out, told }),
    );
  });
}

const terms = (domain: string, period: string) => ['--domain', domain, '--period', period, '--area', HACKNEY];
const EDUCATION = terms('education', 'AY2024-25-T1');

async function scratchFile(name: string, content: string | Buffer): Promise<string> {
  const path = join(scratch, name);
  await writeFile(path, content);
  return path;
}

/** The rows of the README's table: file, domain, period and how many codes it promises. */
async function promised() {
  const text = await readFile(`${EXAMPLES}/README.md`, 'utf8');
  return [...text.matchAll(/^\| `(invented-[a-z-]+\.csv)` \| ([a-z-]+) \| (\S+) \| (\d+) \|$/gm)].map(
    ([, file = '', domain = '', period = '', codes]) => ({ file, domain, period, codes: Number(codes) }),
  );
}

t.test('the README names every example, and each is marked as invented', async (t) => {
  const files = (await readdir(EXAMPLES)).filter((name) => name !== 'README.md');
  t.same((await promised()).map(({ file }) => file).toSorted(), files.toSorted());
  t.equal(files.length, 8);
  t.ok(files.every((name) => name.startsWith('invented-')));
});

t.test('the service and the terminal find the same in every example, and what its README says', async (t) => {
  for (const { file, domain, period, codes } of await promised()) {
    const here = await check(`${EXAMPLES}/${file}`, ...terms(domain, period), '--csv');
    const sent = await app.inject({
      method: 'POST',
      url: `/v1/submissions?domain=${domain}&period=${period}&area=${HACKNEY}`,
      headers: { ...submitter, 'content-type': 'text/csv' },
      payload: await readFile(`${EXAMPLES}/${file}`),
    });
    const { id, findings } = sent.json();
    const report = await app.inject({
      method: 'GET',
      url: `/v1/submissions/${id}/report.csv`,
      headers: submitter,
    });
    t.equal(here.out, report.payload, `${file}: one report, byte for byte`);
    const body = await app.inject({ method: 'GET', url: `/v1/submissions/${id}/report`, headers: submitter });
    const found: readonly { readonly code: string }[] = body.json().findings;
    const different = new Set(found.map(({ code }) => code)).size;
    if (codes === 0) {
      t.equal(findings.errors, 0, `${file} has no errors`);
      t.equal(here.code, 0);
    } else {
      t.ok(codes >= 20 && different >= codes, `${file}: ${different} different codes`);
      t.equal(here.code, 1);
    }
  }
});

t.test(
  'what takes the service is named, and pupils are held against those that came with the program',
  async (t) => {
    const { out } = await check(`${EXAMPLES}/invented-education.csv`, ...EDUCATION);
    t.match(out, /pupils-differ: Pupils on roll are not as many as the School Census counted \(9 times\)/);
    t.match(out, /^NOT CHECKED here, since only the service knows$/m);
    for (const code of ['measures-not-sent', 'breakdowns-not-sent', 'figures-moved', 'cells-gone'])
      t.match(out, code);
  },
);

t.test('a readable report groups the findings by their code, with row, column and hint', async (t) => {
  const file = await scratchFile(
    'two.csv',
    'measure,period,area,ethnic_group,numerator,denominator\r\n' +
      'ed-suspension-rate,AY2024-25-T1,E09000012,black,,340\r\n' +
      'ed-suspension-rate,AY2024-25-T1,E09000012,white,,500\r\n' +
      '\u001b[31med-suspension-rate,AY2024-25-T1,E09000012,all,12,840\r\n',
  );
  const { code, out, told } = await check(file, ...EDUCATION);
  t.equal(code, 1);
  t.equal(told, '');
  t.match(out, 'two.csv: education, AY2024-25-T1, Hackney (E09000012)');
  t.match(out, '3 rows, 3 cells, 3 errors, 1 query, 0 notices');
  t.equal(out.match(/^ {2}numerator-missing: A numerator is missing \(2 times\)$/gm)?.length, 1);
  t.match(out, '→ Nobody is 0.');
  t.match(out, '· row 3, column numerator: the numerator is empty.');
  t.notMatch(out, '\u001b', 'what would steer a terminal is left out');
});

t.test('a row is told once, whether its sheet is named or not', (t) => {
  const found = (message: string) => ({
    ...{
      key: 'k',
      code: 'c',
      severity: 'query' as const,
      title: 'T',
      hint: 'H',
      occurrences: 1,
      rows: null,
      message,
    },
    ...{ row: 47, line: 47, column: null, field: null, value: null, expected: null },
  });
  const findings = ["Sheet 'Return', row 47: one.", 'Row 47: two.', 'Group black has no row.'].map(found);
  const counts = { errors: 0, queries: 3, notices: 0 };
  const terms = {
    sheet: 'Return',
    domain: 'education',
    period: null,
    area: null,
    layoutName: 'tidy',
  } as const;
  const text = checkText(
    { findings, counts, rows: 1, cells: 1, classification: null },
    { ...terms, file: 'a.xlsx', vocabulary },
  );
  t.same(text.findings.match(/·.*/g), [
    '· row 47: one.',
    '· row 47: two.',
    '· row 47: Group black has no row.',
  ]);
  t.end();
});

t.test('without an --area a declared layout names its own, as a national file does', async (t) => {
  const file = 'seeds/published/exclusions-2024-25/london_la_exclusions_by_ethnicity_2024-25.csv';
  const layout = ['--layout', 'exclusions-by-ethnicity'];
  const { code, out } = await check(file, '--domain', 'education', ...layout);
  t.equal(code, 0);
  t.match(out, 'areas as in the file, layout exclusions-by-ethnicity');
});

t.test('wrong usage ends with 2, and says how it is meant', async (t) => {
  const file = `${EXAMPLES}/invented-education.csv`;
  const wrong: Record<string, readonly string[]> = {
    'no file': EDUCATION,
    'two files': [file, file, ...EDUCATION],
    'no domain': [file, '--period', 'AY2024-25-T1', '--area', HACKNEY],
    'no domain of ours': [file, '--domain', 'housing', '--area', HACKNEY],
    'no area': [file, '--domain', 'education', '--period', 'AY2024-25-T1'],
    'no period': [file, '--domain', 'education', '--area', HACKNEY],
    'a strange period': [file, ...terms('education', 'last autumn')],
    'a strange area': [file, '--domain', 'education', '--period', 'AY2024-25-T1', '--area', 'Hackney'],
    'a strange layout': [file, ...EDUCATION, '--layout', 'ours'],
    'a strange classification': [file, ...EDUCATION, '--classification', 'ours'],
    'a strange option': [file, ...EDUCATION, '--verbose'],
  };
  for (const [name, words] of Object.entries(wrong)) {
    const outcome = await check(...words).catch((error: unknown) => isUsageError(error));
    t.equal(outcome, true, name);
  }
  const { code, out, told } = await typed(file, '--domain', 'housing');
  t.equal(code, 2);
  t.equal(out, '');
  t.match(told, 'Say --domain: one of social-care, education');
  t.match(told, 'check FILE --domain');
});

t.test('typed at a terminal it ends with 0, 1 or 3', async (t) => {
  const good = await typed(`${EXAMPLES}/invented-education.csv`, ...EDUCATION);
  t.equal(good.code, 0);
  t.match(good.out, 'No errors: the file can be sent. Nothing has been sent from here.');
  t.equal((await typed(`${EXAMPLES}/invented-education-mistakes.csv`, ...EDUCATION)).code, 1);
  t.equal((await typed(join(scratch, 'nowhere.csv'), ...EDUCATION)).code, 3);
});

t.test('a file that cannot be read ends with 3, and says why', async (t) => {
  const children = 'upn,surname\r\nA123456789012,Doe\r\n';
  const files: Record<string, string> = {
    'cannot be opened': join(scratch, 'nowhere.csv'),
    'is empty': await scratchFile('empty.csv', ''),
    'NUL bytes': await scratchFile('binary.csv', Buffer.from([0x61, 0, 0x62])),
    'records of children': await scratchFile('children.csv', children),
  };
  for (const [why, file] of Object.entries(files)) {
    const { code, told } = await check(file, ...EDUCATION);
    t.equal(code, 3, why);
    t.match(told, new RegExp(why, 'i'));
  }
});

t.test('a file is sent from a terminal, and its report comes back', async (t) => {
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const key = submitter.authorization?.replace('Bearer ', '');
  const ask = async (command: ServiceCommand, words: readonly string[], asker = key): Promise<Ended> => {
    let out = '';
    let told = '';
    const code = await serviceCommand(command, [...words, '--service', address], {
      key: asker,
      write: (text) => {
        out += text;
      },
      tell: (text) => {
        told += text;
      },
    });
    return { code, out, told };
  };
  const YOUTH = terms('youth-justice', 'FY2025-26-Q1');
  const good = await ask('submit', [`${EXAMPLES}/invented-youth-justice.csv`, ...YOUTH, '--hand-on']);
  t.equal(good.code, 0, good.told);
  t.match(good.told, /is checked\.\n.*waits for the approver/);
  const bad = await ask('submit', [`${EXAMPLES}/invented-education-mistakes.csv`, ...EDUCATION, '--dry-run']);
  t.equal(bad.code, 1);
  t.match(bad.out, /^error: Row 5: measure /m);
  t.notMatch(bad.told, /is returned/, 'a dry run leaves nothing');
  const refused = await ask('submit', [`${EXAMPLES}/invented-education.csv`, ...EDUCATION], 'ldd_nobody');
  t.match(refused, { code: 3, told: 'Who are you? This key is not known.\n' });
  t.match(await ask('publish', ['9.9.9']), { code: 3 });
  await t.rejects(ask('submit', [...EDUCATION]), { message: /Which file/ });
});
