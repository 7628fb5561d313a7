import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import t from 'tap';
import { z } from 'zod';

const SEEDS = [
  'areas',
  'ethnic-groups',
  'ethnic-partitions',
  'ethnic-codes',
  'ethnic-aliases',
  'measures',
  'populations',
];

const textOf = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const rowsOf = <T>(seed: string, row: z.ZodType<T>): T[] =>
  z.array(row).parse(parse(textOf(`seeds/${seed}.csv`), { columns: true }));
const linesOf = (path: string): string[] =>
  textOf(path)
    .split('\n')
    .filter((line) => line !== '');
const duplicates = (values: string[]): string[] => values.filter((v, i) => values.indexOf(v) !== i);
/** As a sender's label is compared: case forgiven, spaces collapsed. */
const spoken = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase();

const text = z.string();
const filled = z.string().min(1);
const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
/** A count, or that part of another count that is of a group, an age band or a category. */
const countId = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*(@(age:|[a-z]+:)?[a-z0-9-]+)?$/);
const idOrNone = z.union([id, z.literal('')]);
/** One of these words; a leading space allows an empty field. */
const oneOf = (words: string) => z.enum(words.split(' '));
const yesNo = oneOf('Y N');

const areas = rowsOf(
  'areas',
  z.strictObject({
    id: z.string().regex(/^(E\d{8}|[A-Z]{3})$/),
    name: filled,
    kind: oneOf('authority sub-region inner-outer region country'),
    sub_region: text,
    inner_outer: text,
    region: text,
    country: text,
    dfe_code: text,
    liia_code: text,
    collaboration: oneOf(' black-caribbean-achievement'),
    note: text,
  }),
);
const groups = rowsOf(
  'ethnic-groups',
  z.strictObject({
    id,
    label: filled,
    level: oneOf('all known broad detailed as-published extended named-set unknown'),
    parent: idOrNone,
    sort: z.coerce.number().int(),
    definition: z.string().regex(/\.$/),
    note: text,
  }),
);
const partitions = rowsOf('ethnic-partitions', z.strictObject({ parent: id, partition: filled, child: id }));
const codes = rowsOf(
  'ethnic-codes',
  z.strictObject({
    classification: oneOf('dfe-main dfe-extended annex-a 16+1 18+1 census-2021 census-2021-five legacy-2001'),
    code: text,
    label: filled,
    ethnic_group: idOrNone,
    mapping_quality: filled,
    note: text,
  }),
);
const aliases = rowsOf(
  'ethnic-aliases',
  z.strictObject({
    alias: filled,
    ethnic_group: id,
    kind: oneOf('label misspelling short-name heading'),
  }),
);
const measures = rowsOf(
  'measures',
  z.strictObject({
    id,
    domain: oneOf('social-care education youth-justice workforce'),
    subdomain: id,
    title: filled,
    definition: z.string().regex(/^[^.]+\.$/, 'one sentence'),
    kind: oneOf('rate percentage stage mean count composition-share gap median'),
    numerator: filled,
    denominator: text,
    numerator_count: countId.or(z.literal('')),
    denominator_count: countId.or(z.literal('')),
    population: idOrNone,
    unit: filled,
    multiplier: oneOf('1 100 1000 10000 100000'),
    polarity: oneOf(
      'higher-is-better higher-is-worse neutral neutral-then-lower closer-to-population closer-to-zero',
    ),
    persons: yesNo,
    source_return: filled,
    frequency: oneOf('quarterly termly six-monthly annual'),
    quarterly: yesNo,
    dimensions: text,
    sexes: yesNo,
    age_bands: yesNo,
    age_range: z.string().regex(/^(\d+-\d+)?$/),
    pathway: oneOf(' social-care school-exclusion youth-justice recruitment progression'),
    stage: z.string().regex(/^\d*$/),
    branch: oneOf(' Y N'),
    asked_for_by: z.string().regex(/^(\d{3}(;\d{3})*)?$/),
    note: text,
  }),
);
const populations = rowsOf(
  'populations',
  z.strictObject({
    id,
    title: filled,
    definition: filled,
    unit: filled,
    age_range: text,
    ethnic_detail: oneOf('none broad detailed'),
    timing: oneOf('census-day mid-year academic-year'),
    source: filled,
    licence: filled,
    attribution: filled,
    note: text,
  }),
);

