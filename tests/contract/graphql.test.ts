import t from 'tap';
import { openDoors } from '../support/doors.ts';
import { cell, HACKNEY, seededVocabulary } from '../support/london.ts';
import { releaseOf } from '../support/reader.ts';

const vocabulary = await seededVocabulary();
const MEASURE = 'ed-suspension-rate';
const cells = [
  cell({ measure: MEASURE, group: 'black', n: 1273, d: 9853 }),
  cell({ measure: MEASURE, group: 'white', n: 860, d: 11620 }),
  cell({ measure: MEASURE, group: 'mixed', n: 'c', d: 4426 }),
  cell({ measure: MEASURE, group: 'known', n: 3008, d: 31730 }),
];
const reader = releaseOf(vocabulary, cells);
const app = await openDoors(t, reader);

interface Sent {
  readonly query: unknown;
  readonly variables?: object | null;
  readonly operationName?: string | null;
  readonly extensions?: null;
}

async function post(sent: Sent, accept = 'application/json') {
  const answer = await app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json', accept },
    payload: JSON.stringify(sent),
  });
  return { status: answer.statusCode, type: answer.headers['content-type'], body: answer.json() };
}

const QUESTION = `query ($groups: [ID!]) {
  comparison(measure: "ed-suspension-rate", areas: ["${HACKNEY}"], groups: $groups) {
    release { version }
    period { id label }
    population { year }
    rows {
      group { id }
      numerator { value status }
      rate { value lower upper status reason method { id } }
      white: against { reference { group { id } substituted } rateRatio { value lower upper } verdict }
      others: against(reference: { kind: ALL_OTHERS }) { rateRatio { value } verdict caveats { code text } }
    }
    withheld { withheld sourceWithheld notAvailable }
  }
}`;

t.test('two references are two aliases; the compiled query answers as the first did', async (t) => {
  const first = await post({ query: QUESTION, variables: { groups: ['black'] } });
  const [row] = first.body.data.comparison.rows;
  t.match(row, {
    group: { id: 'black' },
    numerator: { value: 1273, status: 'shown' },
    rate: { status: 'shown', reason: null, method: { id: 'byar' } },
    white: { reference: { group: { id: 'white' }, substituted: true }, verdict: 'HIGHER' },
    others: { verdict: 'HIGHER' },
  });
  t.ok(Math.abs(row.white.rateRatio.value - 1.7456919) < 1e-6);
  t.match(first.body.data.comparison, {
    release: { version: '1.0.0' },
    period: { id: 'AY2024-25' },
    population: null,
  });
  for (let time = 0; time < 3; time += 1) {
    const again = await post({ query: QUESTION, variables: { groups: ['black'] } });
    t.same(again.body, first.body);
  }
  const other = await post({ query: QUESTION, variables: { groups: ['mixed'] } });
  t.match(other.body.data.comparison.rows, [
    {
      numerator: { value: null, status: 'c' },
      rate: { value: null, status: 'c', reason: 'WITHHELD' },
      white: { verdict: 'WITHHELD' },
    },
  ]);
  t.same(other.body.data.comparison.withheld, { withheld: 1, sourceWithheld: 0, notAvailable: 0 });
});

t.test('a document of several operations answers the one that is named, compiled or not', async (t) => {
  const query =
    'query Releases { releases { edges { node { version } } } } query Areas { areas(kind: REGION) { id } }';
  for (let time = 0; time < 3; time += 1) {
    t.same((await post({ query, operationName: 'Releases' })).body.data, {
      releases: { edges: [{ node: { version: '1.0.0' } }] },
    });
    t.same((await post({ query, operationName: 'Areas' })).body.data, { areas: [{ id: 'E12000007' }] });
  }
});

