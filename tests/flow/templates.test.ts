import { parse } from 'csv-parse/sync';
import t from 'tap';
import { z } from 'zod';
import { DOMAINS, type Domain } from '../../src/vocabulary/measure.ts';
import { seededVocabulary } from '../support/london.ts';
import { testService } from '../support/service.ts';

const HACKNEY = 'E09000012';
const PERIODS: Readonly<Record<Domain, string>> = {
  education: 'AY2024-25-T1',
  'social-care': 'FY2025-26-Q1',
  'youth-justice': 'FY2025-26-Q1',
  workforce: 'FY2025-26-Q1',
};
const table = z.array(z.record(z.string(), z.string()));

const { app, key } = await testService(t);
const vocabulary = await seededVocabulary();
const submitter = await key('submitter', HACKNEY);

const template = (domain: string, more = `period=AY2024-25-T1&area=${HACKNEY}`) =>
  app.inject({ method: 'GET', url: `/v1/templates/${domain}.csv?${more}` });
const rowsOf = (payload: string) => table.parse(parse(payload, { columns: true }));
const send = async (domain: Domain, payload: string) => {
  const url = `/v1/submissions?domain=${domain}&period=${PERIODS[domain]}&area=${HACKNEY}&dryRun=true`;
  const headers = { ...submitter, 'content-type': 'text/csv' };
  return (await app.inject({ method: 'POST', url, headers, payload })).json();
};

t.test('a template has our columns, the period and the authority, and no number', async (t) => {
  const reply = await template('education');
  t.equal(reply.statusCode, 200);
  t.equal(reply.headers['content-type'], 'text/csv; charset=utf-8');
  t.equal(
    reply.headers['content-disposition'],
    `attachment; filename="education-AY2024-25-T1-${HACKNEY}.csv"`,
  );
  t.ok(
    reply.payload.startsWith(
      'measure,period,area,ethnic_group,sex,age_band,category,numerator,denominator,sum_of_squares\r\n',
    ),
  );
  const rows = rowsOf(reply.payload);
  t.ok(rows.every((row) => row.period === 'AY2024-25-T1' && row.area === HACKNEY));
  t.ok(rows.every((row) => row.numerator === '' && row.denominator === ''));
  const groupsOf = (measure: string) =>
    rows.filter((row) => row.measure === measure).map((row) => row.ethnic_group);
  const groups = groupsOf('ed-suspension-rate');
  t.equal(groups.length, 21, 'the 19 of the Census, not known, and all');
  t.same(groups.slice(-2), ['not-known', 'all']);
  t.same(groupsOf('ed-school-charter-pct'), ['all'], 'schools have no ethnic group');
  t.same(groupsOf('ed-previous-best-gap-pp'), [], 'a gap is worked out, not sent');
});

t.test('every measure that can be sent is in the template of its domain', async (t) => {
  for (const domain of DOMAINS) {
    const rows = rowsOf((await template(domain)).payload);
    const wanted = vocabulary.measures.filter((each) => each.domain === domain && each.kind !== 'gap');
    t.same(
      [...new Set(rows.map((row) => row.measure))],
      wanted.map(({ id }) => id),
      domain,
    );
  }
});

t.test('as it is, a template comes back with its numbers missing and nothing else', async (t) => {
  for (const domain of DOMAINS) {
    const { payload } = await template(domain, `period=${PERIODS[domain]}&area=${HACKNEY}`);
    const { rows, findings, report } = await send(domain, payload);
    t.equal(rows, rowsOf(payload).length);
    t.ok(findings.errors >= rows, `${domain}: each row lacks a number`);
    const codes = new Set(report.map((each: { readonly code: string }) => each.code));
    t.same([...codes].toSorted(), ['denominator-missing', 'numerator-missing'], domain);
  }
});

t.test('filled in, it has no errors, in every classification', async (t) => {
  const classifications = [...new Set(vocabulary.codes.map((code) => code.classification))];
  for (const domain of DOMAINS) {
    for (const classification of classifications) {
      const asked = `period=${PERIODS[domain]}&area=${HACKNEY}&classification=${encodeURIComponent(classification)}`;
      const [header = '', ...lines] = (await template(domain, asked)).payload.trimEnd().split('\r\n');
      const filled = lines.map((line) => {
        const [measure = '', , , group = ''] = line.split(',');
        return line.replace(/,,,$/, numbersOf(measure, group));
      });
      const { findings } = await send(domain, [header, ...filled, ''].join('\r\n'));
      t.equal(findings.errors, 0, `${domain}, ${classification}`);
    }
  }
});

/** The end of a row: every count is the same wherever it stands, and a share's total is the same for each group. */
function numbersOf(measure: string, group: string): string {
  const { kind, denominatorCount } = vocabulary.measure.get(measure) ?? {};
  const whole = group === 'all' || group === 'known' ? 5_000 : 5;
  if (kind === 'count' || denominatorCount === null) return `,${whole},,`;
  return `,${whole},${kind === 'composition-share' ? 5_000 : whole},`;
}

t.test('what cannot be filled in is refused', async (t) => {
  const code = async (domain: string, more: string) => (await template(domain, more)).json().code;
  t.equal(await code('education', `period=autumn&area=${HACKNEY}`), 'bad-request');
  t.equal(await code('education', 'period=AY2024-25-T1&area=E12000007'), 'unknown-area');
  t.equal(await code('education', `period=AY2024-25-T1&area=${HACKNEY}&classification=ours`), 'bad-request');
  t.equal(await code('education', 'period=AY2024-25-T1'), 'bad-request');
  t.equal(await code('housing', `period=AY2024-25-T1&area=${HACKNEY}`), 'bad-request');
});
