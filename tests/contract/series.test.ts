import { parse } from 'csv-parse/sync';
import t from 'tap';
import { openDoors } from '../support/doors.ts';
import { cell, type Given, HACKNEY, seededVocabulary } from '../support/london.ts';
import { releaseOf } from '../support/reader.ts';

const STAGE = 'wf-appoint-stage-pct';
const at = (period: string, group: string, n: Given, d: Given) => ({
  ...cell({ measure: STAGE, group, n, d }),
  period,
});
const cells = [
  at('FY2023-24', 'black', 60, 200),
  at('FY2023-24', 'white', 80, 200),
  at('FY2024-25', 'black', 'c', 210),
  at('FY2024-25', 'white', 90, 200),
  ...['black', 'white'].map((group) => ({
    ...cell({ measure: 'wf-shortlist-stage-pct', group, n: 200, d: 500 }),
    period: 'FY2023-24',
  })),
];
const app = await openDoors(t, releaseOf(await seededVocabulary(), cells));
const rowsOf = (body: string): Record<string, string>[] => parse(body, { columns: true });
const SERIES = `measure=${STAGE}&area=${HACKNEY}&group=black&reference=white`;
const CHAIN = `pathway=recruitment&period=FY2023-24&area=${HACKNEY}&group=black&reference=white`;

t.test('a trend as JSON and as CSV says the same', async (t) => {
  const json = (await app.inject(`/v1/trends?${SERIES}`)).json();
  t.match(json, {
    release: { version: '1.0.0' },
    measure: { id: STAGE },
    points: [{ period: 'FY2023-24', breaks: [] }, { period: 'FY2024-25' }],
    rows: [
      { period: 'FY2023-24', rate: 30, rateRatio: 0.75, yearRatioStatus: 'z', trendTested: false },
      {
        period: 'FY2024-25',
        numerator: null,
        rate: null,
        rateStatus: 'c',
        rateRatioStatus: 'c',
        yearRatioStatus: 'c',
      },
    ],
  });
  t.equal(json.rows[0].trendReason, 'too-few-points');
  const csv = await app.inject(`/v1/trends.csv?${SERIES}`);
  t.match(csv.headers['content-disposition'], `attachment; filename="${STAGE}-trend-1.0.0.csv"`);
  const [first, second] = rowsOf(csv.body);
  t.match(first, { rate: '30', rate_ratio: '0.75', year_ratio: '' });
  t.match(second, {
    numerator: '',
    rate: '',
    rate_lower: '',
    rate_ratio: '',
    rate_status: 'c',
    verdict: 'withheld',
  });
});

t.test('a pathway as JSON and as CSV says the same', async (t) => {
  const json = (await app.inject(`/v1/pathways?${CHAIN}`)).json();
  t.match(json, {
    pathway: { id: 'recruitment', design: 'cross-sectional' },
    rows: [
      { stage: 'applicants', relation: 'first', count: 500, stageRatio: null },
      { stage: 'applicants-shortlisted', relation: 'nested', stageRatio: 1, product: 1 },
      { stage: 'applicants-appointed', stageRatio: 0.75, cumulativeRatio: 0.75, product: 0.75 },
    ],
  });
  const csv = rowsOf((await app.inject(`/v1/pathways.csv?${CHAIN}`)).body);
  t.match(csv[2], { stage: 'applicants-appointed', stage_ratio: '0.75', product_reason: 'product' });
});

t.test('both are named by release, methods and question', async (t) => {
  for (const url of [`/v1/trends?${SERIES}`, `/v1/trends.csv?${SERIES}`, `/v1/pathways?${CHAIN}`]) {
    const { etag } = (await app.inject(url)).headers;
    const again = await app.inject({ url, headers: { 'if-none-match': String(etag) } });
    t.equal(again.statusCode, 304, url);
  }
});

t.test('what is wrong with a question is told', async (t) => {
  t.match((await app.inject('/v1/trends?measure=x')).json(), { code: 'unknown-measure' });
  t.match((await app.inject('/v1/pathways?pathway=x')).json(), { code: 'unknown-pathway' });
  t.match((await app.inject(`/v1/trends?${SERIES}&last=41`)).json(), { code: 'bad-request' });
  const large = (await app.inject(`/v1/trends?${SERIES}&perod=1`)).json();
  t.match(large.detail, /Did you mean `period`|There is no parameter/);
});
