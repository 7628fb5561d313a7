import { parse } from 'csv-parse/sync';
import t from 'tap';
import { sendPublished } from '../../src/first-start.ts';
import { createKey } from '../../src/storage/keys.ts';
import { type TestService, testService } from '../support/service.ts';

/* Authorities send what they may, everything is published, and somebody with patience works back from what is public. */
const HACKNEY = 'E09000012';
const NEWHAM = 'E09000025';
const AREAS: Record<string, string> = { H: HACKNEY, N: NEWHAM, C: 'E09000001', L: 'E12000007', NE: 'NEL' };
const HEADER = 'measure,period,area,ethnic_group,sex,age_band,category,numerator,denominator';
type Headers = Readonly<Record<string, string>>;

/**
 * Three lines each: what is claimed; the period and what is sent (`H` is Hackney: a measure with its groups and one or
 * two counts, `all/16-17` being a part of all); the small count, and the numerators `n` or denominators `d` that give it
 * away, or a bound within 1 to 5, where all of them are shown: the first less the others.
 */
const ATTACKS = `
the City, left out of the totals for want of a population, does not open them
youth-justice FY2025-26-Q1 | H yj-arrest-rate all 3 | N yj-arrest-rate all 30 | C yj-arrest-rate all 7
H yj-arrest-rate n all < NE yj-arrest-rate n all; N yj-arrest-rate n all
London with the City (as a denominator) and without it (as a numerator) do not give the City away
youth-justice FY2025-26-Q2 | H yj-arrest-rate all 40 | H yj-diversion-stage-pct all 20 40 | C yj-arrest-rate all 4 | C yj-diversion-stage-pct all 0 4
C yj-arrest-rate n all < L yj-diversion-stage-pct d all; L yj-arrest-rate n all
a year that is shown does not give a quarter away
youth-justice FY2024-25 | H yj-victim-rate all 36
H yj-victim-rate n all@FY2024-25-Q1 < H yj-victim-rate n all all@FY2024-25-Q2 all@FY2024-25-Q3 all@FY2024-25-Q4
totals of one count over different authorities, by two measures, do not open each other
social-care FY2024-25 | H sc-rereferral-pct all 0 3 | N sc-rereferral-pct all 10 30 | N sc-referral-nfa-pct all 9 30
H sc-rereferral-pct d all < L sc-rereferral-pct d all; N sc-rereferral-pct d all
shares of a total that is not their sum do not give a group away
workforce FY2024-25 | H wf-grade-share white 50 110, black 30 110, asian 10 110, mixed 3 110, other 7 110
H wf-grade-share n mixed < H wf-grade-share n known white black asian other
a total over two authorities and one over a single one do not give the other away
workforce FY2023-24 | H wf-grade-share white 20 40, black 6 40, asian 7 40, mixed 7 40, other 0 40, white-british 12 40 | N wf-grade-share white 4 4, black 0 4, asian 0 4, mixed 0 4, other 0 4
N wf-grade-share n known < L wf-grade-share d white white-british
a median of one person is withheld with its number
workforce FY2022-23 | H wf-pay-gap-median-pct mixed 12.25 1, white 7.5 80
H wf-pay-gap-median-pct d mixed < H wf-pay-gap-median-pct n mixed white
staff who are not White are four of the groups of staff
workforce FY2021-22 | H wf-cpd-access-pct white 0 7, black 0 30, asian 0 20, mixed 0 3, other 0 12 | H wf-panel-signup-pct all 0 65
H wf-cpd-access-pct d mixed < H wf-panel-signup-pct d all; H wf-cpd-access-pct d black asian other
age bands that overlap are still sums
social-care FY2023-24 | H sc-cla-rate all 50, all/under-1 8, all/1-4 9, all/5-9 10, all/10-15 20, all/16-17 3, all/10-17 23
H sc-cla-rate n all/16-17 < H sc-cla-rate n all/10-17 all/10-15
a count that the authority itself withheld is not left alone under its total
education AY2024-25 | H ed-permanent-exclusion-count white 50, black 30, asian 20, mixed c, other 0, not-known 0, all 103
H ed-permanent-exclusion-count n mixed < H ed-permanent-exclusion-count n known white black asian other
a group of nobody whose row was left out does not open the total
education AY2023-24 | H ed-permanent-exclusion-count white 50, black 30, asian 20, mixed 3, all 103
H ed-permanent-exclusion-count n mixed < H ed-permanent-exclusion-count n all white black asian
a total that is one more than its groups bounds none of them below five
education AY2022-23 | H ed-permanent-exclusion-count white 50, black 30, asian 20, mixed 3, other 9, known 113
H ed-permanent-exclusion-count n mixed < H ed-permanent-exclusion-count n known white black asian other
extended codes beside their main group are a sum
education AY2021-22 | H ed-permanent-exclusion-count black-african 40, black-nigerian 20, somali 17, other-black-african 3
H ed-permanent-exclusion-count n other-black-african < H ed-permanent-exclusion-count n black-african black-nigerian somali
a shown numerator does not bound the withheld denominator that covers another
social-care FY2022-23 | H sc-rereferral-pct white 10 50, black 11 30, asian 9 9, mixed 0 3, other 7 40
H sc-rereferral-pct d mixed < H sc-rereferral-pct d known white black other; H sc-rereferral-pct n asian
of two withheld numerators neither is bounded by the other one's denominator
education AY2020-21 | H ed-suspended-pupils-pct white 400 500, black 30 300, asian 20 20, mixed 5 8, other 40 400
H ed-suspended-pupils-pct n mixed < H ed-suspended-pupils-pct n known white black other; H ed-suspended-pupils-pct d asian
adolescents who start to be looked after are two age bands of all who do
social-care FY2021-22 | H sc-cla-start-rate all 50, all/under-1 8, all/1-4 9, all/5-9 10, all/10-15 20, all/16-17 3 | H sc-cla-start-adolescent-rate all 23
H sc-cla-start-rate n all/16-17 < H sc-cla-start-adolescent-rate n all; H sc-cla-start-rate n all/10-15
pupils with a plan are a category of pupils on roll
education AY2019-20 | H ed-suspension-rate all 100 500, all/sen:ehcp 0 3, all/sen:support 0 20, all/sen:none 0 477 | H ed-sen-support-pct all 20 500
H ed-suspension-rate d all/sen:ehcp < H ed-suspension-rate d all all/sen:none; H ed-sen-support-pct n all`;

