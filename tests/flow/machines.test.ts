import { createHash } from 'node:crypto';
import t from 'tap';
import { createKey, listKeys, revokeKey } from '../../src/storage/keys.ts';
import { asOwner } from '../support/database.ts';
import { testService } from '../support/service.ts';

const HACKNEY = 'E09000012';
const PERIOD = 'AY2024-25-T1';
const GOOD = `measure,period,area,ethnic_group,numerator,denominator\r\ned-suspension-rate,${PERIOD},${HACKNEY},all,40,900\r\n`;
const OTHER = GOOD.replace('40,900', '41,900');
const ADDRESS = `/v1/submissions?domain=education&period=${PERIOD}&area=${HACKNEY}`;

const { app, db, url, key } = await testService(t);
const submitter = await key('submitter', HACKNEY);

const send = (payload: string, headers: Record<string, string> = {}, where = ADDRESS) =>
  app.inject({
    method: 'POST',
    url: where,
    headers: { ...submitter, 'content-type': 'text/csv', ...headers },
    payload,
  });
const digest = (algorithm: 'sha256' | 'sha512', text: string) =>
  `sha-${algorithm.slice(3)}=:${createHash(algorithm).update(text).digest('base64')}:`;
const stored = async () =>
  (await asOwner(url, 'select count(*)::int as n from intake.submission')).rows[0]?.n;

t.test('a key expires, is revoked, says so to its holder, and to nobody else', async (t) => {
  const by = { actor: 'test', at: new Date('2026-11-01T00:00:00Z') };
  const make = (expiresAt: Date | null) =>
    createKey(
      db.intake,
      { name: 'Hackney until spring', roles: ['submitter'], area: HACKNEY, expiresAt },
      by,
    );
  const list = (text: string) =>
    app.inject({ url: '/v1/submissions', headers: { authorization: `Bearer ${text}` } });
  const past = await make(new Date('2026-11-20T23:59:59Z'));
  const coming = await make(new Date('2026-12-31T23:59:59Z'));
  const ended = await make(null);
  await revokeKey(db.intake, ended.id, by);
  t.equal((await list(coming.key)).statusCode, 200);
  const expired = await list(past.key);
  t.match(expired.json(), { status: 401, code: 'unauthenticated', detail: /expired at 2026-11-20T23:59:59/ });
  t.equal(expired.headers['www-authenticate'], 'Bearer error="invalid_token"');
  t.match((await list(ended.key)).json(), { status: 401, detail: /was ended at 2026-11-01/ });
  const guessed = `${past.key.slice(0, -2)}${past.key.endsWith('AA') ? 'BA' : 'AA'}`;
  t.match((await list(guessed)).json(), { status: 401, detail: 'This key is not known.' });
  const events = await asOwner(
    url,
    `select act, area, detail from audit.event where subject_id in ('${past.id}', '${ended.id}') order by id`,
  );
  t.match(events.rows, [
    { act: 'key.create', area: HACKNEY, detail: { expiresAt: '2026-11-20T23:59:59.000Z' } },
    { act: 'key.create', area: HACKNEY },
    { act: 'key.revoke', area: HACKNEY },
  ]);
});

t.test('when a key was last used is written down, at most once a minute', async (t) => {
  const fresh = await key('approver', HACKNEY);
  const lastUsed = async () =>
    (await listKeys(db.intake)).find(({ id }) => fresh.authorization.includes(id))?.lastUsedAt;
  t.equal(await lastUsed(), null);
  await app.inject({ url: '/v1/submissions', headers: fresh });
  const first = await until(lastUsed);
  t.ok(first instanceof Date);
  for (let time = 0; time < 5; time += 1) await app.inject({ url: '/v1/submissions', headers: fresh });
  t.same(await lastUsed(), first, 'five more uses within the minute are not');
  // The clock of the test goes on by a second with each look at it.
  for (let time = 0; time < 60; time += 1) await app.inject({ url: '/v1/submissions', headers: fresh });
  t.ok(await until(async () => ((await lastUsed())?.valueOf() ?? 0) > (first?.valueOf() ?? 0)));
});

t.test('a digest that fits lets the file in; one that does not keeps nothing', async (t) => {
  const before = await stored();
  for (const field of ['content-digest', 'repr-digest']) {
    for (const algorithm of ['sha256', 'sha512'] as const) {
      const wrong = await send(GOOD, { [field]: digest(algorithm, OTHER) });
      t.match(wrong.json(), { status: 400, code: 'digest-mismatch' }, `${field} ${algorithm}`);
    }
  }
  const oneOfTwo = `${digest('sha256', GOOD)}, ${digest('sha512', OTHER)}`;
  t.equal((await send(GOOD, { 'content-digest': oneOfTwo })).json().code, 'digest-mismatch');
  t.equal((await send(GOOD, { 'content-digest': 'sha-256=abc' })).json().code, 'bad-request');
  t.equal(await stored(), before);
  for (const value of [
    digest('sha256', GOOD),
    `md5=:xxxx:, ${digest('sha512', GOOD)};p=1`,
    'crc32c=:AAAA:',
    'nonsense',
  ]) {
    t.equal((await send(GOOD, { 'content-digest': value })).statusCode, 201, value.slice(0, 12));
  }
});