const groupIds = new Set(groups.map((g) => g.id));
const parentOf = new Map(groups.map((g) => [g.id, g.parent]));
const lineOf = (group: string): string[] => {
  const parent = parentOf.get(group) ?? '';
  return parent === '' ? [group] : [group, ...lineOf(parent)];
};
const partitionKeys = [...new Set(partitions.map((p) => `${p.parent}|${p.partition}`))];
const childrenOf = (key: string): string[] =>
  partitions.filter((p) => `${p.parent}|${p.partition}` === key).map((p) => p.child);

/** A group, what hangs below it in the tree, and what its partitions are made of. */
const descendantsOf = (group: string): Set<string> => {
  const below = new Set([group]);
  for (const member of below) {
    for (const g of groups) if (g.parent === member) below.add(g.id);
    for (const p of partitions) if (p.parent === member) below.add(p.child);
  }
  return below;
};

/** The people a group holds. DfE and the Census cut Gypsy, Roma and Traveller differently, so those are spelt out. */
const CUT_DIFFERENTLY = new Map([
  ['gypsy-or-irish-traveller', ['Gypsy', 'Irish Traveller']],
  ['roma', ['Roma']],
  ['gypsy-or-roma', ['Gypsy', 'Roma']],
  ['traveller-of-irish-heritage', ['Irish Traveller']],
]);
const peopleIn = (group: string): string[] => {
  const key = partitionKeys.find((k) => k.startsWith(`${group}|`));
  return CUT_DIFFERENTLY.get(group) ?? (key === undefined ? [group] : childrenOf(key).flatMap(peopleIn));
};

t.test('every seed is plain: UTF-8 without a byte order mark, LF, one header, no stray spaces', async (t) => {
  for (const seed of SEEDS) {
    const raw = textOf(`seeds/${seed}.csv`);
    t.notMatch(raw, /[\r\uFEFF\uFFFD\t]/, `${seed}: no carriage return, byte order mark or tab`);
    t.ok(raw.endsWith('\n') && !raw.endsWith('\n\n'), `${seed}: ends with one line feed`);
    const fields = z.array(z.array(z.string())).parse(parse(raw)).flat();
    t.same(
      fields.filter((field) => field.replace(/\s+/g, ' ').trim() !== field),
      [],
      `${seed}: no stray spaces`,
    );
  }
});

t.test('nobody is called BAME', async (t) => {
  for (const path of [...SEEDS.map((seed) => `seeds/${seed}.csv`), 'tests/fixtures/measure-ids.txt']) {
    t.notMatch(textOf(path), /\bb\.?a?\.?m\.?e\b/i, path);
  }
});

t.test('areas', async (t) => {
  const byId = new Map(areas.map((a) => [a.id, a]));
  const authorities = areas.filter((a) => a.kind === 'authority');
  const idsWhere = (column: 'sub_region' | 'inner_outer', value: string): number =>
    authorities.filter((a) => a[column] === value).length;

  t.same(duplicates(areas.map((a) => a.id)), [], 'no area stands twice');
  t.equal(authorities.length, 33, 'London has 33 authorities');
  t.same(
    ['NEL', 'NCL', 'SEL', 'NWL', 'SWL'].map((s) => idsWhere('sub_region', s)),
    [8, 5, 6, 8, 6],
    'each authority is in one sub-region: North East 8, North Central 5, South East 6, North West 8, South West 6',
  );
  t.equal(idsWhere('inner_outer', 'E13000001'), 14, '14 authorities are Inner London');
  t.equal(idsWhere('inner_outer', 'E13000002'), 19, '19 authorities are Outer London');
  t.same(
    authorities.filter((a) => a.collaboration !== '').map((a) => a.name),
    ['Brent', 'Croydon', 'Hackney', 'Haringey', 'Lambeth', 'Lewisham', 'Southwark'],
    'seven boroughs work together on Black Caribbean achievement',
  );
  for (const a of areas) {
    t.ok(
      a.sub_region === '' || byId.get(a.sub_region)?.kind === 'sub-region',
      `${a.name}: its sub-region exists`,
    );
    t.ok(
      a.inner_outer === '' || byId.get(a.inner_outer)?.kind === 'inner-outer',
      `${a.name}: its half exists`,
    );
    t.ok(a.region === '' || byId.get(a.region)?.kind === 'region', `${a.name}: its region exists`);
    t.ok(a.country === '' || byId.get(a.country)?.kind === 'country', `${a.name}: its country exists`);
  }
  for (const a of authorities) {
    t.match(a, { region: 'E12000007', country: 'E92000001' }, `${a.name} is in London and England`);
    t.match(a.dfe_code, /^\d{3}$/, `${a.name} has its DfE code`);
    t.match(a.liia_code, /^[A-Z]{3}$/, `${a.name} has its LIIA code`);
  }
  t.same(duplicates(authorities.map((a) => a.dfe_code)), [], 'no DfE code stands twice');
  t.same(duplicates(authorities.map((a) => a.liia_code)), [], 'no LIIA code stands twice');
});

