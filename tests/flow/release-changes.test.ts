import { parse } from 'csv-parse/sync';
import t from 'tap';
import { asOwner } from '../support/database.ts';
import { explainQueries } from '../support/explain.ts';
import { publishedService } from '../support/service.ts';

/*
 * What changes from release to release: Hackney sends a quarter, corrects it, leaves a breakdown out; versions follow from
 * that, and every figure that changed is listed, never more than the two releases say.
 */
const service = await publishedService(t, { kinds: ['population'] });
const { app, key } = service;
const HACKNEY = 'E09000012';
const PERIOD = 'FY2025-26-Q1';
const MEASURE = 'yj-first-time-entrant-rate';
const steward = await key('steward');
const publisher = await key('publisher');
const submitter = await key('submitter', HACKNEY);
const approver = await key('approver', HACKNEY);

const post = (url: string, headers: { authorization: string }, payload?: object) =>
  app.inject({ method: 'POST', url, headers, ...(payload === undefined ? {} : { payload }) });
const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

async function send(counts: Record<string, number>) {
  const rows = Object.entries(counts).map(([place, n]) => {
    const [group, sex = ''] = place.split(' ');
    return `${MEASURE},${PERIOD},${HACKNEY},${group},${sex},,,${n},`;
  });
  const header = 'measure,period,area,ethnic_group,sex,age_band,category,numerator,denominator';
  const sent = await app.inject({
    method: 'POST',
    url: `/v1/submissions?domain=youth-justice&period=${PERIOD}&area=${HACKNEY}`,
    headers: { ...submitter, 'content-type': 'text/csv' },
    payload: [header, ...rows, ''].join('\r\n'),
  });
  const { id } = sent.json();
  await explainQueries(app, id, submitter);
  await post(`/v1/submissions/${id}/submit`, submitter);
  const approved = await post(`/v1/submissions/${id}/approve`, approver);
  if (approved.json().status !== 'approved') throw new Error(sent.payload);
}

const draft = async (body: object = {}) => (await post('/v1/releases', steward, body)).json();
async function publish(version: string) {
  await post(`/v1/releases/${version}/approve`, publisher);
  const done = await post(`/v1/releases/${version}/publish`, publisher);
  if (done.statusCode !== 200) throw new Error(done.payload);
}
async function csvOf(url: string): Promise<Record<string, string>[]> {
  const reply = await get(url);
  return reply.statusCode === 404 ? [] : parse(reply.rawPayload, { columns: true });
}

const SENT = { asian: 3, black: 41, mixed: 17, other: 8, white: 22, 'not-known': 9 };

t.test('the first release has nothing before it', async (t) => {
  const changes = await get('/v1/releases/1.0.0/changes');
  t.match(changes.json(), { release: '1.0.0', since: null, catalogue: [], cells: [] });
  t.match(changes.headers, { 'cache-control': /immutable/, etag: /^"[0-9a-f]{64}"$/ });
  t.same((await get('/v1/releases/1.0.0/revisions')).json().rows, []);
  t.equal((await csvOf('/v1/releases/1.0.0/revisions.csv')).length, 0);
});

t.test('new periods and measures are a minor release, by the service’s own reckoning', async (t) => {
  await send(SENT);
  const made = await draft();
  t.match(made, { version: '1.1.0', bump: 'minor', since: '1.0.0', cellsRevised: 0 });
  t.match(made.changes, [`Added: measure ${MEASURE}.`]);
  const refused = await post('/v1/releases', steward, { bump: 'patch' });
  t.equal(refused.statusCode, 409);
  t.match(refused.json(), { code: 'bump-too-small', errors: [{ detail: `Added: measure ${MEASURE}.` }] });
  t.equal((await get('/v1/releases/1.1.0/changes')).statusCode, 404, 'a draft’s changes are not public');
  t.match((await get('/v1/releases/1.1.0/changes', steward)).json(), { release: '1.1.0', bump: 'minor' });
  t.equal((await get('/v1/releases/1.1.0')).statusCode, 404, 'nor is the draft itself');
  const own = await get('/v1/releases/1.1.0', steward);
  t.equal(own.headers['cache-control'], 'no-store');
  t.same(own.json(), made, 'whoever works on it reads it where POST said it is');
  await publish('1.1.0');
  const changes = (await get('/v1/releases/1.1.0/changes')).json();
  t.match(changes, { since: '1.0.0', bump: 'minor', catalogue: [{ kind: 'added', what: 'measure' }] });
  t.match(changes.cells, [{ measure: MEASURE, revised: 0, removed: 0 }]);
});

