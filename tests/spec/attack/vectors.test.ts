import { readdir, readFile } from 'node:fs/promises';
import t from 'tap';
import { z } from 'zod';
import { workBack } from '../../../attack/attack.ts';
import { pinned, rangeOf } from '../../../attack/bounds.ts';
import { fromWilson, told } from '../../../attack/derived.ts';
import { givenExactly } from '../../../attack/eliminate.ts';
import { tableOf } from '../../../attack/equations.ts';
import { readKnownWords } from '../../../attack/known-words.ts';
import type { PublicCell, PublicRelease, Seen } from '../../../attack/public-release.ts';
import type { Component, Row } from '../../../attack/system.ts';
import { wilson } from '../../../src/statistics/interval.ts';
import { seededVocabulary } from '../../support/london.ts';

/* The attack program on instances whose answers are known: it must find what they say can be found, and no more. */
const FOLDER = 'tests/fixtures/disclosure';
const range = z.tuple([z.number(), z.number()]);
const target = z.looseObject({
  name: z.string(),
  cells: z.array(z.string()),
  expect: z.looseObject({ lp: range, ip: range, safe: z.boolean().optional() }),
});
const vector = z.looseObject({
  id: z.string(),
  why: z.string().default(''),
  threshold: z.number(),
  lower: z.number().optional(),
  leaves: z.record(z.string(), z.number()),
  published: z.array(
    z.looseObject({
      cells: z.array(z.string()).optional(),
      coefs: z.record(z.string(), z.number()).optional(),
      value: z.number(),
    }),
  ),
  targets: z.array(target),
  variant: z
    .looseObject({ drop_published: z.array(z.string()).optional(), targets: z.array(target) })
    .optional(),
  insider: z.looseObject({ knows: z.array(z.string()), targets: z.array(target) }).optional(),
});
type Vector = z.infer<typeof vector>;

/** What is published as sums of leaves; an insider knows some leaves beside. */
function componentOf(
  { leaves, published }: Vector,
  knows: readonly string[] = [],
  dropped: readonly string[] = [],
) {
  const names = Object.keys(leaves);
  const rows = published
    .filter(({ cells }) => !(cells?.length === 1 && dropped.includes(cells[0] ?? '')))
    .map(({ cells = [], coefs, value }): Row => {
      const terms = coefs === undefined ? cells.map((name) => [name, 1] as const) : Object.entries(coefs);
      const numbered = terms.map(([name, coefficient]) => [names.indexOf(name), coefficient] as const);
      return { terms: numbered, relation: '=', value, from: 'published' };
    });
  const own = knows.map((name): Row => {
    return { terms: [[names.indexOf(name), 1]], relation: '=', value: leaves[name] ?? 0, from: 'own' };
  });
  const component: Component = { variables: names.map((_, index) => index), rows: [...rows, ...own] };
  return { component, at: (name = '') => names.indexOf(name) };
}

for (const file of (await readdir(FOLDER)).filter((name) => /^v(0\d|1[01])_/.test(name)).toSorted()) {
  const given = vector.parse(JSON.parse(await readFile(`${FOLDER}/${file}`, 'utf8')));
  t.test(`${given.id} ${given.why}`, async (t) => {
    const floor = given.lower ?? 0;
    const check = (
      { component, at }: ReturnType<typeof componentOf>,
      targets: readonly z.infer<typeof target>[],
    ) => {
      for (const { name, cells, expect } of targets) {
        const variable = at(cells[0]);
        const lp = rangeOf(component, variable, { floor });
        t.same(
          [lp.lower, lp.upper].map((each) => Math.round(each * 1e6) / 1e6),
          expect.lp,
          `${name}, linear`,
        );
        const whole = rangeOf(component, variable, { floor, whole: true });
        t.same([whole.lower, whole.upper].map(Math.round), expect.ip, `${name}, whole`);
        if (expect.safe === undefined) continue;
        const goal = { variable, least: 1, most: given.threshold };
        t.equal(
          pinned(component, [goal], { floor }).size === 0,
          expect.safe,
          `${name} is ${expect.safe ? '' : 'not '}safe`,
        );
      }
    };
    check(componentOf(given), given.targets);
    if (given.variant !== undefined)
      check(componentOf(given, [], given.variant.drop_published), given.variant.targets);
    if (given.insider !== undefined) check(componentOf(given, given.insider.knows), given.insider.targets);
    for (const [variable, value] of givenExactly(componentOf(given).component))
      t.equal(value, Object.values(given.leaves)[variable], 'what elimination gives is so');
  });
}

