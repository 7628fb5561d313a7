import pg from 'pg';
import t from 'tap';
import { testService } from '../support/service.ts';
import { CALLERS, type Caller, type Outcome, outcomesOf, WALL } from '../support/wall.ts';

const KINGSTON = 'E09000021';
const RICHMOND = 'E09000027';
const LAMBETH = 'E09000022';
const PERIOD = 'AY2024-25-T1';
/** Stands in Kingston's file, in its name and in the note, and nowhere else. */
const MARK = '98765432';
const NOBODY = '00000000-0000-4000-8000-000000000000';
const FILE = `measure,period,area,ethnic_group,numerator,denominator,extra\r\ned-suspension-rate,${PERIOD},${KINGSTON},all,40,${MARK},x\r\n`;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;

const service = await testService(t);
const { app, key } = service;
const keys: Readonly<Record<Caller, Record<string, string>>> = {
  none: {},
  'own submitter': await key('submitter', KINGSTON),
  'own approver': await key('approver', KINGSTON),
  'other submitter': await key('submitter', LAMBETH),
  'other approver': await key('approver', LAMBETH),
  'granted submitter': await key('submitter', RICHMOND),
  'granted approver': await key('approver', RICHMOND),
  steward: await key('steward'),
  publisher: await key('publisher'),
  national: await key('national'),
};
/** Those who may be told nothing of what is Kingston's. */
const OUTSIDE: readonly Caller[] = ['none', 'other submitter', 'other approver', 'publisher', 'national'];

const owner = new pg.Client({ connectionString: service.url });
await owner.connect();
t.teardown(() => owner.end());

const sent = await app.inject({
  method: 'POST',
  url: `/v1/submissions?domain=education&period=${PERIOD}`,
  headers: { ...keys['own submitter'], 'content-type': 'text/csv' },
  payload: FILE,
});
const submission: string = sent.json().id;
const report = await app.inject({
  url: `/v1/submissions/${submission}/report`,
  headers: keys['own submitter'],
});
const query: string = report
  .json()
  .findings.find((each: { severity: string }) => each.severity === 'query')?.key;
const given = await app.inject({
  method: 'POST',
  url: '/v1/grants',
  headers: keys['own approver'],
  payload: { grantee: RICHMOND, domains: ['education'], rights: ['submit'] },
});
const grant: string = given.json().id;
const opened = await app.inject({
  method: 'POST',
  url: '/v1/collections',
  headers: keys.steward,
  payload: { domain: 'education', period: PERIOD, dueDate: '2026-12-24' },
});
const collection: string = opened.json().id;

const TARGET = {
  title: 'Fewer suspensions',
  measure: 'ed-suspension-rate',
  area: KINGSTON,
  group: 'all',
  aim: { kind: 'percentage-reduction', percent: 10 },
  baseline: PERIOD,
  due: '2027-08-31',
  source: { title: 'For the wall' },
};
const PROGRAMME = {
  name: 'Mentors',
  summary: 'Somebody to talk to.',
  areas: [KINGSTON],
  start: '2025-01-01',
  measures: ['ed-suspension-rate'],
};
const declared = async (url: string, payload: object): Promise<string> => {
  const made = await app.inject({ method: 'POST', url, headers: keys['own approver'], payload });
  return made.json().id;
};
const target = await declared('/v1/targets', TARGET);
const programme = await declared('/v1/programmes', PROGRAMME);

/** As it was before anybody moved anything. */
async function reset(): Promise<void> {
  await owner.query(
    `update intake.submission set status = 'checked' where id = '${submission}';
     update intake.authority_grant set revoked_at = null, revoked_by = null where id = '${grant}';
     delete from intake.purge;
     delete from intake.authority_grant where id <> '${grant}'`,
  );
}

/** The address of a route, for what is Kingston's, or for what is not there at all. */
function addressOf(route: string, there: boolean): string {
  const url = route.slice(route.indexOf(' ') + 1);
  const id = url.startsWith('/v1/grants')
    ? grant
    : url.startsWith('/v1/collections')
      ? collection
      : url.startsWith('/v1/targets')
        ? target
        : url.startsWith('/v1/programmes')
          ? programme
          : submission;
  const filled = url
    .replace(':id', there ? id : NOBODY)
    .replace(':key', query)
    .replace(':version', '9.9.9')
    .replace(':domain', 'education')
    .replace('*', 'index.css')
    .replace(/:\w+/g, 'all');
  const asks: Readonly<Record<string, string>> = {
    'POST /v1/submissions': `?domain=education&period=${PERIOD}&area=${KINGSTON}`,
    'GET /v1/templates/:domain.csv': `?period=${PERIOD}&area=${KINGSTON}`,
    'GET /graphql': '?query={areas{id}}',
  };
  return filled + (asks[route] ?? '');
}

