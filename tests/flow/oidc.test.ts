import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, type JWTHeaderParameters, SignJWT } from 'jose';
import Provider from 'oidc-provider';
import t from 'tap';
import { z } from 'zod';
import { readConfig } from '../../src/config.ts';
import { DEFAULT_LIMITS } from '../../src/platform/rate-limits.ts';
import { explainQueries } from '../support/explain.ts';
import { testService } from '../support/service.ts';

const HACKNEY = 'E09000012';
const AUDIENCE = 'https://ldd.example/api';
const PERIOD = 'AY2024-25-T1';
const FILE = `measure,period,area,ethnic_group,numerator,denominator\r\ned-suspension-rate,${PERIOD},${HACKNEY},all,40,900\r\n`;

/** What the provider says of each client in the tokens it makes. */
const PEOPLE: Readonly<Record<string, Record<string, unknown>>> = {
  ann: { roles: ['LDD.Submitter', 'LDD.Approver', 'Other.App'], team: 'hackney' },
  bob: { roles: ['LDD.Approver'], team: ['unrelated', 'hackney'] },
  cat: { roles: ['LDD.Submitter'], team: 'lambeth' },
  sue: { roles: 'LDD.Steward' },
  eve: { team: 'hackney' },
  two: { roles: ['LDD.Submitter'], team: ['hackney', 'lambeth'] },
  star: { roles: ['LDD.Submitter'], team: '*' },
  wild: { roles: ['national', 'steward'], team: 'hackney' },
};

async function signingKey(kid: string) {
  const pair = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(pair.privateKey)), kid, alg: 'RS256', use: 'sig' };
  return { ...pair, jwk, kid };
}

function listening(server: Server, port = 0): Promise<number> {
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => {
      const address = server.address() as AddressInfo;
      resolve(address.port);
    });
  });
}

const first = await signingKey('first');
const second = await signingKey('second');
const server = createServer();
const port = await listening(server);
const issuer = `http://127.0.0.1:${port}`;

/** A real OIDC server that signs with these keys, the first of them first. */
function provide(...keys: readonly (typeof first)[]): void {
  const provider = new Provider(issuer, {
    jwks: { keys: keys.map(({ jwk }) => jwk) },
    clients: Object.keys(PEOPLE).map((id) => ({
      client_id: id,
      client_secret: `${id} knows this`,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
    })),
    extraTokenClaims: (_context, token) => PEOPLE[String(token.clientId)] ?? {},
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, resource) => ({
          scope: '',
          audience: resource,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 600,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  });
  server.removeAllListeners('request');
  server.on('request', provider.callback());
}
provide(first);

const { oidc } = readConfig({
  OIDC_ISSUER: issuer,
  OIDC_AUDIENCE: AUDIENCE,
  OIDC_ROLES: 'LDD.Submitter=submitter,LDD.Approver=approver,LDD.Steward=steward',
  OIDC_AREA_CLAIM: 'team',
  OIDC_AREAS: `hackney=${HACKNEY},lambeth=E09000022`,
}).access;
if (oidc === null) throw new Error('OIDC is on.');
const { app, key, clock } = await testService(t, {
  access: { limits: DEFAULT_LIMITS, oidc: { ...oidc, cooldownSeconds: 0 } },
});
t.teardown(() => server.close());

async function tokenOf(person: string, resource = AUDIENCE): Promise<string> {
  const reply = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${person}:${encodeURIComponent(`${person} knows this`)}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource }),
  });
  const answer = z.object({ access_token: z.string() }).parse(await reply.json());
  return answer.access_token;
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const as = async (person: string) => bearer(await tokenOf(person));
const list = (headers: Record<string, string>) => app.inject({ url: '/v1/submissions', headers });
const send = (headers: Record<string, string>, area = HACKNEY) =>
  app.inject({
    method: 'POST',
    url: `/v1/submissions?domain=education&period=${PERIOD}&area=${area}`,
    headers: { ...headers, 'content-type': 'text/csv' },
    payload: FILE,
  });
