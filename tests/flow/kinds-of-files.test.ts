import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { readSeeds } from '../../src/storage/seed.ts';
import { buildVocabulary } from '../../src/vocabulary/vocabulary.ts';
import { asOwner } from '../support/database.ts';
import { publishedService } from '../support/service.ts';

const HACKNEY = 'E09000012';
const PERIOD = 'AY2024-25-T1';
const scratch = await mkdtemp(join(tmpdir(), 'ldd-spool-'));
t.teardown(() => rm(scratch, { recursive: true }));
// Where uploads are spooled: read when the service is built.
process.env.TMPDIR = scratch;
const service = await publishedService(t, { kinds: ['population'] });
const { app, key, url, logs } = service;
// Populations alone make a release that pupils can be held against.
const submitter = await key('submitter', HACKNEY);
const vocabulary = buildVocabulary(1, await readSeeds('seeds'));

async function send(payload: string, terms: Readonly<Record<string, string>> = {}) {
  const query = new URLSearchParams({ domain: 'education', period: PERIOD, area: HACKNEY, ...terms });
  const headers = { ...submitter, 'content-type': 'text/csv' };
  return app.inject({ method: 'POST', url: `/v1/submissions?${query}`, headers, payload });
}

interface Found {
  readonly code: string;
  readonly value: string | null;
  readonly expected: string | null;
  readonly message: string;
}

async function found(id: string): Promise<readonly Found[]> {
  const reply = await app.inject({
    method: 'GET',
    url: `/v1/submissions/${id}/report`,
    headers: submitter,
  });
  return reply.json().findings;
}

t.test('a file that is named for a child is refused, and its name is nowhere', async (t) => {
  const form = [
    '--form',
    'content-disposition: form-data; name="file"; filename="letter H801200001001.csv"',
    'content-type: text/csv',
    '',
    'measure,period,area,ethnic_group,numerator',
    '--form--',
    '',
  ].join('\r\n');
  const reply = await app.inject({
    method: 'POST',
    url: `/v1/submissions?domain=education&period=AY2024-25-T1&area=E09000012`,
    headers: { ...submitter, 'content-type': 'multipart/form-data; boundary=form' },
    payload: form,
  });
  t.match(reply.json(), { status: 400, code: 'records-of-children' });
  t.notMatch(reply.payload + logs.join(''), /H801200001001/);
  const { rows } = await asOwner(url, "select id from intake.submission where file_name like '%H8012%'");
  t.same(rows, []);
});

t.test(
  'a list of children is refused with the column that gave it away, and nothing of it is anywhere',
  async (t) => {
    const before = (await asOwner(url, 'select count(*)::int as n from intake.submission')).rows;
    const children = Array.from(
      { length: 30 },
      (_, index) => `Zyxwv${index},Q2070000160${index + 10},77${index}1`,
    );
    const reply = await send(`who,ref,case\r\n${children.join('\r\n')}\r\n`);
    t.equal(reply.statusCode, 400);
    t.match(reply.json(), {
      code: 'records-of-children',
      errors: [
        { code: 'records-of-children', field: 'B', detail: 'Column B looks like Unique Pupil Numbers.' },
      ],
    });
    const secret = /Zyxwv|Q20700001/i;
    t.notMatch(reply.payload, secret);
    t.notMatch(logs.join('\n'), secret);
    const left = (await readdir(scratch)).filter((name) => name.startsWith('ldd-upload'));
    t.same(left, [], 'no file is left where it was spooled');
    t.same((await asOwner(url, 'select count(*)::int as n from intake.submission')).rows, before);
    const { rows } = await asOwner(
      url,
      `select count(*)::int as n from intake.submission_file
     where position('Zyxwv'::bytea in bytes) > 0 or position('Q20700001'::bytea in bytes) > 0`,
    );
    t.same(rows, [{ n: 0 }]);
    const acts = await asOwner(url, 'select detail::text as detail from audit.event');
    t.notMatch(JSON.stringify(acts.rows), secret);
  },
);