const BODIES: Readonly<Record<string, object>> = {
  'POST /v1/collections': { domain: 'education', period: 'AY2023-24-T1', dueDate: '2026-12-24' },
  'PATCH /v1/collections/:id': { dueDate: '2026-12-24' },
  'PUT /v1/submissions/:id/queries/:key/note': { note: `A column of our own, ${MARK}.` },
  'POST /v1/submissions/:id/purge': { reason: 'For the wall.' },
  'POST /v1/grants': { area: KINGSTON, grantee: LAMBETH, rights: ['submit'] },
  'POST /v1/targets': TARGET,
  'PUT /v1/targets/:id': TARGET,
  'POST /v1/programmes': PROGRAMME,
  'PUT /v1/programmes/:id': PROGRAMME,
  'POST /v1/releases': { bump: 'minor', notes: 'For the wall.' },
  'POST /v1/releases/:version/previews': { label: 'For the wall.' },
  'POST /v1/releases/:version/withdraw': { reason: 'For the wall.' },
  'POST /graphql': { query: '{ areas { id } releases { edges { node { version } } } }' },
};

function call(route: string, caller: Caller, { there = true, method = route.split(' ')[0] } = {}) {
  const headers: Record<string, string> = { ...keys[caller] };
  const isFile = route === 'POST /v1/submissions';
  if (isFile) headers['content-type'] = 'text/csv';
  const payload = isFile ? FILE : BODIES[route];
  const url = addressOf(route, there);
  const known = METHODS.find((each) => each === method) ?? 'GET';
  return app.inject({ method: known, url, headers, ...(payload === undefined ? {} : { payload }) });
}

type Reply = Awaited<ReturnType<typeof call>>;

/** A body without what differs from request to request. */
const plain = ({ payload }: Reply) => payload.replace(/urn:request:[0-9a-f-]+/, '');

async function outcomeOf(route: string, caller: Caller, reply: Reply): Promise<Outcome | string> {
  const { statusCode, headers } = reply;
  if (statusCode === 401)
    return headers['www-authenticate'] === 'Bearer' ? 'who' : 'a 401 without a challenge';
  if (statusCode === 403) return 'no';
  if (statusCode >= 500) return `${statusCode}`;
  if (statusCode !== 404 || reply.json().code !== 'not-found') return 'in';
  const nothing = await call(route, caller, { there: false });
  return plain(nothing) === plain(reply) ? 'hidden' : 'a 404 that tells what is there';
}

/** What only those within the wall may read. */
const secrets = [submission, grant, MARK];

t.test('route by route and caller by caller, the wall stands where the table says', async (t) => {
  t.match([sent.statusCode, given.statusCode, opened.statusCode], [201, 201, 201]);
  let closed = 0;
  for (const [route, row] of Object.entries(WALL)) {
    const outcomes = outcomesOf(row);
    // What is public asks nobody who he is: two of them stand for all.
    for (const caller of outcomes === 'public' ? (['none', 'other submitter'] as const) : CALLERS) {
      if (outcomes !== 'public') await reset();
      const reply = await call(route, caller);
      if (outcomes === 'public') {
        const { statusCode } = reply;
        t.ok(
          statusCode !== 401 && statusCode !== 403 && statusCode < 500,
          `${route} for ${caller}: ${statusCode}`,
        );
      } else {
        t.equal(await outcomeOf(route, caller, reply), outcomes.get(caller), `${route} for ${caller}`);
        closed += 1;
      }
      if (OUTSIDE.includes(caller)) {
        const told = `${reply.payload}${JSON.stringify(reply.headers)}`;
        t.notOk(
          secrets.some((secret) => told.includes(secret)),
          `${route} tells ${caller} nothing`,
        );
      }
    }
  }
  t.ok(closed > 200, `${closed} pairs of route and caller`);
});

t.test('a HEAD gets no further than its GET', async (t) => {
  await reset();
  for (const [route, row] of Object.entries(WALL)) {
    if (!route.startsWith('GET ') || row === 'public') continue;
    for (const caller of CALLERS) {
      const [get, head] = [await call(route, caller), await call(route, caller, { method: 'HEAD' })];
      t.equal(head.statusCode, get.statusCode, `${route} for ${caller}`);
    }
  }
});

t.test('a key that is not known is told so at every door, the public ones among them', async (t) => {
  for (const route of Object.keys(WALL)) {
    if (route.startsWith('OPTIONS')) continue;
    const method = METHODS.find((each) => route.startsWith(`${each} `)) ?? 'GET';
    const reply = await app.inject({
      method,
      url: addressOf(route, true),
      headers: { authorization: 'Bearer ldd_unknown' },
    });
    t.match(
      [reply.statusCode, reply.headers['www-authenticate']],
      [401, 'Bearer error="invalid_token"'],
      route,
    );
  }
});

