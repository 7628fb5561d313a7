import t from 'tap';
import { type Row, publishedRows as rowsOf } from '../../support/published.ts';

const sum = (rows: readonly Row[], column: string) =>
  rows.reduce((total, row) => total + Number(row[column]), 0);
const isAuthority = (row: Row) => row.geographic_level === 'Local authority';

t.test('School Census: groups and Unclassified are all pupils, and the authorities are London', async (t) => {
  const pupils = await rowsOf(
    'school-census-pupils/spc_pupils_ethnicity_and_language_london_2015-16_2021-22_total.csv',
  );
  t.ok(pupils.every((row) => row.phase_type_grouping === 'Total'));
  const ofAll = pupils.filter((row) => row.language === 'Total');
  for (const year of ['201516', '201617', '201718', '201819', '201920', '202021', '202122']) {
    const rows = ofAll.filter((row) => row.time_period === year);
    const everybody = rows.filter((row) => row.ethnicity === 'Total');
    const groups = rows.filter((row) => row.ethnicity !== 'Total');
    t.equal(sum(groups, 'headcount'), sum(everybody, 'headcount'), year);
    const london = everybody.filter((row) => row.geographic_level === 'Regional');
    t.equal(sum(everybody.filter(isAuthority), 'headcount'), sum(london, 'headcount'), `${year}: London`);
  }
});

t.test(
  'populations: mid-year authorities are London; Census sums differ by up to 5; RM032 has no City',
  async (t) => {
    const midYear = await rowsOf('mid-year-0-17/london_0_17_population_2012_2024.csv');
    for (let year = 2012; year <= 2024; year += 1) {
      const rows = midYear.filter((row) => row.time_period === String(year));
      const london = rows.filter(
        (row) => row.geographic_level === 'Regional' && row.region_name === 'London',
      );
      t.equal(
        sum(rows.filter(isAuthority), 'population_estimate'),
        sum(london, 'population_estimate'),
        String(year),
      );
    }
    const authorities = await rowsOf('census-2021-ethnic-group/london_utla_ethnic_group_20.csv');
    const code = 'Ethnic group (20 categories) Code';
    for (const row of await rowsOf('census-2021-ethnic-group/london_region_ethnic_group_20.csv')) {
      const parts = authorities.filter((each) => each[code] === row[code]);
      t.ok(Math.abs(sum(parts, 'Observation') - Number(row.Observation)) <= 5, `group ${row[code]}`);
      if (row[code] === '-8') t.equal(row.Observation, '0', 'the code that stands for nobody');
    }
    const children = await rowsOf('children-10-17/london_child_population_10_17_by_ethnicity_census2021.csv');
    t.equal(new Set(children.map((row) => row.geo_id)).size, 32);
    t.notOk(children.some((row) => row.geo_id === 'E09000001'));
    t.equal(sum(children, 'population'), 837_310);
  },
);
