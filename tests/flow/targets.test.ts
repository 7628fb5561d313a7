import t from 'tap';
import { declareExamples } from '../../src/first-start.ts';
import { proportionEffect } from '../../src/statistics/effect.ts';
import { explainQueries } from '../support/explain.ts';
import { publishedService, testService } from '../support/service.ts';

const HACKNEY = 'E09000012';
const NEWHAM = 'E09000025';
const STAGE = 'yj-diversion-stage-pct';
const [BEFORE, NOW] = ['FY2024-25-Q2', 'FY2025-26-Q2'];
const HEADER = 'measure,period,area,ethnic_group,numerator,denominator';

const service = await testService(t);
const { app, key } = service;
const approver = await key('approver', HACKNEY);
const steward = await key('steward');

/** Diverted of 200 arrests each. The others of Newham do worse as time goes on; in Hackney all do better. */
const DIVERTED: readonly (readonly [area: string, period: string, black: number, white: number])[] = [
  [HACKNEY, BEFORE, 60, 100],
  [HACKNEY, NOW, 84, 110],
  [NEWHAM, BEFORE, 60, 100],
  [NEWHAM, NOW, 62, 70],
];

async function publish(): Promise<void> {
  for (const [area, period, black, white] of DIVERTED) {
    const counts = { asian: 80, black, mixed: 80, other: 80, white, 'not-known': 30 };
    const lines = Object.entries(counts).flatMap(([group, n]) => [
      `${STAGE},${period},${area},${group},${n},200`,
      `yj-arrest-rate,${period},${area},${group},200,`,
    ]);
    const staff = await key('submitter', area);
    const sent = await app.inject({
      method: 'POST',
      url: `/v1/submissions?area=${area}&domain=youth-justice&period=${period}`,
      headers: { ...staff, 'content-type': 'text/csv' },
      payload: [HEADER, ...lines, ''].join('\r\n'),
    });
    const { id } = sent.json();
    await explainQueries(app, id, staff);
    await app.inject({ method: 'POST', url: `/v1/submissions/${id}/submit`, headers: staff });
    const headers = await key('approver', area);
    await app.inject({ method: 'POST', url: `/v1/submissions/${id}/approve`, headers });
  }
  const headers = await key('publisher');
  const draft = await app.inject({
    method: 'POST',
    url: '/v1/releases',
    headers: steward,
    payload: { bump: 'minor' },
  });
  for (const move of ['approve', 'publish']) {
    const url = `/v1/releases/${draft.json().version}/${move}`;
    const reply = await app.inject({ method: 'POST', url, headers });
    if (reply.statusCode !== 200) throw new Error(reply.payload);
  }
}

const target = (more: object) => ({
  title: 'Diversion of Black children closer to that of all others',
  measure: STAGE,
  area: HACKNEY,
  group: 'black',
  aim: { kind: 'closer-to-others' },
  baseline: BEFORE,
  due: '2027-03-31',
  source: { title: 'Youth justice plan' },
  ...more,
});
const declare = async (more: object, headers = approver) =>
  app.inject({ method: 'POST', url: '/v1/targets', headers, payload: target(more) });
const standings = async (query = '') => (await app.inject(`/v1/targets${query}`)).json().targets;

await publish();

t.test('an approver declares for its own authority, the steward for all', async (t) => {
  const made = await declare({});
  t.match([made.statusCode, made.headers.etag, made.json().version], [201, '"1"', 1]);
  t.match(made.headers.location, `/v1/targets/${made.json().id}`);
  const elsewhere = await declare({ area: NEWHAM });
  t.match([elsewhere.statusCode, elsewhere.json().code], [403, 'another-authority']);
  t.equal((await declare({ area: NEWHAM, title: 'Of Newham' }, steward)).statusCode, 201);
  t.equal((await declare({}, await key('submitter', HACKNEY))).statusCode, 403);

  const url = `/v1/targets/${made.json().id}`;
  const put = (payload: object, more: Record<string, string> = {}, headers = approver) =>
    app.inject({ method: 'PUT', url, headers: { ...headers, ...more }, payload });
  const changed = await put(target({ note: 'By the board.' }), { 'if-match': '"1"' });
  t.match([changed.statusCode, changed.json().version], [200, 2]);
  const late = await put(target({}), { 'if-match': '"1"' });
  t.match([late.statusCode, late.json().code], [412, 'declaration-changed']);
  t.equal((await put(target({ area: NEWHAM }), {}, steward)).statusCode, 400, 'it stays where it is');
  t.equal((await put(target({}), {}, await key('approver', NEWHAM))).statusCode, 403);
  t.equal((await put(target({ area: NEWHAM }), {}, await key('approver', NEWHAM))).statusCode, 403);
  t.same(
    (await app.inject(url)).json().versions.map((each: { version: number }) => each.version),
    [2, 1],
    'nothing is deleted',
  );
  const audit = await app.inject({ url: '/v1/audit', headers: approver });
  t.match(audit.payload, /"target.declare".*|"target.change".*/);
});

