import { parse } from 'csv-parse/sync';
import t from 'tap';
import { explainQueries } from '../support/explain.ts';
import { publishedService } from '../support/service.ts';

/*
 * What authorities send, from the file to the answer: Hackney, Newham and the City of London send first-time entrants for
 * one quarter; the release withholds what is small, in every number that would need it.
 */
const service = await publishedService(t);
const { app, graphql } = service;
const PERIOD = 'FY2025-26-Q1';
const MEASURE = 'yj-first-time-entrant-rate';
const HACKNEY = 'E09000012';
const NEWHAM = 'E09000025';
const CITY = 'E09000001';
const LONDON = 'E12000007';

const SENT: Record<string, Record<string, number>> = {
  [HACKNEY]: { asian: 3, black: 41, mixed: 17, other: 8, white: 22 },
  [NEWHAM]: { asian: 20, black: 33, mixed: 12, other: 9, white: 15 },
  [CITY]: { asian: 0, black: 2, mixed: 0, other: 0, white: 1 },
};

async function send(area: string, counts: Record<string, number>) {
  const rows = Object.entries(counts).map(([group, n]) => `${MEASURE},${PERIOD},${area},${group},,,,${n},`);
  const payload = [
    'measure,period,area,ethnic_group,sex,age_band,category,numerator,denominator',
    ...rows,
    '',
  ].join('\r\n');
  const submitter = await service.key('submitter', area);
  const sent = await app.inject({
    method: 'POST',
    url: `/v1/submissions?domain=youth-justice&period=${PERIOD}&area=${area}${area === CITY ? '&classification=dfe-main' : ''}`,
    headers: { ...submitter, 'content-type': 'text/csv' },
    payload,
  });
  if (sent.statusCode !== 201) return sent;
  const { id } = sent.json();
  await explainQueries(app, id, submitter);
  await app.inject({ method: 'POST', url: `/v1/submissions/${id}/submit`, headers: submitter });
  await app.inject({
    method: 'POST',
    url: `/v1/submissions/${id}/approve`,
    headers: await service.key('approver', area),
  });
  return sent;
}

t.test('each authority sends its file, and another person approves it', async (t) => {
  for (const [area, counts] of Object.entries(SENT)) {
    const sent = await send(area, counts);
    t.equal(sent.statusCode, 201, `${area} is taken in`);
    t.match(sent.json(), { status: 'checked', rows: 5, cells: 5, findings: { errors: 0 } });
  }
});

const post = (url: string, headers: { authorization: string }, payload?: object) =>
  app.inject({ method: 'POST', url, headers, ...(payload === undefined ? {} : { payload }) });

t.test('a release is made by two people and cannot be made twice', async (t) => {
  const steward = await service.key('steward');
  const publisher = await service.key('publisher');
  const draft = await post('/v1/releases', steward, { bump: 'minor', notes: 'First quarter' });
  t.equal(draft.statusCode, 201);
  t.match(draft.json(), { version: '1.1.0', status: 'protected' });
  t.equal((await post('/v1/releases/1.1.0/publish', publisher)).statusCode, 409, 'not before it is approved');
  t.equal((await post('/v1/releases/1.1.0/approve', steward)).statusCode, 403, 'not by the steward');
  t.equal((await app.inject('/v1/releases/1.1.0')).statusCode, 404, 'a draft is not public');
  t.equal((await post('/v1/releases/1.1.0/approve', publisher)).statusCode, 200);
  t.equal((await post('/v1/releases/1.1.0/publish', publisher)).statusCode, 200);
  t.equal((await post('/v1/releases/1.1.0/publish', publisher)).statusCode, 409);
  t.same((await app.inject('/v1/releases/1.1.0')).json().manifest.groupsReadAs['youth-justice'], {
    [PERIOD]: { 'dfe-main': [CITY] },
  });
  t.match((await app.inject('/v1/releases')).json().releases, [
    { version: '1.1.0', status: 'published', isLatest: true },
    { version: '1.0.0', status: 'superseded', isLatest: false },
  ]);
});

async function compare(more: string) {
  const answer = await graphql(`{ comparison(measure: "${MEASURE}", period: "${PERIOD}", ${more}) {
    coverage { included { id } notReturned { id } noPopulation { id } } withheld { withheld sourceWithheld }
    rows { area { id } group { id } numerator { value status } denominator { value status } rate { value lower upper status reason }
      share { value status } representation { index { value status } } rank { value of }
      against(reference: { kind: GROUP, group: "white" }) { rateRatio { value lower upper status reason } rateDifference { value }
        excess { value } toParity { value } verdict }
      others: against(reference: { kind: ALL_OTHERS }) { rateRatio { value status reason } } } } }`);
  t.same(answer.errors, undefined);
  return answer.data.comparison;
}

