/**
 * What the published files say, by plain reading and adding. It holds `tests/fixtures/published-facts.json` to the files;
 * the flow tests hold the service to those facts.
 */
import t from 'tap';
import { publishedFacts as facts, type Row, publishedRows as rowsOf } from '../../support/published.ts';

const exclusions = await rowsOf('exclusions-2024-25/london_la_exclusions_by_ethnicity_2024-25.csv');
const lookedAfter = await rowsOf('looked-after-31-march/looked_after_31_march_london_2021_2024.csv');
const socialWorkers = await rowsOf('social-workers/csww_workforce_role_by_ethnicity_2019_to_2022_london.csv');
const keyStage4 = await rowsOf('key-stage-4-2017-18/KS4_2018_LA_Char_Testdata_london.csv');
const england = await rowsOf('key-stage-4-2017-18/KS4_2018_Nat_Char_Testdata.csv');
const midYear = await rowsOf('mid-year-0-17/london_0_17_population_2012_2024.csv');

const sum = (rows: readonly Row[], column: string) =>
  rows.reduce((total, row) => total + Number(row[column]), 0);
const near = (a: number, b: number) => Math.abs(a - b) < 0.02;
const placeOf = (row: Row) => row.new_la_code || row.region_code || 'E92000001';
const isAuthority = (row: Row) => row.geographic_level === 'Local authority';

t.test(
  'exclusions: the authorities add up to the London that was published, and give their rates',
  async (t) => {
    const overall = exclusions.filter((row) => row.ethnicity === 'overall');
    const permanent = overall.filter((row) => row.indicator === 'permanent_exclusion_rate');
    const suspended = overall.filter((row) => row.indicator === 'suspension_rate');
    t.equal(sum(permanent, 'numerator'), 727);
    t.equal(sum(suspended, 'numerator'), 67_305);
    t.equal(sum(permanent, 'denominator'), 1_280_233);
    t.equal(sum(suspended, 'denominator'), 1_280_233);
    const rate = (row: Row) => ((Number(row.numerator) / Number(row.denominator)) * 100).toFixed(5);
    t.same(
      exclusions.filter((row) => Number(rate(row)) !== Number(row.source_rate)),
      [],
    );
    const countOf = (row: Row | undefined) => ({
      numerator: Number(row?.numerator),
      denominator: Number(row?.denominator),
      rate: Number(row?.source_rate),
    });
    const authorities = permanent.map(({ geo_id = '' }) => [
      geo_id,
      {
        permanentExclusions: countOf(permanent.find((row) => row.geo_id === geo_id)),
        suspensions: countOf(suspended.find((row) => row.geo_id === geo_id)),
      },
    ]);
    t.equal(authorities.length, 33);
    t.same(facts.exclusions.authorities, Object.fromEntries(authorities));
  },
);

t.test(
  'looked after: totals, rounding, what the source withheld, and the population of the year before',
  async (t) => {
    const ethnicity = lookedAfter.filter((row) => row.cla_group === 'Ethnicity');
    const totals: Record<string, Record<string, number>> = {};
    for (const row of ethnicity.filter((row) => row.characteristic === 'Total')) {
      const period = `${row.time_period}-03-31`;
      totals[period] = { ...totals[period], [placeOf(row)]: Number(row.cla_31_march_number) };
    }
    t.same(facts.lookedAfter.totals, totals);
    const added = (period: string) =>
      Object.entries(totals[period] ?? {}).reduce((all, [id, n]) => all + (id.startsWith('E09') ? n : 0), 0);
    t.same(Object.keys(totals).map(added), [9643, 9936, 9684, 9640]);
    t.same(
      Object.values(totals).map((year) => year.E12000007),
      [9640, 9940, 9680, 9640],
    );
    const rounded = lookedAfter.filter((row) => !isAuthority(row));
    t.equal(rounded.length, 304);
    t.ok(rounded.every((row) => Number(row.cla_31_march_number) % 10 === 0));

    const GROUPS: Readonly<Record<string, string>> = {
      'Asian or Asian British': 'asian',
      'Black, African, Caribbean or Black British': 'black',
      'Mixed or Multiple ethnic groups': 'mixed',
      'Other ethnic group': 'other',
      White: 'white',
      'Refused or information not yet available': 'not-known',
    };
    const withheld = ethnicity
      .filter((row) => row.cla_31_march_number === 'c')
      .map((row) => [`${row.time_period}-03-31`, placeOf(row), GROUPS[row.characteristic ?? '']]);
    t.same(facts.lookedAfter.withheld, withheld);
    t.equal(withheld.length, 130);
    t.equal(lookedAfter.filter((row) => row.cla_31_march_number === 'c').length, 201);
    t.ok(lookedAfter.every((row) => /^(\d+|c)$/.test(row.cla_31_march_number ?? '')));

    const children = new Map(
      midYear.map((row) => [`${row.time_period} ${placeOf(row)}`, row.population_estimate]),
    );
    const other = lookedAfter.filter(
      (row) => children.get(`${Number(row.time_period) - 1} ${placeOf(row)}`) !== row.population_estimate,
    );
    t.same(other, [], 'the mid-year population of T-1 is the population that DfE divided by');
  },
);

