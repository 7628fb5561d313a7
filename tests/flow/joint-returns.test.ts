import t from 'tap';
import type { Identity } from '../../src/platform/identity.ts';
import { explainQueries } from '../support/explain.ts';
import { testService } from '../support/service.ts';

const KINGSTON = 'E09000021';
const RICHMOND = 'E09000027';
const TOWER_HAMLETS = 'E09000030';
const CITY = 'E09000001';
const PERIOD = 'AY2024-25-T1';
const fileOf = (area: string, numerator = 40) =>
  `measure,period,area,ethnic_group,numerator,denominator\r\ned-suspension-rate,${PERIOD},${area},all,${numerator},900\r\n`;

const service = await testService(t);
const { app, key } = service;
type Headers = Record<string, string>;
const steward = await key('steward');

const send = (area: string, headers: Headers, text = fileOf(area)) =>
  app.inject({
    method: 'POST',
    url: `/v1/submissions?domain=education&period=${PERIOD}&area=${area}`,
    headers: { ...headers, 'content-type': 'text/csv' },
    payload: text,
  });
const give = (headers: Headers, payload: object) =>
  app.inject({ method: 'POST', url: '/v1/grants', headers, payload });
const end = (id: string, headers: Headers) =>
  app.inject({ method: 'DELETE', url: `/v1/grants/${id}`, headers });
const move = (id: string, act: string, headers: Headers) =>
  app.inject({ method: 'POST', url: `/v1/submissions/${id}/${act}`, headers });
const get = (path: string, headers: Headers) => app.inject({ url: path, headers });

t.test('Richmond sends the return of Kingston, whose approver approves it', async (t) => {
  const kingston = await key('approver', KINGSTON);
  const richmond = await key('submitter', RICHMOND);
  t.equal((await send(KINGSTON, richmond)).json().code, 'another-authority', 'not without a grant');
  const given = await give(kingston, { grantee: RICHMOND, domains: ['education'], rights: ['submit'] });
  t.match(given.json(), { area: KINGSTON, grantee: RICHMOND, expiresAt: null, revokedAt: null });
  for (const area of [KINGSTON, RICHMOND]) {
    t.match((await send(area, richmond)).json(), { area, status: 'checked' }, 'a file of each authority');
  }
  t.equal((await send(CITY, richmond)).json().code, 'another-authority', 'and of no third');
  const both = fileOf(KINGSTON) + fileOf(RICHMOND).split('\r\n')[1];
  const spanning = (await send(KINGSTON, richmond, both)).json();
  t.match(spanning, { status: 'returned', findings: { errors: 1 } }, 'one file is of one authority');
  const { id } = (await send(KINGSTON, richmond)).json();
  await explainQueries(app, id, richmond);
  t.equal((await move(id, 'submit', richmond)).json().status, 'submitted');
  const approver = await key('approver', RICHMOND);
  t.equal((await get(`/v1/submissions/${id}`, approver)).statusCode, 200, 'Richmond’s approver sees it');
  t.equal((await move(id, 'approve', approver)).json().code, 'another-authority', 'and may not approve it');
  t.equal((await move(id, 'approve', kingston)).json().status, 'approved');
  const { events } = (await get(`/v1/submissions/${id}/history`, richmond)).json();
  t.same(
    events.map(({ act }: { act: string }) => act).filter((act: string) => act !== 'submission.note'),
    ['submission.receive', 'submission.submit', 'submission.approve'],
  );
  t.match(events[0], { area: KINGSTON, actorName: 'submitter E09000027' });

  t.equal((await end(given.json().id, richmond)).statusCode, 403, 'who holds a grant cannot end it');
  t.match((await end(given.json().id, kingston)).json(), { revokedAt: String });
  t.equal((await end(given.json().id, kingston)).json().code, 'wrong-move');
  t.equal((await get(`/v1/submissions/${id}`, richmond)).statusCode, 404, 'with the grant the sight ends');
  t.equal((await send(KINGSTON, richmond)).json().code, 'another-authority');
});

