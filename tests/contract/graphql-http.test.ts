import { createHash } from 'node:crypto';
import { auditServer } from 'graphql-http';
import t from 'tap';
import { EXAMPLES } from '../../src/graphql/examples.ts';
import { openDoors } from '../support/doors.ts';
import { cell, HACKNEY, seededVocabulary } from '../support/london.ts';
import { releaseOf } from '../support/reader.ts';

const vocabulary = await seededVocabulary();
const MEASURE = 'ed-suspension-rate';
const cells = ['black', 'white', 'mixed'].map((group) =>
  cell({ measure: MEASURE, group, n: group === 'mixed' ? 'c' : 200, d: 2000 }),
);
const others = [
  { ...cell({ measure: 'sc-cla-rate', group: 'black', n: 90 }), period: '2024-03-31' },
  { ...cell({ measure: 'wf-social-worker-share', group: 'black', n: 90, d: 300 }), period: '2022-09-30' },
  { ...cell({ measure: 'census-2021-residents', group: 'black', n: 90 }), period: '2021-03-21' },
  { ...cell({ measure: 'census-2021-children-10-17', group: 'black', n: 900 }), period: '2021-03-21' },
];
const app = await openDoors(t, releaseOf(vocabulary, [...cells, ...others]));
const url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/graphql`;
const QUERY = `{ comparison(measure: "${MEASURE}", areas: ["${HACKNEY}"], groups: ["black"]) { rows { rate { value } } } }`;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

t.test('graphql-http audits the door: no errors', async (t) => {
  const results = await auditServer({ url });
  const failed = results.filter(({ status }) => status === 'error').map(({ name }) => name);
  t.same(failed, []);
  const ok = results.filter(({ status }) => status === 'ok').length;
  t.ok(ok >= 53, `${ok} of ${results.length} are ok`);
  t.equal(results.length, 61);
});

t.test('every example answers, and is kept by its name and its hash', async (t) => {
  for (const { name, text } of EXAMPLES) {
    const posted = await app.inject({ method: 'POST', url: '/graphql', payload: { query: text } });
    t.same(posted.json().errors, undefined, name);
    for (const id of [name, `sha256:${sha256(text)}`]) {
      const answer = await app.inject({ url: '/graphql', query: { documentId: id } });
      t.equal(answer.statusCode, 200);
      t.same(answer.json().errors, undefined, JSON.stringify(answer.json().errors));
      t.same(answer.json().data, posted.json().data);
    }
  }
});

t.test('a document sent once with its hash is asked for by the hash', async (t) => {
  const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: sha256(QUERY) } });
  const before = await app.inject({ url: '/graphql', query: { extensions } });
  t.equal(before.statusCode, 404);
  t.equal(before.json().code ?? before.json().errors?.[0].extensions.code, 'unknown-document');
  const sent = await app.inject({ url: '/graphql', query: { query: QUERY, extensions } });
  t.equal(sent.statusCode, 200);
  const after = await app.inject({ url: '/graphql', query: { extensions } });
  t.same(after.json(), sent.json());
  const wrong = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: sha256('other') } });
  const refused = await app.inject({ url: '/graphql', query: { query: QUERY, extensions: wrong } });
  t.match(refused.json(), { errors: [{ extensions: { code: 'bad-request' } }] });
});

t.test('a GET is named by its question and answered 304 to whoever has it', async (t) => {
  const first = await app.inject({ url: '/graphql', query: { query: QUERY } });
  const { etag } = first.headers;
  t.match(etag, /^"[\w-]{43}"$/);
  t.equal(first.headers['cache-control'], 'public, max-age=60');
  const again = await app.inject({
    url: '/graphql',
    query: { query: QUERY },
    headers: { 'if-none-match': String(etag) },
  });
  t.equal(again.statusCode, 304);
  t.equal(again.body, '');
  const variables = JSON.stringify({ other: 1 });
  const other = await app.inject({ url: '/graphql', query: { query: QUERY, variables } });
  t.not(other.headers.etag, etag);
  const failed = await app.inject({
    url: '/graphql',
    query: { query: '{ comparison(measure: "x") { caveats { code } } }' },
  });
  t.equal(failed.headers.etag, undefined);
});

t.test('what is too dear is refused before anything is read', async (t) => {
  const cost = async (query: string) => {
    const answer = (await app.inject({ method: 'POST', url: '/graphql', payload: { query } })).json();
    return { cost: answer.extensions?.cost, code: answer.errors?.[0].extensions.code };
  };
  const trend = (last: number) =>
    `{ trend(measure: "${MEASURE}", last: ${last}) { series { points { against { verdict } } } } }`;
  t.same(await cost(trend(12)), { cost: { cost: 16_320, limit: 20_000 }, code: undefined });
  t.same(await cost(trend(40)), { cost: { cost: 54_400, limit: 20_000 }, code: 'query-too-large' });
  const pathway =
    '{ pathway(pathway: "recruitment") { rows { steps { a: against { verdict } b: against { verdict } } } } }';
  t.match(await cost(pathway), { cost: { cost: 16_320 } });
});
