import { parse } from 'csv-parse/sync';
import t from 'tap';
import { openDoors } from '../support/doors.ts';
import { cell, HACKNEY, LAMBETH, seededVocabulary } from '../support/london.ts';
import { releaseOf } from '../support/reader.ts';

const vocabulary = await seededVocabulary();
const MEASURE = 'ed-suspension-rate';
const cells = [
  cell({ measure: MEASURE, group: 'black', n: 1273, d: 9853 }),
  cell({ measure: MEASURE, group: 'white', n: 860, d: 11620 }),
  cell({ measure: MEASURE, group: 'mixed', n: 'c', d: 4426 }),
  cell({ measure: MEASURE, group: 'known', n: 3008, d: 31730 }),
  cell({ measure: MEASURE, area: LAMBETH, group: 'black', n: 900, d: 12_000 }),
];
const app = await openDoors(t, releaseOf(vocabulary, cells));
const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

const HACKNEY_BLACK = `/v1/comparisons?measure=${MEASURE}&area=${HACKNEY}&group=black`;

t.test('a flat row has the numbers of GraphQL', async (t) => {
  const answer = await get(HACKNEY_BLACK);
  t.equal(answer.statusCode, 200);
  const body = answer.json();
  t.match(body, {
    release: { version: '1.0.0' },
    measure: { id: MEASURE, unit: 'per 100' },
    period: { id: 'AY2024-25' },
    population: null,
    reference: { kind: 'group', group: 'white-british', area: null },
    intervals: 'exact',
    confidence: 0.95,
    withheld: { withheld: 0, sourceWithheld: 0, notAvailable: 0 },
  });
  t.equal(body.rows.length, 1);
  t.match(body.rows[0], {
    area: HACKNEY,
    areaName: 'Hackney',
    ethnicGroup: 'black',
    numerator: 1273,
    numeratorStatus: 'shown',
    rateMethod: 'byar',
    referenceKind: 'group',
    referenceGroup: 'white',
    referenceSubstituted: true,
    verdict: 'higher',
    method: 'exact-conditional',
    toParity: 544,
    complementRatioReason: 'not-applicable',
    caveats: ['reference-substituted'],
  });
  t.ok(Math.abs(body.rows[0].rateRatio - 1.7456919035) < 1e-9);
});

t.test('groups come by comma or one by one', async (t) => {
  const both = [`group=black,mixed`, `group=black&group=mixed`];
  for (const groups of both) {
    const { rows } = (await get(`/v1/comparisons?measure=${MEASURE}&area=${HACKNEY}&${groups}`)).json();
    t.same(
      rows.map((row: { ethnicGroup: string }) => row.ethnicGroup),
      ['black', 'mixed'],
    );
    t.match(rows[1], { rate: null, rateStatus: 'c', rateReason: 'withheld', verdict: 'withheld' });
  }
});

t.test('the reference is a group or a word, in any case', async (t) => {
  const reference = async (word: string) => (await get(`${HACKNEY_BLACK}&reference=${word}`)).json().rows[0];
  t.match(await reference('all-others'), { referenceKind: 'all-others', referenceNumerator: 3008 - 1273 });
  t.match(await reference('ALL-OTHERS'), { referenceKind: 'all-others' });
  t.match(await reference('White'), { referenceGroup: 'white', referenceSubstituted: false });
  t.match(await reference(`same-group-in-area:${LAMBETH}`), { referenceArea: LAMBETH, verdict: 'higher' });
  t.match(await reference('overall'), { rateRatioReason: 'not-published' });
});

t.test('CSV has the same rows with their question, in CRLF', async (t) => {
  const answer = await get(HACKNEY_BLACK.replace('?', '.csv?'));
  t.match(answer.headers['content-type'], /^text\/csv/);
  t.match(
    answer.headers['content-disposition'],
    /attachment; filename="ed-suspension-rate-AY2024-25-1\.0\.0\.csv"/,
  );
  t.ok(answer.body.endsWith('\r\n'));
  const [row] = parse(answer.body, { columns: true });
  t.match(row, {
    measure: MEASURE,
    period: 'AY2024-25',
    area: HACKNEY,
    ethnic_group: 'black',
    numerator: '1273',
    rate_ratio_status: 'shown',
    complement_ratio: '',
    complement_ratio_status: 'z',
    caveats: 'reference-substituted',
    population: '',
    unit: 'per 100',
    release: '1.0.0',
  });
});