t.test('the City of London has a count and no rate, with a reason, and is not zero', async (t) => {
  const { rows } = await compare(`areas: ["${CITY}"], groups: ["asian", "black", "all"]`);
  for (const row of rows) {
    t.match(row.rate, { value: null, lower: null, upper: null });
    t.equal(typeof row.rate.reason, 'string');
  }
  const [asian] = rows.filter((row: { group: { id: string } }) => row.group.id === 'asian');
  t.match(asian, {
    numerator: { value: 0, status: 'shown' },
    denominator: { value: null },
    rate: { reason: 'NO_POPULATION' },
  });
});

t.test('a small count is withheld, and with it every number that would need it', async (t) => {
  const { rows, withheld } = await compare(`areas: ["${HACKNEY}"], groups: ["asian"]`);
  t.match(rows, [
    {
      numerator: { value: null, status: 'c' },
      rate: { value: null, lower: null, upper: null, status: 'c' },
      share: { value: null, status: 'c' },
      representation: { index: { value: null, status: 'c' } },
      rank: null,
      against: {
        rateRatio: { value: null, lower: null, upper: null, status: 'c' },
        rateDifference: { value: null },
        excess: { value: null },
        toParity: { value: null },
        verdict: 'WITHHELD',
      },
      others: { rateRatio: { value: null, status: 'c' } },
    },
  ]);
  t.match(withheld, { withheld: 1, sourceWithheld: 0 });
});

t.test('the borough total stays, and does not give the small count away', async (t) => {
  const { rows } = await compare(
    `areas: ["${HACKNEY}"], groups: ["asian", "black", "mixed", "other", "white", "all"]`,
  );
  const seen = new Map<string, number | null>(
    rows.map((row: { group: { id: string }; numerator: { value: number | null } }) => [
      row.group.id,
      row.numerator.value,
    ]),
  );
  t.equal(seen.get('all'), 91);
  const hidden = ['asian', 'black', 'mixed', 'other', 'white'].filter((group) => seen.get(group) === null);
  t.ok(hidden.length >= 2, `withheld: ${hidden.join(', ')}`);
});

t.test('London is the sum of who returned and has a population; who did not is told', async (t) => {
  const { rows, coverage } = await compare(`areas: ["${LONDON}"], groups: ["black"]`);
  t.match(rows, [{ numerator: { value: 74, status: 'shown' } }]);
  t.equal(coverage.included.length, 2);
  t.equal(coverage.notReturned.length, 30);
  t.same(coverage.noPopulation, [{ id: CITY }]);
  const populations: Record<string, string>[] = parse(
    (await app.inject('/v1/releases/1.1.0/populations.csv')).rawPayload,
    { columns: true },
  );
  const people = populations
    .filter((row) => row.measure === 'census-2021-children-10-17' && row.ethnic_group === 'black')
    .filter((row) => row.area === HACKNEY || row.area === NEWHAM)
    .reduce((sum, row) => sum + Number(row.numerator), 0);
  t.equal(rows[0].denominator.value, people, 'events and people are of the same boroughs');
});

t.test('what was withheld is nowhere in the files either', async (t) => {
  const rows: Record<string, string>[] = parse(
    (await app.inject('/v1/releases/1.1.0/youth-justice.csv')).rawPayload,
    { columns: true },
  );
  t.ok(rows.length > 20);
  for (const row of rows)
    t.notOk(['1', '2', '3', '4', '5'].includes(row.numerator ?? ''), `${row.area} ${row.ethnic_group}`);
});

t.test('release 1.0.0 answers as it did, and does not know the quarter', async (t) => {
  const before =
    await graphql(`{ comparison(measure: "ed-suspension-rate", release: "1.0.0", areas: ["${LONDON}"], groups: ["all"]) {
    release { version } rows { numerator { value } } } }`);
  t.match(before.data.comparison, {
    release: { version: '1.0.0' },
    rows: [{ numerator: { value: 67_305 } }],
  });
  const unknown = await graphql(
    `{ comparison(measure: "${MEASURE}", release: "1.0.0") { rows { area { id } } } }`,
  );
  t.match(unknown.errors?.[0]?.extensions, { code: /unknown-(measure|period)/ });
});
