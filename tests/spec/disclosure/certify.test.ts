import fc from 'fast-check';
import t from 'tap';
import {
  certify,
  isSound,
  jointAudit,
  publicGoals,
  publicView,
  targetsOf,
} from '../../../src/disclosure/certify/certify.ts';
import type { Release } from '../../../src/disclosure/certify/joint.ts';
import { searchWorlds } from '../../../src/disclosure/certify/search.ts';
import { isWorld } from '../../../src/disclosure/certify/world.ts';
import type { LinkedTable } from '../../../src/disclosure/linked-table.ts';
import { loadSolver } from '../../../src/disclosure/solver.ts';
import { suppress } from '../../../src/disclosure/suppress.ts';
import { recallFrom } from '../../../src/release/protection/recall.ts';
import { authoritiesOf, grid } from '../../support/grid.ts';
import { quarterTable, readQuarter } from '../../support/quarter.ts';

const solver = await loadSolver();
const now = () => performance.now();
const options = { solver, seed: 1, now, wholeFor: 5000, earlier: [], passes: 2 };
const NOTHING = { withheld: [], shown: [] };

/** Every whole-number table that looks the same to whoever knows `known`: counted out, with no solver. */
function* allWorlds(table: LinkedTable, known: Uint8Array, rows: number, columns: number) {
  const shown = (variable: number) => (known[variable] === 1 ? table.variables[variable]?.value : undefined);
  const values = new Float64Array(table.variables.length);
  const most = 9;
  const rowAt = rows * columns;
  const columnAt = rowAt + rows;
  const walk = function* (at: number): Generator<Float64Array> {
    if (at === rows * columns) {
      for (let c = 0; c < columns; c += 1) {
        let sum = 0;
        for (let r = 0; r < rows; r += 1) sum += values[r * columns + c] ?? 0;
        values[columnAt + c] = sum;
        if ((shown(columnAt + c) ?? sum) !== sum) return;
      }
      let all = 0;
      for (let r = 0; r < rows; r += 1) all += values[rowAt + r] ?? 0;
      values[columnAt + columns] = all;
      if ((shown(columnAt + columns) ?? all) === all) yield values;
      return;
    }
    const is = shown(at);
    const [from, to] = is === undefined ? [0, most] : [is, is];
    for (let value = from; value <= to; value += 1) {
      values[at] = value;
      if (at % columns === columns - 1) {
        const row = Math.floor(at / columns);
        let sum = 0;
        for (let c = 0; c < columns; c += 1) sum += values[row * columns + c] ?? 0;
        const total = shown(rowAt + row);
        if (total !== undefined && sum !== total) continue;
        values[rowAt + row] = sum;
      }
      yield* walk(at + 1);
    }
  };
  yield* walk(0);
}

const small = fc.array(fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 2, maxLength: 2 }), {
  minLength: 3,
  maxLength: 3,
});

t.test('what is certified is true of all tables, counted out one by one', async (t) => {
  let certified = 0;
  fc.assert(
    fc.property(small, (counts) => {
      const table = grid(counts);
      const { withheld, certificate } = suppress(table, {
        ...options,
        carried: NOTHING,
        authorities: authoritiesOf(table),
      });
      if (!isSound(certificate)) return true;
      certified += 1;
      const { known } = publicView(table, withheld);
      const seen = new Map(certificate.targets.map((target) => [target, new Set<number>()]));
      for (const values of allWorlds(table, known, 3, 2))
        for (const [target, set] of seen) set.add(values[target] ?? -1);
      return [...seen].every(([target, set]) => {
        const value = table.variables[target]?.value ?? 0;
        // Linear bounds of 1 and 6 need not be whole numbers' own, but one more and one less are.
        return set.has(value - 1) && set.has(value + 1) && set.has(value);
      });
    }),
    { numRuns: 12, seed: 7 },
  );
  t.ok(certified >= 6, `${certified} of 12 certified`);
});

t.test('no small count of a breakdown that is closed can be worked out from what is open', async (t) => {
  let given = 0;
  fc.assert(
    fc.property(small, (counts) => {
      const open = grid(counts);
      const table = {
        ...open,
        variables: open.variables.map((variable, index) => ({
          ...variable,
          ...(index < 6 ? { published: false, primary: false, closed: variable.primary } : {}),
        })),
      };
      const authorities = authoritiesOf(table);
      const nothing = Uint8Array.from(table.variables, ({ primary }) => (primary ? 1 : 0));
      const before = certify(table, nothing, { ...options, authorities });
      const { withheld, certificate } = suppress(table, { ...options, carried: NOTHING, authorities });
      if (!isSound(certificate)) return false;
      if (before.publicUnmet.some(({ variable }) => table.variables[variable]?.closed === true)) given += 1;
      const { known } = publicView(table, withheld);
      const seen = new Map(certificate.closed.map((each) => [each, new Set<number>()]));
      for (const values of allWorlds(table, known, 3, 2))
        for (const [each, set] of seen) set.add(values[each] ?? -1);
      return [...seen].every(([each, set]) => {
        const value = table.variables[each]?.value ?? 0;
        return set.has(value - 1) && set.has(value + 1);
      });
    }),
    { numRuns: 12, seed: 11 },
  );
  t.ok(given >= 2, `${given} of 12 would have been given away`);
});