t.test('the vocabulary', async (t) => {
  const { body } = await post({
    query: `{ measure(id: "${MEASURE}") { domain kind polarity } measures(domain: YOUTH_JUSTICE) { id }
      ethnicGroups(level: BROAD) { id parent } populations { id } periods(measure: "${MEASURE}") { id kind }
      coverage(measure: "${MEASURE}") { expected included { name } notReturned { id } }
      release(version: "1") { version artefacts { name } } }`,
  });
  t.match(body.data, {
    measure: { domain: 'EDUCATION', kind: 'RATE', polarity: 'HIGHER_IS_WORSE' },
    periods: [{ id: 'AY2024-25', kind: 'ACADEMIC_YEAR' }],
    coverage: { expected: 33, included: [{ name: 'Hackney' }] },
    release: { version: '1.0.0', artefacts: [] },
  });
  t.equal(body.data.ethnicGroups.length, 5);
  t.equal(body.data.coverage.notReturned.length, 32);
});

t.test('releases page by cursor', async (t) => {
  const page = async (question: string) =>
    (
      await post({
        query: `{ releases(${question}) { edges { cursor } pageInfo { hasNextPage endCursor } } }`,
      })
    ).body;
  const first = await page('first: 1');
  t.match(first.data.releases, { pageInfo: { hasNextPage: false } });
  const { endCursor } = first.data.releases.pageInfo;
  t.same((await page(`first: 1, after: "${endCursor}"`)).data.releases.edges, []);
  t.match((await page('first: 101')).errors, [{ extensions: { code: 'bad-request' } }]);
  t.match((await page('after: "x"')).errors, [{ extensions: { code: 'bad-request' } }]);
});

t.test('a word that is not known is told by code, as in REST', async (t) => {
  const asked = async (query: string) => (await post({ query })).body.errors;
  t.match(await asked('{ comparison(measure: "nothing") { caveats { code } } }'), [
    {
      message: "There is no measure 'nothing'.",
      path: ['comparison'],
      extensions: { code: 'unknown-measure', hint: 'GET /v1/measures lists them.' },
    },
  ]);
  t.match(
    await asked(
      `{ comparison(measure: "${MEASURE}") { rows { against(reference: { kind: GROUP, group: "x" }) { verdict } } } }`,
    ),
    [{ extensions: { code: 'unknown-ethnic-group' } }],
  );
});

t.test('the place of an error in a list is a number, compiled or not', async (t) => {
  const query = `{ comparison(measure: "${MEASURE}", areas: ["${HACKNEY}"], groups: ["black", "white"]) {
    rows { against(reference: { kind: GROUP, group: "x" }) { verdict } } } }`;
  for (let time = 0; time < 3; time += 1) {
    const [error] = (await post({ query })).body.errors;
    t.same(error.path, ['comparison', 'rows', 0, 'against']);
  }
});

t.test('where the figures come from', async (t) => {
  const query = `{ comparison(measure: "${MEASURE}") { sources { publisher title licence attribution } } }`;
  t.match((await post({ query })).body.data.comparison.sources, [{ publisher: /local authorities/ }]);
});

t.test('a bug is told as a bug, without its message', async (t) => {
  const broken = await openDoors(t, {
    ...reader,
    find: async () => {
      throw new Error('password is hunter2');
    },
  });
  const answer = await broken.inject({
    method: 'POST',
    url: '/graphql',
    payload: { query: '{ populations { id } }' },
  });
  t.match(answer.json(), { data: null, errors: [{ extensions: { code: 'internal' } }] });
  t.notOk(answer.body.includes('hunter2'));
});

