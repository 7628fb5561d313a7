import { parse } from 'csv-parse/sync';
import t from 'tap';
import { asOwner } from '../support/database.ts';
import { explainQueries } from '../support/explain.ts';
import { testService } from '../support/service.ts';

const HACKNEY = 'E09000012';
const LAMBETH = 'E09000022';
const PERIOD = 'AY2024-25-T1';
const HEADER = 'measure,period,area,ethnic_group,sex,category,numerator,denominator';

const { app, flows, url, key } = await testService(t);
const ann = await key('submitter', HACKNEY);
const bob = await key('approver', HACKNEY);
const cat = await key('submitter', LAMBETH);
const dan = await key('approver', LAMBETH);

const row = (group: string, numbers: string, area = HACKNEY, category = 'all') =>
  `ed-suspension-rate,${PERIOD},${area},${group},all,${category},${numbers}`;
const file = (...rows: readonly string[]) => `${[HEADER, ...rows].join('\r\n')}\r\n`;

type Headers = Record<string, string>;
const send = async (text: string, headers: Headers = ann, area = HACKNEY): Promise<string> => {
  const where = `/v1/submissions?domain=education&period=${PERIOD}&area=${area}`;
  const csv = { ...headers, 'content-type': 'text/csv' };
  return (await app.inject({ method: 'POST', url: where, headers: csv, payload: text })).json().id;
};
/** Explains whatever is asked, submits and approves. */
const accept = async (id: string, submitter: Headers = ann, approver: Headers = bob) => {
  await explainQueries(app, id, submitter);
  await app.inject({ method: 'POST', url: `/v1/submissions/${id}/submit`, headers: submitter });
  const approved = await app.inject({
    method: 'POST',
    url: `/v1/submissions/${id}/approve`,
    headers: approver,
  });
  t.equal(approved.json().status, 'approved');
};
const read = (path: string, headers: Headers = ann) => app.inject({ url: path, headers });
const difference = async (id: string, more = '') => (await read(`/v1/submissions/${id}/diff${more}`)).json();

const FIRST = file(
  row('all', '60,1600'),
  row('black', '12,340'),
  row('white', '26,500'),
  row('asian', 'c,x'),
);

t.test('before anything is accepted every cell is new', async (t) => {
  const id = await send(FIRST);
  t.match(await difference(id), {
    against: null,
    added: 4,
    removed: 0,
    changed: 0,
    cells: [
      {
        place: {
          measure: 'ed-suspension-rate',
          period: PERIOD,
          area: HACKNEY,
          ethnicGroup: 'all',
          sex: 'all',
          ageBand: 'all',
          category: 'all',
        },
        change: 'added',
        before: null,
        after: { numerator: { value: 60, status: 'shown' }, denominator: { value: 1600, status: 'shown' } },
      },
      { place: { ethnicGroup: 'asian' }, after: { numerator: { value: null, status: 'c' } } },
      { place: { ethnicGroup: 'black' } },
      { place: { ethnicGroup: 'white' } },
    ],
    next: null,
  });
  await accept(id);
});

t.test('what was added, removed and changed, before and after; what is the same is left out', async (t) => {
  const [approved] = (await read('/v1/submissions?status=approved')).json().submissions;
  const next = file(
    row('mixed', '7,60'),
    row('asian', '9,200'),
    row('all', '60,1600'),
    row('black', '12,341'),
  );
  const id = await send(next);
  const found = await difference(id);
  t.match(found, { against: approved.id, added: 1, removed: 1, changed: 2, next: null });
  t.match(found.cells, [
    {
      place: { ethnicGroup: 'asian' },
      change: 'changed',
      before: { numerator: { value: null, status: 'c' }, denominator: { value: null, status: 'x' } },
      after: { numerator: { value: 9, status: 'shown' }, denominator: { value: 200, status: 'shown' } },
    },
    {
      place: { ethnicGroup: 'black' },
      change: 'changed',
      before: { numerator: { value: 12 }, denominator: { value: 340 } },
      after: { numerator: { value: 12 }, denominator: { value: 341 } },
    },
    { place: { ethnicGroup: 'mixed' }, change: 'added', before: null, after: { numerator: { value: 7 } } },
    { place: { ethnicGroup: 'white' }, change: 'removed', before: { numerator: { value: 26 } }, after: null },
  ]);
  t.match(await difference(await send(FIRST)), { added: 0, removed: 0, changed: 0, cells: [], next: null });

  await accept(id);
  t.same(await difference(id), found, 'and it stays so when it has superseded what it was compared with');
  t.match(await difference(approved.id), { against: null, added: 4 }, 'which had superseded nothing');
});