t.test('ethnic groups', async (t) => {
  t.same(duplicates(groups.map((g) => g.id)), [], 'no group stands twice');
  t.same(duplicates(groups.map((g) => spoken(g.label))), [], 'no two groups have the same label');
  t.same(
    groups.filter((g) => g.parent !== '' && !groupIds.has(g.parent)).map((g) => g.id),
    [],
    'every parent exists',
  );
  t.same(
    groups.filter((g) => lineOf(g.id).at(-1) !== 'all').map((g) => g.id),
    [],
    'every group leads up to all',
  );
  t.equal(
    groups.filter((g) => g.level === 'detailed').length,
    19,
    'the detailed groups are the 19 of Census 2021',
  );
  t.equal(groups.filter((g) => g.level === 'broad').length, 5, 'there are five broad groups');
  t.same(
    groups.map((g) => g.sort),
    groups.map((_, i) => i + 1),
    'the file is in its own order',
  );
  for (const level of new Set(groups.map((g) => g.level))) {
    const labels = groups.filter((g) => g.level === level).map((g) => g.label.toLowerCase());
    t.same(labels, [...labels].sort(), `${level}: alphabetical by label`);
  }
  t.equal(groups.at(-1)?.level, 'unknown', 'what is not known comes last');
  t.notOk(lineOf('not-known').includes('known'), 'not known is not a part of known');
  for (const kind of ['refused', 'not-obtained'])
    t.equal(parentOf.get(kind), 'not-known', `${kind} is kept apart`);
});

t.test('partitions are complete and do not overlap', async (t) => {
  t.same(
    partitions.flatMap((p) => [p.parent, p.child]).filter((g) => !groupIds.has(g)),
    [],
    'every parent and child exists',
  );
  for (const key of partitionKeys) {
    const children = childrenOf(key);
    const parent = key.slice(0, key.indexOf('|'));
    t.same(duplicates(children), [], `${key}: no child twice`);
    t.same(
      duplicates(children.flatMap((c) => [...descendantsOf(c)])),
      [],
      `${key}: its children share no descendants`,
    );
    const common = new Set([parent, parentOf.get(parent)]);
    for (const child of children) {
      t.ok(
        lineOf(child).some((g) => common.has(g)),
        `${key}: ${child} lies where ${parent} lies`,
      );
    }
    t.same(
      children.flatMap(peopleIn).sort(),
      peopleIn(parent).sort(),
      `${key}: its children hold exactly the people of ${parent}`,
    );
  }
  for (const broad of groups.filter((g) => g.level === 'broad')) {
    for (const classification of ['census-2021', 'dfe-main', '16+1', '18+1']) {
      t.ok(
        partitionKeys.includes(`${broad.id}|${classification}`),
        `${broad.id} can be made from ${classification}`,
      );
      const known = new Set(
        codes.filter((c) => c.classification === classification).map((c) => c.ethnic_group),
      );
      const strangers = childrenOf(`${broad.id}|${classification}`).filter((c) => !known.has(c));
      t.same(strangers, [], `${broad.id}: every part has a code in ${classification}`);
    }
  }
  for (const set of groups.filter((g) => g.level === 'named-set')) {
    t.ok(
      partitionKeys.some((k) => k.startsWith(`${set.id}|`)),
      `${set.id} says what it is made of`,
    );
  }
  for (const key of ['16+1', '18+1']) {
    t.notOk(
      partitionKeys.includes(`gypsy-roma-traveller|${key}`),
      `${key} cannot make Gypsy, Roma and Traveller`,
    );
  }
  t.notOk(
    partitionKeys.includes('black-and-global-majority-including-white-minorities|census-2021-five'),
    'five groups cannot tell White minorities from White British',
  );
});