t.test('the database holds the wall where every handler forgets it', async (t) => {
  await reset();
  const rows = async (area: string, sql: string): Promise<number | string> => {
    const client = await service.db.intake.connect();
    try {
      await client.query('begin');
      await client.query("select set_config('ldd.area', $1, true), set_config('ldd.sender', '', true)", [
        area,
      ]);
      return (await client.query(sql)).rowCount ?? 0;
    } catch (error) {
      return error instanceof pg.DatabaseError ? (error.code ?? 'none') : 'none';
    } finally {
      await client.query('rollback');
      client.release();
    }
  };
  const DENIED = '42501';
  const copyOf = (area: string, domain = 'education') => `insert into intake.submission
    select gen_random_uuid(), '${domain}', period, '${area}', sender, layout, classification, origin, status, file_name, media_type,
      sha256, byte_length, row_count, cell_count, error_count, query_count, notice_count, null, submitted_by, received_at
    from (values ('${PERIOD}', 'test', 'tidy', null::text, 'authority', 'checked', null::text, 'text/csv', 'x', 1, 1, 1, 0, 0, 0, 'k',
      now())) as v (period, sender, layout, classification, origin, status, file_name, media_type, sha256, byte_length, row_count,
      cell_count, error_count, query_count, notice_count, submitted_by, received_at)`;
  const grantOf = (area: string, grantee: string) => `insert into intake.authority_grant
    values (gen_random_uuid(), '${area}', '${grantee}', array['education'], array['submit'], 'k', now())`;
  const versionOf = (area: string) => `insert into declaration.declaration
    values ('target', '${target}', 999, '${area}', '{}', 'k', now())`;
  const mine = `where id = '${submission}'`;
  const part = `where submission_id = '${submission}'`;
  //                                                                     Kingston Richmond  Lambeth  nobody  steward
  const table: readonly (readonly [sql: string, ...outcomes: (number | string)[]])[] = [
    [`select * from intake.submission ${mine}`, 1, 1, 0, 0, 1],
    [`select * from intake.submission_file ${part}`, 1, 1, 0, 0, 1],
    [`select distinct submission_id from intake.submission_finding ${part}`, 1, 1, 0, 0, 1],
    [`select * from intake.own_cell ${part}`, 1, 1, 0, 0, 1],
    [`select distinct subject_id from audit.event where subject_id = '${submission}'`, 1, 1, 0, 0, 1],
    [`select * from intake.authority_grant where id = '${grant}'`, 1, 1, 0, 0, 1],
    [`update intake.submission set status = 'withdrawn' ${mine}`, 1, 1, 0, 0, 1],
    [`update intake.authority_grant set revoked_at = now() where id = '${grant}'`, 1, 0, 0, 0, 1],
    [copyOf(KINGSTON), 1, 1, DENIED, DENIED, 1],
    [copyOf(KINGSTON, 'social-care'), 1, DENIED, DENIED, DENIED, 1],
    [
      `insert into intake.finding_note values ('${submission}', 'k', 'n', 'k', now())`,
      1,
      1,
      DENIED,
      DENIED,
      1,
    ],
    [
      `insert into intake.purge (id, submission_id, reason, proposed_by, proposed_at)
       values (gen_random_uuid(), '${submission}', 'r', 'k', now())`,
      1,
      DENIED,
      DENIED,
      DENIED,
      1,
    ],
    // What is declared is everybody's to read, its authority's to write, and nobody's to change.
    [`select * from declaration.declaration where id = '${target}' and version = 1`, 1, 1, 1, 1, 1],
    [versionOf(KINGSTON), 1, DENIED, DENIED, DENIED, 1],
    [versionOf(LAMBETH), DENIED, DENIED, DENIED, DENIED, DENIED],
    [`update declaration.declaration set area = area`, DENIED, DENIED, DENIED, DENIED, DENIED],
    [`delete from declaration.declaration`, DENIED, DENIED, DENIED, DENIED, DENIED],
    [grantOf(KINGSTON, LAMBETH), 1, DENIED, DENIED, DENIED, 1],
  ];
  for (const [sql, ...outcomes] of table) {
    for (const [index, area] of [KINGSTON, RICHMOND, LAMBETH, '', '*'].entries()) {
      t.equal(
        await rows(area, sql),
        outcomes[index],
        `${sql.replace(/\s+/g, ' ').slice(0, 70)} as ${area || 'nobody'}`,
      );
    }
  }
  await owner.query(
    `update intake.authority_grant set expires_at = now() - interval '1 second' where id = '${grant}'`,
  );
  t.equal(await rows(RICHMOND, `select * from intake.submission ${mine}`), 0, 'a grant that has expired');
  await owner.query(
    `update intake.authority_grant set expires_at = null, revoked_at = now() where id = '${grant}'`,
  );
  t.equal(await rows(RICHMOND, `select * from intake.submission ${mine}`), 0, 'a grant that was ended');
});
