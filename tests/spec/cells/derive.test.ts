import t from 'tap';
import { derive } from '../../../src/cells/derive.ts';
import type { RawCell } from '../../../src/vocabulary/cell.ts';
import {
  CITY,
  cell,
  HACKNEY,
  LAMBETH,
  NEWHAM,
  type SketchedCell,
  seededVocabulary,
} from '../../support/london.ts';

const vocabulary = await seededVocabulary();
const LONDON = 'E12000007';

function derived(
  sketches: readonly Omit<SketchedCell, 'measure'>[],
  measure = 'ed-suspension-rate',
  populated: readonly string[] | null = null,
) {
  const kind = vocabulary.measure.get(measure)?.kind ?? 'count';
  const sent = sketches.map((sketch) => cell({ measure, ...sketch }));
  return derive(sent, { vocabulary, kind, withPopulation: populated === null ? null : new Set(populated) });
}

function at(cells: readonly RawCell[], area: string, group: string): RawCell | undefined {
  return cells.find((each) => each.area === area && each.group === group);
}

const FIVE = { asian: 210, black: 1273, mixed: 520, other: 145, white: 860 };
const five = Object.entries(FIVE).map(([group, n]) => ({ group, n, d: 10_000 }));

t.test('ethnic groups', async (t) => {
  t.test('what is left of the total over the known groups is ethnicity not known', async (t) => {
    const cells = derived([...five, { group: 'all', n: 3047, d: 51_000 }]);
    t.equal(at(cells, HACKNEY, 'known')?.numerator.value, 3008);
    t.equal(at(cells, HACKNEY, 'not-known')?.numerator.value, 39);
    t.equal(at(cells, HACKNEY, 'not-known')?.denominator?.value, 1000);
  });

  t.test('nothing is made up where the groups are incomplete', async (t) => {
    const cells = derived([...five.slice(1), { group: 'all', n: 3047, d: 51_000 }]);
    t.equal(at(cells, HACKNEY, 'known'), undefined);
    t.equal(at(cells, HACKNEY, 'not-known'), undefined);
  });

  t.test(
    'a total that is less than its groups is left as it was sent, and no remainder is made',
    async (t) => {
      const cells = derived([...five, { group: 'all', n: 3000, d: 49_000 }]);
      t.equal(at(cells, HACKNEY, 'all')?.numerator.value, 3000);
      t.equal(at(cells, HACKNEY, 'not-known'), undefined);
    },
  );

  t.test('detailed groups make their broad group; refused and not obtained make not known', async (t) => {
    const black = ['black-african', 'black-caribbean', 'any-other-black'].map((group, index) => ({
      group,
      n: 10 + index,
      d: 100,
    }));
    const unknown = ['refused', 'not-obtained'].map((group) => ({ group, n: 4, d: 40 }));
    const cells = derived([...black, ...unknown]);
    t.equal(at(cells, HACKNEY, 'black')?.numerator.value, 33);
    t.equal(at(cells, HACKNEY, 'black')?.denominator?.value, 300);
    t.equal(at(cells, HACKNEY, 'not-known')?.numerator.value, 8);
    t.equal(at(cells, HACKNEY, 'asian'), undefined);
  });

  t.test('Asian without Chinese, and Chinese, make Asian', async (t) => {
    const cells = derived([
      { group: 'asian-excluding-chinese', n: 5, d: 50 },
      { group: 'chinese', n: 2, d: 20 },
    ]);
    t.equal(at(cells, HACKNEY, 'asian')?.numerator.value, 7);
  });

  t.test('a withheld part makes its whole withheld', async (t) => {
    const cells = derived([...five.slice(1), { group: 'asian', n: 'c' as const, d: 10_000 }]);
    t.equal(at(cells, HACKNEY, 'known')?.numerator.status, 'c');
    t.equal(at(cells, HACKNEY, 'all')?.numerator.status, 'c');
  });

  t.test('shares repeat their denominator, which is never summed', async (t) => {
    const cells = derived(
      five.map(({ group, n }) => ({ group, n, d: 3008, category: 'all' })),
      'wf-social-worker-share',
    );
    t.equal(at(cells, HACKNEY, 'known')?.numerator.value, 3008);
    t.equal(at(cells, HACKNEY, 'known')?.denominator?.value, 3008);
    t.equal(at(cells, HACKNEY, 'all'), undefined);
  });

  t.test('named sets are not stored: they are added up when somebody asks', async (t) => {
    t.notOk(derived(five).some((each) => vocabulary.group.get(each.group)?.level === 'named-set'));
  });
});

t.test('areas', async (t) => {
  const sketches = [HACKNEY, NEWHAM, LAMBETH].map((area, index) => ({ area, n: 10 * (index + 1), d: 100 }));

  t.test('London is the sum of who returned, and says who did not', async (t) => {
    const london = at(derived(sketches), LONDON, 'all');
    t.equal(london?.numerator.value, 60);
    t.equal(london?.denominator?.value, 300);
    t.same(london?.coverage?.included, [HACKNEY, LAMBETH, NEWHAM]);
    t.equal(london?.coverage?.notReturned.length, 30);
  });

  t.test('sub-regions and Inner London are sums too', async (t) => {
    const cells = derived(sketches);
    t.equal(at(cells, 'NEL', 'all')?.numerator.value, 30);
    t.equal(at(cells, 'SEL', 'all')?.numerator.value, 30);
    t.equal(at(cells, 'E13000001', 'all')?.numerator.value, 60);
    t.equal(at(cells, 'E13000002', 'all'), undefined);
    t.equal(at(cells, 'E92000001', 'all'), undefined, 'England is never a sum of London');
  });

  t.test(
    'a cell that its source withheld makes the total null, unless the source gave the total',
    async (t) => {
      const withheld = [...sketches, { area: CITY, n: 'c' as const, d: 50 }];
      t.equal(at(derived(withheld), LONDON, 'all')?.numerator.status, 'c');
      const given = at(derived([...withheld, { area: LONDON, n: 70, d: 350 }]), LONDON, 'all');
      t.equal(given?.numerator.value, 70);
      t.equal(given?.coverage, null);
    },
  );

  t.test('a joint return is counted once and told', async (t) => {
    const cells = derived([...sketches, { area: 'E09000027', n: 'z' as const, d: 'z' as const }]);
    t.equal(at(cells, LONDON, 'all')?.numerator.value, 60);
    t.same(at(cells, LONDON, 'all')?.coverage?.joint, ['E09000027']);
  });

  t.test('an authority without a population is in neither side of a total that divides by it', async (t) => {
    const sent = [...sketches, { area: CITY, n: 7 }].map(({ area, n }) => ({ area, n }));
    const london = at(derived(sent, 'yj-first-time-entrant-rate', [HACKNEY, NEWHAM, LAMBETH]), LONDON, 'all');
    t.equal(london?.numerator.value, 60);
    t.same(london?.coverage?.noPopulation, [CITY]);
  });
});