t.test('limits', async (t) => {
  t.test('the cost is told with every answer', async (t) => {
    const { body } = await post({ query: QUESTION, variables: { groups: ['black', 'white'] } });
    t.same(body.extensions.cost, { cost: 1 * 2 * 3, limit: 20_000 });
  });
  t.test('and a query that costs too much is not answered', async (t) => {
    const groups = Array.from({ length: 200 }, () => 'black');
    const query = QUESTION.replace(`areas: ["${HACKNEY}"], `, '');
    const { status, body } = await post(
      { query, variables: { groups } },
      'application/graphql-response+json',
    );
    t.equal(status, 400);
    t.match(body, {
      errors: [{ extensions: { code: 'query-too-large' } }],
      extensions: { cost: { cost: 34 * 200 * 3, limit: 20_000 } },
    });
  });
  t.test('and a list that hides in a default counts too', async (t) => {
    const groups = Array.from({ length: 200 }, () => '"black"').join(', ');
    const query = QUESTION.replace('[ID!])', `[ID!] = [${groups}])`).replace(`areas: ["${HACKNEY}"], `, '');
    t.match((await post({ query })).body.errors, [{ extensions: { code: 'query-too-large' } }]);
  });
  t.test('thirty aliases, ten fields deep', async (t) => {
    const aliases = (many: number) =>
      `{ ${Array.from({ length: many }, (_, index) => `a${index}: populations { id }`).join(' ')} }`;
    t.notOk((await post({ query: aliases(30) })).body.errors);
    t.match((await post({ query: aliases(31) })).body.errors, [
      { message: 'A query may have at most 30 aliases.', extensions: { code: 'query-too-large' } },
    ]);
    const hidden = `{ ...A } fragment A on Query { ${aliases(31).slice(2, -2)} }`;
    t.match((await post({ query: hidden })).body.errors, [{ extensions: { code: 'query-too-large' } }]);
  });
  t.test('brackets inside brackets, however many', async (t) => {
    const fields = (deep: number) => `${'{ a '.repeat(deep)}${'}'.repeat(deep)}`;
    const lists = (deep: number) => `{ areas(kind: ${'['.repeat(deep)}${']'.repeat(deep)}) { id } }`;
    for (const query of [fields(50), fields(1600), lists(2400)]) {
      const { errors } = (await post({ query })).body;
      const codes = errors.map((each: { extensions: { code: string } }) => each.extensions.code);
      t.ok(codes.includes('query-too-large'), `${query.length} characters`);
      t.notMatch(JSON.stringify(errors), /call stack/);
    }
  });
  t.test('introspection is as deep as its tools ask', async (t) => {
    const deep =
      '{ __schema { types { fields { args { type { ofType { ofType { ofType { ofType { ofType { name } } } } } } } } } } }';
    t.notOk((await post({ query: deep })).body.errors);
  });
});

t.test('GraphQL over HTTP', async (t) => {
  t.test('an older client is told 200 and no data; a newer one 400', async (t) => {
    const old = await post({ query: '{ nothing }' });
    t.equal(old.status, 200);
    t.match(old.type, /^application\/json; charset=utf-8/);
    t.notOk('data' in old.body);
    t.match(old.body.errors, [{ extensions: { code: 'bad-request' } }]);
    const fresh = await post({ query: '{ nothing }' }, 'application/graphql-response+json');
    t.equal(fresh.status, 400);
    t.match(fresh.type, /^application\/graphql-response\+json/);
  });
  t.test('null stands for what is left out', async (t) => {
    const { status, body } = await post({
      query: '{ populations { id } }',
      variables: null,
      operationName: null,
      extensions: null,
    });
    t.equal(status, 200);
    t.notOk(body.errors);
  });
  t.test('a body that is no question is 400', async (t) => {
    t.equal((await post({ query: 7 }, 'application/graphql-response+json')).status, 400);
    const text = await app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json' },
      payload: '{ not json',
    });
    t.equal(text.statusCode, 400);
    t.match(text.json().errors, [{ extensions: { code: 'bad-request' } }]);
  });
  t.test('what is not JSON is of another kind', async (t) => {
    const answer = await app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/xml' },
      payload: '<query/>',
    });
    t.equal(answer.statusCode, 415);
    t.match(answer.json().errors, [
      { extensions: { code: 'unsupported-media-type', hint: /application\/json/ } },
    ]);
  });
  t.test('GET asks too, and the SDL and GraphiQL are at hand', async (t) => {
    const got = await app.inject({ url: '/graphql', query: { query: '{ populations { id } }' } });
    t.equal(got.statusCode, 200);
    t.ok(got.json().data.populations.length > 0);
    const sdl = await app.inject({ url: '/graphql/schema.graphql' });
    t.match(sdl.headers['content-type'], /^text\/plain/);
    t.match(sdl.body, /type ComparisonRow \{/);
    t.equal((await app.inject({ url: '/graphiql' })).statusCode, 200);
  });
});
