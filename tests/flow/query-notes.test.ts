import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { sendPublished } from '../../src/first-start.ts';
import { asOwner } from '../support/database.ts';
import { testService } from '../support/service.ts';

const HACKNEY = 'E09000012';
const LAMBETH = 'E09000022';
const PERIOD = 'AY2024-25-T1';
const HEADER = 'measure,period,area,ethnic_group,sex,numerator,denominator';
const NOTE = 'Two pupils of mixed heritage were recorded twice; the total is right.';
const NO_SUCH = '00000000-0000-4000-8000-000000000000';

const { app, flows, url, logs, key } = await testService(t);
const ann = await key('submitter', HACKNEY);
const bob = await key('approver', HACKNEY);
const cat = await key('submitter', LAMBETH);
const steward = await key('steward');

const row = (group: string, numbers: string, area = HACKNEY) =>
  `ed-suspension-rate,${PERIOD},${area},${group},all,${numbers}`;
const file = (...rows: readonly string[]) => `${[HEADER, ...rows].join('\r\n')}\r\n`;
const TOO_FEW = file(row('all', '40,900'), row('white', '1,500'));
/** The groups come to 41, the total says 40. */
const TOO_MANY = file(row('all', '40,900'), row('white', '28,500'), row('black', '13,340'));

type Headers = Record<string, string>;
interface Found {
  readonly key: string;
  readonly code: string;
  readonly severity: string;
  readonly note: string | null;
}

const send = async (text: string, more = '', headers: Headers = ann, area = HACKNEY) => {
  const where = `/v1/submissions?domain=education&period=${PERIOD}&area=${area}${more}`;
  const csv = { ...headers, 'content-type': 'text/csv' };
  return (await app.inject({ method: 'POST', url: where, headers: csv, payload: text })).json();
};
const report = async (id: string): Promise<readonly Found[]> =>
  (await app.inject({ url: `/v1/submissions/${id}/report`, headers: ann })).json().findings;
const queries = async (id: string) => (await report(id)).filter(({ severity }) => severity === 'query');
const explain = (id: string, query: string, note: unknown = NOTE, headers: Headers = ann) =>
  app.inject({
    method: 'PUT',
    url: `/v1/submissions/${id}/queries/${query}/note`,
    headers,
    payload: { note },
  });
const move = async (id: string, act: string, headers: Headers = ann) =>
  (await app.inject({ method: 'POST', url: `/v1/submissions/${id}/${act}`, headers })).json();
const keyOf = async (id: string) => (await queries(id))[0]?.key ?? 'none';

t.test('a query is explained before the file goes to the approver', async (t) => {
  const { id, findings } = await send(TOO_MANY);
  t.match(findings, { errors: 0, queries: 1 });
  const query = await keyOf(id);
  const refused = await move(id, 'submit');
  t.match(refused, { status: 409, code: 'notes-missing' });
  t.match(refused.errors, [{ key: query, code: 'groups-above-total' }]);
  t.equal(refused.errors.length, 1);

  const named = await explain(id, query, 'pupil h801200001001 has moved');
  t.match(named.json(), { status: 400, code: 'bad-request', detail: /Unique Pupil Number/ });
  t.notMatch(named.payload, /h801200001001/i);

  const explained = await explain(id, query, `  ${NOTE} `);
  t.equal(explained.statusCode, 200);
  t.match(explained.json(), { key: query, severity: 'query', note: NOTE });
  t.equal(explained.headers['cache-control'], 'private, no-store');
  t.equal((await explain(id, query, 'A better reason.')).json().note, 'A better reason.');
  t.match(await queries(id), [{ note: 'A better reason.' }]);
  const csv = await app.inject({ url: `/v1/submissions/${id}/report.csv`, headers: bob });
  t.match(csv.body, 'A better reason.', 'the approver reads it');
  t.match(await move(id, 'submit'), { status: 'submitted' });

  t.match((await explain(id, query)).json(), { status: 409, code: 'wrong-move' });
  t.match(await move(id, 'return', bob), { status: 'returned' });
  t.equal((await explain(id, query)).statusCode, 200, 'sent back, it can be explained better');
});

