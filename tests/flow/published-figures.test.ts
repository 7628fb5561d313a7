import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import t from 'tap';
import { publishedFacts, textOf } from '../support/published.ts';
import { publishedService } from '../support/service.ts';

const LONDON = 'E12000007';
const service = await publishedService(t);
const { app, graphql } = service;

t.test('suspensions and permanent exclusions, 2024/25', async (t) => {
  const rows = async (measure: string, more = '') => {
    const answer =
      await graphql(`{ comparison(measure: "${measure}", period: "AY2024-25", groups: ["all"] ${more}) {
      release { version } coverage { included { id } notReturned { id } }
      rows { area { id } numerator { value status } denominator { value } rate { value lower upper status } } } }`);
    t.same(answer.errors, undefined);
    return answer.data.comparison;
  };

  for (const [measure, key] of [
    ['ed-suspension-rate', 'suspensions'],
    ['ed-permanent-exclusion-rate', 'permanentExclusions'],
  ] as const) {
    t.test(`${key}: each authority's rate is the one published`, async (t) => {
      const { rows: found, release } = await rows(measure);
      t.equal(release.version, '1.0.0');
      for (const [area, facts] of Object.entries(publishedFacts.exclusions.authorities)) {
        const row = found.find((each: { area: { id: string } }) => each.area.id === area);
        t.equal(row?.numerator.value, facts[key].numerator, `${area} numerator`);
        t.equal(row?.denominator.value, facts[key].denominator, `${area} denominator`);
        t.equal(Number(row?.rate.value.toFixed(5)), facts[key].rate, `${area} rate`);
      }
    });
  }

  t.test('London: 727 permanent exclusions and 67,305 suspensions of 1,280,233 pupils', async (t) => {
    const [exclusions] = (await rows('ed-permanent-exclusion-rate', `areas: ["${LONDON}"]`)).rows;
    t.match(exclusions, { numerator: { value: 727 }, denominator: { value: 1_280_233 } });
    const {
      rows: [suspensions],
      coverage,
    } = await rows('ed-suspension-rate', `areas: ["${LONDON}"]`);
    t.match(suspensions, {
      numerator: { value: 67_305, status: 'shown' },
      denominator: { value: 1_280_233 },
    });
    t.equal(suspensions.rate.value.toFixed(5), '5.25725');
    t.ok(suspensions.rate.lower < 5.25725 && suspensions.rate.upper > 5.25725);
    t.equal(coverage.included.length, 33);
    t.equal(coverage.notReturned.length, 0);
  });

  t.test('Black pupils of Hackney were 1.75 times as likely to be suspended as White ones', async (t) => {
    const answer =
      await graphql(`{ comparison(measure: "ed-suspension-rate", areas: ["E09000012"], groups: ["black"]) {
      rows { against(reference: { kind: GROUP, group: "white" }) {
        rateRatio { value lower upper method { id } } verdict reference { group { id } } } } } }`);
    const [{ against }] = answer.data.comparison.rows;
    t.equal(against.rateRatio.value.toFixed(4), (1273 / 9853 / (860 / 11620)).toFixed(4));
    t.match(against, { verdict: 'HIGHER', reference: { group: { id: 'white' } } });
    t.ok(against.rateRatio.lower > 1.59 && against.rateRatio.lower < 1.61);
    t.ok(against.rateRatio.upper > 1.9 && against.rateRatio.upper < 1.92);
  });

  t.test('pupils whose ethnicity is not classified are neither Other nor nothing', async (t) => {
    const answer = await graphql(`{ comparison(measure: "ed-suspension-rate", areas: ["E09000012"],
      groups: ["not-known", "known", "all"]) { rows { group { id } numerator { value } } } }`);
    const found = answer.data.comparison.rows.map(
      (row: { group: { id: string }; numerator: { value: number } }) => [row.group.id, row.numerator.value],
    );
    t.same(Object.fromEntries(found), { 'not-known': 39, known: 3008, all: 3047 });
  });
});

