import t from 'tap';
import { asOwner } from '../support/database.ts';
import { testService } from '../support/service.ts';

const HACKNEY = 'E09000012';
const LAMBETH = 'E09000022';
const PERIOD = 'AY2024-25-T1';

const { app, db, url, key } = await testService(t);
const steward = await key('steward');
const hackney = { submitter: await key('submitter', HACKNEY), approver: await key('approver', HACKNEY) };

const lambeth = await key('submitter', LAMBETH);
type Headers = Record<string, string>;
const list = async (headers: Headers = {}) =>
  (await app.inject({ method: 'GET', url: '/v1/collections', headers })).json().collections;
const open = (payload: object) =>
  app.inject({ method: 'POST', url: '/v1/collections', headers: steward, payload });
const change = (id: string, payload: object) =>
  app.inject({ method: 'PATCH', url: `/v1/collections/${id}`, headers: steward, payload });
const AUTUMN = { domain: 'education', period: PERIOD, dueDate: '2026-12-01' };
const measuresOfTemplate = async () => {
  const address = `/v1/templates/education.csv?period=${PERIOD}&area=${HACKNEY}`;
  const lines = (await app.inject({ method: 'GET', url: address })).payload.trimEnd().split('\r\n').slice(1);
  return [...new Set(lines.map((line) => line.split(',')[0]))];
};
const send = async () => {
  const rows = ['ed-suspension-rate', 'ed-attendance-pct'].flatMap((measure) => [
    `${measure},${PERIOD},${HACKNEY},all,77771,88881\r\n`,
    `${measure},${PERIOD},${HACKNEY},black,17771,18881\r\n`,
  ]);
  const payload = `measure,period,area,ethnic_group,numerator,denominator\r\n${rows.join('')}`;
  const address = `/v1/submissions?domain=education&period=${PERIOD}&area=${HACKNEY}`;
  const headers = { ...hackney.submitter, 'content-type': 'text/csv' };
  return (await app.inject({ method: 'POST', url: address, headers, payload })).json().id;
};
const move = (id: string, act: string, headers: Record<string, string>) =>
  app.inject({ method: 'POST', url: `/v1/submissions/${id}/${act}`, headers });
const returnOf = async (area: string, headers: Headers = {}) => {
  const [collection] = await list(headers);
  return collection.returns.find((each: { readonly area: string }) => each.area === area);
};

t.test('a steward opens a collection, and everybody sees what it asks for', async (t) => {
  t.same(await list(), []);
  t.ok((await measuresOfTemplate()).length > 40);
  const reply = await open({ ...AUTUMN, measures: ['ed-attendance-pct', 'ed-suspension-rate'] });
  t.equal(reply.statusCode, 201);
  const made = reply.json();
  t.match(made, { ...AUTUMN, status: 'open', measures: ['ed-attendance-pct', 'ed-suspension-rate'] });
  t.same(await list(), [made]);
  t.equal(made.returns.length, 33);
  const nothing = { area: HACKNEY, name: 'Hackney', status: 'not-yet', returnedOn: null, standing: null };
  t.same(await returnOf(HACKNEY), nothing);
  t.same(await measuresOfTemplate(), ['ed-attendance-pct', 'ed-suspension-rate'], 'as does the template');
});

t.test('there is one collection of a domain and period, and it asks for what can be sent', async (t) => {
  const again = await open({ ...AUTUMN, period: 'ay2024-25-t1' });
  t.equal(again.statusCode, 409);
  t.equal(again.json().code, 'collection-exists');
  const wrong = await open({
    ...AUTUMN,
    period: 'AY2024-25-T2',
    measures: ['ed-attendance-pct', 'yj-arrest-rate', 'ed-previous-best-gap-pp'],
  });
  t.equal(wrong.json().code, 'bad-request');
  t.same(
    wrong.json().errors.map((each: { readonly field: string }) => each.field),
    ['measures.1', 'measures.2'],
  );
  t.equal((await open({ ...AUTUMN, period: 'autumn' })).json().code, 'bad-request');
  t.equal((await open({ ...AUTUMN, dueDate: '2026-02-30' })).json().code, 'bad-request');
  t.equal((await open({ ...AUTUMN, period: 'AY2024-25-T2', measures: [] })).json().code, 'bad-request');
  t.equal((await list()).length, 1, 'none of these has left anything');
});

t.test('an authority has returned when its file is submitted, and not before', async (t) => {
  const id = await send();
  t.equal((await returnOf(HACKNEY)).status, 'not-yet', 'checked is not returned');
  await move(id, 'submit', hackney.submitter);
  const returned = {
    area: HACKNEY,
    name: 'Hackney',
    status: 'returned',
    returnedOn: '2026-11-21',
    standing: null,
  };
  t.same(await returnOf(HACKNEY), returned);
  await move(id, 'approve', hackney.approver);
  t.same(await returnOf(HACKNEY), returned);
  t.equal((await returnOf(LAMBETH)).status, 'not-yet');
  t.notMatch(JSON.stringify(await list()), /77771|88881|sha256/, 'and nobody sees with what');

  const [collection] = await list();
  t.equal((await change(collection.id, { dueDate: '2026-11-20' })).statusCode, 200);
  t.equal((await returnOf(LAMBETH)).status, 'late', 'the due day has passed');
  t.same(await returnOf(HACKNEY), returned, 'who came late has come');

  await move(id, 'withdraw', hackney.approver);
  t.equal((await returnOf(HACKNEY)).status, 'late', 'what is withdrawn is not returned');
});

