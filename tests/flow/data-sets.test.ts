import { writeFile } from 'node:fs/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { parse } from 'csv-parse/sync';
import t from 'tap';
import { inOrderOf } from '../../src/flow/data-set-order.ts';
import { publishedService } from '../support/service.ts';

/* A script that was written for DfE's Explore education statistics API asks us, and gets the rows of our files. */
const service = await publishedService(t);
const { app } = service;
const EDUCATION = '/v1/data-sets/education';

type Row = Readonly<Record<string, string>>;
const rowsOf = (text: string): readonly Row[] => parse(text, { columns: true });
const whole = rowsOf((await app.inject('/v1/releases/1.0.0/education.csv')).payload);

const ask = (body: object, { method = 'POST' as 'POST' | 'QUERY', headers = {}, set = EDUCATION } = {}) =>
  app.inject({ method: method as 'POST', url: `${set}/query`, payload: body, headers });

/** What a result says, in the columns of the files. */
function asRow(result: ReturnType<typeof JSON.parse>): Row {
  const filters = Object.fromEntries(
    Object.entries(result.filters).map(([id, option]) => [id, `${option}`.slice(id.length + 1)]),
  );
  return { ...filters, area: result.locations[result.geographicLevel], period: result.timePeriod.period };
}

const asFiled = (row: Row) => ({
  measure: row.measure,
  ethnic_group: row.ethnic_group,
  sex: row.sex,
  age_band: row.age_band,
  category: row.category,
  area: row.area,
  period: row.period?.replace(/^AY(\d{4})-\d\d$/, (_, from) => `${from}/${Number(from) + 1}`),
});

/** One text, since comparing thousands of objects takes the test's time. */
const sorted = (rows: readonly object[]) =>
  rows
    .map((row) => JSON.stringify(Object.entries(row).toSorted()))
    .toSorted()
    .join('\n');

t.test('data sets are the domains of a release', async (t) => {
  const list = (await app.inject('/v1/data-sets')).json();
  t.same(list.paging, { page: 1, pageSize: 10, totalResults: 3, totalPages: 1 });
  t.same(
    list.results.map(({ id }: { id: string }) => id),
    ['social-care', 'education', 'workforce'],
  );
  const one = (await app.inject(EDUCATION)).json();
  t.match(one, {
    id: 'education',
    status: 'Published',
    latestVersion: { version: '1.0.0', totalResults: whole.length },
  });
  t.match(one.latestVersion.timePeriods, { start: 'Academic year 2017/18', end: 'Academic year 2024/25' });
  const versions = (await app.inject(`${EDUCATION}/versions`)).json();
  t.match(versions, {
    paging: { totalResults: 1 },
    results: [{ version: '1.0.0', type: 'Major', release: { slug: '1.0.0' } }],
  });
  for (const version of ['1', '1.*', '1.0', '1.0.0', 'latest', '*'])
    t.same((await app.inject(`${EDUCATION}/versions/${version}`)).json(), versions.results[0], version);
  t.equal(
    (await app.inject(`${EDUCATION}/csv?dataSetVersion=1.*`)).headers.location,
    '/v1/releases/1.0.0/education.csv',
  );
  t.match((await app.inject('/v1/data-sets/youth-justice')).json(), {
    status: 404,
    detail: /It has: social-care, education/,
  });
  t.match((await app.inject(`${EDUCATION}/meta?dataSetVersion=2`)).json(), {
    status: 404,
    code: 'unknown-release',
  });
});

t.test('what a data set can be asked is what is in its rows', async (t) => {
  const meta = (await app.inject(`${EDUCATION}/meta`)).json();
  for (const { column, options } of meta.filters) {
    const there = new Set(whole.map((row) => `${column}:${row[column]}`));
    t.same(options.map(({ id }: { id: string }) => id).toSorted(), [...there].toSorted(), column);
  }
  t.match(meta.timePeriods, [
    { code: 'AY', period: '2017/2018', label: 'Academic year 2017/18' },
    { code: 'AY', period: '2024/2025' },
  ]);
  const boroughs = meta.locations.find(({ level }: { level: string }) => level === 'LA').options;
  t.equal(boroughs.length, 33);
  t.match(
    boroughs.find(({ id }: { id: string }) => id === 'E09000012'),
    { label: 'Hackney', code: 'E09000012', oldCode: '204' },
  );
});