t.test('children looked after at 31 March', async (t) => {
  for (const [period, areas] of Object.entries(publishedFacts.lookedAfter.totals)) {
    t.test(`${period}: each total is the one in the file`, async (t) => {
      const ids = Object.keys(areas)
        .map((id) => `"${id}"`)
        .join(', ');
      const answer =
        await graphql(`{ comparison(measure: "sc-cla-rate", period: "${period}", areas: [${ids}], groups: ["all"]) {
        population { population { id } period { id } year } rows { area { id } numerator { value status } rate { value status } } } }`);
      for (const row of answer.data.comparison.rows) {
        t.equal(row.numerator.value, areas[row.area.id], row.area.id);
        t.equal(row.numerator.status, row.area.id.startsWith('E09') ? 'shown' : 'rounded');
      }
      t.equal(answer.data.comparison.rows.length, Object.keys(areas).length);
      t.equal(
        answer.data.comparison.population.period.id,
        `${Number(period.slice(0, 4)) - 1}-06-30`,
        'mid-year T-1',
      );
    });
  }

  t.test('what the source withheld is withheld in every number that would need it', async (t) => {
    for (const [period, area, group] of publishedFacts.lookedAfter.withheld) {
      const answer =
        await graphql(`{ comparison(measure: "sc-cla-rate", period: "${period}", areas: ["${area}"], groups: ["${group}"],
        population: "census-2021-children-10-17") { withheld { sourceWithheld }
        rows { numerator { value status } rate { value lower upper status } share { value status } representation { index { value status } }
          rank { value } against(reference: { kind: GROUP, group: "white" }) { rateRatio { value status } rateDifference { value }
            excess { value } toParity { value } verdict } } } }`);
      const {
        rows: [row],
        withheld,
      } = answer.data.comparison;
      // Shares are of those whose ethnicity is known.
      const shareStatus = group === 'not-known' ? 'z' : 'c';
      t.match(
        row,
        {
          numerator: { value: null, status: 'c' },
          rate: { value: null, lower: null, upper: null, status: 'c' },
          share: { value: null, status: shareStatus },
          representation: { index: { value: null, status: shareStatus } },
          rank: null,
          against: {
            rateRatio: { value: null },
            rateDifference: { value: null },
            excess: { value: null },
            toParity: { value: null },
          },
        },
        `${period} ${area} ${group}`,
      );
      t.equal(withheld.sourceWithheld > 0, true);
    }
  });

  t.test(
    'there is no population by ethnicity, and the rate says so; a named proxy gives representation',
    async (t) => {
      const query = (
        population: string,
      ) => `{ comparison(measure: "sc-cla-rate", period: "2024-03-31", areas: ["E09000012"], groups: ["black"] ${population}) {
      population { proxy } caveats { code } rows { numerator { value } rate { value status reason } representation { index { value } } } } }`;
      const without = (await graphql(query(''))).data.comparison;
      t.match(without.rows[0].rate, { value: null, reason: 'NO_POPULATION' });
      t.equal(without.rows[0].representation.index.value, null);
      const proxied = (await graphql(query('population: "census-2021-children-10-17"'))).data.comparison;
      t.equal(proxied.population.proxy, true);
      t.ok(proxied.rows[0].representation.index.value > 1);
      t.ok(proxied.caveats.some((each: { code: string }) => each.code === 'PROXY_POPULATION'));
    },
  );
});

t.test('the workforce and key stage 4', async (t) => {
  for (const fact of [...publishedFacts.socialWorkers, ...publishedFacts.keyStage4]) {
    const sex = (fact.sex ?? 'all').toUpperCase();
    const category =
      fact.category === undefined || fact.category === 'all' ? '' : `category: "${fact.category}"`;
    const answer =
      await graphql(`{ comparison(measure: "${fact.measure}", period: "${fact.period}", areas: ["${fact.area}"],
      groups: ["${fact.group}"], sex: ${sex} ${category}) { rows { numerator { value status } denominator { value } } } }`);
    const [row] = answer.data?.comparison.rows ?? [];
    t.equal(row?.numerator.value, fact.numerator, JSON.stringify(fact));
    t.equal(row?.denominator.value, fact.denominator);
    if (fact.status !== undefined) t.equal(row?.numerator.status, fact.status);
  }

  t.test('a Progress 8 mean may be below zero, and its ratio has no meaning', async (t) => {
    const answer =
      await graphql(`{ comparison(measure: "ed-progress-8-mean", areas: ["${LONDON}"], groups: ["black"]) {
      rows { rate { value reason } against(reference: { kind: GROUP, group: "white" }) { rateRatio { value } rateDifference { value } } } } }`);
    const [row] = answer.data.comparison.rows;
    t.type(row.rate.value, 'number');
    t.equal(row.against.rateRatio.value, null);
    t.type(row.against.rateDifference.value, 'number');
  });
});