const move = (id: string, act: string, headers: Record<string, string>) =>
  app.inject({ method: 'POST', url: `/v1/submissions/${id}/${act}`, headers });

/** A token that is not the provider's: like Ann's but for what is said. */
function forged(claims: Record<string, unknown> = {}, header: Partial<JWTHeaderParameters> = {}) {
  const now = Math.floor(clock().valueOf() / 1000);
  return new SignJWT({
    iss: issuer,
    aud: AUDIENCE,
    sub: 'ann',
    iat: now,
    exp: now + 600,
    ...PEOPLE.ann,
    ...claims,
  }).setProtectedHeader({ alg: 'RS256', kid: 'first', typ: 'at+jwt', ...header });
}

t.test('people of an authority sign in at their own provider, and two of them are needed', async (t) => {
  const [ann, bob] = [await as('ann'), await as('bob')];
  const sent = await send(ann);
  t.match(sent.json(), { area: HACKNEY, submittedBy: `oidc:ann@127.0.0.1:${port}`, status: 'checked' });
  const { id } = sent.json();
  await explainQueries(app, id, ann);
  t.equal((await move(id, 'submit', ann)).statusCode, 200);
  t.equal((await move(id, 'approve', ann)).json().code, 'same-person', 'by a new token she is still Ann');
  t.equal((await move(id, 'approve', await as('ann'))).json().code, 'same-person');
  t.match((await move(id, 'approve', bob)).json(), { approvedBy: `oidc:bob@127.0.0.1:${port}` });
  t.equal((await send(await as('cat'))).json().code, 'another-authority');
  const lambeth = await app.inject({ url: `/v1/submissions/${id}`, headers: await as('cat') });
  t.equal(lambeth.statusCode, 404);
  const steward = await app.inject({ url: `/v1/submissions/${id}`, headers: await as('sue') });
  t.equal(steward.statusCode, 200);
});

t.test('claims that say nothing, too much or a trick let nobody in', async (t) => {
  t.match((await list(await as('eve'))).json(), { status: 403, code: 'forbidden' }, 'no role');
  t.match((await list(await as('two'))).json(), { status: 403, detail: /several authorities/ });
  t.match((await send(await as('star'))).json(), { status: 403 }, 'an area that is no authority');
  t.same((await list(await as('star'))).json().submissions, [], 'sees nothing');
  t.equal((await list(await as('wild'))).statusCode, 403, 'our own names are not theirs to use');
});

t.test('a token that is not for us, not theirs, over, or not signed is refused', async (t) => {
  const now = Math.floor(clock().valueOf() / 1000);
  const none = (await forged().sign(first.privateKey)).split('.')[1];
  const header = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const spki = new TextEncoder().encode(await exportSPKI(first.publicKey));
  const stranger = await generateKeyPair('RS256');
  const refused: readonly (readonly [string, string | Promise<string>, RegExp])[] = [
    ['another audience', tokenOf('ann', 'https://elsewhere.example/'), /aud does not fit/],
    ['another issuer', forged({ iss: 'https://evil.example' }).sign(first.privateKey), /issuer/],
    ['expired', forged({ exp: now - 600 }).sign(first.privateKey), /expired/],
    ['not yet', forged({ nbf: now + 600 }).sign(first.privateKey), /nbf does not fit/],
    ['no end', forged({ exp: undefined }).sign(first.privateKey), /exp does not fit/],
    ['nobody', forged({ sub: undefined }).sign(first.privateKey), /sub does not fit/],
    ['alg none', `${header({ alg: 'none' })}.${none}.`, /cannot be trusted/],
    ['HS256 by the public key', forged({}, { alg: 'HS256', kid: 'first' }).sign(spki), /ALG_NOT_ALLOWED/],
    ['signed by a stranger', forged().sign(stranger.privateKey), /SIGNATURE/],
    [
      'a key that nobody knows',
      forged({}, { alg: 'RS256', kid: 'unknown' }).sign(stranger.privateKey),
      /NO_MATCHING_KEY/,
    ],
    [
      'a logout token',
      forged({}, { alg: 'RS256', kid: 'first', typ: 'logout+jwt' }).sign(first.privateKey),
      /not an access token/,
    ],
    ['no token', 'a.b.c', /neither a key of ours nor/],
    ['opaque', 'opaque-token', /neither a key of ours nor/],
  ];
  for (const [name, token, detail] of refused) {
    const reply = await list(bearer(await token));
    t.match(reply.json(), { status: 401, code: 'unauthenticated', detail }, name);
    t.equal(reply.headers['www-authenticate'], 'Bearer error="invalid_token"', name);
  }
  const late = await list(
    bearer(await forged({ exp: Math.floor(clock().valueOf() / 1000) - 10 }).sign(first.privateKey)),
  );
  t.equal(late.statusCode, 200, 'a clock that is ten seconds off is forgiven');
});