const HACKNEY = { level: 'LA', code: 'E09000012' };
const CRITERIA: readonly (readonly [criteria: object, fits: (row: Row) => boolean])[] = [
  [{ filters: { eq: 'measure:ed-suspension-rate' } }, (row) => row.measure === 'ed-suspension-rate'],
  [{ filters: { in: ['black', 'WHITE'] } }, (row) => ['black', 'white'].includes(row.ethnic_group ?? '')],
  [{ filters: { notIn: ['black', 'sex:all'] } }, (row) => row.ethnic_group !== 'black' && row.sex !== 'all'],
  [
    { filters: { notEq: 'sex:all' }, geographicLevels: { eq: 'LA' } },
    (row) => row.sex !== 'all' && row.area_kind === 'authority',
  ],
  [
    { geographicLevels: { notIn: ['LA', 'SUB'] } },
    (row) => !['authority', 'sub-region'].includes(row.area_kind ?? ''),
  ],
  [{ locations: { eq: HACKNEY } }, (row) => row.area === 'E09000012'],
  [
    { locations: { in: ['LA|oldCode|204', 'E12000007'] }, geographicLevels: { in: ['LA'] } },
    (row) => row.area_kind === 'authority',
  ],
  [
    { locations: { in: ['hackney', { level: 'LA', oldCode: '201' }] } },
    (row) => ['E09000012', 'E09000001'].includes(row.area ?? ''),
  ],
  [{ locations: { notEq: 'REG|code|E12000007' } }, (row) => row.area_kind === 'country'],
  [{ timePeriods: { eq: { code: 'AY', period: '2024/2025' } } }, (row) => row.period === 'AY2024-25'],
  [{ timePeriods: { gt: '2017|AY' } }, (row) => row.period === 'AY2024-25'],
  [{ timePeriods: { gte: '2018/2019|AY', lt: 'AY2024-25' } }, () => false],
  [{ timePeriods: { lte: '2017/2018|AY' } }, (row) => row.period === 'AY2017-18'],
  [
    { not: { or: [{ locations: { eq: 'hackney' } }, { filters: { eq: 'black' } }] } },
    (row) => row.area !== 'E09000012' && row.ethnic_group !== 'black',
  ],
  [
    {
      and: [
        { not: { and: [{ filters: { eq: 'black' } }, { locations: { eq: HACKNEY } }] } },
        { locations: { eq: HACKNEY } },
      ],
    },
    (row) => row.area === 'E09000012' && row.ethnic_group !== 'black',
  ],
  [
    {
      or: [
        { filters: { eq: 'black' }, timePeriods: { eq: 'AY2017-18' } },
        { filters: { eq: 'white' }, locations: { eq: 'hackney' } },
      ],
    },
    (row) =>
      (row.ethnic_group === 'black' && row.period === 'AY2017-18') ||
      (row.ethnic_group === 'white' && row.area === 'E09000012'),
  ],
];

t.test('criteria give exactly the rows that fit them, as JSON and as CSV', async (t) => {
  for (const [criteria, fits] of CRITERIA) {
    const named = JSON.stringify(criteria);
    const expected = whole.filter(fits);
    const reply = await ask({ criteria, pageSize: 10000 });
    t.equal(reply.statusCode, 200, `${named} ${reply.statusCode === 200 ? '' : reply.payload}`);
    const { paging, results } = reply.json();
    t.equal(paging.totalResults, expected.length, named);
    if (expected.length <= 10000) t.equal(sorted(results.map(asRow)), sorted(expected.map(asFiled)), named);
    const csv = await ask({ criteria, pageSize: 1 }, { headers: { accept: 'text/csv' } });
    t.match(csv.headers['content-type'], /^text\/csv/);
    t.equal(sorted(rowsOf(csv.payload)), sorted(expected), `${named}, all of them as CSV`);
  }
});