/** The acts of the people of a service. */
function peopleOf({ app, key }: TestService) {
  const get = (url: string, headers: Headers = {}) => app.inject({ url, headers });
  const post = (url: string, headers: Headers, payload: object | string = {}) =>
    app.inject({ method: 'POST', url, headers, payload });
  async function send(area: string, terms: string, lines: readonly string[]): Promise<string> {
    const staff = await key('submitter', area);
    const headers = { ...staff, 'content-type': 'text/csv' };
    const sent = await post(`/v1/submissions?area=${area}&${terms}`, headers, [...lines, ''].join('\r\n'));
    const url = `/v1/submissions/${sent.json().id}`;
    for (const { key: query, severity } of (await get(`${url}/report`, staff)).json().findings) {
      const note = { url: `${url}/queries/${query}/note`, headers: staff, payload: { note: 'So it is.' } };
      if (severity === 'query') await app.inject({ method: 'PUT', ...note });
    }
    await post(`${url}/submit`, staff);
    const { status } = (await post(`${url}/approve`, await key('approver', area))).json();
    if (status !== 'approved') throw new Error(`${area} ${terms}: ${sent.payload}`);
    return sent.json().id;
  }
  const draft = async (): Promise<string> => {
    const steward = await key('steward');
    const { version } = (await post('/v1/releases', steward, { bump: 'minor' })).json();
    const running = async () =>
      (await get(`/v1/releases/${version}/protection`, steward)).json().status === 'running';
    while (await running()) await new Promise((resolve) => setTimeout(resolve, 500));
    return version;
  };
  const act = async (version: string, name: string, payload = {}) =>
    (await post(`/v1/releases/${version}/${name}`, await key('publisher'), payload)).statusCode;
  async function release(): Promise<string> {
    const version = await draft();
    const codes = [await act(version, 'approve'), await act(version, 'publish')];
    if (codes.join() !== '200,200') throw new Error(`${version}: ${codes}`);
    return version;
  }
  const rows = async (url: string): Promise<Record<string, string>[]> =>
    parse((await get(url)).rawPayload, { columns: true });
  return { get, post, send, draft, act, release, rows };
}