t.test('page by page, and as one CSV, it is the same', async (t) => {
  const rows = Array.from({ length: 25 }, (_, index) =>
    row('all', `1${index},900`, HACKNEY, `reason:r${index}`),
  );
  const id = await send(file(...rows));
  const whole = await difference(id);
  t.equal(whole.cells.length, whole.added + whole.removed + whole.changed);
  const cells = [];
  let pages = 0;
  for (let next: string | null = `/v1/submissions/${id}/diff?limit=7`; next !== null; pages += 1) {
    const page: { cells: unknown[]; added: number; next: string | null } = (await read(next)).json();
    t.equal(page.added, 25, 'each page has the counts of all');
    cells.push(...page.cells);
    next = page.next;
  }
  t.equal(pages, 5);
  t.same(cells, whole.cells);

  const csv = await read(`/v1/submissions/${id}/diff.csv`);
  t.match(csv.headers, { 'content-type': 'text/csv; charset=utf-8', 'cache-control': 'private, no-store' });
  const lines: Record<string, string>[] = parse(csv.body, { columns: true, bom: true });
  t.equal(lines.length, whole.cells.length);
  t.match(lines[0], {
    ethnic_group: 'all',
    category: 'all',
    change: 'removed',
    numerator_before: '60',
    numerator_after: '',
  });
  t.match(lines.at(-1), { change: 'removed', ethnic_group: 'mixed', denominator_before_status: 'shown' });

  for (const after of ['x', 'W10', Buffer.from('["a","b","c","d","e","f","\\u0000"]').toString('base64url')])
    t.equal((await read(`/v1/submissions/${id}/diff?after=${after}`)).json().code, 'bad-request', after);
  t.equal((await read(`/v1/submissions/${id}/diff?limit=0`)).statusCode, 400);
});

t.test('rows that are parts of one cell are added before they are compared', async (t) => {
  const upload = async (rows: readonly string[]) => {
    const { domain, period, area } = { domain: 'education', period: PERIOD, area: HACKNEY } as const;
    const stream = (async function* () {
      yield Buffer.from(file(...rows));
    })();
    const who = { id: 'ann', name: 'ann', roles: ['submitter'], area: HACKNEY } as const;
    const terms = { mediaType: 'text/csv', fileName: null, layout: null, classification: null };
    return (
      await flows.collect.submit(who, {
        stream,
        domain,
        period,
        area,
        ...terms,
        idempotencyKey: null,
        dryRun: false,
      })
    ).id;
  };
  const before = await upload([row('all', '40,900'), row('black', '10,300'), row('white', '5,9')]);
  await accept(before);
  const after = await upload([row('all', '40,900'), row('black', '4,300'), row('white', '5,9')]);
  // Our own columns have no parts; a declared layout has.
  await asOwner(
    url,
    `update intake.cell_block set is_part = array(select g = 'black' from unnest(ethnic_group) as g) where submission_id = '${after}';
     insert into intake.cell_block select submission_id, 1, measure_id, period, '{99}', '{0}', area[:1], '{black}', '{}', sex[:1],
       age_band[:1], category[:1], '{6}', '{shown}', '{0}', '{shown}', '{}', '{t}'
     from intake.cell_block where submission_id = '${after}';
     insert into intake.cell_block select submission_id, 2, measure_id, period, '{100}', '{0}', area[:1], '{white}', '{}', sex[:1],
       age_band[:1], category[:1], '{null}', '{c}', '{0}', '{shown}', '{}', '{t}'
     from intake.cell_block where submission_id = '${after}' and block = 0`,
  );
  const found = await difference(after);
  t.match(found, { added: 0, removed: 0, changed: 1 });
  t.match(found.cells, [
    {
      place: { ethnicGroup: 'white' },
      after: { numerator: { value: null, status: 'c' }, denominator: { value: 9 } },
    },
  ]);
});

t.test('a file with errors has no cells, and another authority none at all', async (t) => {
  const broken = await send(file(row('Asain', '1,2')));
  for (const path of ['diff', 'diff.csv', 'disclosure-preview'])
    t.match((await read(`/v1/submissions/${broken}/${path}`)).json(), {
      status: 409,
      code: 'cells-not-kept',
    });
  const theirs = await send(file(row('all', '77771,99999', LAMBETH)), cat, LAMBETH);
  await accept(theirs, cat, dan);
  for (const path of ['diff', 'diff.csv', 'disclosure-preview'])
    t.match((await read(`/v1/submissions/${theirs}/${path}`)).json(), { status: 404, code: 'not-found' });
  const own = await send(FIRST);
  t.notMatch((await read(`/v1/submissions/${own}/diff`)).body, '77771');
});