t.test('what cannot be aimed at is told, all of it at once', async (t) => {
  const reply = await declare({
    due: '2020-01-01',
    baseline: BEFORE,
    aim: { kind: 'percentage-reduction', percent: 30 },
  });
  t.equal(reply.statusCode, 400);
  t.same(
    reply.json().errors.map(({ field }: { field: string }) => field),
    ['due', 'aim'],
  );
  const cases: readonly (readonly [object, string])[] = [
    [{ measure: 'no' }, 'unknown-measure'],
    [{ group: 'no' }, 'unknown-ethnic-group'],
    [{ area: 'no' }, 'unknown-area'],
    [{ population: 'no' }, 'unknown-population'],
    [{ categories: ['grade:senior-manager'] }, 'bad-request'],
    [{ baseline: 'last year' }, 'bad-request'],
    [{ area: 'E92000001' }, 'bad-request'],
    [{ reference: { kind: 'group', group: 'black' } }, 'bad-request'],
    [{ measure: 'ed-previous-best-gap-pp' }, 'bad-request'],
    [{ title: 'x\0y' }, 'bad-request'],
  ];
  for (const [more, code] of cases)
    t.equal((await declare(more, steward)).json().code, code, JSON.stringify(more));
});

t.test('a gap that closes by levelling down is no success, and says so', async (t) => {
  const [newham] = await standings(`?area=${NEWHAM}`);
  t.match(newham.progress[0], {
    standing: 'met',
    baseline: { status: 'shown' },
    equity: { condition: 'levelled-down', levelledDown: true, groupImproved: true },
  });
  const [hackney] = await standings(`?area=${HACKNEY}`);
  t.match(hackney.progress[0], {
    standing: 'met',
    goal: null,
    judged: { period: NOW },
    equity: { condition: 'met', levelledDown: false, groupImproved: true, reference: /other/ },
  });
  t.ok(
    Math.abs(hackney.progress[0].baseline.value - (30 - (100 * 340) / 800)) < 1e-9,
    'the gap to all others',
  );
});

t.test('parity, a benchmark and a previous best are answered by the time that has gone', async (t) => {
  await declare({ title: 'Parity', aim: { kind: 'parity' } });
  await declare({ title: 'Benchmark', aim: { kind: 'parity', benchmark: 41 }, due: '2025-09-30' });
  await declare({ title: 'Missed', aim: { kind: 'parity', benchmark: 46 }, due: '2025-09-30' });
  await declare({ title: 'Best', aim: { kind: 'previous-best' }, baseline: NOW, due: '2026-09-30' });
  await declare({ title: 'Later', aim: { kind: 'parity' }, judgedFrom: '2026-01-01' });
  await declare({ title: 'Nowhere', baseline: 'FY2023-24-Q2' });
  const found: Record<string, { standing: string; goal: number }> = Object.fromEntries(
    (await standings(`?area=${HACKNEY}`)).map((each: { title: string; progress: object[] }) => [
      each.title,
      each.progress[0],
    ]),
  );
  t.match(found, {
    Parity: { standing: 'on-track', goal: 0 },
    Benchmark: { standing: 'met', goal: 41 },
    Missed: { standing: 'missed', goal: 46 },
    Best: { standing: 'not-started', goal: 42 },
    Later: { standing: 'not-yet-judged' },
    Nowhere: { standing: 'not-available', goal: null },
  });
});

