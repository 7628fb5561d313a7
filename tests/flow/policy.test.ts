import t from 'tap';
import { explainQueries } from '../support/explain.ts';
import { testService } from '../support/service.ts';

/* A steward reads and changes what disclosure control holds to; each release says which version it was made with. */
const service = await testService(t);
const { app, key, db } = service;
const steward = await key('steward');
const publisher = await key('publisher');
const HACKNEY = 'E09000012';
const PERIOD = 'FY2024-25-Q1';

type Headers = Record<string, string>;
const get = (url: string, headers: Headers = steward) => app.inject({ url, headers });
const post = (url: string, headers: Headers, payload: object = {}) =>
  app.inject({ method: 'POST', url, headers, payload });
const put = (policy: object, headers: Headers, reason = 'Asked for by the programme board.') =>
  app.inject({
    method: 'PUT',
    url: '/v1/policy',
    headers: { ...steward, ...headers },
    payload: { reason, policy },
  });
async function inForce() {
  const reply = await get('/v1/policy');
  return { ...reply.json(), match: { 'if-match': String(reply.headers.etag) } };
}

/** Ages and sexes of the finest groups, nearly all of them small; their totals are not. */
const GROUPS = ['indian', 'pakistani', 'bangladeshi', 'chinese', 'any-other-asian', 'black-african', 'roma'];
const AGES = ['5-10', '11-15', '16-17'];
const small = GROUPS.flatMap((group, g) =>
  ['female', 'male'].flatMap((sex, s) =>
    AGES.map((age, a) => `sc-referral-rate,${PERIOD},${HACKNEY},${group},${sex},${age},${(g + s + a) % 6}`),
  ),
);
const large = GROUPS.map((group) => `sc-referral-rate,${PERIOD},${HACKNEY},${group},,,90`);

async function send(lines: readonly string[]): Promise<void> {
  const staff = await key('submitter', HACKNEY);
  const sent = await app.inject({
    method: 'POST',
    url: `/v1/submissions?domain=social-care&period=${PERIOD}&area=${HACKNEY}`,
    headers: { ...staff, 'content-type': 'text/csv' },
    payload: ['measure,period,area,ethnic_group,sex,age_band,numerator', ...lines, ''].join('\r\n'),
  });
  const { id } = sent.json();
  await explainQueries(app, id, staff);
  await post(`/v1/submissions/${id}/submit`, staff);
  const { status } = (await post(`/v1/submissions/${id}/approve`, await key('approver', HACKNEY))).json();
  if (status !== 'approved') throw new Error(sent.payload);
}

async function release(): Promise<string> {
  const draft = (await post('/v1/releases', steward, { bump: 'minor' })).json();
  await post(`/v1/releases/${draft.version}/approve`, publisher, { digest: draft.digest });
  const published = await post(`/v1/releases/${draft.version}/publish`, publisher);
  if (published.statusCode !== 200) throw new Error(published.payload);
  return draft.version;
}

t.test('two stewards do not overwrite each other', async (t) => {
  const before = await inForce();
  t.match(before, { version: 0, status: 'in-force', policy: { threshold: 6, meanThreshold: 10 } });
  const changed = { ...before.policy, domains: { 'youth-justice': { threshold: 11 } } };
  t.equal((await put(changed, {})).json().code, 'precondition-required');
  const made = await put(changed, before.match);
  t.equal(made.statusCode, 200, made.payload);
  t.match(made.json(), { version: 1, basedOn: 0, status: 'in-force', weakened: [] });
  const late = await put({ ...before.policy, threshold: 10 }, before.match);
  t.equal(late.statusCode, 412);
  t.equal(late.json().code, 'policy-changed');
  t.equal((await put(changed, (await inForce()).match)).statusCode, 400, 'nothing is different');
});

t.test('a mistake is told, and changes nothing', async (t) => {
  const { policy, match, version } = await inForce();
  for (const wrong of [
    { ...policy, threshold: 2 },
    { ...policy, threshold: undefined },
    { ...policy, measures: { 'ed-nothing': { threshold: 8 } } },
    { ...policy, measures: { 'sc-referral-rate': { margins: { everything: 'open' } } } },
    { ...policy, gates: { ...policy.gates, authority: 2 } },
  ]) {
    const reply = await put(wrong, match);
    t.equal(reply.statusCode, 400, reply.payload);
  }
  t.equal((await put({ ...policy, threshold: 10 }, match, 'because')).statusCode, 400, 'a reason is wanted');
  t.equal((await inForce()).version, version);
});

