import t from 'tap';
import { declaredApp } from '../support/contract.ts';

const app = await declaredApp();
t.teardown(() => app.close());

t.test('whatever is wrong with a request, the answer is a problem', async (t) => {
  for (const [method, url, status, code] of [
    ['GET', '/v1/nothing', 404, 'not-found'],
    ['GET', '/v1/%E0%A4%A', 400, 'bad-request'],
    ['POST', '/v1/comparisons', 405, 'method-not-allowed'],
    ['PUT', '/graphql', 405, 'method-not-allowed'],
    ['GET', '/v1/comparisons', 400, 'bad-request'],
    ['DELETE', '/v1/releases/1.0.0', 405, 'method-not-allowed'],
  ] as const) {
    const reply = await app.inject({ method, url });
    t.equal(reply.statusCode, status, `${method} ${url}`);
    t.match(reply.headers['content-type'], /^application\/problem\+json/);
    t.match(reply.json(), { status, code, type: `urn:london-disproportionality-data:problem:${code}` });
  }
});

t.test('a wrong method is told which ones there are', async (t) => {
  const reply = await app.inject({ method: 'DELETE', url: '/v1/releases/1.0.0' });
  t.equal(reply.headers.allow, 'GET, HEAD');
});

t.test('a field that is missing is said to be missing', async (t) => {
  const reply = await app.inject('/v1/comparisons');
  t.match(reply.json().errors, [{ field: 'measure', detail: 'is missing' }]);
});

t.test("anybody's dashboard may ask from a browser", async (t) => {
  for (const [method, url] of [
    ['POST', '/graphql'],
    ['QUERY', '/v1/data-sets/education/query'],
  ] as const) {
    const asked = { origin: 'https://dashboard.example', 'access-control-request-method': method };
    const reply = await app.inject({ method: 'OPTIONS', url, headers: asked });
    t.equal(reply.statusCode, 204);
    t.equal(reply.headers['access-control-allow-origin'], '*');
    t.match(reply.headers['access-control-allow-methods'], method);
  }
});

t.test('a key in another form is told the right one', async (t) => {
  const reply = await app.inject({ url: '/v1/submissions', headers: { authorization: 'Basic abc' } });
  t.equal(reply.statusCode, 401);
  t.match(reply.json().detail, /Bearer/);
});