t.test('a larger version than needed may be asked for', async (t) => {
  const made = await draft({ bump: 'major' });
  t.match(made, { version: '2.0.0', bump: 'patch', changes: [] });
  t.equal((await post('/v1/releases/2.0.0/withdraw', steward, { reason: 'Only tried' })).statusCode, 200);
});

t.test('corrected figures are a patch, and each is listed with what it was', async (t) => {
  await send({ ...SENT, black: 51, asian: 4 });
  const made = await draft({ correction: 'Hackney had left out ten children <of one court>.' });
  t.match(made, { version: '1.1.1', bump: 'patch', since: '1.1.0', changes: [] });
  t.ok(made.cellsRevised > 0);
  await publish('1.1.1');
  const revised = await csvOf('/v1/releases/1.1.1/revisions.csv');
  const black = revised.filter((row) => row.area === HACKNEY && row.ethnic_group === 'black');
  t.match(
    black.find(({ figure }) => figure === 'numerator'),
    {
      ...{ measure: MEASURE, period: PERIOD, change: 'revised', since: '1.1.0', release: '1.1.1' },
      ...{ old_value: '41', old_status: 'shown', new_value: '51', new_status: 'shown' },
    },
  );
  t.ok(
    black.some(({ figure }) => figure === 'value'),
    'and its rate',
  );
});

t.test('a count that is withheld in both says nothing of having changed', async (t) => {
  const rows = await csvOf('/v1/releases/1.1.1/revisions.csv');
  t.same(
    rows.filter((row) => row.area === HACKNEY && row.ethnic_group === 'asian'),
    [],
  );
  t.notOk(rows.some((row) => row.old_status === 'c' && row.old_value !== ''));
  t.notOk(rows.some((row) => row.new_status === 'c' && row.new_value !== ''));
});

t.test('the list is what anybody finds who lays the two files side by side', async (t) => {
  const place = ['measure', 'period', 'area', 'ethnic_group', 'sex', 'age_band', 'category'];
  const keyOf = (row: Record<string, string>) => place.map((name) => row[name]).join('|');
  for (const [since, release] of [
    ['1.1.0', '1.1.1'],
    ['1.0.0', '1.1.1'],
  ] as const) {
    const expected = new Set<string>();
    for (const file of ['all', 'populations']) {
      const after = new Map(
        (await csvOf(`/v1/releases/${release}/${file}.csv`)).map((row) => [keyOf(row), row]),
      );
      for (const was of await csvOf(`/v1/releases/${since}/${file}.csv`)) {
        const is = after.get(keyOf(was));
        for (const figure of ['numerator', 'denominator', 'value', 'lower_95', 'upper_95']) {
          const status = figure.endsWith('_95') ? 'value_status' : `${figure}_status`;
          const told = [was[figure], was[status], is?.[figure] ?? '', is?.[status] ?? ''];
          const bothMissing = figure.endsWith('_95') && told[0] === '' && told[2] === '';
          if ((told[0] !== told[2] || told[1] !== told[3]) && !bothMissing)
            expected.add([keyOf(was), figure, ...told].join('|'));
        }
      }
    }
    const listed = (await csvOf(`/v1/releases/${release}/revisions.csv?since=${since}`)).map((row) =>
      [keyOf(row), row.figure, row.old_value, row.old_status, row.new_value, row.new_status].join('|'),
    );
    t.equal(listed.length, new Set(listed).size, 'each once');
    t.same(listed.toSorted(), [...expected].toSorted(), `${since} to ${release}`);
  }
});