t.test(
  'GraphQL and the CSV say the same, page by page, and an ETag changes with what is declared',
  async (t) => {
    const { data, errors } =
      await service.graphql(`{ targets(area: "${HACKNEY}") { id version title aim unit ended
    measure { id } area { name } group { label } release { version } progress { category standing goal earlierMissing
    baseline { value status } judged { period { id } figure { value } expected }
    equity { condition closedPercent reference { label } } trajectory { period { id } expected } caveats { code } } } }`);
    t.equal(errors, undefined);
    const first = await app.inject('/v1/targets.csv?first=2');
    t.match(first.headers, { 'content-type': /text\/csv/, etag: /^"/ });
    const lines = first.payload.trim().split('\r\n');
    t.equal(lines.length, 3);
    const after = lines.at(-1)?.split(',')[0];
    const rest = (await app.inject(`/v1/targets.csv?after=${after}`)).payload.trim().split('\r\n').slice(1);
    const all = [...lines.slice(1), ...rest];
    t.ok(data.targets.length > 5);
    for (const { id, progress } of data.targets) {
      const line = all.find((each) => each.startsWith(`${id},`));
      t.match(line, `,${progress[0].standing.toLowerCase().replaceAll('_', '-')},`, id);
    }
    const again = { 'if-none-match': String(first.headers.etag) };
    t.equal((await app.inject({ url: '/v1/targets.csv?first=2', headers: again })).statusCode, 304);
    await declare({ title: 'One more' });
    t.equal((await app.inject({ url: '/v1/targets.csv?first=2', headers: again })).statusCode, 200);
    t.equal((await app.inject('/v1/targets?first=0')).statusCode, 400);
  },
);

t.test('a programme is held against areas without it, with the warnings', async (t) => {
  const declared = await app.inject({
    method: 'POST',
    url: '/v1/programmes',
    headers: approver,
    payload: {
      name: 'Divert first',
      summary: 'Every child is thought of for diversion before a charge.',
      areas: [HACKNEY],
      schools: { taking: 3, of: 9 },
      start: '2025-01-01',
      measures: [STAGE],
      practiceNote: 'https://example.org/note',
    },
  });
  t.equal(declared.statusCode, 201);
  const { id } = declared.json();
  const several = {
    name: 'Of two',
    summary: 'Elsewhere',
    areas: [HACKNEY, NEWHAM],
    start: '2025-01-01',
    measures: [STAGE],
  };
  const refused = await app.inject({
    method: 'POST',
    url: '/v1/programmes',
    headers: approver,
    payload: several,
  });
  t.equal(refused.statusCode, 403, 'several areas are the steward’s');
  t.match((await app.inject(`/v1/programmes?measure=${STAGE}`)).json().programmes, [{ id, version: 1 }]);

  const ask = async (comparison: string, more = '') =>
    service.graphql(`{ effect(programme: "${id}", measure: "${STAGE}", group: "black", comparison: ["${comparison}"],
      before: "${BEFORE}", after: "${NOW}"${more}) { verdict effect { value lower upper status reason method { id } }
      treated { before { value } difference { value } } comparison { difference { value } } caveats { code } } }`);
  const { effect } = (await ask(NEWHAM)).data;
  const percent = (n: number) => ({ events: n, base: 200 });
  const by = proportionEffect(
    { before: percent(60), after: percent(84) },
    { before: percent(60), after: percent(62) },
    0.95,
  );
  t.match(effect, {
    verdict: 'NOT_DISTINGUISHABLE',
    effect: {
      value: by.value,
      lower: by.lower,
      upper: by.upper,
      method: { id: 'difference-in-differences' },
    },
    treated: { before: { value: 30 } },
  });
  t.ok(Math.abs(by.value - 11) < 1e-9);
  const codes = (answer: typeof effect): string[] => answer.caveats.map(({ code }: { code: string }) => code);
  t.ok(codes(effect).includes('PARALLEL_TRENDS') && codes(effect).includes('PARTLY_TREATED'));
  t.notOk(codes(effect).includes('REGRESSION_TO_THE_MEAN'), 'both began alike');
  const london = (await ask('E12000007')).data.effect;
  t.match(london, { verdict: 'NOT_AVAILABLE', effect: { lower: null, reason: 'CONTAINS_GROUP' } });
  t.ok(codes(london).includes('COMPARISON_CONTAINS_TREATED'));
  t.match((await ask(HACKNEY)).errors, [{ extensions: { code: 'bad-request' } }]);
  const { data } = await service.graphql(
    `{ measure(id: "${STAGE}") { programmes { name measures practiceNote } } }`,
  );
  t.match(data.measure.programmes, [{ name: 'Divert first', measures: [STAGE] }]);
});

t.test('the examples are declared once, and the published ones are answered', async (t) => {
  const published = await publishedService(t);
  const first = { flows: published.flows, say: () => {} };
  await declareExamples('seeds/targets.json', first);
  await declareExamples('seeds/targets.json', first);
  const { targets } = (await published.app.inject('/v1/targets?first=100')).json();
  t.equal(targets.length, 15);
  const standing = new Map<string, string[]>(
    targets.map(({ id, progress }: { id: string; progress: { standing: string }[] }) => [
      id,
      progress.map((each) => each.standing),
    ]),
  );
  t.same(standing.get('ealing-closer-suspension-rate'), ['not-started']);
  t.same(standing.get('ealing-closer-attendance-pct'), ['not-available']);
  t.comment(JSON.stringify([...standing]));
  t.ok(targets.every(({ source }: { source: { title: string } }) => source.title.length > 3));
});
