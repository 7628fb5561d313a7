import t from 'tap';
import { programmeBody, targetBody } from '../../src/flow/declare.ts';
import { explainQueries } from '../support/explain.ts';
import { type TestService, testService } from '../support/service.ts';

/*
 * Two databases that differ in withheld counts alone, and withhold the same cells, answer everybody with the same bytes:
 * answers, orders, counts, errors, costs, files, headers.
 */
const HACKNEY = 'E09000012';
const NEWHAM = 'E09000025';
const HEADER = 'measure,period,area,ethnic_group,sex,age_band,category,numerator,denominator';
const STAGE = 'yj-diversion-stage-pct';
const MEASURES = [STAGE, 'yj-arrest-rate'];
const PERIODS = ['FY2025-26-Q1', 'FY2025-26-Q2'];

/** Both boroughs' Black and Mixed diversions are withheld; one child stands in another place, and all totals stay. */
const WORLDS = [
  { [HACKNEY]: { black: 3, mixed: 8 }, [NEWHAM]: { black: 31, mixed: 22 } },
  { [HACKNEY]: { black: 2, mixed: 9 }, [NEWHAM]: { black: 32, mixed: 21 } },
] as const;

/** Every aim, on figures that are withheld and on figures that are not. */
const TARGETS = ['black', 'mixed', 'white', 'asian'].flatMap((group) =>
  [
    { kind: 'within-margin', margin: 5, reading: 'relative' },
    { kind: 'closer-to-others' },
    { kind: 'parity' },
    { kind: 'previous-best' },
  ].map((aim) => [group, aim] as const),
);

async function worldOf(world: (typeof WORLDS)[number]): Promise<TestService> {
  const service = await testService(t);
  const { app, key } = service;
  const post = (url: string, headers: Record<string, string>, payload: object | string = {}) =>
    app.inject({ method: 'POST', url, headers, payload });
  for (const area of [HACKNEY, NEWHAM] as const) {
    for (const period of PERIODS) {
      const counts = { asian: 20, ...world[area], other: 0, white: 40, 'not-known': 30 };
      const lines = Object.entries(counts).flatMap(([group, n]) => [
        `${STAGE},${period},${area},${group},,,,${n},90`,
        `yj-arrest-rate,${period},${area},${group},,,,90,`,
      ]);
      const staff = await key('submitter', area);
      const sent = await post(
        `/v1/submissions?area=${area}&domain=youth-justice&period=${period}`,
        { ...staff, 'content-type': 'text/csv' },
        [HEADER, ...lines, ''].join('\r\n'),
      );
      await explainQueries(app, sent.json().id, staff);
      await post(`/v1/submissions/${sent.json().id}/submit`, staff);
      await post(`/v1/submissions/${sent.json().id}/approve`, await key('approver', area));
    }
  }
  const { version } = (await post('/v1/releases', await key('steward'), { bump: 'minor' })).json();
  const publisher = await key('publisher');
  await post(`/v1/releases/${version}/approve`, publisher);
  const published = await post(`/v1/releases/${version}/publish`, publisher);
  if (published.statusCode !== 200) throw new Error(published.payload);
  const approver = { id: 'a', name: 'a', roles: ['approver'] as const, area: HACKNEY };
  for (const [group, aim] of TARGETS) {
    const target = targetBody.parse({
      title: 'A target',
      measure: STAGE,
      area: HACKNEY,
      group,
      aim,
      baseline: PERIODS[0],
      due: '2025-07-01',
      source: { title: 'A plan' },
    });
    await service.flows.declare.target(approver, target, `${group} ${aim.kind}`);
  }
  const programme = programmeBody.parse({
    name: 'A programme',
    summary: 'Of Hackney.',
    areas: [HACKNEY],
    start: '2025-07-01',
    measures: [STAGE],
  });
  await service.flows.declare.programme(approver, programme, 'programme');
  return service;
}