t.test('codes', async (t) => {
  const count = (classification: string): number =>
    codes.filter((c) => c.classification === classification).length;
  const groupOf = (classification: string, code: string): string | undefined =>
    codes.find((c) => c.classification === classification && c.code === code)?.ethnic_group;

  t.same(
    ['dfe-main', 'dfe-extended', 'annex-a', '16+1', '18+1', 'census-2021', 'census-2021-five'].map(count),
    [20, 88, 20, 17, 19, 20, 5],
    'all 189 codes are here',
  );
  t.equal(count('legacy-2001'), 5, 'and the five legacy groups, which have labels only');
  t.same(
    codes.filter((c) => !groupIds.has(c.ethnic_group)).map((c) => c.label),
    ['Does not apply'],
    "every code's group exists, except that 'does not apply' is nobody",
  );
  t.same(
    duplicates(codes.map((c) => `${c.classification}|${c.code === '' ? c.label : c.code}`)),
    [],
    'no code stands twice in a classification',
  );
  const expected: [string, string, string][] = [
    ['dfe-main', 'WROM', 'gypsy-or-roma'],
    ['dfe-main', 'WIRT', 'traveller-of-irish-heritage'],
    ['dfe-main', 'OOTH', 'any-other-including-arab'],
    ['dfe-main', 'REFU', 'refused'],
    ['dfe-main', 'NOBT', 'not-obtained'],
    ['dfe-extended', 'BSOM', 'somali'],
    ['dfe-extended', 'WROR', 'roma'],
    ['16+1', 'W9', 'any-other-white-including-gypsy-roma-traveller'],
    ['18+1', 'W9', 'any-other-white-including-roma'],
    ['16+1', 'O9', 'any-other-including-arab'],
    ['18+1', 'O9', 'any-other-ethnic-group'],
    ['16+1', 'NS', 'not-known'],
    ['18+1', 'NS', 'not-known'],
    ['census-2021', '13', 'white-british'],
  ];
  for (const [classification, code, group] of expected) {
    t.equal(groupOf(classification, code), group, `${classification} ${code} is ${group}`);
  }
  const extended = codes.filter((c) => c.classification === 'dfe-extended').map((c) => c.ethnic_group);
  t.same(duplicates(extended), [], 'every extended code has a group of its own');
  t.same(
    groups.filter((g) => g.level === 'extended' && !extended.includes(g.id)).map((g) => g.id),
    [],
    'every extended group has its code',
  );

  const meanings = new Map<string, Set<string>>();
  for (const { label, group } of [
    ...groups.map((g) => ({ label: g.label, group: g.id })),
    ...codes.map((c) => ({ label: c.label, group: c.ethnic_group })),
  ]) {
    meanings.set(spoken(label), (meanings.get(spoken(label)) ?? new Set()).add(group));
  }
  t.same(
    [...meanings]
      .filter(([, found]) => found.size > 1)
      .map(([label]) => label)
      .sort(),
    ['any other ethnic group', 'any other white background', 'asian', 'other'],
    'only these labels mean different groups in different classifications',
  );
});

