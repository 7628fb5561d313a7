import t from 'tap';
import { pinned } from '../../../attack/bounds.ts';
import type { Row } from '../../../attack/system.ts';
import { publicGoals, publicView, targetsOf } from '../../../src/disclosure/certify/certify.ts';
import { searchWorlds } from '../../../src/disclosure/certify/search.ts';
import type { LinkedTable } from '../../../src/disclosure/linked-table.ts';
import { seeded } from '../../../src/disclosure/random.ts';
import { loadSolver } from '../../../src/disclosure/solver.ts';
import { suppress } from '../../../src/disclosure/suppress.ts';
import { authoritiesOf, grid } from '../../support/grid.ts';

/* Parts of the protection are taken away: whatever that harms, the attack, which shares no code with it, must find. */
const solver = await loadSolver();
const options = { solver, now: () => performance.now(), wholeFor: 0, earlier: [], passes: 2 };
const NOTHING = { withheld: [], shown: [] };

/** Whether the attack pins a small count of a table of which this much is withheld. */
function isFound(table: LinkedTable, withheld: Uint8Array): boolean {
  const isHidden = (variable: number) => withheld[variable] === 1;
  const rows = table.equations.map(({ total, parts }): Row => {
    const terms = [[total, 1] as const, ...parts.map((part) => [part, -1] as const)];
    const realOf = (variable: number) => table.variables[variable]?.value ?? 0;
    return {
      terms: terms.filter(([variable]) => isHidden(variable)),
      relation: '=',
      value: terms.reduce(
        (sum, [variable, sign]) => sum - (isHidden(variable) ? 0 : sign * realOf(variable)),
        0,
      ),
      from: '',
    };
  });
  const component = {
    variables: [...table.variables.keys()].filter(isHidden),
    rows: rows.filter(({ terms }) => terms.length > 0),
  };
  const targets = targetsOf(table).map((variable) => ({ variable, least: 1, most: 6 }));
  return pinned(component, targets).size > 0;
}

/** Whether the certificate fails: the other program's word. */
function isHarmful(table: LinkedTable, withheld: Uint8Array): boolean {
  const goals = publicGoals(table, targetsOf(table));
  return searchWorlds(publicView(table, withheld), goals, { solver, seed: 1 }).unmet.length > 0;
}

function invented(seed: number): LinkedTable {
  const random = seeded(seed);
  return grid(
    Array.from({ length: 4 }, () => Array.from({ length: 5 }, () => Math.floor(random() ** 3 * 60))),
  );
}

t.test('one count that protects others is shown', async (t) => {
  let harmful = 0;
  for (let seed = 1; seed <= 6; seed += 1) {
    const table = invented(seed);
    const { withheld } = suppress(table, {
      ...options,
      seed,
      authorities: authoritiesOf(table),
      carried: NOTHING,
    });
    t.notOk(isFound(table, withheld), 'whole, it holds');
    table.variables.forEach(({ primary }, variable) => {
      if (primary || withheld[variable] === 0) return;
      const spoilt = withheld.slice();
      spoilt[variable] = 0;
      const isHarm = isHarmful(table, spoilt);
      if (isHarm) harmful += 1;
      t.equal(isFound(table, spoilt), isHarm, `${seed}: ${table.variables[variable]?.name}`);
    });
  }
  t.ok(harmful > 5, `${harmful} harmful`);
});

t.test('the pattern is chosen anew for the same counts', async (t) => {
  let harmful = 0;
  for (let seed = 1; seed <= 6; seed += 1) {
    const table = invented(seed);
    const chosen = (from: number, carried = NOTHING) =>
      suppress(table, { ...options, seed: from, authorities: authoritiesOf(table), carried }).withheld;
    const first = chosen(seed);
    const other = chosen(seed + 50);
    // Who keeps both releases sees what either shows.
    const both = first.map((is, variable) => (is === 1 && other[variable] === 1 ? 1 : 0));
    if (isHarmful(table, both)) harmful += 1;
    t.equal(isFound(table, both), isHarmful(table, both), `${seed}`);
  }
  t.ok(harmful > 0, `${harmful} harmful`);
});