t.test('a pattern that loses a count, or its insiders, is caught', async (t) => {
  const table = grid([
    [3, 20, 31],
    [14, 25, 9],
    [40, 2, 33],
    [12, 18, 27],
  ]);
  const authorities = authoritiesOf(table);
  const made = suppress(table, { ...options, carried: NOTHING, authorities });
  t.ok(isSound(made.certificate), 'the pattern stands');
  const secondaries = table.variables.flatMap(({ primary }, variable) =>
    made.withheld[variable] === 1 && !primary ? [variable] : [],
  );
  t.ok(secondaries.length > 2);
  let caught = 0;
  for (const variable of secondaries) {
    const leaky = made.withheld.slice();
    leaky[variable] = 0;
    if (!isSound(certify(table, leaky, { ...options, authorities }))) caught += 1;
  }
  t.ok(caught >= Math.ceil(secondaries.length * 0.5), `${caught} of ${secondaries.length} caught`);
  const publicOnly = table.variables.map(({ primary }) => (primary ? 1 : 0));
  const two = grid([
    [3, 20],
    [4, 25],
    [40, 30],
  ]);
  const v07 = Uint8Array.from(two.variables, ({ primary }) => (primary ? 1 : 0));
  for (const name of ['0.1', '1.1']) v07[two.variables.findIndex((each) => each.name === name)] = 1;
  const { publicUnmet, insiderUnmet } = certify(two, v07, { ...options, authorities: authoritiesOf(two) });
  t.equal(publicUnmet.length, 0, 'the public learns nothing');
  t.ok(insiderUnmet.length > 0, 'the staff of either borough would');
  t.notOk(isSound(certify(table, Uint8Array.from(publicOnly), { ...options, authorities })));
});

t.test('a table that is off by one anywhere is no table', async (t) => {
  const table = grid([
    [3, 20],
    [14, 25],
  ]);
  const view = publicView(table, new Uint8Array(table.variables.length));
  const truth = Float64Array.from(table.variables, ({ value }) => value);
  t.ok(isWorld(view, truth));
  truth.forEach((value, variable) => {
    t.notOk(isWorld(view, truth.with(variable, value + 1)));
  });
  const all = publicView(table, new Uint8Array(table.variables.length).fill(1));
  t.notOk(isWorld(all, truth.with(0, 4)), 'sums hold for what nobody sees, too');
  t.notOk(
    isWorld(
      all,
      truth.map((value) => -value),
    ),
    'and counts are not negative',
  );
});

t.test(
  'v08: the same data twice with two patterns gives the difference away; a carried pattern does not',
  async (t) => {
    const table = grid([
      [3, 20, 31],
      [14, 25, 9],
      [40, 12, 33],
    ]);
    const authorities = authoritiesOf(table);
    const first = suppress(table, { ...options, carried: NOTHING, authorities });
    const before: Release = {
      ...table,
      withheld: [...first.withheld.keys()].filter((v) => first.withheld[v] === 1),
    };
    const index = (name: string) => table.variables.findIndex((each) => each.name === name);
    // Another pattern, safe by itself: the small count with a column and row that the first one showed.
    const other = new Uint8Array(table.variables.length);
    for (const name of ['0.0', '0.all', 'London.0', 'London.all']) other[index(name)] = 1;
    const naive = jointAudit(table, other, { ...options, earlier: [before] });
    t.ok(naive !== null && naive.unmet.length > 0, 'together they tell');
    const again = suppress(table, { ...options, ...recallFrom([before])(table), authorities, seed: 9 });
    t.same([...again.withheld], [...first.withheld]);
    t.ok(isSound(again.certificate));
  },
);

t.test('a published quarter and its correction (v30, v31)', async (t) => {
  const quarter = await readQuarter();
  const [primary, v1, naive, carried] = await Promise.all(
    ['v30_primary', 'v30_v1_secondary_certified', 'v31_v2_naive_secondary', 'v31_v2_carryover_secondary'].map(
      quarter.list,
    ),
  );
  // The published patterns were not chosen for what is closed.
  const openOnly = ({ variables, equations }: LinkedTable): LinkedTable => ({
    variables: variables.map((variable) => ({ ...variable, closed: false })),
    equations,
  });
  const first = openOnly(quarterTable(quarter, quarter.counts.v1));
  const second = openOnly(quarterTable(quarter, quarter.counts.v2));
  t.same(new Set(first.variables.flatMap(({ name, primary: is }) => (is ? [name] : []))), primary);
  const pattern = (table: LinkedTable, list: ReadonlySet<string> | undefined) =>
    Uint8Array.from(table.variables, ({ name, primary: is, published }) =>
      is || !published || list?.has(name) === true ? 1 : 0,
    );
  const shownFirst = pattern(first, v1);
  const goals = publicGoals(first, targetsOf(first));
  t.same(searchWorlds(publicView(first, shownFirst), goals, { solver, seed: 3 }).unmet, []);
  const earlier: Release[] = [
    { ...first, withheld: [...shownFirst.keys()].filter((variable) => shownFirst[variable] === 1) },
  ];
  const ofCarried = jointAudit(second, pattern(second, carried), { solver, seed: 3, earlier });
  t.same(ofCarried?.unmet, [], 'a pattern that is carried over gives nothing away');
  const ofNaive = jointAudit(second, pattern(second, naive), { solver, seed: 3, earlier, enough: 2 });
  t.ok((ofNaive?.unmet.length ?? 0) >= 2, 'one that is chosen anew does');
});