t.test('aliases', async (t) => {
  t.same(duplicates(aliases.map((a) => spoken(a.alias))), [], 'no alias stands twice');
  t.same(
    aliases.filter((a) => !groupIds.has(a.ethnic_group)).map((a) => a.alias),
    [],
    "every alias's group exists",
  );
  const taken = new Set(
    [...groups.flatMap((g) => [g.id, g.label]), ...codes.flatMap((c) => [c.code, c.label])].map(spoken),
  );
  t.same(
    aliases.filter((a) => taken.has(spoken(a.alias))).map((a) => a.alias),
    [],
    'no alias is already an id, a code or a label',
  );

  const resolve = new Map([
    ...codes.map((c): [string, string] => [spoken(c.label), c.ethnic_group]),
    ...groups.flatMap((g): [string, string][] => [
      [spoken(g.label), g.id],
      [g.id, g.id],
    ]),
    ...aliases.map((a): [string, string] => [spoken(a.alias), a.ethnic_group]),
  ]);
  const carried: [string, string][] = [
    ['Black - Black Caribbean', 'black-caribbean'],
    ['Mixed - White and Black Carribean', 'white-and-black-caribbean'],
    ['Asian - Bangaladeshi', 'bangladeshi'],
    ['White - Irish', 'white-irish'],
    ['White - Gypsy/Roma', 'gypsy-or-roma'],
    ['White - Traveller of Irish heritage', 'traveller-of-irish-heritage'],
    ['Asian or Asian British', 'asian'],
    ['Black, African, Caribbean or Black British', 'black'],
    ['Mixed or Multiple ethnic groups', 'mixed'],
    ['Other ethnic group', 'other'],
    ['Refused or information not yet available', 'not-known'],
    ['Caribbean', 'black-caribbean'],
    ['Any other black background', 'any-other-black'],
    ['Unclassified', 'not-known'],
    ['Unknown', 'not-known'],
    ['Total', 'all'],
    ['overall', 'all'],
    ['Asian, Asian British or Asian Welsh: Other Asian', 'any-other-asian'],
    ['Black, Black British, Black Welsh, Caribbean or African: Caribbean', 'black-caribbean'],
    ['Mixed or Multiple ethnic groups: Other Mixed or Multiple ethnic groups', 'any-other-mixed'],
    ['Other ethnic group: Any other ethnic group', 'any-other-ethnic-group'],
    ['English / Welsh / Scottish / Northern Irish / British', 'white-british'],
    ['BGM-excl', 'black-and-global-majority'],
    ['bgm-incl', 'black-and-global-majority-including-white-minorities'],
    ['GRT', 'gypsy-roma-traveller'],
  ];
  for (const [label, group] of carried) t.equal(resolve.get(spoken(label)), group, `"${label}" is ${group}`);
  for (const label of [
    'White other',
    'Chinese or other',
    'Non-White',
    'Mixed White/Black',
    'Not applicable',
  ]) {
    t.equal(
      resolve.get(spoken(label)),
      undefined,
      `"${label}" has no one safe meaning, so it is asked about`,
    );
  }
});