/** Several hundred questions, the same each time: sound and unsound, of every public door. */
function questions(files: readonly string[]): readonly { readonly url: string; readonly query?: string }[] {
  const references =
    'white black all-others overall highest lowest london-others same-group-in-area nobody'.split(' ');
  const groups = [
    '',
    'black',
    'mixed',
    'black,mixed',
    'known,all',
    'gypsy-roma-traveller',
    'black-and-global-majority',
    'wrong',
  ];
  const areas = ['', HACKNEY, `${HACKNEY},${NEWHAM}`, 'NEL', 'E13000001', 'E12000007'];
  const more = [
    '',
    'pool=2',
    'pool=12',
    'confidence=0.5',
    'intervals=log',
    'sex=female',
    'category=sen:ehcp',
    'release=1',
    'period=FY2025-26-Q1',
  ];
  const asked: { url: string; query?: string }[] = [];
  let turn = 0;
  for (const measure of MEASURES) {
    for (const reference of references) {
      for (const group of groups) {
        turn += 1;
        const terms = [
          `measure=${measure}`,
          `reference=${reference}`,
          ...(group === '' ? [] : [`group=${group}`]),
        ];
        const area = areas[turn % areas.length];
        const extra = more[turn % more.length];
        const query = [
          ...terms,
          ...(area === '' ? [] : [`area=${area}`]),
          ...(extra === '' ? [] : [extra]),
        ].join('&');
        asked.push({ url: `/v1/comparisons${turn % 2 === 0 ? '' : '.csv'}?${query}` });
      }
    }
    for (const group of groups.slice(1)) {
      for (const kind of [
        'ALL_OTHERS',
        'OVERALL',
        'HIGHEST',
        'LOWEST',
        'LONDON_OTHERS',
        'SAME_GROUP_IN_AREA',
      ]) {
        const row = `rows { area { id } group { id } numerator { value status } denominator { value status }
          rate { value lower upper status reason } share { value status } representation { index { value } points { value } }
          rank { value of quartile } caveats { code text } against(reference: { kind: ${kind} }) { rateRatio { value lower upper status }
          rateDifference { value } complementRatio { value } excess { value } toParity { value status } fourFifths verdict
          reference { label numerator { value status } rate { value } } caveats { code } } }`;
        const body = `withheld { withheld sourceWithheld notAvailable } coverage { included { id } } caveats { code text } ${row}`;
        asked.push({
          url: '/graphql',
          query: `{ a: comparison(measure: "${measure}", groups: ["${group}"]) { ${body} }
          b: comparison(measure: "${measure}", pool: 2, areas: ["${HACKNEY}", "E12000007"]) { ${body} } }`,
        });
      }
    }
  }
  for (const group of ['black', 'mixed', 'white']) {
    for (const area of [NEWHAM, 'NEL', 'E12000007']) {
      asked.push({
        url: '/graphql',
        query: `{ effect(programme: "programme", measure: "${STAGE}", group: "${group}", comparison: ["${area}"],
          before: "${PERIODS[0]}", after: "${PERIODS[1]}") { verdict effect { value lower upper status reason }
          treated { before { value status } after { value status } difference { value status } percent { value } }
          comparison { before { value status } after { value status } difference { value status } } caveats { code text } } }`,
      });
    }
  }
  const plain = [
    '/v1/releases',
    '/v1/releases/latest',
    '/v1/releases/9.9.9',
    '/v1/measures',
    '/v1/periods',
    '/v1/areas',
    '/v1/ethnic-groups',
    '/v1/collections',
    '/v1/targets?first=100',
    '/v1/targets.csv?group=black',
    '/v1/targets.csv?group=mixed',
    '/v1/targets/black%20parity',
    '/v1/comparisons?measure=no',
    '/v1/data-sets',
    '/v1/data-sets/youth-justice/meta',
    ...['numerator', 'denominator', 'value', 'lower_95'].flatMap((field) =>
      ['Asc', 'Desc'].map((way) => `/v1/data-sets/youth-justice/query?sorts=${field}|${way}&pageSize=20`),
    ),
    `/v1/data-sets/youth-justice/query?locations.eq=${HACKNEY}&filters.in=black,mixed&debug=true`,
    '/v1/data-sets/youth-justice/query?filters.notEq=black&sorts=sex|Up',
    '/graphql?query={releases{edges{node{cellCount+artefacts{sha256+byteLength}}}}}',
  ];
  return [...asked, ...[...plain, ...files].map((url) => ({ url }))];
}

t.test('two worlds that differ in withheld counts alone answer everybody alike', async (t) => {
  const worlds = [await worldOf(WORLDS[0]), await worldOf(WORLDS[1])] as const;
  const { artefacts } = (await worlds[0].app.inject('/v1/releases/latest')).json();
  const files = artefacts.map(({ href }: { href: string }) => href);
  const csv = (await worlds[0].app.inject(files.find((href: string) => href.endsWith('/all.csv')))).payload;
  t.match(
    csv,
    new RegExp(`${STAGE},[^\\r]*,${HACKNEY},[^\\r]*,black,[^\\r]*,,c,90,`),
    'Black diversions are withheld',
  );
  t.match(
    csv,
    new RegExp(`${STAGE},[^\\r]*,${HACKNEY},[^\\r]*,mixed,[^\\r]*,,c,90,`),
    'and Mixed ones with them',
  );
  const { targets } = (await worlds[0].app.inject('/v1/targets?group=black')).json();
  t.match(
    targets,
    [1, 2, 3, 4].map(() => ({
      progress: [{ standing: 'withheld', baseline: { value: null, status: 'c' } }],
    })),
  );
  const all = questions(files);
  t.ok(all.length > 230, `${all.length} questions`);
  let refused = 0;
  for (const { url, query } of all) {
    const seen = await Promise.all(
      worlds.map(async ({ app }) => {
        const reply = await app.inject(
          query === undefined ? { url } : { method: 'POST', url, payload: { query } },
        );
        if (reply.statusCode >= 400) refused += 1;
        // What is left of a minute's questions goes by the clock and by what this test has asked.
        const { date: _, ratelimit: __, ...headers } = reply.headers;
        // A refusal names its own request, at random.
        const body = reply.rawPayload.toString('latin1').replaceAll(/urn:request:[0-9a-f-]{36}/g, '');
        return { code: reply.statusCode, headers, body };
      }),
    );
    if (JSON.stringify(seen[0]) !== JSON.stringify(seen[1]))
      t.same(seen[0], seen[1], `${url} ${query ?? ''}`);
  }
  t.ok(refused > 10 && refused < all.length, 'some are refused, alike');
});