t.test(
  'every code of every classification is taken for its group, and what was typed is kept beside it',
  async (t) => {
    const classifications = [...new Set(vocabulary.codes.map(({ classification }) => classification))];
    t.ok(classifications.length >= 7);
    for (const classification of classifications) {
      const codes = vocabulary.codes.filter(
        (each) => each.classification === classification && each.group !== null,
      );
      const typed = codes.map(({ code, label, group }) => ({ text: code || label, group }));
      // Two codes may stand for one group; each is sent as a category of its own.
      const rows = typed.map(
        ({ text }, index) => `ed-ehcp-pct,${PERIOD},${HACKNEY},"${text}",year-group:y${index},12,340`,
      );
      const reply = await send(
        `measure,period,area,ethnic_group,category,numerator,denominator\r\n${rows.join('\r\n')}\r\n`,
        { classification },
      );
      const { id, findings, cells } = reply.json();
      t.equal(findings.errors, 0, `${classification}: ${reply.payload}`);
      t.equal(cells, typed.length, classification);
      const stored = await asOwner(
        url,
        `select ethnic_group as "group", ethnic_group_as_sent as sent from intake.stored_cell
       where submission_id = '${id}' order by row_number`,
      );
      t.same(
        stored.rows,
        typed.map(({ text, group }) => ({ group, sent: text === group ? null : text })),
        `${classification}: what was typed stands beside what it was taken for`,
      );
      if (typed.some(({ group }) => group === 'refused')) {
        const groups = new Set(stored.rows.map(({ group }) => group));
        t.ok(groups.has('refused') && groups.has('not-obtained'), `${classification} keeps them apart`);
      }
    }
  },
);

t.test('codes are inferred from the whole set, and told where they cannot be', async (t) => {
  const rows = (...groups: readonly string[]) =>
    `measure,period,area,ethnic_group,numerator,denominator\r\n${groups
      .map((group) => `ed-ehcp-pct,${PERIOD},${HACKNEY},${group},12,340`)
      .join('\r\n')}\r\n`;
  const codesOf = async (text: string, terms = {}) => {
    const sent = (await send(text, terms)).json();
    return { ...sent, codes: (await found(sent.id)).map(({ code }) => code) };
  };
  const census = await codesOf(rows('3', '4', '7', '13'));
  t.equal(census.classification, 'census-2021');
  t.notMatch(census.codes, ['ambiguous-ethnic-group']);
  t.match((await codesOf(rows('3'))).codes, ['ambiguous-ethnic-group']);
  t.match((await codesOf(rows('BCRB'), { classification: '18+1' })).codes, ['another-classification']);
  t.ok(
    (await codesOf(rows('roma'), { classification: '16+1' })).codes.includes('group-not-in-classification'),
  );
  const five = await codesOf(rows('all', 'Asian', 'Black', 'Mixed', 'Other', 'White'));
  t.ok(five.codes.includes('five-groups-undeclared'));
});

t.test('pupils on roll are held against the School Census as it is published', async (t) => {
  const published = await readFile(
    'seeds/published/school-census-pupils/spc_pupils_ethnicity_and_language_london_2015-16_2021-22_total.csv',
    'utf8',
  );
  const line = published
    .split('\n')
    .find(
      (each) => each.startsWith('202122,') && each.includes('Hackney') && /,Total,Total,Total,/.test(each),
    );
  const counted = Number(line?.split(',').at(13));
  t.ok(counted > 10_000, 'Hackney has a roll');
  const file = (pupils: number) =>
    `measure,period,area,ethnic_group,numerator,denominator\r\ned-ehcp-pct,${PERIOD},${HACKNEY},all,900,${pupils}\r\n`;
  const asked = async (pupils: number) =>
    (await found((await send(file(pupils))).json().id)).filter(({ code }) => code === 'pupils-differ');
  t.same(await asked(Math.round(counted * 0.9)), [], 'fewer by a tenth');
  t.match(await asked(Math.round(counted * 0.8)), [
    { expected: String(counted), message: /academic year 2021\/22/ },
  ]);
});