/** `H measure all/16-17 3, white 4 9` as lines of a file. */
function linesOf(file: string, period: string): readonly string[] {
  const [, area = '', measure, cells = ''] = /^(\S+) (\S+) (.*)$/.exec(file) ?? [];
  return cells.split(', ').map((cell) => {
    const [place = '', n, d = ''] = cell.split(' ');
    const [group, part = ''] = place.split('/');
    const split = part.includes(':') ? `,${part}` : `${part},`;
    return [measure, period, AREAS[area], group, '', split, n, d].join(',');
  });
}

const service = await testService(t);
const { db, flows, key } = service;
const { get, post, send, draft, act, release, rows } = peopleOf(service);
await sendPublished('population', { flows, published: 'seeds/published', say: () => {} });
const lines = ATTACKS.trim().split('\n');
const attacks = lines.flatMap((title, at) => {
  const [terms = '', ...files] = lines[at + 1]?.split(' | ') ?? [];
  const [domain = '', period = ''] = terms.split(' ');
  const [small = '', needs = ''] = lines[at + 2]?.split(' < ') ?? [];
  return at % 3 === 0 ? [{ title, domain, period, files, small, needs }] : [];
});
for (const { domain, period, files } of attacks) {
  for (const area of new Set(files.map((file) => file.split(' ')[0] ?? ''))) {
    const own = files.filter((file) => file.startsWith(area)).flatMap((file) => linesOf(file, period));
    await send(AREAS[area] ?? '', `domain=${domain}&period=${period}`, [HEADER, ...own]);
  }
}
for (const [quarter, n] of [3, 10, 11, 12].entries()) {
  const period = `FY2024-25-Q${quarter + 1}`;
  const file = linesOf(`H yj-victim-rate all ${n}`, period);
  await send(HACKNEY, `domain=youth-justice&period=${period}`, [HEADER, ...file]);
}
const shown = new Map<string, string | undefined>();
for (const row of await rows(`/v1/releases/${await release()}/all.csv`)) {
  const part = [row.sex, row.age_band, row.category].find((each) => each !== 'all');
  const place = `${row.ethnic_group}${part === undefined ? '' : `/${part}`}@${row.period}`;
  shown.set(`${row.area} ${row.measure} n ${place}`, row.numerator || row.numerator_status);
  shown.set(`${row.area} ${row.measure} d ${place}`, row.denominator || row.denominator_status);
}
for (const { title, period, small, needs } of attacks) {
  t.test(title, async (t) => {
    const seen = (text: string) =>
      text.split('; ').flatMap((each) => {
        const [area = '', measure, side, ...places] = each.split(' ');
        const dated = places.map((place) => (place.includes('@') ? place : `${place}@${period}`));
        return dated.map((place) => shown.get(`${AREAS[area]} ${measure} ${side} ${place}`));
      });
    t.same(seen(small), ['c'], 'the small count itself is withheld');
    const [left, ...taken] = seen(needs).map(Number);
    const rest = taken.reduce((sum, each) => sum - each, left ?? Number.NaN);
    t.notOk(rest >= 1 && rest <= 5, `public: ${seen(needs).join(' - ')} = ${rest}`);
  });
}

t.test('an authority cannot send a population, which everybody else is divided by', async (t) => {
  const place = 'time_period,geographic_level,new_la_code,la_name,region_code,region_name';
  const pupils = '202425,Local authority,E09000012,Hackney,,,Total,Total';
  const file = `${place},phase_type_grouping,language,ethnicity,headcount\r\n${pupils},Asian - Chinese,3\r\n`;
  const headers = { ...(await key('submitter', HACKNEY)), 'content-type': 'text/csv' };
  const terms = `domain=education&period=AY2024-25&layout=school-census-pupils&area=${HACKNEY}`;
  const sent = await post(`/v1/submissions?${terms}`, headers, file);
  t.equal(sent.statusCode, 403);
  t.equal(sent.json().code, 'forbidden');
});

