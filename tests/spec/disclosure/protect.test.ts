import t from 'tap';
import { derive } from '../../../src/cells/derive.ts';
import { DEFAULT_POLICY } from '../../../src/disclosure/policy.ts';
import { protect } from '../../../src/disclosure/protect.ts';
import type { ProtectedCell, RawCell } from '../../../src/vocabulary/cell.ts';
import { cell, HACKNEY, LAMBETH, NEWHAM, type SketchedCell, seededVocabulary } from '../../support/london.ts';
import { solveHere } from '../../support/solve.ts';

const vocabulary = await seededVocabulary();
const SUSPENSIONS = 'ed-suspension-rate';
const BROAD = ['asian', 'black', 'mixed', 'other', 'white'];

function protectCells(cells: readonly RawCell[], unplanned: readonly RawCell[] = []) {
  return protect(cells, {
    measures: vocabulary.measure,
    partitions: vocabulary.partitions,
    areas: vocabulary.area,
    members: vocabulary.members,
    groups: vocabulary.group,
    policy: DEFAULT_POLICY,
    solve: solveHere,
    unplanned,
  });
}

function withTotals(sketches: readonly SketchedCell[]): readonly RawCell[] {
  const kinds = new Map(
    sketches.map(({ measure }) => [measure, vocabulary.measure.get(measure)?.kind ?? 'count']),
  );
  return [...kinds].flatMap(([measure, kind]) => {
    const sent = sketches.filter((each) => each.measure === measure).map(cell);
    return derive(sent, { vocabulary, kind, withPopulation: null });
  });
}

/** group (or area|group) → what the public sees of the numerator. */
function numerators(cells: readonly ProtectedCell[], area = HACKNEY): Record<string, number | string> {
  return Object.fromEntries(
    cells
      .filter((each) => each.area === area)
      .map(({ group, numerator }) => [group, numerator.value ?? numerator.status]),
  );
}

function groups(counts: Readonly<Record<string, number>>, more: Partial<SketchedCell> = {}): SketchedCell[] {
  return Object.entries(counts).map(([group, n]) => ({ measure: SUSPENSIONS, group, n, d: 1000, ...more }));
}

function group(name: string, n: number | 'c', sex: SketchedCell['sex'] = 'all'): SketchedCell {
  return { measure: SUSPENSIONS, group: name, n, d: 1000, sex };
}

t.test('primary suppression', async (t) => {
  for (const [n, seen] of [
    [0, 0],
    [1, 'c'],
    [5, 'c'],
    [6, 6],
  ] as const) {
    t.test(`a count of ${n} is ${seen === 'c' ? 'withheld' : 'shown'}`, async (t) => {
      const { cells } = await protectCells([cell({ measure: SUSPENSIONS, n, d: 1000 })]);
      t.equal(numerators(cells).all, seen);
    });
  }

  t.test('a small number who did not is withheld with the number who did', async (t) => {
    const { cells } = await protectCells([cell({ measure: 'ed-suspended-pupils-pct', n: 97, d: 100 })]);
    t.equal(numerators(cells).all, 'c');
  });

  t.test('a small number of people to count over is withheld', async (t) => {
    const { cells } = await protectCells([cell({ measure: SUSPENSIONS, n: 0, d: 4 })]);
    t.equal(cells[0]?.denominator?.status, 'c');
  });

  t.test('a mean of nine people is withheld with its sum, a mean of ten is not', async (t) => {
    const of = async (d: number) =>
      (await protectCells([cell({ measure: 'ed-attainment-8-mean', n: d * 41.5, d })])).cells[0];
    t.match(await of(9), { numerator: { status: 'c' }, denominator: { status: 'c' } });
    t.equal((await of(10))?.numerator.value, 415);
  });

  t.test('schools are not people', async (t) => {
    const { cells } = await protectCells([cell({ measure: 'ed-school-charter-pct', n: 3, d: 60 })]);
    t.equal(numerators(cells).all, 3);
  });

  t.test('official figures go out as their source published them', async (t) => {
    const { cells: official } = await protectCells([
      cell({ measure: SUSPENSIONS, n: 3, d: 1000, origin: 'official' }),
      cell({ measure: SUSPENSIONS, group: 'black', n: 'c', d: 'c', origin: 'official' }),
    ]);
    t.equal(numerators(official).all, 3);
    t.equal(numerators(official).black, 'c');
  });
});