t.test('the steward lets Tower Hamlets send and approve for the City, by two people', async (t) => {
  const given = await give(steward, {
    area: CITY,
    grantee: TOWER_HAMLETS.toLowerCase(),
    rights: ['submit', 'approve'],
    expiresAt: '2030-03-31T00:00:00Z',
  });
  t.match(given.json(), { area: CITY, domains: { length: 4 }, expiresAt: '2030-03-31T00:00:00.000Z' });
  const [submitter, approver] = [await key('submitter', TOWER_HAMLETS), await key('approver', TOWER_HAMLETS)];
  const { id } = (await send(CITY, submitter)).json();
  await explainQueries(app, id, submitter);
  await move(id, 'submit', submitter);
  t.equal((await move(id, 'approve', approver)).json().status, 'approved');
  const next = (await send(CITY, submitter, fileOf(CITY, 41))).json();
  await explainQueries(app, next.id, submitter);
  await move(next.id, 'submit', submitter);
  await move(next.id, 'approve', approver);
  const city = await key('approver', CITY);
  t.equal(
    (await get(`/v1/submissions/${id}`, city)).json().status,
    'superseded',
    'one series, whoever sends',
  );
  const listed = (await get(`/v1/submissions?area=${CITY}`, city)).json().submissions;
  t.equal(listed.length, 2);
});

t.test('a grant is between two authorities, in the future, and its owner’s to give', async (t) => {
  const kingston = await key('approver', KINGSTON);
  const rights = ['submit'];
  const refused: readonly (readonly [object, string])[] = [
    [{ area: RICHMOND, grantee: KINGSTON, rights }, 'another-authority'],
    [{ grantee: KINGSTON, rights }, 'bad-request'],
    [{ grantee: 'E12000007', rights }, 'unknown-area'],
    [{ grantee: RICHMOND, rights, expiresAt: '2020-01-01T00:00:00Z' }, 'bad-request'],
    [{ grantee: RICHMOND, rights: [] }, 'bad-request'],
    [{ grantee: RICHMOND, rights: ['steward'] }, 'bad-request'],
    [{ grantee: RICHMOND, rights, domains: ['housing'] }, 'bad-request'],
  ];
  for (const [body, code] of refused)
    t.equal((await give(kingston, body)).json().code, code, JSON.stringify(body));
  t.equal((await give(steward, { grantee: RICHMOND, rights })).json().code, 'bad-request', 'whose returns?');
  t.equal((await end('no-such-grant', kingston)).json().code, 'not-found');
});

t.test('the audit trail is read by the steward whole, and by an authority for its own', async (t) => {
  const all = (await get('/v1/audit?limit=500', steward)).json().events;
  const kingston = (await get('/v1/audit?limit=500', await key('approver', KINGSTON))).json().events;
  const areas = new Set(kingston.map(({ area }: { area: string }) => area));
  t.same([...areas], [KINGSTON]);
  t.ok(all.length > kingston.length && kingston.length > 5);
  t.match(
    kingston.findLast(({ act }: { act: string }) => act === 'grant.give'),
    { subjectKind: 'grant', detail: { grantee: RICHMOND, domains: 'education', rights: 'submit' } },
  );
  const pages: string[] = [];
  for (let next = '/v1/audit?limit=7'; next !== null; ) {
    const page = (await get(next, steward)).json();
    pages.push(...page.events.map(({ id }: { id: number }) => id));
    next = page.next;
    if (pages.length > 1_000) break;
  }
  // Every look by a new key is an act as well: those are newer than the first page.
  t.same(
    pages.slice(-all.length),
    all.map(({ id }: { id: number }) => id),
  );
  const acts = (await get('/v1/audit?act=grant.end', steward)).json().events;
  t.match(acts, [{ act: 'grant.end', area: KINGSTON }]);
  const { at } = acts[0];
  const until = encodeURIComponent(at);
  t.equal((await get(`/v1/audit?act=grant.end&until=${until}`, steward)).json().events.length, 0);
  t.equal((await get(`/v1/audit?act=grant.end&from=${until}`, steward)).json().events.length, 1);
  t.equal((await get(`/v1/audit?area=${CITY}`, await key('approver', KINGSTON))).json().events.length, 0);
});

t.test('a grant that ends while a file is on its way takes the file with it', async (t) => {
  const kingston = await key('approver', KINGSTON);
  const richmond: Identity = { id: 'r', name: 'Richmond', roles: ['submitter'], area: RICHMOND };
  const given = (await give(kingston, { grantee: RICHMOND, rights: ['submit'] })).json();
  async function* slowly() {
    yield Buffer.from(fileOf(KINGSTON, 77));
    await end(given.id, kingston);
  }
  await t.rejects(
    service.flows.collect.submit(richmond, {
      ...{ stream: slowly(), mediaType: 'text/csv', fileName: null, domain: 'education', period: PERIOD },
      ...{ area: KINGSTON, layout: null, classification: null, idempotencyKey: null, dryRun: false },
    }),
    { code: 'another-authority', message: /ended meanwhile/ },
  );
});