t.test('a policy below the floor waits for another person', async (t) => {
  const { policy, match, version } = await inForce();
  const asked = (await put({ ...policy, threshold: 4 }, match)).json();
  t.match(asked, { status: 'waiting', weakened: ['threshold'] });
  t.equal((await inForce()).version, version, 'until then nothing changes');
  const address = `/v1/policy/versions/${asked.version}/approve`;
  t.equal((await post(address, steward)).statusCode, 403);
  await t.rejects(
    db.publisher.query(
      `insert into disclosure.policy_approval select version, changed_by, now()
       from disclosure.policy_version where version = $1`,
      [asked.version],
    ),
    'not even by the database',
  );
  const approved = await post(address, publisher);
  t.match(approved.json(), { status: 'in-force', version: asked.version });
  t.equal((await post(address, publisher)).json().code, 'wrong-move');
  const back = await inForce();
  t.match((await put({ ...back.policy, threshold: 6 }, back.match)).json(), { status: 'in-force' });
  const { versions } = (await get('/v1/policy/versions')).json();
  t.same(
    versions.map((each: { version: number; status: string }) => `${each.version} ${each.status}`),
    ['3 in-force', '2 replaced', '1 replaced', '0 replaced'],
  );
  t.ok(versions[1].reason && versions[1].changedBy && versions[1].approvedBy);
});

t.test('nobody changes or deletes what the policy was', async (t) => {
  for (const table of ['policy_version', 'policy_approval', 'release_plan']) {
    for (const pool of [db.publisher, db.intake]) {
      await t.rejects(pool.query(`delete from disclosure.${table}`));
      await t.rejects(pool.query(`update disclosure.${table} set version = 9`));
    }
    await t.rejects(db.reader.query(`select * from disclosure.${table}`), 'nor does the public role read it');
  }
});

t.test('breakdowns that are mostly small are not published, and answer x everywhere', async (t) => {
  await send([...small, ...large]);
  const version = await release();
  const { plans } = (await get('/v1/policy/plan')).json();
  t.match(plans, [{ measure: 'sc-referral-rate', basis: [PERIOD] }]);
  t.equal(plans[0].margins['authority/finest/sex/age/all'].state, 'closed');
  t.equal(plans[0].margins['authority/finest/all/all/all'].state, 'open');
  const { manifest } = (await get(`/v1/releases/${version}`, {})).json();
  t.match(manifest.policy, { version: 3, sha256: (await inForce()).sha256, threshold: 6 });
  t.ok(manifest.notPlanned['sc-referral-rate'].includes('authority/finest/sex/age/all'));
  t.notOk('approved' in manifest);
  const csv = (await get(`/v1/releases/${version}/social-care.csv`, {})).payload;
  t.match(csv, /,indian,[^\r]*,all,all,all,90,shown/);
  t.notMatch(csv, /,indian,[^\r]*,female,5-10,/);
  const asked = `measure=sc-referral-rate&area=${HACKNEY}&group=indian&sex=female&ageBand=5-10`;
  const { rows } = (await get(`/v1/comparisons?${asked}`, {})).json();
  t.match(rows, [{ numerator: null, numeratorStatus: 'x', rateStatus: 'x' }]);
  const graphql = await service.graphql(`{ comparison(measure: "sc-referral-rate", areas: ["${HACKNEY}"],
    groups: ["indian"], sex: FEMALE, ageBand: "5-10") { rows { numerator { value status } rate { status } } } }`);
  t.same(graphql.data.comparison.rows, [{ numerator: { value: null, status: 'x' }, rate: { status: 'x' } }]);
});

t.test('a steward opens a margin, and the plan of the year stays as it was', async (t) => {
  const { policy, match } = await inForce();
  const margins = { 'authority/finest/sex/age/all': 'open', 'authority/finest/all/all/all': 'closed' };
  const opened = await put({ ...policy, measures: { 'sc-referral-rate': { margins } } }, match);
  t.match(opened.json(), { status: 'in-force' }, opened.payload);
  const before = (await get('/v1/policy/plan')).json();
  const csv = (await get(`/v1/releases/${await release()}/social-care.csv`, {})).payload;
  t.match(csv, /,indian,[^\r]*,female,5-10,/);
  t.notMatch(csv, /,authority,indian,[^\r]*,all,all,all,90,shown/);
  t.same((await get('/v1/policy/plan')).json(), before);
});

t.test('an approver approves the draft that was looked at, and no other', async (t) => {
  const draft = async () => (await post('/v1/releases', steward, { bump: 'major' })).json();
  const first = await draft();
  await send([...large, `sc-referral-rate,${PERIOD},${HACKNEY},any-other-black,,,70`]);
  const second = await draft();
  t.equal(second.version, first.version);
  const address = `/v1/releases/${second.version}/approve`;
  t.equal((await post(address, publisher, { digest: first.digest })).json().code, 'stale-draft');
  t.equal((await post(address, publisher, { digest: second.digest })).statusCode, 200);
});