t.test('the provider changes its key, and nobody here has to know', async (t) => {
  const before = await as('ann');
  provide(second, first);
  const after = await as('ann');
  t.equal((await list(after)).statusCode, 200, 'a token of the new key');
  t.equal((await list(before)).statusCode, 200, 'one of the old key, while it stands');
  provide(second);
  t.equal((await list(after)).statusCode, 200);
});

t.test('while the provider is down, tokens wait and keys work', async (t) => {
  const token = await as('ann');
  const fresh = await testService(t, {
    access: { limits: DEFAULT_LIMITS, oidc: { ...oidc, cooldownSeconds: 0 } },
  });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  const down = await fresh.app.inject({ url: '/v1/submissions', headers: token });
  t.match(down.json(), { status: 503, code: 'identity-provider-unavailable' });
  t.match(down.headers['retry-after'], /^\d+$/);
  const asked = await fresh.app.inject({
    method: 'POST',
    url: '/graphql',
    headers: token,
    payload: { query: '{ areas { id } }' },
  });
  t.match([asked.statusCode, asked.headers['retry-after']], [503, /^\d+$/], 'GraphQL says so too');
  const withKey = await fresh.key('submitter', HACKNEY);
  t.equal((await fresh.app.inject({ url: '/v1/submissions', headers: withKey })).statusCode, 200);
  t.equal(
    (await fresh.app.inject({ url: '/v1/collections' })).statusCode,
    200,
    'and what is public is public',
  );
  t.equal((await list(token)).statusCode, 200, 'who knows the keys already goes on');
  await listening(server, port);
  t.equal((await fresh.app.inject({ url: '/v1/submissions', headers: token })).statusCode, 200, 'it is back');
  t.ok(await key('submitter', HACKNEY));
});

t.test('a wrong setting stops the start with one message that names it', async (t) => {
  const wrong: readonly (readonly [Record<string, string>, RegExp])[] = [
    [{ OIDC_ISSUER: 'login.example' }, /OIDC_ISSUER/],
    [{ OIDC_ISSUER: 'http://login.example' }, /OIDC_ISSUER.*https/],
    [{ OIDC_ISSUER: 'https://login.example' }, /OIDC_AUDIENCE: is needed/],
    [{ OIDC_ALGORITHMS: 'none' }, /OIDC_ALGORITHMS/],
    [{ OIDC_ALGORITHMS: 'HS256' }, /OIDC_ALGORITHMS/],
    [{ OIDC_ROLES: 'LDD.All=god' }, /OIDC_ROLES/],
    [{ OIDC_ROLES: 'DfE=national' }, /OIDC_ROLES/],
    [{ OIDC_AREAS: 'everyone=*' }, /OIDC_AREAS/],
    [{ OIDC_CLOCK_TOLERANCE: '9999' }, /OIDC_CLOCK_TOLERANCE/],
    [{ RATE_LIMIT_UPLOADS: 'many' }, /RATE_LIMIT_UPLOADS/],
  ];
  for (const [environment, message] of wrong) {
    t.throws(() => readConfig(environment), { message }, JSON.stringify(environment));
  }
  t.equal(readConfig({}).access.oidc, null);
});