t.test('key stage 4: Inner and Outer London are the sums of their authorities', async (t) => {
  const fsm = keyStage4.filter((row) => row.breakdown === 'Free_school_meals');
  const columns = ['t_pupils', 't_att8', 't_inp8calc', 't_p8score', 't_l2basics_94', 't_l2basics_95'];
  for (const name of ['Inner London', 'Outer London']) {
    for (const sex of ['Boys', 'Girls', 'Total']) {
      const rows = fsm.filter((row) => row.region_name === name && row.characteristic_gender === sex);
      const [parts, whole] = [rows.filter(isAuthority), rows.filter((row) => !isAuthority(row))];
      for (const column of columns)
        t.ok(near(sum(parts, column), sum(whole, column)), `${name} ${sex} ${column}`);
    }
  }
  t.equal(new Set(keyStage4.filter(isAuthority).map((row) => row.new_la_code)).size, 32);
  t.notOk(
    keyStage4.some((row) => row.new_la_code === 'E09000001'),
    'City of London has no pupils',
  );
});

const RATES: Readonly<Record<string, readonly [string, string]>> = {
  'ed-attainment-8-mean': ['t_att8', 't_pupils'],
  'ed-progress-8-mean': ['t_p8score', 't_inp8calc'],
  'ed-gcse-em-9-4-pct': ['t_l2basics_94', 't_pupils'],
  'ed-gcse-em-9-5-pct': ['t_l2basics_95', 't_pupils'],
};
const LABELS: Readonly<Record<string, string>> = {
  'asian-excluding-chinese': 'ASIAN',
  black: 'BLACK',
  chinese: 'CHINESE',
  white: 'WHITE',
  'black-caribbean': 'Caribbean',
  'not-known': 'Unclassified',
  male: 'Boys',
  female: 'Girls',
  E13000001: 'Inner London',
  E13000002: 'Outer London',
};

t.test('key stage 4: the facts are in the files', async (t) => {
  const state = england.filter((row) => row.school_characteristic === 'all_state_funded_schools');
  for (const fact of facts.keyStage4) {
    const rows = (fact.area === 'E92000001' ? state : keyStage4).filter((row) => {
      const place = row.new_la_code || row.region_name;
      const here = fact.area === 'E92000001' || place === (LABELS[fact.area] ?? fact.area);
      const sex = row.characteristic_gender === (LABELS[fact.sex ?? ''] ?? 'Total');
      const minor = row.characteristic_ethnic_minor ?? 'Total';
      const finest = minor === 'Total' ? row.characteristic_ethnic_major : minor;
      const all = row.breakdown === (fact.area === 'E92000001' ? 'PupilTotals' : 'Free_school_meals');
      const group = row.breakdown === 'Ethnic_major' && finest === LABELS[fact.group];
      const major = minor === 'Total' || fact.group === 'black-caribbean';
      return here && sex && (fact.group === 'all' ? all : group && major);
    });
    const [numerator = '', denominator = ''] = RATES[fact.measure] ?? [];
    const name = `${fact.measure} ${fact.area} ${fact.group} ${fact.sex}`;
    t.equal(rows.length, fact.group === 'all' && fact.area !== 'E92000001' ? 2 : 1, name);
    t.ok(near(sum(rows, numerator), fact.numerator ?? Number.NaN), name);
    t.equal(sum(rows, denominator), fact.denominator, name);
  }
});

t.test('social workers: five groups are the known headcount, and Richmond is in Kingston', async (t) => {
  const groups = ['white', 'mixed', 'asian', 'black', 'other'];
  const [richmond, rest] = [true, false].map((is) =>
    socialWorkers.filter((row) => (row.new_la_code === 'E09000027') === is),
  );
  t.equal(richmond?.length, 28);
  t.ok(richmond?.every((row) => [...groups, 'known_headcount'].every((column) => row[column] === 'z')));
  const unequal = rest?.filter(
    (row) => groups.reduce((all, group) => all + Number(row[group]), 0) !== Number(row.known_headcount),
  );
  t.same(unequal, []);
  const ROLES: Readonly<Record<string, string>> = {
    all: 'All children and family social workers',
    'grade:senior-manager': 'Senior manager',
    'grade:case-holder': 'Case holder',
  };
  for (const fact of facts.socialWorkers) {
    const row = socialWorkers.find(
      (each) =>
        `${each.time_period}-09-30` === fact.period &&
        placeOf(each) === fact.area &&
        each.OrgRole === ROLES[fact.category ?? ''],
    );
    const [numerator, denominator] = [
      fact.group === 'known' ? 'known_headcount' : fact.group,
      'known_headcount',
    ];
    const shown = (column: string) => (row?.[column] === 'z' ? null : Number(row?.[column]));
    t.same([shown(numerator), shown(denominator)], [fact.numerator, fact.denominator], JSON.stringify(fact));
    t.equal(fact.status, fact.numerator === null ? 'z' : 'shown');
  }
});