t.test('what an authority has taken back since the draft is not published', async (t) => {
  const file = linesOf('N yj-victim-rate all 55', 'FY2023-24');
  const id = await send(NEWHAM, 'domain=youth-justice&period=FY2023-24', [HEADER, ...file]);
  const version = await draft();
  await post(`/v1/submissions/${id}/withdraw`, await key('submitter', NEWHAM));
  await act(version, 'approve');
  await act(version, 'publish');
  t.notMatch((await get(`/v1/releases/${version}/youth-justice.csv`)).payload, /FY2023-24,[^\r]*,E09000025,/);
});

t.test('not even the role that publishes can change what a release says', async (t) => {
  const statements = [
    `insert into publication.cell (measure_id, period, area, ethnic_group, sex, age_band, category, since, numerator,
      numerator_status, origin, ended) values ('yj-victim-rate', 'FY2024-25', 'E09000012', 'black', 'all', 'all', 'all',
      1, 999, 'shown', 'authority', false)`,
    `insert into publication.artefact_part (release_id, name, format, part, bytes)
      select release_id, name, format, 99, 'x' from publication.artefact limit 1`,
    'update publication.release set number = number + 100 where is_latest',
  ];
  for (const sql of statements) {
    const client = await db.publisher.connect();
    await client.query('begin');
    await t.rejects(client.query(sql), sql.slice(0, 40));
    await client.query('rollback');
    client.release();
  }
});

t.test('a key of the same name in another authority tells nothing of its Idempotency-Keys', async (t) => {
  for (const area of [HACKNEY, NEWHAM]) {
    const by = { actor: 'test', at: new Date(0) };
    const made = await createKey(db.intake, { name: 'data team', roles: ['submitter'], area }, by);
    const authorization = `Bearer ${made.key}`;
    const headers = { authorization, 'idempotency-key': 'nightly', 'content-type': 'text/csv' };
    const file = [HEADER, `yj-victim-rate,FY2022-23,${area},all,,,,30,`, ''].join('\r\n');
    const sent = await post('/v1/submissions?domain=youth-justice&period=FY2022-23', headers, file);
    t.equal(sent.statusCode, 201, area);
  }
});

t.test('a NUL in an address is a mistake of the sender', async (t) => {
  t.ok((await get('/v1/submissions?area=%00', await key('submitter', HACKNEY))).statusCode < 500);
  t.ok((await act('%00', 'approve')) < 500);
});

t.test('two worlds that differ in withheld counts alone look the same, byte for byte', async (t) => {
  const looks: string[][] = [];
  const compare = '/v1/comparisons?measure=yj-diversion-stage-pct&group=black,mixed,known&reference=';
  const references = 'white overall all-others highest lowest london-others same-group-in-area'.split(' ');
  for (const counts of ['black 3 90, mixed 8 90', 'black 2 90, mixed 9 90']) {
    const world = peopleOf(await testService(t));
    const cells = `asian 20 90, ${counts}, other 0 90, white 40 90, not-known 30 90`;
    const file = linesOf(`H yj-diversion-stage-pct ${cells}`, 'FY2025-26');
    await world.send(HACKNEY, 'domain=youth-justice&period=FY2025-26', [HEADER, ...file]);
    const released = `/v1/releases/${await world.release()}`;
    // The digests stand for every file in every format.
    const seen = [await world.get(`${released}/all.csv`), await world.get(`${released}/SHA256SUMS`)];
    for (const reference of references) seen.push(await world.get(`${compare}${reference}`));
    looks.push(seen.map(({ statusCode, headers, payload }) => `${statusCode} ${headers.etag} ${payload}`));
  }
  t.same(looks[0], looks[1]);
  t.match(looks[0]?.[0], /,black,Black,broad,all,all,all,,c,90,/);
});

t.test('of three publications at once one stands, and a withdrawn version never comes back', async (t) => {
  const [version = ''] = await Promise.all([draft(), draft(), draft()]);
  t.equal(await act(version, 'approve'), 200);
  const codes = await Promise.all(['publish', 'publish', 'publish'].map((name) => act(version, name)));
  t.same(codes.toSorted(), [200, 409, 409]);
  t.equal(await act(version, 'withdraw', { reason: 'wrong' }), 200);
  t.not((await get('/v1/releases/latest')).json().version, version);
  t.not(await release(), version);
  t.equal(await act(version, 'publish'), 409);
});
