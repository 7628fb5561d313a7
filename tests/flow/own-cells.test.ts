import pg from 'pg';
import t, { type Test } from 'tap';
import { MEASURE, makeRelease } from '../../bench/release.ts';
import { latestVocabulary } from '../../src/storage/editions.ts';
import { testService } from '../support/service.ts';

// No question reads more of a release than the cells of the measures and periods that it is about.

const service = await testService(t);
const { db, url, app, graphql } = service;
const made = await makeRelease(url, await latestVocabulary(db.reader), 300_000);
const owner = new pg.Client({ connectionString: url });
await owner.connect();
t.teardown(() => owner.end());

/** Every breakdown of one measure and period. */
const OF_ONE = made.areas.length * made.groups.length * 4;
const PERIODS = [...new Set(made.slices.map(({ period }) => period))].sort();
const [first = '', last = ''] = [PERIODS[0], PERIODS.at(-1)];
const MEASURES = new Set(made.slices.map(({ measure }) => measure)).size;

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly Plan[];
}

/** The nodes of a plan that read the cells of releases. */
function scansIn(plan: Plan): readonly Plan[] {
  const below = (plan.Plans ?? []).flatMap(scansIn);
  return plan['Relation Name'] === 'cell' ? [plan, ...below] : below;
}

function rowsRead(scans: readonly Plan[]): number {
  return scans.reduce((sum, scan) => {
    const removed = (scan['Rows Removed by Filter'] ?? 0) + (scan['Rows Removed by Index Recheck'] ?? 0);
    return sum + (scan['Actual Rows'] + removed) * scan['Actual Loops'];
  }, 0);
}

/** Asks, and gives the plan of every statement that read cells, as it really ran. */
async function statementsOf(t: Test, ask: () => Promise<unknown>) {
  const seen = t.capture(db.reader, 'query', db.reader.query);
  await ask();
  const statements = seen().map(({ args }: { args: readonly unknown[] }) => {
    const values: readonly unknown[] = Array.isArray(args[1]) ? args[1] : [];
    return { sql: String(args[0]), values };
  });
  seen.restore();
  const found = [];
  for (const { sql, values } of statements) {
    if (!sql.includes('publication.cell')) continue;
    const { rows } = await owner.query(`explain (analyze, format json) ${sql}`, [...values]);
    const scans = scansIn(rows[0]['QUERY PLAN'][0].Plan);
    found.push({ sql, values, scans, read: rowsRead(scans) });
  }
  return found;
}

const AREAS = JSON.stringify(made.areas.slice(0, 2));
const ask = (query: string) => async () => {
  const { errors } = await graphql(query);
  if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join(' '));
};
const get = (path: string) => async () => {
  const { statusCode, body } = await app.inject({ url: path });
  if (statusCode !== 200) throw new Error(body);
};

const KINDS: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['comparison', ask(`{ comparison(measure: "${MEASURE}") { rows { rate { value } caveats { code } } } }`)],
  [
    'comparison of one sex',
    ask(`{ comparison(measure: "${MEASURE}", sex: FEMALE) { rows { rate { value } } } }`),
  ],
  [
    'comparison of two areas',
    ask(`{ comparison(measure: "${MEASURE}", areas: ${AREAS}) { coverage { expected } } }`),
  ],
  [
    'comparison of periods together',
    ask(`{ comparison(measure: "${MEASURE}", pool: 2) { rows { rate { value } } } }`),
  ],
  [
    'trend',
    ask(`{ trend(measure: "${MEASURE}", areas: ${AREAS}) { series { points { rate { value } } } } }`),
  ],
  [
    'representation',
    ask(
      `{ representation(measure: "${MEASURE}", period: "${first}", sex: MALE) { rows { share { value } } } }`,
    ),
  ],
  ['coverage', ask(`{ coverage(measure: "${MEASURE}", period: "${first}") { expected } }`)],
  ['pathway', ask('{ pathway(pathway: "school-exclusion") { rows { steps { rate { value } } } } }')],
  ['REST comparison', get(`/v1/comparisons.csv?measure=${MEASURE}&sex=male&period=${last}`)],
  ['REST trend', get(`/v1/trends.csv?measure=${MEASURE}&sex=not-known`)],
];

t.test('the periods of a release are found without reading its cells', async (t) => {
  const statements = await statementsOf(t, get('/v1/periods'));
  t.equal(statements.length, 1);
  for (const { scans, read } of statements) {
    t.notOk(
      scans.some((scan) => scan['Node Type'] === 'Seq Scan'),
      'by the index',
    );
    // A few of each measure and period, not all 2,508: Postgres sorts by some dozens of rows.
    t.ok(read <= 50 * MEASURES * PERIODS.length, `${read} rows for ${MEASURES} measures`);
  }
});

for (const [name, asked] of KINDS) {
  t.test(`${name}: no statement reads more than one measure and period`, async (t) => {
    const statements = await statementsOf(t, asked);
    t.ok(statements.length > 0, 'it reads');
    for (const { scans, read, values } of statements) {
      t.notOk(
        scans.some((scan) => scan['Node Type'] === 'Seq Scan'),
        'by the index',
      );
      t.ok(read <= OF_ONE, `${read} of ${OF_ONE} rows of ${values[0]} ${values[1]}`);
    }
  });
}
