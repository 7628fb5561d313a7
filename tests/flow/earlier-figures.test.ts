import t from 'tap';
import { comparablePeriods } from '../../src/flow/earlier-figures.ts';
import { testService } from '../support/service.ts';

const HACKNEY = 'E09000012';
const LAMBETH = 'E09000022';
const { app, key } = await testService(t);
const steward = await key('steward');
const keysOf = async (area: string) => ({
  submitter: await key('submitter', area),
  approver: await key('approver', area),
});
const hackney = await keysOf(HACKNEY);
const lambeth = await keysOf(LAMBETH);
type Keys = typeof hackney;

interface Return {
  readonly keys: Keys;
  readonly area: string;
  readonly period: string;
  /** Group and numerator of referrals. */
  readonly referrals: Readonly<Record<string, number | string>>;
}

async function send({ keys, area, period, referrals }: Return) {
  const rows = Object.entries(referrals).map(
    ([group, number]) => `sc-referral-rate,${period},${area},${group},${number}`,
  );
  const reply = await app.inject({
    method: 'POST',
    url: `/v1/submissions?domain=social-care&period=${period}&area=${area}`,
    headers: { ...keys.submitter, 'content-type': 'text/csv' },
    payload: `measure,period,area,ethnic_group,numerator\r\n${rows.join('\r\n')}\r\n`,
  });
  return reply.json();
}

async function found(id: string, keys: Keys, codes = /moved|gone|appeared/) {
  const reply = await app.inject({
    method: 'GET',
    url: `/v1/submissions/${id}/report`,
    headers: keys.submitter,
  });
  const findings: readonly {
    readonly key: string;
    readonly code: string;
    readonly message: string;
    readonly severity: string;
  }[] = reply.json().findings;
  return findings.filter(({ code }) => codes.test(code));
}

async function accept(id: string, keys: Keys) {
  for (const { key: query, severity } of await found(id, keys, /./)) {
    if (severity !== 'query') continue;
    await app.inject({
      method: 'PUT',
      url: `/v1/submissions/${id}/queries/${query}/note`,
      headers: keys.submitter,
      payload: { note: 'It is so.' },
    });
  }
  for (const [act, headers] of [
    ['submit', keys.submitter],
    ['approve', keys.approver],
  ] as const) {
    const reply = await app.inject({ method: 'POST', url: `/v1/submissions/${id}/${act}`, headers });
    t.equal(reply.statusCode, 200, `${act}: ${reply.payload}`);
  }
}

const own = { keys: hackney, area: HACKNEY };
const BEFORE = { all: 300, black: 120, white: 150, asian: 30 };

t.test('a first return has nothing to be held against, and neither has one beside a draft', async (t) => {
  const { id } = await send({ ...own, period: 'FY2025-26-Q1', referrals: BEFORE });
  const next = await send({
    ...own,
    period: 'FY2025-26-Q2',
    referrals: { all: 900, black: 500, white: 400 },
  });
  t.same(await found(next.id, hackney), [], 'what is not accepted is not held against');
  await accept(id, hackney);
});

t.test(
  'the next one is: what moved, what is gone and what is new, each told once for its measure',
  async (t) => {
    const referrals = { all: 610, black: 130, white: 400, mixed: 44 };
    const { id } = await send({ ...own, period: 'FY2025-26-Q2', referrals });
    const told = await found(id, hackney);
    t.same(
      told.map(({ code }) => code),
      ['cells-gone', 'figures-moved', 'cells-appeared'],
      'what has no row first, the rest by its first row',
    );
    const [gone, moved, appeared] = told.map(({ message }) => message);
    t.match(gone, /Asian \(30 in FY2025-26-Q1\)/);
    t.match(moved, /All from 300 in FY2025-26-Q1 to 610 and White from 150 in FY2025-26-Q1 to 400/);
    t.notMatch(moved, 'Black', '120 and 130 are the same but for chance');
    t.match(appeared, /\(44\)/);
    const again = await send({ ...own, period: 'FY2025-26-Q2', referrals });
    t.same(
      (await found(again.id, hackney)).map((each) => each.key),
      told.map((each) => each.key),
      'a note on them outlives a new upload of the same',
    );
    await accept(again.id, hackney);
  },
);

t.test("another authority's figures are never part of it", async (t) => {
  const { id } = await send({
    keys: lambeth,
    area: LAMBETH,
    period: 'FY2025-26-Q2',
    referrals: { all: 9, black: 5 },
  });
  t.same(await found(id, lambeth), []);
  await accept(id, lambeth);
  const next = await send({
    keys: lambeth,
    area: LAMBETH,
    period: 'FY2025-26-Q3',
    referrals: { all: 900, black: 500 },
  });
  const told = await found(next.id, lambeth);
  t.same(
    told.map(({ code }) => code),
    ['figures-moved'],
  );
  t.notMatch(JSON.stringify(told), /610|400|300|E09000012/);
  t.equal(
    (await app.inject({ method: 'GET', url: `/v1/submissions/${next.id}/report`, headers: steward }))
      .statusCode,
    200,
  );
});

t.test('a file with errors is mended first, and a dry run asks the same and keeps nothing', async (t) => {
  const broken = await send({ ...own, period: 'FY2025-26-Q3', referrals: { all: 2_000, black: 'many' } });
  t.equal(broken.status, 'returned');
  t.same(await found(broken.id, hackney), []);
  const reply = await app.inject({
    method: 'POST',
    url: `/v1/submissions?domain=social-care&period=FY2025-26-Q3&area=${HACKNEY}&dryRun=true`,
    headers: { ...hackney.submitter, 'content-type': 'text/csv' },
    payload: `measure,period,area,ethnic_group,numerator\r\nsc-referral-rate,FY2025-26-Q3,${HACKNEY},all,2000\r\n`,
  });
  t.match(JSON.stringify(reply.json().report), /figures-moved/);
});

t.test('a period is held against the one before it and the same one of the year before', async (t) => {
  const quarters = [
    'FY2024-25-Q1',
    'FY2024-25-Q2',
    'FY2024-25-Q4',
    'FY2025-26-Q1',
    'FY2025-26-Q3',
    'FY2024-25',
  ];
  const terms = ['AY2023-24-T1', 'AY2023-24-T3', 'AY2024-25-T2'];
  for (const [period, available, against] of [
    ['FY2025-26-Q2', quarters, ['FY2025-26-Q1', 'FY2024-25-Q2']],
    ['FY2024-25-Q1', quarters, []],
    ['AY2024-25-T1', terms, ['AY2023-24-T1']],
    ['AY2024-25-T3', ['AY2024-25-T2'], ['AY2024-25-T2']],
    ['2025-03-31', ['2024-03-31', '2023-03-31'], ['2024-03-31']],
    ['FY2025-26', ['FY2024-25', 'FY2023-24'], ['FY2024-25']],
    ['FY2025-26', ['FY2022-23'], []],
  ] as const) {
    t.same(comparablePeriods(period, available), against, period);
  }
});