t.test('elimination finds what sums give only together', async (t) => {
  const sum = (terms: readonly (readonly [number, number])[], value: number): Row => {
    return { terms, relation: '=', value, from: '' };
  };
  const rows = [
    sum(
      [
        [0, 1],
        [1, 1],
      ],
      9,
    ),
    sum(
      [
        [1, 1],
        [2, 1],
      ],
      12,
    ),
    sum(
      [
        [0, 1],
        [2, 1],
      ],
      7,
    ),
    sum(
      [
        [3, 1],
        [4, 1],
      ],
      7,
    ),
  ];
  t.same(
    [...givenExactly({ variables: [0, 1, 2, 3, 4], rows })],
    [
      [0, 2],
      [1, 7],
      [2, 5],
    ],
  );
});

t.test('v05: a linear programme leaves room that whole numbers do not', async (t) => {
  // Twice the first and three times the second are eight more than the third, which is at most one: 1, 2 and 0.
  const rows: Row[] = [
    {
      terms: [
        [0, 2],
        [1, 3],
        [2, -2],
      ],
      relation: '=',
      value: 8,
      from: '',
    },
    { terms: [[1, -1]], relation: '>=', value: -2, from: '' },
    {
      terms: [
        [0, -2],
        [1, -1],
      ],
      relation: '>=',
      value: -5,
      from: '',
    },
    {
      terms: [
        [0, 4],
        [1, -1],
      ],
      relation: '>=',
      value: 2,
      from: '',
    },
    { terms: [[2, -1]], relation: '>=', value: 0, from: '' },
  ];
  const component = { variables: [0, 1, 2], rows };
  const linear = rangeOf(component, 0);
  t.ok(linear.upper - linear.lower > 0.1, `${linear.lower} to ${linear.upper}`);
  t.same(rangeOf(component, 0, { whole: true }), { lower: 1, upper: 1 });
});

t.test('v20: the limits of an interval give both counts back', async (t) => {
  const cases = z.object({ cases: z.array(z.looseObject({ n: z.number(), D: z.number() })) });
  const file = await readFile(`${FOLDER}/v20_rate_and_ci_inversion.json`, 'utf8');
  for (const { n, D } of cases.parse(JSON.parse(file)).cases) {
    const limits = wilson(n, D, 0.95);
    const back = fromWilson(limits.lower, limits.upper);
    t.same([Math.round(back.count), Math.round(back.base)], [n, D]);
  }
});

t.test('v20 to v23: a number made of a withheld count is noticed', async (t) => {
  const withheld = { numerator: null, numeratorStatus: 'c', denominator: 1240, denominatorStatus: 'shown' };
  const nothing = {
    rate: null,
    rateLower: null,
    rateUpper: null,
    rank: null,
    rateRatio: null,
    verdict: 'withheld',
  };
  t.same(told({ ...withheld, ...nothing }), []);
  for (const [field, value] of Object.entries({
    rate: 24.2,
    rateUpper: 70.9,
    rank: 3,
    quartile: 2,
    share: 4.1,
    rateRatio: 0.28,
    excess: -9,
    toParity: 9,
    fourFifths: true,
    verdict: 'lower',
  })) {
    t.match(told({ ...withheld, ...nothing, [field]: value }).join(), new RegExp(`^${field} is there`));
  }
  const reference = {
    ...nothing,
    numeratorStatus: 'shown',
    denominatorStatus: 'shown',
    referenceNumeratorStatus: 'c',
  };
  t.match(told({ ...reference, rateRatio: 0.28 }).join(), /^rateRatio/, 'with three known parts');
});

