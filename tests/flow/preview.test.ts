import { parse } from 'csv-parse/sync';
import t from 'tap';
import { asOwner } from '../support/database.ts';
import { explainQueries } from '../support/explain.ts';
import { publishedService } from '../support/service.ts';

/* Somebody outside looks at a draft by token: at what protection let through, at nothing else, and only while it lasts. */
/** Every release on a thread of its own, as large ones are. */
const service = await publishedService(t, { kinds: ['population'], publishApartFrom: 0 });
const { app, key } = service;
const HACKNEY = 'E09000012';
const PERIOD = 'FY2025-26-Q1';
const MEASURE = 'yj-first-time-entrant-rate';
/** Sent, too small to be shown, and found nowhere else. */
const SMALL = 3;
const SENT = { asian: SMALL, black: 41, mixed: 17, other: 8, white: 22, 'not-known': 9 };
const [steward, publisher] = [await key('steward'), await key('publisher')];
const submitter = await key('submitter', HACKNEY);
const post = (url: string, headers: Record<string, string>, payload?: object) =>
  app.inject({ method: 'POST', url, headers, ...(payload === undefined ? {} : { payload }) });

const lines = Object.entries(SENT).map(([group, n]) => `${MEASURE},${PERIOD},${HACKNEY},${group},${n}`);
const sent = await app.inject({
  method: 'POST',
  url: `/v1/submissions?domain=youth-justice&period=${PERIOD}&area=${HACKNEY}`,
  headers: { ...submitter, 'content-type': 'text/csv' },
  payload: ['measure,period,area,ethnic_group,numerator', ...lines, ''].join('\r\n'),
});
const { id } = sent.json();
await explainQueries(app, id, submitter);
await post(`/v1/submissions/${id}/submit`, submitter);
await post(`/v1/submissions/${id}/approve`, await key('approver', HACKNEY));

const SET = '/v1/data-sets/youth-justice';
const draft = (await post('/v1/releases', steward, {})).json();
const made = await post(`/v1/releases/${draft.version}/previews`, steward, { label: 'The board' });
const preview = { 'preview-token': made.json().token };
const get = (url: string, headers: Record<string, string> = preview) => app.inject({ url, headers });

t.test(
  'only a draft that is protected can be looked at, and only the steward and the publisher say so',
  async (t) => {
    t.equal(made.statusCode, 201);
    t.match(made.json(), { token: /^ldd_preview_/, version: '1.1.0' });
    t.equal(made.headers['cache-control'], 'no-store');
    t.equal((await post('/v1/releases/1.0.0/previews', steward, { label: 'x' })).json().code, 'wrong-move');
    t.equal((await post('/v1/releases/1.1.0/previews', submitter, { label: 'x' })).statusCode, 403);
    await asOwner(service.url, `update publication.release set status = 'draft' where version = '1.1.0'`);
    const early = await post('/v1/releases/1.1.0/previews', steward, { label: 'x' });
    t.match(early.json(), { code: 'wrong-move', detail: /still being protected/ });
    t.equal((await get(SET)).statusCode, 403, 'nor is anything shown meanwhile');
    await asOwner(service.url, `update publication.release set status = 'protected' where version = '1.1.0'`);
  },
);

t.test('without a token there is no draft', async (t) => {
  for (const headers of [{}, { 'preview-token': 'ldd_preview_guessed' }, { 'preview-token': '' }]) {
    const reply = await get(SET, headers);
    t.ok([403, 404].includes(reply.statusCode), `${reply.statusCode}`);
    t.notMatch(reply.payload, '1.1.0');
  }
  t.equal((await get(`${SET}/query?dataSetVersion=1.1.0`, {})).statusCode, 404);
});

t.test('with it the draft answers as a version will, and says that it is one', async (t) => {
  t.match((await get(SET)).json(), { status: 'Draft', latestVersion: { version: '1.1.0' } });
  t.match((await get(`${SET}/versions/1.1.0`)).json(), { status: 'Draft', version: '1.1.0' });
  t.match((await get(`${SET}/meta`)).json().timePeriods, [{ code: 'FYQ1', period: '2025/2026' }]);
  const reply = await get(
    `${SET}/query?filters.eq=ethnic_group:black&locations.eq=${HACKNEY}&indicators=numerator`,
  );
  t.match(reply.headers, { 'cache-control': 'no-store' });
  t.equal(reply.headers.etag, undefined);
  t.match(reply.json(), {
    results: [{ values: { numerator: '41' } }],
    warnings: [{ code: 'DraftPreview' }],
  });
});

const rowsOf = (text: string): Record<string, string>[] => parse(text, { columns: true });
let before: Record<string, string>[] = [];

t.test('what is withheld in the draft is nowhere in it', async (t) => {
  const csv = await get(`${SET}/csv`);
  t.equal(csv.statusCode, 200);
  t.equal(csv.headers['cache-control'], 'no-store');
  before = rowsOf(csv.payload);
  const { rows } = await asOwner(
    service.url,
    `select numerator, numerator_status from publication.draft_cell where measure_id = '${MEASURE}'`,
  );
  t.equal(before.length, rows.length, 'the protected cells, and no others');
  const asian = before.find((row) => row.area === HACKNEY && row.ethnic_group === 'asian');
  t.match(asian, { numerator: '', numerator_status: 'c', value: '', value_status: 'c' });
  t.notOk(before.some((row) => row.numerator === `${SMALL}`));
  t.notOk(before.some((row) => row.numerator_status === 'c' && row.value !== ''));
});

t.test('a token is of one draft, for as long as it lasts', async (t) => {
  const again = (await post('/v1/releases', steward, {})).json();
  t.equal(again.version, '1.1.0');
  t.equal((await get(SET)).statusCode, 403, 'drafted again, it is another draft');
  const other = (await post('/v1/releases/1.1.0/previews', publisher, { label: 'The board' })).json();
  const headers = { 'preview-token': other.token };
  t.equal((await get(SET, headers)).statusCode, 200);
  await asOwner(service.url, `update publication.preview_token set expires_at = '2020-01-01'`);
  t.equal((await get(SET, headers)).statusCode, 403, 'ended');
  const last = (await post('/v1/releases/1.1.0/previews', publisher, { label: 'The board' })).json();
  await post('/v1/releases/1.1.0/approve', publisher);
  t.equal((await get(SET, { 'preview-token': last.token })).statusCode, 200);
  t.equal((await post('/v1/releases/1.1.0/publish', publisher)).statusCode, 200);
  t.equal((await get(SET, { 'preview-token': last.token })).statusCode, 403, 'published, everybody may ask');
  const { rows } = await asOwner(service.url, 'select sha256 from publication.preview_token');
  t.notOk(rows.some((row) => [made.json().token, other.token, last.token].includes(row.sha256)));
});

t.test('what was published is what was previewed', async (t) => {
  const published = rowsOf((await get('/v1/releases/1.1.0/youth-justice.csv', {})).payload);
  t.same(published, before);
});