t.test('page by page it is the same list', async (t) => {
  const text = (value: unknown) => (value === null ? '' : String(value));
  for (const since of ['1.1.0', '1.0.0']) {
    const seen: unknown[] = [];
    let next: string | null = `/v1/releases/1.1.1/revisions?since=${since}&limit=7`;
    for (let pages = 0; next !== null && pages < 1000; pages += 1) {
      const reply = await get(next);
      t.equal(reply.statusCode, 200, next);
      const body = reply.json();
      seen.push(...body.rows);
      if (body.next !== null) t.match(reply.headers.link, `<${body.next}>; rel="next"`);
      next = body.next;
    }
    const rows = await csvOf(`/v1/releases/1.1.1/revisions.csv?since=${since}`);
    t.same(
      seen.map((row) => Object.values(row as object).map(text)),
      rows.map(({ since: _, release: __, ...row }) => Object.values(row)),
      since,
    );
  }
  const whole = await get('/v1/releases/1.1.1/revisions');
  t.same(whole.json().rows, (await get('/v1/releases/1.1.1/revisions?limit=10000')).json().rows);
  for (const [forged, since] of [
    ['1.1.0 1.1.1 frozen 5', '1.1.0'],
    ['1.1.0 1.1.1 frozen 0', '1.1.0'],
    ['1.1.0 1.1.1 frozen 1e3', '1.1.0'],
    ['1.1.0 1.1.1 all 5 5', '1.1.0'],
    ['1.0.0 1.1.1 all 5 5', '1.0.0'],
    ['1.0.0 1.1.1 secrets 5 5', '1.0.0'],
  ] as const) {
    const after = Buffer.from(forged).toString('base64url');
    const url = `/v1/releases/1.1.1/revisions?since=${since}&after=${after}`;
    t.equal((await get(url)).statusCode, 400, forged);
  }
  t.equal((await get('/v1/releases/1.1.0/revisions?since=1.1.1')).statusCode, 400, 'only backwards');
  t.equal((await get('/v1/releases/1.1.1/revisions?since=9')).statusCode, 404);
});

t.test('a breakdown that goes is a major release', async (t) => {
  const { 'not-known': _, ...known } = SENT;
  await send({ ...known, black: 51 });
  t.equal((await post('/v1/releases', steward, { bump: 'minor' })).json().code, 'bump-too-small');
  const made = await draft();
  t.match(made, { version: '2.0.0', bump: 'major' });
  t.match(made.changes[0], new RegExp(`^Removed: ethnic group .*not-known.* of ${MEASURE}`));
  await publish('2.0.0');
  const removed = (await csvOf('/v1/releases/2.0.0/revisions.csv')).filter((row) => row.change === 'removed');
  t.match(
    removed.find((row) => row.ethnic_group === 'not-known' && row.figure === 'numerator'),
    { new_value: '', new_status: '' },
  );
});

t.test('selectors lead to the exact version, whose answers alone are kept for ever', async (t) => {
  for (const selector of ['latest', '2', '2.*', '2.0', '2.0.*']) {
    const reply = await get(`/v1/releases/${selector}/revisions.csv?since=1.0.0`);
    t.equal(reply.statusCode, 302, selector);
    t.match(reply.headers, {
      location: '/v1/releases/2.0.0/revisions.csv?since=1.0.0',
      'cache-control': 'no-cache',
    });
    t.equal((await get(`/v1/releases/${selector}`)).json().version, '2.0.0');
    const { data } = await service.graphql(`{ release(version: "${selector}") { version correction } }`);
    t.same(data.release, { version: '2.0.0', correction: null });
    const set = await get(`/v1/data-sets/youth-justice/versions/${selector}`);
    t.equal(set.json().version, '2.0.0', `data set ${selector}`);
  }
  t.equal((await get('/v1/releases/1.*')).json().version, '1.1.1');
  t.match((await get('/v1/releases/2.0.0/revisions.csv')).headers['cache-control'], /immutable/);
  t.notMatch(
    (await get('/v1/releases/2.0.0/revisions.csv?since=1.0.0')).headers['cache-control'],
    /immutable/,
  );
});

t.test('a data set tells what each version changed, as DfE’s API does', async (t) => {
  const changesOf = async (version: string) =>
    (await get(`/v1/data-sets/youth-justice/versions/${version}/changes`)).json();
  const gone = await changesOf('2.0');
  t.match(gone, { versionNumber: '2.0.0', minorChanges: {} });
  const [{ filter, options }] = gone.majorChanges.filterOptions;
  t.equal(filter.id, 'ethnic_group');
  t.same(options, [{ previousState: { id: 'ethnic_group:not-known', label: 'Not known' } }]);
  const patch = await changesOf('1.1.1');
  t.match(patch, { versionNumber: '1.1.1', notes: /ten children/, majorChanges: {}, minorChanges: {} });
  const first = await changesOf('1.1.0');
  t.same([first.majorChanges, first.minorChanges], [{}, {}], 'nothing came before');
});