t.test('where a return stands is for the steward and its own authority', async (t) => {
  const payload =
    'measure,period,area,ethnic_group,numerator,denominator,why\r\n' +
    `ed-suspension-rate,${PERIOD},${HACKNEY},all,77771,88881,more\r\n`;
  const url = `/v1/submissions?domain=education&period=${PERIOD}&area=${HACKNEY}`;
  const headers = { ...hackney.submitter, 'content-type': 'text/csv' };
  const { id, findings } = (await app.inject({ method: 'POST', url, headers, payload })).json();
  const { queries } = findings;
  t.ok(queries > 0, 'a column that is not ours is asked about');
  const stands = { submission: id, status: 'checked', errors: 0, queries, openQueries: queries };
  for (const who of [steward, hackney.submitter, hackney.approver]) {
    const { standing } = await returnOf(HACKNEY, who);
    t.match(standing, { ...stands, lastAct: 'submission.receive' });
    t.equal(standing.lastActAt, standing.receivedAt);
  }
  for (const who of [{}, lambeth]) t.equal((await returnOf(HACKNEY, who)).standing, null);
  t.equal((await returnOf(LAMBETH, steward)).standing, null, 'nothing has come from there');

  const report = await app.inject({ method: 'GET', url: `/v1/submissions/${id}/report`, headers: steward });
  const [{ key: query }] = report
    .json()
    .findings.filter((each: { readonly severity: string }) => each.severity === 'query');
  const address = `/v1/submissions/${id}/queries/${query}/note`;
  await app.inject({
    method: 'PUT',
    url: address,
    headers: hackney.submitter,
    payload: { note: 'Ours alone.' },
  });
  t.match((await returnOf(HACKNEY, steward)).standing, {
    openQueries: queries - 1,
    lastAct: 'submission.note',
  });

  const reply = await app.inject({ method: 'GET', url: '/v1/collections', headers: lambeth });
  t.match(reply.headers, { 'cache-control': 'private, no-cache', vary: /authorization/i });
  t.notMatch(reply.payload, new RegExp(id), "and nobody sees another authority's");
  await move(id, 'withdraw', hackney.approver);
  t.match((await returnOf(HACKNEY, steward)).standing, {
    status: 'withdrawn',
    lastAct: 'submission.withdraw',
  });
});

t.test('a steward changes a collection, and what is not named stays', async (t) => {
  const [{ id }] = await list();
  const changed = (await change(id, { measures: ['ed-ehcp-pct'], status: 'closed' })).json();
  t.match(changed, { id, dueDate: '2026-11-20', status: 'closed', measures: ['ed-ehcp-pct'] });
  t.same(await measuresOfTemplate(), ['ed-ehcp-pct']);
  t.equal((await change(id, { measures: ['yj-arrest-rate'] })).json().code, 'bad-request');
  t.equal((await change(id, { domain: 'workforce' })).json().code, 'bad-request');
  t.equal((await change('00000000-0000-4000-8000-000000000000', {})).json().code, 'not-found');
  t.equal((await change('this', {})).json().code, 'not-found');
  await change(id, { dueDate: '2024-01-01' });
  t.same(await list(), [], 'closed and due long ago');
  await change(id, { status: 'open' });
  t.equal((await list()).length, 1, 'open, however old');
  t.equal((await open({ ...AUTUMN, domain: 'workforce' })).json().measures.length, 31);
});

t.test('every act on a collection is in the audit trail', async (t) => {
  const { rows } = await asOwner(
    url,
    "select act, detail from audit.event where subject_kind = 'collection' order by id",
  );
  t.same(
    rows.map(({ act }) => act),
    ['open', 'change', 'change', 'change', 'change', 'open'].map((act) => `collection.${act}`),
  );
  t.same(rows[0].detail, {
    domain: 'education',
    period: PERIOD,
    dueOn: '2026-12-01',
    status: 'open',
    measures: 2,
  });
});

t.test('the database holds who may ask, and what may be seen of who has returned', async (t) => {
  const refused = (pool: typeof db.intake, sql: string) => t.rejects(pool.query(sql), { code: '42501' }, sql);
  await refused(db.reader, 'select * from intake.collection');
  await refused(db.reader, 'select * from intake.collection_return');
  await refused(db.publisher, 'select * from intake.collection');
  await refused(db.publisher, 'select * from intake.collection_return');
  await refused(db.intake, 'delete from intake.collection');
  await refused(db.intake, "update intake.collection set period = 'AY2023-24'");
  await refused(
    db.intake,
    `insert into intake.collection values (gen_random_uuid(), 'workforce', 'FY2024-25', '2026-01-01', '{x}', 'open', 'k', now())`,
  );
  const changed = await db.intake.query("update intake.collection set status = 'closed'");
  t.equal(changed.rowCount, 0, 'without the scope of the steward nothing can be changed');
  const { fields } = await db.intake.query('select * from intake.collection_return');
  t.same(
    fields.map(({ name }) => name),
    ['collection_id', 'area', 'returned_on'],
  );
});