t.test('the same question in the address, as a POST and as a QUERY has the same answer', async (t) => {
  const address =
    'filters.in=black,white&locations.in=LA|code|E09000012,E12000007&timePeriods.gte=2024/2025|AY&geographicLevels.notEq=NAT' +
    '&indicators=value,numerator&sorts=location|LA|Desc,ethnic_group|Asc&debug=true&pageSize=7&page=2';
  const body = {
    criteria: {
      filters: { in: ['black', 'white'] },
      locations: { in: ['LA|code|E09000012', 'E12000007'] },
      timePeriods: { gte: '2024/2025|AY' },
      geographicLevels: { notEq: 'NAT' },
    },
    indicators: ['value', 'numerator'],
    sorts: [
      { field: 'location|LA', direction: 'Desc' },
      { field: 'ethnic_group', direction: 'Asc' },
    ],
    debug: true,
    page: 2,
    pageSize: 7,
  };
  const got = await app.inject(`${EDUCATION}/query?${address}`);
  t.equal(got.statusCode, 200, got.payload);
  t.equal(got.json().results.length, 7);
  t.match(got.json().warnings, [{ code: 'DebugEnabled' }]);
  t.match(got.json().results[0].filters['ethnic_group :: Ethnic group'], /^ethnic_group:(black|white) :: /);
  for (const method of ['POST', 'QUERY'] as const)
    t.same((await ask(body, { method })).json(), got.json(), method);
  for (const known of [got, await ask(body, { method: 'QUERY' })]) {
    const headers = { 'if-none-match': `${known.headers.etag}` };
    const again =
      known === got
        ? await app.inject({ url: `${EDUCATION}/query?${address}`, headers })
        : await ask(body, { method: 'QUERY', headers });
    t.equal(again.statusCode, 304);
  }
});

t.test('a value stands with its status, and a symbol where there is none', async (t) => {
  const { results } = (
    await ask(
      { criteria: { filters: { eq: 'measure:sc-cla-rate' } }, pageSize: 10000 },
      { set: '/v1/data-sets/social-care' },
    )
  ).json();
  const filed = rowsOf((await app.inject('/v1/releases/1.0.0/social-care.csv')).payload).filter(
    ({ measure }) => measure === 'sc-cla-rate',
  );
  const key = (each: Row) =>
    [each.area, each.ethnic_group, each.sex, each.age_band, each.category, each.period].join();
  const byKey = new Map(filed.map((row) => [key(row), row]));
  t.ok(
    filed.some((row) => row.numerator_status === 'c'),
    'some are withheld',
  );
  const told = (result: ReturnType<typeof JSON.parse>) => {
    const { values, valueStatuses, timePeriod } = result;
    return [
      timePeriod.code,
      values.numerator,
      valueStatuses.numerator,
      values.value,
      valueStatuses.value,
    ].join();
  };
  const filedAs = (row: Row | undefined) =>
    [
      'DAY',
      row?.numerator || row?.numerator_status,
      row?.numerator_status,
      row?.value || row?.value_status,
      row?.value_status,
    ].join();
  t.equal(results.length, filed.length);
  const pairs = results.map((result: Row) => [told(result), filedAs(byKey.get(key(asRow(result))))]);
  t.same(
    pairs.filter(([one, other]: string[]) => one !== other),
    [],
  );
});

t.test('pages neither miss nor repeat a row, the newest first where nothing else is said', async (t) => {
  const rows: object[] = [];
  for (let page = 1; ; page += 1) {
    const reply = (await ask({ criteria: { locations: { eq: HACKNEY } }, page, pageSize: 97 })).json();
    rows.push(...reply.results);
    if (page >= reply.paging.totalPages) break;
  }
  const expected = whole.filter(({ area }) => area === 'E09000012');
  t.equal(sorted(rows.map(asRow)), sorted(expected.map(asFiled)));
  const periods = rows.map((row) => `${asRow(row).period}`);
  t.same(periods, periods.toSorted().toReversed());
  const past = (await ask({ page: 9999, pageSize: 10000 })).json();
  t.same([past.results, past.paging.totalResults], [[], whole.length]);
});

