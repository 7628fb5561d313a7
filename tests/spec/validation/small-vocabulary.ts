import type { Area } from '../../../src/vocabulary/area.ts';
import type { EthnicGroup } from '../../../src/vocabulary/ethnic-group.ts';
import type { Layout } from '../../../src/vocabulary/layout.ts';
import type { Measure } from '../../../src/vocabulary/measure.ts';
import { buildVocabulary } from '../../../src/vocabulary/vocabulary.ts';

export const HACKNEY = 'E09000012';
export const LAMBETH = 'E09000022';

function measure(id: string, kind: Measure['kind'], more: Partial<Measure> = {}): Measure {
  return {
    id,
    domain: 'education',
    subdomain: 'exclusion',
    title: id,
    definition: id,
    kind,
    numerator: 'events',
    denominator: 'pupils on roll',
    numeratorCount: `${id}-events`,
    denominatorCount: 'pupils-on-roll',
    population: null,
    unit: '%',
    multiplier: 100,
    polarity: 'higher-is-worse',
    persons: true,
    sourceReturn: '',
    frequency: 'termly',
    quarterly: true,
    dimensions: ['sen'],
    sexes: true,
    ageBands: true,
    ageRange: null,
    pathway: null,
    stage: null,
    branch: false,
    askedForBy: [],
    note: null,
    ...more,
  };
}

function group(id: string, label: string, more: Partial<EthnicGroup> = {}): EthnicGroup {
  return { id, label, level: 'detailed', parent: 'asian', sort: 1, definition: '', note: null, ...more };
}

function area(
  id: string,
  name: string,
  kind: Area['kind'] = 'authority',
  dfeCode: string | null = null,
): Area {
  const none = { subRegion: null, innerOuter: null, region: null, collaboration: null, note: null };
  return { id, name, kind, dfeCode, liiaCode: null, ...none };
}

function code(classification: string, text: string, label: string, group: string | null) {
  return { classification, code: text, label, group, mappingQuality: 'exact', note: null };
}

/** A table with a name that disagrees with its code, another breakdown, a symbol of its own, and rounded regions. */
export const layout: Layout = {
  name: 'small',
  title: 'A small table of somebody else',
  publisher: 'Somebody',
  licence: 'Open Government Licence v3.0',
  attribution: 'Somebody',
  policy: 'already-public',
  classification: 'dfe-main',
  period: { column: 'time_period', form: 'academic-year' },
  areas: [
    { where: { level: 'Local authority' }, code: 'la_code', name: 'la_name' },
    { where: { level: 'Regional' }, code: 'la_code', name: 'la_name', trust: 'name' },
  ],
  rules: [
    {
      where: { breakdown: 'Ethnicity' },
      group: {
        column: 'who',
        map: { 'ALL PUPILS': 'all', ASIAN: 'asian-excluding-chinese', CHINESE: 'chinese' },
      },
      sex: { column: 'gender', map: { Total: 'all', Girls: 'female', Boys: 'male' } },
      values: [{ measure: 'ed-percentage', numerator: 'n', denominator: 'd' }],
    },
    {
      where: { breakdown: 'Meals' },
      group: { fixed: 'all' },
      combine: 'sum',
      values: [{ measure: 'ed-percentage', numerator: 'n', denominator: 'd' }],
    },
    {
      where: { breakdown: 'Plans' },
      group: { fixed: 'all' },
      category: { fixed: 'sen:health-and-care-plan' },
      values: [{ measure: 'ed-percentage', numerator: 'n', denominator: 'd' }],
    },
  ],
  symbols: { ':': 'x' },
  rounded: { where: { level: 'Regional' }, to: 10 },
  caveats: [],
};