t.test('the digest of a form is of the form, and only then is the file kept', async (t) => {
  const form = [
    '--x',
    'Content-Disposition: form-data; name="file"; filename="a.csv"',
    'Content-Type: text/csv',
    '',
    `${GOOD}--x--`,
    'behind the last boundary',
  ].join('\r\n');
  const headers = { 'content-type': 'multipart/form-data; boundary=x' };
  const before = await stored();
  const wrong = await send(form, { ...headers, 'content-digest': digest('sha256', GOOD) });
  t.equal(wrong.json().code, 'digest-mismatch');
  t.equal(await stored(), before);
  const right = await send(form, { ...headers, 'content-digest': digest('sha256', form) });
  t.match(right.json(), { status: 'checked', cells: 1 });
  // Over a socket the body comes in pieces and at its own pace.
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  const long = form.replace(GOOD, `${GOOD}${'\r\n'.repeat(300_000)}`);
  const sent = await fetch(`${address}${ADDRESS}`, {
    method: 'POST',
    headers: { ...submitter, ...headers, 'content-digest': digest('sha512', long) },
    body: long,
  });
  t.equal(sent.status, 201);
});

t.test('a form with a second file is refused whole: which was meant cannot be told', async (t) => {
  const part = (name: string, content: string) =>
    `--x\r\nContent-Disposition: form-data; name="${name}"; filename="a.csv"\r\n\r\n${content}\r\n`;
  const field = '--x\r\nContent-Disposition: form-data; name="who"\r\n\r\nAnn\r\n';
  const headers = { 'content-type': 'multipart/form-data; boundary=x' };
  const before = await stored();
  for (const second of [
    part('file', OTHER),
    part('other', OTHER),
    part('file', OTHER) + part('file', GOOD),
  ]) {
    for (const more of [{}, { 'content-digest': digest('sha256', `${part('file', GOOD)}${second}--x--`) }]) {
      const reply = await send(`${part('file', GOOD)}${second}--x--`, { ...headers, ...more });
      t.match(reply.json(), { status: 400, code: 'bad-request', detail: /more than one file/ });
    }
  }
  const fields = await send(`${field.repeat(30)}${part('file', GOOD)}--x--`, headers);
  t.match(fields.json(), { status: 400, code: 'bad-request', detail: /more than 20 fields/ });
  for (const [form, type] of [
    [part('file', GOOD), 'multipart/form-data; boundary=x'],
    [`${part('file', GOOD)}--x`, 'multipart/form-data; boundary=x'],
    [field, 'multipart/form-data; boundary=x'],
    [part('file', GOOD), 'multipart/form-data'],
    [part('file', GOOD), `multipart/form-data; boundary=${'x'.repeat(300)}`],
  ] as const) {
    const broken = await send(form, { 'content-type': type });
    t.match(
      broken.json(),
      { status: 400, code: 'bad-request', detail: /its closing one/ },
      type.slice(0, 40),
    );
  }
  t.equal(await stored(), before);
  const one = await send(`${field}${part('file', GOOD)}${field}--x--`, headers);
  t.match(
    one.json(),
    { status: 'checked', cells: 1 },
    'fields on either side of the file are nobody’s business',
  );
});

t.test('a body of a type that no file comes in is refused by its type', async (t) => {
  for (const type of ['text/plain', 'application/json', 'application/json; charset=utf-8', 'image/png']) {
    const reply = await send(GOOD, { 'content-type': type });
    t.match(reply.json(), { status: 415, code: 'unsupported-media-type' }, type);
  }
  t.equal((await send('{"a":1}', { 'content-type': 'application/json' })).statusCode, 415);
  const packed = await send(GOOD, { 'content-encoding': 'gzip' });
  t.match(packed.json(), { status: 415, detail: /without Content-Encoding/ });
});

t.test('a request that never ends to arrive is ended by the server', async (t) => {
  const { requestTimeout, headersTimeout } = app.server;
  t.ok(requestTimeout > 0 && requestTimeout <= 30 * 60_000, 'Fastify alone would wait for ever');
  t.ok(headersTimeout > 0 && headersTimeout <= 60_000);
});