t.test(
  'numbers are sorted by what is shown; what is withheld comes last, whichever way, as the file has it',
  async (t) => {
    const set = '/v1/data-sets/social-care';
    const criteria = { filters: { eq: 'measure:sc-cla-rate' }, geographicLevels: { eq: 'LA' } };
    const at = async (direction: string) => {
      const sorts = [{ field: 'numerator', direction }];
      return (await ask({ criteria, sorts, pageSize: 10000 }, { set })).json().results;
    };
    const [up, down] = [await at('Asc'), await at('Desc')];
    const shown = (rows: typeof up) =>
      rows
        .map((row: { values: { numerator: string } }) => Number(row.values.numerator))
        .filter((n: number) => !Number.isNaN(n));
    t.same(
      shown(up),
      shown(up).toSorted((one: number, other: number) => one - other),
    );
    t.same(shown(down), shown(up).toReversed());
    const first = shown(up).length;
    t.ok(first < up.length, 'some are withheld');
    const tail = up.slice(first);
    t.ok(
      tail.every(
        (row: { valueStatuses: { numerator: string } }) =>
          !['shown', 'rounded'].includes(row.valueStatuses.numerator),
      ),
    );
    t.same(down.slice(first), tail, 'in an order that no direction changes, so that it tells nothing');
  },
);

t.test('a sort is stable and by several keys', async (t) => {
  const key = (values: readonly number[], descending = false) => ({
    values: Float64Array.from(values),
    descending,
  });
  t.same([...inOrderOf(5, [key([2, 1, 2, Number.NaN, 1])])], [1, 4, 0, 2, 3]);
  t.same([...inOrderOf(5, [key([2, 1, 2, Number.NaN, 1], true)])], [0, 2, 1, 4, 3]);
  t.same([...inOrderOf(4, [key([1, 0, 1, 0]), key([-0.5, 3, -7, 2], true)])], [1, 3, 0, 2]);
  t.same([...inOrderOf(0, [key([])])], []);
  t.same([...inOrderOf(2, [])], [0, 1]);
});

t.test('what is not there is a warning, and what cannot be read an error that says where', async (t) => {
  const warned = (
    await ask({
      criteria: {
        and: [
          { filters: { in: ['blak', 'black'] } },
          { timePeriods: { notEq: '2001/2002|AY' } },
          { locations: { notIn: ['LA|code|E09000099'] } },
        ],
      },
      pageSize: 1,
    })
  ).json();
  t.match(warned.warnings, [
    { code: 'FiltersNotFound', path: 'criteria.and[0].filters.in', detail: { items: ['blak'] } },
    { code: 'TimePeriodsNotFound', path: 'criteria.and[1].timePeriods.notEq' },
    { code: 'LocationsNotFound', path: 'criteria.and[2].locations.notIn' },
  ]);
  t.equal(warned.paging.totalResults, whole.filter((row) => row.ethnic_group === 'black').length);
  const nothing = (await ask({ criteria: { filters: { eq: 'nobody' } } })).json();
  t.match(nothing, {
    results: [],
    paging: { totalResults: 0, totalPages: 1 },
    warnings: [{ code: 'FiltersNotFound' }, { code: 'QueryNoResults' }],
  });

  const cases: readonly (readonly [body: object, path: string, code: string])[] = [
    [{ criteria: { filters: { eq: 'all' } } }, 'criteria.filters.eq', 'FilterOptionAmbiguous'],
    [{ criteria: { filters: { near: 'black' } } }, 'criteria.filters.near', 'UnknownField'],
    [{ criteria: { values: { gt: 3 } } }, 'criteria.values', 'UnknownField'],
    [{ criteria: { and: [], filters: {} } }, 'criteria.and', 'UnknownField'],
    [{ criteria: { or: [] } }, 'criteria.or', 'NotEmpty'],
    [{ criteria: { or: [3] } }, 'criteria.or[0]', 'InvalidValue'],
    [{ criteria: { filters: { in: [] } } }, 'criteria.filters.in', 'NotEmpty'],
    [{ criteria: { filters: { in: 'black' } } }, 'criteria.filters.in', 'InvalidValue'],
    [{ criteria: { filters: { in: [null] } } }, 'criteria.filters.in[0]', 'InvalidValue'],
    [{ criteria: { geographicLevels: { eq: 'SCH' } } }, 'criteria.geographicLevels.eq', 'AllowedValue'],
    [{ criteria: { locations: { eq: 'LA|code' } } }, 'criteria.locations.eq', 'LocationFormat'],
    [{ criteria: { locations: { eq: 'XX|code|1' } } }, 'criteria.locations.eq', 'LocationAllowedLevel'],
    [{ criteria: { locations: { eq: 'LA|urn|1' } } }, 'criteria.locations.eq', 'LocationAllowedProperty'],
    [{ criteria: { timePeriods: { eq: '2024/2026|AY' } } }, 'criteria.timePeriods.eq', 'TimePeriodFormat'],
    [{ indicators: ['numerator_status'] }, 'indicators[0]', 'IndicatorsNotFound'],
    [{ sorts: [{ field: 'value_status', direction: 'Asc' }] }, 'sorts[0].field', 'SortFieldsNotFound'],
    [{ sorts: [{ field: 'value', direction: 'Up' }] }, 'sorts[0].direction', 'SortDirection'],
  ];
  for (const [body, path, code] of cases) {
    const reply = await ask(body);
    t.equal(reply.statusCode, 400, JSON.stringify(body));
    t.match(
      reply.json(),
      { title: String, type: String, status: 400, errors: [{ path, code, message: String, detail: String }] },
      path,
    );
  }
  t.match((await app.inject(`${EDUCATION}/query?filter.eq=black`)).json(), {
    status: 400,
    errors: [{ field: 'filter.eq' }],
  });
  t.equal((await ask({ pageSize: 10001 })).statusCode, 400);
});