/** A few words of each kind: enough for every check to have something to be wrong about. */
export const vocabulary = buildVocabulary(1, {
  areas: [
    area(HACKNEY, 'Hackney', 'authority', '204'),
    area(LAMBETH, 'Lambeth', 'authority', '208'),
    area('E12000007', 'London', 'region'),
    area('E13000001', 'Inner London', 'inner-outer'),
  ],
  groups: [
    group('all', 'All', { level: 'all', parent: null }),
    group('known', 'Known', { level: 'known', parent: 'all' }),
    group('asian', 'Asian', { level: 'broad', parent: 'known' }),
    group('black', 'Black', { level: 'broad', parent: 'known' }),
    group('indian', 'Indian'),
    group('chinese', 'Chinese'),
    group('black-caribbean', 'Black Caribbean', { parent: 'black' }),
    group('black-african', 'Black African', { parent: 'black' }),
    group('any-other', 'Any other ethnic group', { parent: 'known' }),
    group('any-other-including-arab', 'Any other, including Arab', {
      level: 'as-published',
      parent: 'known',
    }),
    group('other', 'Other', { level: 'broad', parent: 'known' }),
    group('other-including-chinese', 'Other, including Chinese', { level: 'as-published', parent: 'known' }),
    group('gypsy-or-roma', 'Gypsy or Roma', { level: 'as-published', parent: 'known' }),
    group('asian-excluding-chinese', 'Asian, excluding Chinese', { level: 'as-published' }),
    group('not-known', 'Not known', { level: 'unknown', parent: 'all' }),
    group('refused', 'Refused', { level: 'unknown', parent: 'not-known' }),
    group('not-obtained', 'Not yet obtained', { level: 'unknown', parent: 'not-known' }),
  ],
  partitions: [
    { parent: 'all', name: 'known-or-not', children: ['known', 'not-known'] },
    { parent: 'known', name: 'five', children: ['asian', 'black', 'any-other'] },
    { parent: 'asian', name: 'parts', children: ['indian', 'chinese'] },
    { parent: 'asian', name: 'chinese-apart', children: ['asian-excluding-chinese', 'chinese'] },
    { parent: 'not-known', name: 'why', children: ['refused', 'not-obtained'] },
    { parent: 'black', name: 'parts', children: ['black-caribbean', 'black-african'] },
  ],
  codes: [
    code('dfe-main', 'BCRB', 'Black Caribbean', 'black-caribbean'),
    code('dfe-main', 'CHNE', 'Chinese', 'chinese'),
    code('dfe-main', 'OOTH', 'Any other ethnic group', 'any-other-including-arab'),
    code('dfe-extended', 'BSOM', 'Somali', 'black-african'),
    code('16+1', 'O1', 'Chinese', 'chinese'),
    code('16+1', 'O9', 'Any other', 'any-other-including-arab'),
    code('16+1', 'B1', 'Caribbean', 'black-caribbean'),
    code('18+1', 'A4', 'Chinese', 'chinese'),
    code('18+1', 'O9', 'Any other ethnic group', 'any-other'),
    code('18+1', 'B1', 'Caribbean', 'black-caribbean'),
    code('census', '2', 'Asian: Chinese', 'chinese'),
    code('census', '3', 'Asian: Indian', 'indian'),
    code('census', '7', 'Black: Caribbean', 'black-caribbean'),
    code('census', '-8', 'Does not apply', null),
    code('legacy', '', 'Asian', 'asian-excluding-chinese'),
    code('legacy', '', 'Other', 'other-including-chinese'),
    code('legacy', '', 'Black', 'black'),
    code('dfe-main', 'WROM', 'Gypsy/Roma', 'gypsy-or-roma'),
    code('dfe-main', 'REFU', 'Refused', 'refused'),
    code('dfe-main', 'NOBT', 'Information not yet obtained', 'not-obtained'),
    code('census-five', '1', 'Asian', 'asian'),
    code('census-five', '2', 'Black', 'black'),
  ],
  aliases: [
    { alias: 'Black or Black British: Caribbean', group: 'black-caribbean', kind: 'label' },
    { alias: 'Asian or Asian British', group: 'asian', kind: 'label' },
    { alias: 'Black Carribean', group: 'black-caribbean', kind: 'misspelling' },
  ],
  measures: [
    measure('ed-percentage', 'percentage'),
    measure('ed-rate', 'rate'),
    measure('ed-mean', 'mean', { denominatorCount: 'pupils-with-a-mean' }),
    measure('ed-score', 'mean', { unit: 'score 0-90', denominatorCount: 'pupils-with-a-score' }),
    measure('ed-suspended', 'percentage', { numeratorCount: 'suspended' }),
    measure('ed-twice', 'stage', { numeratorCount: 'twice', denominatorCount: 'suspended' }),
    measure('ed-thrice', 'stage', { numeratorCount: 'thrice', denominatorCount: 'twice' }),
    measure('ed-share', 'composition-share', { denominatorCount: 'staff-with-known-ethnicity' }),
    measure('ed-count', 'count', { denominator: null, denominatorCount: null }),
    measure('ed-gap', 'gap'),
    measure('ed-yearly', 'percentage', { frequency: 'annual' }),
    measure('ed-plain', 'percentage', { dimensions: [], sexes: false, ageBands: false }),
    measure('sc-rate', 'rate', {
      domain: 'social-care',
      denominatorCount: null,
      population: 'children-0-17',
    }),
    measure('yj-rate', 'rate', {
      domain: 'youth-justice',
      denominatorCount: null,
      population: 'census-children',
      ageRange: '10-17',
    }),
  ],
  populations: [
    {
      id: 'children-0-17',
      title: 'Children',
      definition: '',
      unit: 'children',
      ageRange: '0-17',
      ethnicDetail: 'none',
      timing: 'mid-year',
      source: '',
      licence: '',
      attribution: '',
      note: null,
    },
    {
      id: 'census-children',
      title: 'Children aged 10 to 17',
      definition: '',
      unit: 'children',
      ageRange: '10-17',
      ethnicDetail: 'detailed',
      timing: 'census-day',
      source: '',
      licence: '',
      attribution: '',
      note: null,
    },
  ],
  layouts: [layout],
});