t.test('of many at once with one Idempotency-Key, one is stored and all are told the same', async (t) => {
  const before = await stored();
  const once = { 'idempotency-key': 'deadline day' };
  const replies = await Promise.all(Array.from({ length: 8 }, () => send(GOOD, once)));
  t.same(new Set(replies.map((reply) => reply.statusCode)), new Set([201]));
  t.equal(new Set(replies.map((reply) => reply.json().id)).size, 1);
  t.equal(await stored(), before + 1);
  t.equal((await send(OTHER, once)).json().code, 'idempotency-key-reused');

  const tryOut = { 'idempotency-key': 'tried first' };
  const tried = await send(GOOD, tryOut, `${ADDRESS}&dryRun=true`);
  t.equal(tried.statusCode, 201);
  t.equal(tried.headers.location, undefined, 'a dry run leaves nothing to go to');
  t.equal((await send(OTHER, tryOut)).statusCode, 201, 'and does not use the key up');
  t.equal(await stored(), before + 2);
});

t.test('the audit trail is only added to, whoever asks', async (t) => {
  for (const act of [
    'update audit.event set actor = actor',
    'delete from audit.event',
    'truncate audit.event',
  ]) {
    await t.rejects(asOwner(url, act), { code: '42501' }, `${act} as the owner`);
    for (const pool of [db.intake, db.publisher, db.reader])
      await t.rejects(pool.query(act), { code: '42501' });
  }
});

/** What `look` finds as soon as it is not nothing, or what it finds after five seconds. */
async function until<T>(look: () => Promise<T>): Promise<T> {
  for (let time = 0; time < 100; time += 1) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return look();
}

t.test('limits are told before they are met, and met with 429 and when to come back', async (t) => {
  const limits = { uploads: 2, writes: 3, reads: 5, refusals: 4 };
  const small = await testService(t, {
    access: { oidc: null, limits },
    securityContact: 'mailto:security@ldd.example',
  });
  const [ann, bob] = [await small.key('submitter', HACKNEY), await small.key('submitter', HACKNEY)];
  const upload = (who: Record<string, string>) =>
    small.app.inject({
      method: 'POST',
      url: ADDRESS,
      headers: { ...who, 'content-type': 'text/csv' },
      payload: GOOD,
    });
  const first = await upload(ann);
  t.equal(first.headers['ratelimit-policy'], '"uploads";q=2;w=60');
  t.match(first.headers.ratelimit, /^"uploads";r=1;t=\d+$/);
  await upload(ann);
  const third = await upload(ann);
  t.match(third.json(), { status: 429, code: 'too-many-requests' });
  t.match(third.headers['retry-after'], /^[1-9]\d*$/);
  t.match(third.headers['content-type'], /problem\+json/);
  t.equal((await upload(bob)).statusCode, 201, 'another key has its own');
  const read = (url: string, headers: Record<string, string> = {}, remoteAddress = '192.0.2.1') =>
    small.app.inject({ url, headers, remoteAddress });
  t.equal((await read('/v1/submissions', ann)).statusCode, 200, 'and questions are counted apart from files');
  for (let time = 0; time < 5; time += 1) t.equal((await read('/v1/areas')).statusCode < 429, true);
  t.equal((await read('/v1/measures')).statusCode, 429, 'all questions of one address together');
  t.equal((await read('/graphql?query={__typename}')).statusCode, 429, 'by whatever door');
  t.equal((await read('/v1/areas', {}, '192.0.2.2')).statusCode < 429, true, 'another address has its own');
  const forwarded = { 'x-forwarded-for': '198.51.100.9' };
  t.equal((await read('/v1/areas', forwarded)).statusCode, 429, 'which it cannot make up');
  for (const url of ['/health/live', '/metrics', '/openapi.json'])
    t.equal((await read(url)).statusCode, 200, url);
  const guess = () => read('/v1/areas', { authorization: 'Bearer ldd_guess' }, '192.0.2.3');
  for (let time = 0; time < 4; time += 1) t.equal((await guess()).statusCode, 401);
  t.equal((await guess()).statusCode, 429, 'who guesses keys is slowed down');

  const metrics = (await read('/metrics')).payload;
  t.match(metrics, /^ldd_http_requests_total\{method="POST",route="\/v1\/submissions",status="201"\} 3$/m);
  t.match(metrics, /^ldd_http_request_duration_seconds_bucket\{[^}]*le="\+Inf"\} \d+$/m);
  t.match(metrics, /^ldd_database_connections\{role="intake",state="busy"\} \d+$/m);
  t.notMatch(metrics, new RegExp(`${HACKNEY}|192\\.0\\.2|submitter|ldd_guess`), 'of nobody in particular');
  for (const line of metrics.trimEnd().split('\n'))
    t.match(line, /^(# (HELP|TYPE) \w+ .+|\w+(\{[^}]*\})? \d+(\.\d+)?)$/);
  const contact = await read('/.well-known/security.txt');
  t.match(contact.payload, /^Contact: mailto:security@ldd\.example\r\nExpires: 2027-02-\d\dT/);
  t.equal((await app.inject('/.well-known/security.txt')).statusCode, 404, 'nobody named, nothing said');
});
