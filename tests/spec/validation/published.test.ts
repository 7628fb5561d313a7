import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import t from 'tap';
import { readSeeds } from '../../../src/storage/seed.ts';
import { HELD_IN } from '../../../src/validation/count-values.ts';
import { validate } from '../../../src/validation/validate.ts';
import { DOMAINS } from '../../../src/vocabulary/measure.ts';
import { buildVocabulary } from '../../../src/vocabulary/vocabulary.ts';

const vocabulary = buildVocabulary(1, await readSeeds('seeds'));

interface Entry {
  readonly file: string;
  readonly layout: string;
  readonly domain: string;
}

/** What fires on each published file, and why it is right. Nothing else may. */
const NOT_APPLICABLE = 'the Census has a row for those to whom the question does not apply, and it is nobody';
const NOT_CLASSIFIED = 'pupils whose ethnicity is not classified are in the total only';
const OTHER_TABLES = 'the file holds other breakdowns, areas and school types than those taken';
const RIGHT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'mid-year-0-17/london_0_17_population_2012_2024.csv': {},
  'census-2021-ethnic-group/london_utla_ethnic_group_20.csv': { 'rows-left-out': NOT_APPLICABLE },
  'census-2021-ethnic-group/london_region_ethnic_group_20.csv': { 'rows-left-out': NOT_APPLICABLE },
  'census-2021-ethnic-group/england_wales_ethnic_group_20.csv': { 'rows-left-out': NOT_APPLICABLE },
  'children-10-17/london_child_population_10_17_by_ethnicity_census2021.csv': {
    'areas-missing': 'the table has no row for the City of London',
  },
  'school-census-pupils/spc_pupils_ethnicity_and_language_london_2015-16_2021-22_total.csv': {
    'rows-left-out': OTHER_TABLES,
  },
  'exclusions-2024-25/london_la_exclusions_by_ethnicity_2024-25.csv': {
    'groups-below-total': NOT_CLASSIFIED,
  },
  'key-stage-4-2017-18/KS4_2018_LA_Char_Testdata_london.csv': {
    'areas-missing': 'the City of London has no key stage 4',
    'area-names-settled': 'Inner and Outer London bear the code of London in this file',
    'chinese-apart': 'the major groups of the key stage 4 tables have Chinese beside Asian',
    'groups-below-total': NOT_CLASSIFIED,
    'rows-left-out': OTHER_TABLES,
  },
  'key-stage-4-2017-18/KS4_2018_Nat_Char_Testdata.csv': {
    'chinese-apart': 'the major groups of the key stage 4 tables have Chinese beside Asian',
    'rows-left-out': OTHER_TABLES,
  },
  'looked-after-31-march/looked_after_31_march_london_2021_2024.csv': {
    'rounded-kept': 'DfE rounds the totals of regions to ten',
    'rows-left-out': OTHER_TABLES,
    'symbol-given-away':
      'where one group alone is withheld, the total that is published beside it gives it away',
    'symbol-kept': 'DfE withholds small numbers as c',
  },
  'social-workers/csww_workforce_role_by_ethnicity_2019_to_2022_london.csv': {
    'symbol-kept': 'z: the workforce of Richmond upon Thames is in the joint return shown against Kingston',
  },
};

t.test('what fires on the published files is right, and is all that fires', async (t) => {
  const manifest: readonly Entry[] = JSON.parse(await readFile('seeds/published/manifest.json', 'utf8'));
  for (const { file, layout: name, domain } of manifest) {
    const layout = vocabulary.layout.get(name);
    const { findings } = await validate({
      source: () => createReadStream(`seeds/published/${file}`),
      context: {
        vocabulary,
        domain: DOMAINS.find((each) => each === domain) ?? 'education',
        period: null,
        area: null,
        layout: layout ?? null,
        classification: layout?.classification ?? null,
        asked: null,
        pupils: null,
      },
      take: async () => {},
    });
    t.same(
      [...new Set(findings.map(({ code }) => code))].toSorted(),
      Object.keys(RIGHT[file] ?? {}).toSorted(),
      `${file}: ${findings.map(({ message }) => message).join(' | ')}`,
    );
  }
  t.same(Object.keys(RIGHT).toSorted(), manifest.map(({ file }) => file).toSorted());
});

t.test('the counts that hold one another are counts of the catalogue', async (t) => {
  const counts = new Set(vocabulary.measures.flatMap((each) => [each.numeratorCount, each.denominatorCount]));
  for (const pair of HELD_IN) for (const count of pair) t.ok(counts.has(count), count);
});