const vocabulary = await seededVocabulary();
const known = await readKnownWords();
const words = { measures: vocabulary.measure, areas: vocabulary.areas, groups: vocabulary.groups };
const HACKNEY = 'E09000012';

/** A release of one authority: measure, or measure and period, → group → what is seen. */
function releaseOf(
  sketch: Readonly<Record<string, Readonly<Record<string, Seen | readonly [Seen, Seen]>>>>,
): PublicRelease {
  const cells = Object.entries(sketch).flatMap(([name, groups]) => {
    const [measure = '', period = 'FY2024-25-Q1'] = name.split(' ');
    return Object.entries(groups).map(([group, number]): PublicCell => {
      const [numerator, denominator] = Array.isArray(number) ? number : [number, null];
      const place = { measure, period, area: HACKNEY, group, sex: 'all', age: 'all', category: 'all' };
      return { ...place, numerator, denominator, made: null };
    });
  });
  return {
    version: '1.0.0',
    cells,
    files: [],
    revisions: [],
    official: new Set(),
    thresholdOf: () => 6,
    withdrawn: false,
  };
}
function attackOn(releases: readonly PublicRelease[]) {
  const tables = releases.map((release) => tableOf(release, { words, known, leftOut: new Map() }));
  return workBack(tables, releases, { words, known, truth: undefined }).found;
}
const ARRESTS = 'yj-arrest-rate';
const SAFE = { asian: 'c', black: 'c', mixed: 20, other: 30, white: 40, known: 110 };

t.test('releases whose small counts can be told, and how', async (t) => {
  for (const [name, by, releases] of [
    ['one withheld group under its total', 'elimination', [{ [ARRESTS]: { ...SAFE, asian: 17 } }]],
    [
      'two withheld groups that are five together',
      'linear programme',
      [{ [ARRESTS]: { ...SAFE, known: 95 } }],
    ],
    [
      'a count that another measure shows as its base',
      'shown',
      [{ [ARRESTS]: { asian: 'c' }, 'yj-diversion-stage-pct': { asian: [0, 4] } }],
    ],
    ['those who did not', 'shown', [{ 'yj-diversion-stage-pct': { asian: [40, 43] } }]],
    [
      'a quarter under a year that is shown',
      'elimination',
      [
        {
          [`${ARRESTS} FY2024-25-Q1`]: { all: 'c' },
          [`${ARRESTS} FY2024-25-Q2`]: { all: 9 },
          [`${ARRESTS} FY2024-25-Q3`]: { all: 9 },
          [`${ARRESTS} FY2024-25-Q4`]: { all: 9 },
          [`${ARRESTS} FY2024-25`]: { all: 30 },
        },
      ],
    ],
    [
      'v08: figures that did not change, withheld in another pattern',
      'elimination',
      [
        { [ARRESTS]: { ...SAFE, asian: 'c', black: 'c' } },
        { [ARRESTS]: { ...SAFE, asian: 'c', black: 17, mixed: 'c' } },
      ],
    ],
    [
      'v25: a correction of one record',
      'revision',
      [{ [ARRESTS]: { ...SAFE } }, { [ARRESTS]: { ...SAFE, white: 41, known: 111 } }],
    ],
  ] as const) {
    const found = attackOn(releases.map(releaseOf));
    t.ok(
      found.some((each) => each.by === by),
      `${name}: ${JSON.stringify(found)}`,
    );
  }
});

t.test('releases that give nothing away', async (t) => {
  for (const [name, releases] of [
    ['two withheld groups that are twenty together', [{ [ARRESTS]: SAFE }]],
    [
      'a correction of many records',
      [{ [ARRESTS]: SAFE }, { [ARRESTS]: { ...SAFE, white: 60, known: 130 } }],
    ],
    ['the same twice', [{ [ARRESTS]: SAFE }, { [ARRESTS]: SAFE }]],
  ] as const) {
    t.same(attackOn(releases.map(releaseOf)), [], name);
  }
});

t.test('the attack knows the public interface and nothing of the service', async (t) => {
  for (const file of (await readdir('attack')).filter((name) => name !== 'throwaway.ts'))
    t.notMatch(await readFile(`attack/${file}`, 'utf8'), /from '\.\.\//, file);
});