t.test('a note is its own authority’s, on a query of this submission, and says something', async (t) => {
  const { id } = await send(TOO_MANY);
  const query = await keyOf(id);
  const notice = (await report((await send(TOO_FEW)).id)).find(({ severity }) => severity === 'notice');
  t.match((await explain(id, query, NOTE, cat)).json(), { status: 404, code: 'not-found' });
  t.match((await explain(id, 'groups-above-total-000000000000')).json(), { status: 404, code: 'not-found' });
  t.equal((await explain(id, notice?.key ?? '')).statusCode, 404, 'a key of another submission');
  t.equal((await explain(NO_SUCH, query)).statusCode, 404);
  for (const headers of [bob, steward])
    t.match((await explain(id, query, NOTE, headers)).json(), { status: 403, code: 'forbidden' });
  t.equal((await explain(id, query, NOTE, {})).statusCode, 401);
  for (const note of ['', '   ', 'x'.repeat(2_001), 'a\0b', 7, null])
    t.match((await explain(id, query, note)).json(), { status: 400, code: 'bad-request' });
  t.equal((await explain(id, query, 'é'.repeat(2_000))).statusCode, 200);

  const withNotice = await send(TOO_FEW);
  t.match((await explain(withNotice.id, notice?.key ?? '')).json(), { status: 409, code: 'not-a-query' });
});

t.test('a note outlives a new upload while what it is about is unchanged', async (t) => {
  const first = (await send(TOO_MANY)).id;
  await explain(first, await keyOf(first), 'The first reason.');
  const moved = file(row('Black', '013,340'), '', row('all', '40,900'), row('white', '28,500'));
  const again = (await send(moved)).id;
  t.match(await queries(again), [{ note: 'The first reason.' }], 'other rows, other spelling');
  t.match(await move(again, 'submit'), { status: 'submitted' });

  await explain(first, await keyOf(first), 'The last reason.');
  t.match(await queries((await send(TOO_MANY)).id), [{ note: 'The last reason.' }], 'the newest counts');
  const tried = await send(TOO_MANY, '&dryRun=true');
  const told = tried.report.find(({ severity }: Found) => severity === 'query');
  t.equal(told.note, 'The last reason.', 'a dry run tells it too');

  const changed = TOO_MANY.replace('13,340', '14,340');
  t.match(await queries((await send(changed)).id), [{ note: null }], 'another value wants another note');
  const shifted = TOO_MANY.replace('13,340', '12,340').replace('28,500', '29,500');
  t.match(await queries((await send(shifted)).id), [{ note: null }], 'even where the sum is the same');
  const theirs = await send(TOO_MANY.replaceAll(HACKNEY, LAMBETH), '', cat, LAMBETH);
  const reply = await app.inject({ url: `/v1/submissions/${theirs.id}/report`, headers: cat });
  t.notMatch(reply.body, 'reason', "another authority's note is not taken over");
});

t.test('who explained what, and when, stands in the audit trail; what was said does not', async (t) => {
  const { id } = await send(TOO_MANY.replace('28,500', '33,500'));
  const query = await keyOf(id);
  await explain(id, query, 'SAID-IN-CONFIDENCE');
  const next = (await send(TOO_MANY.replace('28,500', '33,500'))).id;
  const { rows } = await asOwner(url, 'select act, subject_id, area, detail from audit.event order by id');
  t.match(
    rows.filter(({ subject_id }) => subject_id === id),
    [
      { act: 'submission.receive' },
      { act: 'submission.note', area: HACKNEY, detail: { key: query, length: 18 } },
    ],
  );
  t.match(
    rows.find(({ subject_id }) => subject_id === next),
    { detail: { notesTakenOver: 1 } },
  );
  t.notMatch(JSON.stringify(rows), 'CONFIDENCE');
  t.notMatch(logs.join(''), 'CONFIDENCE');
});

t.test('a first start explains what is asked of a published file, truthfully, and goes on', async (t) => {
  const published = await mkdtemp(join(tmpdir(), 'ldd-published-'));
  t.teardown(() => rm(published, { recursive: true }));
  const rows = ['overall,30', 'Asian,20', 'Black,9', 'Mixed,9', 'White,9', 'Other,9'];
  const text = rows.map((each) => `${HACKNEY},Hackney,suspension_rate,2025,${each},900`).join('\n');
  await writeFile(
    join(published, 'a.csv'),
    `geo_id,geo_name,indicator,year,ethnicity,numerator,denominator\n${text}\n`,
  );
  const entry = {
    file: 'a.csv',
    fileName: 'a.csv',
    layout: 'exclusions-by-ethnicity',
    domain: 'education',
    sender: 'Department for Education',
    kind: 'measures',
  };
  await writeFile(join(published, 'manifest.json'), JSON.stringify([entry]));
  const said: string[] = [];
  await sendPublished('measures', { flows, published, say: (line) => said.push(line) });
  t.equal(said.length, 1);
  const { rows: sent } = await asOwner(
    url,
    `select s.status, s.query_count, n.note from intake.submission s
     join intake.finding_note n on n.submission_id = s.id where s.sender = '${entry.sender}'`,
  );
  t.match(sent, [{ status: 'approved', query_count: 1, note: /source \(Department for Education\)/ }]);
});