t.test('criteria have a depth, a size and a length', async (t) => {
  const nested = (depth: number): object =>
    depth === 0 ? { filters: { eq: 'black' } } : { not: nested(depth - 1) };
  t.equal((await ask({ criteria: nested(8), pageSize: 1 })).statusCode, 200);
  t.match((await ask({ criteria: nested(11) })).json(), { status: 400, code: 'query-too-large' });
  const many = { filters: { in: Array.from({ length: 1001 }, () => 'black') } };
  t.match((await ask({ criteria: many })).json(), { status: 400, code: 'query-too-large' });
  const long = { filters: { eq: 'x'.repeat(200_000) } };
  t.equal((await ask({ criteria: long })).statusCode, 413);
});

t.test('all rows of a query as Parquet, typed', async (t) => {
  const body = { criteria: { locations: { eq: 'LA|code|E09000012' } } };
  const accept = 'application/vnd.apache.parquet';
  const reply = await ask(body, { headers: { accept } });
  t.equal(reply.headers['content-type'], accept);
  t.equal(reply.rawPayload.subarray(0, 4).toString(), 'PAR1');
  const path = `${service.exportsDirectory}/query.parquet`;
  await writeFile(path, reply.rawPayload);
  const duck = await (await DuckDBInstance.create(':memory:')).connect();
  const found = await duck.runAndReadAll(
    `select count(*)::int n, sum(numerator) total, min(period_start)::text as oldest from '${path}'`,
  );
  const csv = rowsOf((await ask(body, { headers: { accept: 'text/csv' } })).payload);
  const total = csv.reduce((sum, row) => sum + Number(row.numerator), 0);
  t.same(found.getRowObjectsJson(), [
    { n: csv.length, total, oldest: csv.map((row) => row.period_start).toSorted()[0] },
  ]);
});

t.test('a cursor goes on in the version and question that it came with', async (t) => {
  const body = { criteria: { locations: { eq: 'LA|code|E09000012' } }, pageSize: 70 };
  const pages: unknown[] = [];
  let cursor: string | null = null;
  do {
    const reply: ReturnType<typeof JSON.parse> = (
      await ask({ ...body, ...(cursor === null ? {} : { cursor }) })
    ).json();
    pages.push(...reply.results);
    cursor = reply.paging.nextCursor;
    if (cursor !== null) {
      const other = await ask({ ...body, sorts: [{ field: 'value', direction: 'Asc' }], cursor });
      t.match(other.json(), { status: 400, errors: [{ code: 'InvalidCursor', path: 'cursor' }] });
    }
  } while (cursor !== null);
  const whole = (await ask({ ...body, pageSize: 10_000 })).json();
  t.equal(whole.paging.nextCursor, null);
  t.same(pages, whole.results);
  t.equal((await ask({ ...body, cursor: 'bm90IG91cnM' })).statusCode, 400);
});
