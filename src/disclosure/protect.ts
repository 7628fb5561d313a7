import { asProtected, type ProtectedCell, type RawCell } from '../vocabulary/cell.ts';
import { type Count, WITHHELD } from '../vocabulary/symbol.ts';
import { familiesOf } from './families.ts';
import {
  type FamilyOutcome,
  type FamilyTask,
  NOTHING_EARLIER,
  type Recall,
  type SolveFamily,
} from './family-task.ts';
import type { TableOptions } from './linked-table.ts';
import { isOfPersons } from './policy.ts';
import { roundedTotal } from './rounded-total.ts';
import { buildTable } from './table.ts';

export interface ProtectOptions extends TableOptions {
  /** Protects one family, somewhere else than here: it can take minutes. */
  readonly solve: SolveFamily;
  readonly recall?: Recall;
  /** What is protected besides: cells that are not planned for publication, which nobody will see. */
  readonly unplanned?: readonly RawCell[];
}

export interface Protection {
  readonly cells: readonly ProtectedCell[];
  /** How many counts were withheld for themselves, and how many for the sake of others. Never published apart. */
  readonly primary: number;
  readonly secondary: number;
  /** Cells withheld for their smallness. */
  readonly small: ReadonlySet<RawCell>;
  /** Measure → small counts whose bounds could not be shown. Where there are any, nothing may be published. */
  readonly breaches: ReadonlyMap<string, number>;
  readonly families: readonly FamilyOutcome[];
}

/**
 * The only way from raw to published. Takes every cell of one domain at once, over all periods, totals included, since
 * what one table shows may give away what another withholds.
 *
 * Official figures pass as their source published them (decision 12), as do counts that are not of people. Of the rest,
 * small counts are withheld, and further counts so that nobody can work a small one out; what shows that is `certify`. A
 * derived number is not made here: it is made of released counts only, or not at all.
 */
export async function protect(cells: readonly RawCell[], options: ProtectOptions): Promise<Protection> {
  const { policy, solve, recall = () => NOTHING_EARLIER, unplanned = [] } = options;
  const measureOf = (cell: RawCell) => options.measures.get(cell.measure);
  const isOurs = (cell: RawCell) => {
    const measure = measureOf(cell);
    return cell.origin === 'authority' && measure !== undefined && isOfPersons(policy, measure);
  };
  const table = buildTable(cells.filter(isOurs), { ...options, unplanned: unplanned.filter(isOurs) });
  const withheld = Uint8Array.from(table.variables, ({ unknown }) => (unknown ? 1 : 0));
  const breached = new Set<number>();
  const authorities = regionByRegion(options);
  const families = familiesOf(table);
  const tasks = families.map(({ variables, equations }): FamilyTask => {
    const own = { variables, equations };
    return { table: own, authorities, ...recall(own) };
  });
  const outcomes = await Promise.all(tasks.map(solve));
  outcomes.forEach((outcome, index) => {
    const member = (variable: number) => families[index]?.members[variable] ?? -1;
    for (const variable of outcome.withheld) withheld[member(variable)] = 1;
    for (const variable of outcome.unmet) breached.add(member(variable));
  });

  const isHidden = (index: number | undefined) => index !== undefined && withheld[index] === 1;
  const isSmall = (index: number | undefined) =>
    index !== undefined && table.variables[index]?.primary === true;
  const release = (count: Count, index: number | undefined): Count => (isHidden(index) ? WITHHELD : count);
  const small = new Set<RawCell>();
  const breaches = new Map<string, number>();
  for (const cell of [...cells, ...unplanned])
    for (const index of [table.numeratorOf.get(cell), table.denominatorOf.get(cell)])
      if (index !== undefined && breached.delete(index))
        breaches.set(cell.measure, (breaches.get(cell.measure) ?? 0) + 1);
  const shown = cells.map((cell) => {
    const [n, d] = [table.numeratorOf.get(cell), table.denominatorOf.get(cell)];
    if (isSmall(n) || isSmall(d)) small.add(cell);
    const numerator = release(cell.numerator, n);
    const denominator = cell.denominator === null ? null : release(cell.denominator, d);
    const kind = measureOf(cell)?.kind;
    const mean = kind === 'mean' || kind === 'median';
    // A mean's sum, or a median, goes where the number of people behind it goes.
    const unseen = numerator.status === 'c' || (mean && denominator?.status === 'c');
    const released = {
      ...cell,
      numerator: unseen ? WITHHELD : numerator,
      denominator,
      sumOfSquares: unseen ? null : cell.sumOfSquares,
    };
    return asProtected(roundedTotal(released, measureOf(cell), policy));
  });
  // What no cell shows, such as how many did not, has no measure of its own to be named by.
  if (breached.size > 0) breaches.set('', breached.size);
  const counts = { primary: 0, secondary: 0 };
  table.variables.forEach(({ published, primary }, index) => {
    if (published && isHidden(index)) counts[primary ? 'primary' : 'secondary'] += 1;
  });
  return { cells: shown, ...counts, small, breaches, families: outcomes };
}

/** All authorities, those of one sub-region one after another. */
function regionByRegion({ areas, members }: TableOptions): readonly string[] {
  const within = [...members]
    .filter(([id]) => areas.get(id)?.kind === 'sub-region')
    .flatMap(([, own]) => own);
  const all = [...areas.values()].filter(({ kind }) => kind === 'authority').map(({ id }) => id);
  return [...new Set([...within, ...all])];
}