t.test('an answer is named by release, methods and question', async (t) => {
  const first = await get(HACKNEY_BLACK);
  const { etag = '' } = first.headers;
  t.match(etag, /^"[\w-]{43}"$/, 'strong, a SHA-256');
  t.equal(first.headers['cache-control'], 'public, max-age=60');
  const known = await get(HACKNEY_BLACK, { 'if-none-match': etag });
  t.equal(known.statusCode, 304);
  t.equal(known.body, '');
  t.equal(known.headers.etag, etag);
  t.equal(
    (await get(`${HACKNEY_BLACK}&intervals=exact`)).headers.etag,
    etag,
    'a default said aloud is the same question',
  );
  t.not((await get(`${HACKNEY_BLACK}&intervals=log`)).headers.etag, etag);
  t.not((await get(HACKNEY_BLACK.replace('?', '.csv?'))).headers.etag, etag);
  const exact = await get(`${HACKNEY_BLACK}&release=1.0.0`);
  t.equal(exact.headers.etag, etag, 'and so is a version said exactly');
  t.equal(exact.headers['cache-control'], 'public, max-age=60', 'for a while: a method can be corrected');
});

t.test('an answer names its sources, and its licence in a header', async (t) => {
  const answer = await get(HACKNEY_BLACK);
  t.match(answer.json().sources, [
    { publisher: /local authorities/, licence: 'Open Government Licence v3.0', attribution: /licensed/ },
  ]);
  const link = '<https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/>; rel="license"';
  t.equal(answer.headers.link, link);
  t.equal((await get(HACKNEY_BLACK.replace('?', '.csv?'))).headers.link, link);
});

t.test('an empty area or group is one left out', async (t) => {
  const rowsOf = async (more: string) =>
    (await get(`/v1/comparisons?measure=${MEASURE}${more}`)).json().rows.length;
  const usual = await rowsOf('');
  t.ok(usual >= 34);
  t.equal(await rowsOf('&area='), usual);
  t.equal(await rowsOf('&group='), usual);
  t.equal(await rowsOf('&area=,&group='), usual);
});

t.test('a parameter that does not exist is told with those that do', async (t) => {
  const { detail, errors } = (await get(`${HACKNEY_BLACK}&groups=black`)).json();
  t.match(detail, /^The query has a fault in 'groups': .*Did you mean `group`\?/);
  t.match(errors, [{ field: 'groups', detail: /There are measure, period, area, group/ }]);
  t.match((await get('/v1/comparisons')).json(), { errors: [{ field: 'measure', detail: 'is missing' }] });
  t.match((await get('/v1/areas?kin=region')).json(), { detail: /Did you mean `kind`\?/ });
});

t.test('what is wrong is a problem with its code', async (t) => {
  const wrong = async (url: string) => {
    const answer = await get(url);
    t.match(answer.headers['content-type'], /^application\/problem\+json/);
    return answer.json();
  };
  t.notOk((await get('/v1/comparisons?measure=nothing')).headers.etag, 'and has no name');
  t.match(await wrong('/v1/comparisons?measure=nothing'), { status: 404, code: 'unknown-measure' });
  t.match(await wrong('/v1/comparisons'), { status: 400, code: 'bad-request' });
  t.match(await wrong(`${HACKNEY_BLACK}&unknown=1`), { status: 400, code: 'bad-request' });
  t.match(await wrong(`${HACKNEY_BLACK}&reference=martian`), { status: 404, code: 'unknown-ethnic-group' });
  t.match(await wrong(`${HACKNEY_BLACK}&period=CY1999`), { status: 404, code: 'unknown-period' });
  t.match(await wrong(`${HACKNEY_BLACK}&release=9.0.0`), { status: 404, code: 'unknown-release' });
  t.match(await wrong(`${HACKNEY_BLACK}&population=nobody`), { status: 404, code: 'unknown-population' });
});

t.test('the vocabulary of a release', async (t) => {
  const read = async (path: string) => {
    const answer = await get(path);
    t.equal(answer.statusCode, 200, path);
    t.ok(answer.headers.etag);
    return answer.json();
  };
  t.equal((await read('/v1/measures')).measures.length, vocabulary.measures.length);
  t.ok((await read('/v1/measures?domain=education')).measures.length > 20);
  t.match(await read(`/v1/measures/${MEASURE}`), { id: MEASURE, polarity: 'higher-is-worse' });
  t.equal((await read('/v1/areas?kind=authority')).areas.length, 33);
  t.match((await read('/v1/ethnic-groups?level=broad')).ethnicGroups, [{ id: 'asian', parent: 'known' }]);
  t.ok((await read('/v1/populations?release=1.*')).populations.length > 0);
  t.match(await read('/v1/periods'), { release: '1.0.0', periods: [{ measure: MEASURE, id: 'AY2024-25' }] });
  t.equal((await get('/v1/measures/nothing')).statusCode, 404);
});