t.test('corrections are told to people and to programs', async (t) => {
  t.match((await get('/v1/corrections')).json().corrections, [
    { release: '1.1.1', kind: 'correction', text: 'Hackney had left out ten children <of one court>.' },
  ]);
  const page = await get('/corrections');
  t.match(page.headers, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': /none/ });
  t.match(page.payload, 'Hackney had left out ten children &lt;of one court&gt;.');
  t.match(page.payload, '<html lang="en">');
  t.match((await get('/v1/releases/1.1.1')).json().correction, /ten children/);
});

t.test('the feed has an entry for each release', async (t) => {
  const feed = await get('/v1/releases.atom');
  t.equal(feed.headers['content-type'], 'application/atom+xml; charset=utf-8');
  const ids = [...feed.payload.matchAll(/<id>([^<]*)<\/id>/g)].map(([, id]) => id?.split('/').at(-1));
  t.same(ids, ['releases.atom', '2.0.0', '1.1.1', '1.1.0', '1.0.0']);
  t.match(feed.payload, '&lt;of one court&gt;');
  t.equal((await get('/v1/releases.atom', { 'if-none-match': `${feed.headers.etag}` })).statusCode, 304);
});

t.test('what a withdrawn release said is in no list of revisions either', async (t) => {
  const reason = 'Somebody could be recognised.';
  await post('/v1/releases/1.1.0/withdraw', publisher, { reason });
  for (const url of [
    '/v1/releases/1.1.1/revisions.csv',
    '/v1/releases/1.1.1/%72evisions.csv',
    '/v1/releases/1.1.1/revisions',
    '/v1/releases/1.1.1/revisions?since=1.1.0',
    '/v1/releases/1.1.1/revisions.csv?since=1.1.0',
    '/v1/releases/2.0.0/revisions.csv?since=1.1.0',
    '/v1/releases/1.1.0/revisions.csv',
    '/v1/releases/1.1.0/changes',
    '/data-sets/youth-justice?version=1.1.0',
    '/v1/coverage?release=1.1.0',
  ]) {
    const reply = await get(url);
    t.equal(reply.statusCode, 410, url);
    t.match(reply.json(), { code: 'withdrawn-release', detail: /Somebody could be recognised/ });
  }
  t.equal((await get('/v1/releases/1.1.1/revisions.csv?since=1.0.0')).statusCode, 200);
  t.match((await get('/v1/corrections')).json().corrections[0], { release: '1.1.0', kind: 'withdrawal' });
  t.match((await get('/v1/releases.atom')).payload, 'Withdrawn: Somebody could be recognised.');
});

t.test('a draft that was compared with a release that is withdrawn since is not published', async (t) => {
  const made = await draft();
  t.match(made, { since: '2.0.0', version: '2.0.1' });
  await post('/v1/releases/2.0.0/withdraw', publisher, { reason: 'A mistake' });
  await post('/v1/releases/2.0.1/approve', publisher);
  const refused = await post('/v1/releases/2.0.1/publish', publisher);
  t.match(refused.json(), { code: 'stale-draft', detail: /Release 1\.1\.1 stands now/ });
  const again = await draft();
  t.match(again, { since: '1.1.1', bump: 'major', version: '3.0.0' });
});

t.test(
  'a release that was published before files had an index says so, and is not taken for empty',
  async (t) => {
    await asOwner(service.url, 'delete from publication.artefact_run');
    const slice = await get('/v1/releases/1.1.1/cells.csv?area=E09000012');
    t.equal(slice.statusCode, 404);
    t.match(slice.json(), { code: 'not-found', detail: /before its files had an index/ });
    t.equal((await get('/v1/releases/1.1.1/cells.json')).statusCode, 404);
    t.equal((await get('/v1/data-sets/youth-justice')).statusCode, 404);
    t.equal((await get('/v1/coverage?release=1.1.1')).statusCode, 404);
    t.equal((await get('/v1/releases/1.1.1/all.csv')).statusCode, 200);
  },
);