t.test('secondary suppression', async (t) => {
  t.test('one small group takes the next smallest with it, never a zero, never the total', async (t) => {
    const { cells } = await protectCells(
      withTotals(groups({ asian: 12, black: 3, mixed: 9, other: 0, white: 40, 'not-known': 30 })),
    );
    t.match(numerators(cells), {
      asian: 12,
      black: 'c',
      mixed: 'c',
      other: 0,
      white: 40,
      known: 64,
      all: 94,
    });
  });

  t.test('two small groups that together are fewer than six take a third', async (t) => {
    const { cells } = await protectCells(
      withTotals(groups({ asian: 12, black: 3, mixed: 1, other: 8, white: 40, 'not-known': 30 })),
    );
    const seen = numerators(cells);
    t.equal(
      [seen.asian, seen.black, seen.mixed, seen.other, seen.white].filter((each) => each === 'c').length,
      3,
    );
  });

  t.test('a small group with no neighbour but zeros takes the total', async (t) => {
    const { cells } = await protectCells(
      withTotals(groups({ asian: 0, black: 3, mixed: 0, other: 0, white: 0, 'not-known': 30 })),
    );
    t.match(numerators(cells), { black: 'c', known: 'c' });
  });

  t.test(
    'one borough with a small count takes others, so that London minus the rest says nothing to anybody',
    async (t) => {
      const sketches = [
        ...groups({ black: 3 }, { area: HACKNEY }),
        ...groups({ black: 20 }, { area: LAMBETH }),
        ...groups({ black: 30 }, { area: NEWHAM }),
      ];
      const { cells } = await protectCells(withTotals(sketches));
      const hidden = [HACKNEY, LAMBETH, NEWHAM].filter((area) => numerators(cells, area).black === 'c');
      const london = numerators(cells, 'E12000007').black;
      // Two withheld under a shown total would leave the staff of one with the other's count.
      t.ok(hidden.length === 3 || london === 'c', `${hidden.length} withheld, London ${london}`);
    },
  );

  t.test('what one measure withholds, another that shares the count withholds too', async (t) => {
    const cells = [
      ...BROAD.map((group, index) =>
        cell({ measure: 'sc-referral-rate', group, n: [2, 9, 30, 40, 50][index] ?? 0 }),
      ),
      cell({ measure: 'sc-referral-rate', group: 'known', n: 131 }),
      cell({ measure: 'sc-rereferral-pct', group: 'black', n: 0, d: 9 }),
    ];
    const { cells: seen } = await protectCells(cells);
    const black = seen.filter((each) => each.group === 'black');
    t.equal(black[0]?.numerator.status, 'c', 'the second smallest group covers the smallest');
    t.equal(black[1]?.denominator?.status, 'c', 'and is not given away as a denominator');
  });
});

t.test('what is published does not give away a small count that is not', async (t) => {
  const sexes = (n: number, sex: 'all' | 'female' | 'male') =>
    cell({ measure: SUSPENSIONS, group: 'black', n, d: 1000, sex });
  const planned = [sexes(20, 'all'), sexes(17, 'female')];
  const alone = await protectCells(planned);
  t.same(
    alone.cells.map(({ numerator }) => numerator.value),
    [20, 17],
  );
  const { cells, breaches } = await protectCells(planned, [sexes(3, 'male')]);
  t.ok(
    cells.some(({ numerator }) => numerator.status === 'c'),
    'seventeen of twenty would have told of three',
  );
  t.equal(cells.length, 2, 'and it is not published itself');
  t.equal(breaches.size, 0);
});

t.test('an attack on what is left learns no small count', async (t) => {
  const sketches = [HACKNEY, LAMBETH, NEWHAM, 'E09000030', 'E09000007'].flatMap((area, a) =>
    [...BROAD, 'not-known'].flatMap((group, g) =>
      (['female', 'male'] as const).map((sex, s) => ({
        measure: SUSPENSIONS,
        area,
        group,
        sex,
        n: (a * 7 + g * 5 + s * 3) % 14,
        d: 1000,
      })),
    ),
  );
  const bySex = sketches.map(cell);
  const bothSexes = new Map<string, RawCell>();
  for (const each of bySex) {
    const key = `${each.area}|${each.group}`;
    const n = (bothSexes.get(key)?.numerator.value ?? 0) + (each.numerator.value ?? 0);
    bothSexes.set(key, cell({ measure: SUSPENSIONS, area: each.area, group: each.group, n, d: 2000 }));
  }
  const cells = derive([...bySex, ...bothSexes.values()], { vocabulary, kind: 'rate', withPopulation: null });
  const { cells: out, primary, secondary, breaches } = await protectCells(cells);
  t.equal(breaches.size, 0);
  t.ok(primary > 20, `${primary} small counts`);
  t.ok(secondary > 0, `${secondary} others`);
  t.equal(out.length, cells.length);
  t.notOk(
    out.some(
      (each) => each.numerator.value !== null && each.numerator.value >= 1 && each.numerator.value <= 5,
    ),
    'no count from 1 to 5 is shown anywhere',
  );
});

t.test('counts that their sender withheld', async (t) => {
  const OTHERS = { asian: 3, other: 20, white: 40, 'not-known': 30 };
  for (const [title, sketches, excepted] of [
    [
      'two groups under a total',
      [...groups(OTHERS), group('black', 'c'), group('mixed', 'c'), group('all', 101)],
      2,
    ],
    [
      'two groups by sex, under totals that leave one way each',
      [
        ...(['all', 'female', 'male'] as const).flatMap((sex) => [
          ...groups({ asian: 3, other: 20, white: 40, 'not-known': 30 }, { sex: sex }),
          group('black', 'c', sex),
          group('mixed', 'c', sex),
          group('all', sex === 'all' ? 101 : 96, sex),
        ]),
      ],
      6,
    ],
    [
      'a total that cannot be theirs',
      [
        ...groups({ asian: 3, other: 20, white: 40, 'not-known': 30 }),
        group('black', 'c'),
        group('mixed', 'c'),
        group('all', 93),
        group('known', 71),
      ],
      2,
    ],
    [
      'two authorities’',
      [
        ...groups(OTHERS),
        group('black', 'c'),
        group('mixed', 3),
        group('all', 106),
        ...groups({ asian: 30, black: 4, mixed: 50, other: 20, white: 60 }, { area: NEWHAM }),
      ],
      0,
    ],
  ] as const) {
    t.test(title, async (t) => {
      const { cells, breaches, families } = await protectCells(withTotals(sketches));
      t.equal(breaches.size, 0, 'nothing is left that could not be shown');
      t.equal(numerators(cells).black, 'c');
      // Hackney's, and those of the three totals that it is in.
      const found = families.reduce((sum, { facts }) => sum + facts.excepted, 0) / 4;
      t.equal(found, excepted, 'what nobody knows is excepted, and what a sum tells is protected');
    });
  }
});