t.test('measures', async (t) => {
  const populationIds = new Set(populations.map((p) => p.id));
  const numeratorsOf = (m: { pathway: string; stage: string }): string[] =>
    measures
      .filter((e) => e.pathway === m.pathway && Number(e.stage) < Number(m.stage))
      .map((e) => e.numerator_count);

  t.same(
    measures.map((m) => m.id).sort(),
    linesOf('tests/fixtures/measure-ids.txt').sort(),
    'the ids are the 148 of the reference list',
  );
  t.equal(measures.length, 148, 'and there are 148');
  t.same(duplicates(measures.map((m) => m.title)), [], 'no two measures have the same title');
  t.same(
    measures
      .filter((m) => /\b(?!GCSE\b)[A-Z]{2,}\b|\bS47\b|\bPEx\b/.test(`${m.title} ${m.definition}`))
      .map((m) => m.id),
    [],
    'titles and definitions spell out their abbreviations',
  );
  t.same(
    measures.filter((m) => m.population !== '' && !populationIds.has(m.population)).map((m) => m.id),
    [],
    'every population exists',
  );
  const prefixes: Record<string, string> = {
    'social-care': 'sc',
    education: 'ed',
    'youth-justice': 'yj',
    workforce: 'wf',
  };
  t.same(
    measures.filter((m) => !m.id.startsWith(`${prefixes[m.domain]}-`)).map((m) => m.id),
    [],
    'an id begins with the short name of its domain',
  );

  const wordings = new Map<string, Set<string>>();
  for (const m of measures) {
    for (const [count, wording] of [
      [m.numerator_count, m.numerator],
      [m.denominator_count, m.denominator],
    ]) {
      if (count) wordings.set(count, (wordings.get(count) ?? new Set()).add(wording ?? ''));
    }
  }
  t.same(
    [...wordings].filter(([, found]) => found.size > 1).map(([count]) => count),
    [],
    'one count has one wording, wherever it is used',
  );
  t.equal(
    new Set([...wordings.values()].flatMap((found) => [...found])).size,
    wordings.size,
    'and two counts never share a wording',
  );

  for (const m of measures) {
    const derived = m.kind === 'gap';
    t.equal(m.numerator_count === '', derived, `${m.id}: is ${derived ? 'worked out' : 'uploaded'}`);
    if (m.kind === 'rate') {
      t.ok(m.denominator_count !== '' || m.population !== '', `${m.id}: has something to divide by`);
    } else if (derived || m.kind === 'count') {
      t.equal(m.denominator_count, '', `${m.id}: divides by nothing that is sent`);
    } else {
      t.not(m.denominator_count, '', `${m.id}: its denominator is sent with it`);
    }
    if (m.kind === 'composition-share') {
      t.equal(
        m.denominator_count,
        `${m.numerator_count}-with-known-ethnicity`,
        `${m.id}: a share of those known`,
      );
    }
    t.equal(
      m.pathway === '',
      m.stage === '' && m.branch === '',
      `${m.id}: stage and branch go with a pathway`,
    );
  }
  t.same(
    measures.filter((m) => m.kind === 'composition-share' && m.population === '').map((m) => m.id),
    ['wf-agency-share'],
    'every share has a population to be held against, except agency workers, who are held against permanent staff',
  );
  t.same(
    measures.filter((m) => m.branch === 'Y').map((m) => m.id),
    ['sc-early-help-rate', 'yj-diversion-stage-pct', 'yj-custodial-remand-stage-pct'],
    'early help, diversion and remand are branches',
  );

  const ownBase = new Map([
    ['yj-custodial-remand-stage-pct', 'remand decisions are not a stage of their own'],
    ['yj-custody-sentence-stage-pct', 'the stage before counts cautions too'],
  ]);
  for (const m of measures.filter((stage) => stage.kind === 'stage')) {
    const reason = ownBase.get(m.id);
    t.equal(
      numeratorsOf(m).includes(m.denominator_count),
      reason === undefined,
      `${m.id}: ${reason ?? 'divides by the count of an earlier stage of its pathway'}`,
    );
  }

  const DIMENSIONS = new Set(
    `agency course disability event fsm governance-type grade gravity looked-after offence-group outcome phase
     question reason role sen service source stage team term-of-birth uasc unknown-kind year-group`.split(
      /\s+/,
    ),
  );
  const used = measures.flatMap((m) => m.dimensions.split(';')).filter((d) => d !== '');
  t.same(
    used.filter((d) => !DIMENSIONS.has(d)),
    [],
    'dimensions come from one short list',
  );
  t.same(
    [...DIMENSIONS].filter((d) => !used.includes(d)),
    [],
    'and every one of the list is used',
  );
  t.same(
    measures.filter((m) => m.id.startsWith('ed-school-') && m.persons === 'Y').map((m) => m.id),
    [],
    'schools are not persons',
  );
});

t.test('populations', async (t) => {
  t.same(
    populations.map((p) => p.id).sort(),
    ['census-2021-children-10-17', 'census-2021-residents', 'mid-year-children-0-17', 'school-census-pupils'],
    'there are four',
  );
  for (const p of populations) {
    t.match(p.licence, /Open Government Licence v3\.0/, `${p.id}: its licence is named`);
    t.match(p.attribution, /Open Government Licence v3\.0/, `${p.id}: its attribution names the licence`);
    t.ok(
      measures.some((m) => m.population === p.id),
      `${p.id}: some measure uses it`,
    );
  }
  t.match(
    populations.find((p) => p.id === 'census-2021-children-10-17')?.attribution,
    /PRISM-R, Oxon Advisory/,
    'the aggregator of RM032 is credited',
  );
});