t.test('the frozen files', async (t) => {
  const release = (await app.inject('/v1/releases/latest')).json();
  const tables = release.artefacts.filter(({ format }: { format: string }) => format === 'csv');
  t.same(
    tables.map(({ name }: { name: string }) => name),
    ['all', 'education', 'populations', 'revisions', 'social-care', 'workforce'],
  );
  for (const { name, href, sha256, byteLength, rowCount } of tables) {
    t.test(`${name}.csv has the bytes, the digest and the rows that the release names`, async (t) => {
      const reply = await app.inject(href);
      t.equal(reply.statusCode, 200);
      t.equal(createHash('sha256').update(reply.rawPayload).digest('hex'), sha256);
      t.equal(reply.rawPayload.length, byteLength);
      t.equal(reply.headers.etag, `"${sha256}"`);
      t.equal(reply.headers['repr-digest'], `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`);
      t.match(reply.headers['cache-control'], /immutable/);
      const rows = parse(reply.rawPayload, { columns: true });
      t.equal(rows.length, rowCount);
      t.equal((await app.inject({ url: href, headers: { 'if-none-match': `"${sha256}"` } })).statusCode, 304);
    });
  }

  t.test('all.csv gives every number as GraphQL does, and nothing for a withheld one', async (t) => {
    const reply = await app.inject('/v1/releases/1.0.0/all.csv');
    const rows: Record<string, string>[] = parse(reply.rawPayload, { columns: true });
    t.match(
      reply.payload.split('\r\n')[0],
      /^measure,domain,period,period_start,period_end,area,area_name,area_kind,/,
    );
    const london = rows.find(
      (row) => row.measure === 'ed-suspension-rate' && row.area === LONDON && row.ethnic_group === 'all',
    );
    t.match(london, {
      numerator: '67305',
      denominator: '1280233',
      value_status: 'shown',
      coverage: '33/33',
      release: '1.0.0',
    });
    t.equal(Number(london?.value).toFixed(5), '5.25725');
    for (const row of rows) {
      if (row.numerator_status !== 'c' && row.denominator_status !== 'c') continue;
      t.equal(
        row.value + (row.lower_95 ?? '') + (row.upper_95 ?? ''),
        '',
        `${row.measure} ${row.period} ${row.area} ${row.ethnic_group}`,
      );
    }
  });

  t.test('latest redirects to the version it is', async (t) => {
    const reply = await app.inject('/v1/releases/latest/all.csv');
    t.equal(reply.statusCode, 302);
    t.equal(reply.headers.location, '/v1/releases/1.0.0/all.csv');
  });
});

t.test("the README's first question gets its answer: each borough's ratio, with its interval", async (t) => {
  const [, query = ''] = /```graphql\n([\s\S]*?)```/.exec(await textOf('README.md')) ?? [];
  const answer = await graphql(query);
  t.same(answer.errors, undefined);
  const { rows } = answer.data.comparison;
  t.equal(rows.length, 34, '33 authorities and London');
  for (const row of rows) {
    const { value, lower, upper } = row.against.rateRatio;
    if (value === null) continue;
    t.ok(lower <= value && value <= upper, row.area.name);
  }
  t.ok(rows.filter((row: { against: { verdict: string } }) => row.against.verdict === 'HIGHER').length > 15);
  const page = (await app.inject('/graphiql/start.js')).payload;
  t.ok(page.includes(JSON.stringify(query).slice(1, -1)), 'and GraphiQL opens with it');
});
