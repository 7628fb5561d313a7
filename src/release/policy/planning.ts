import { closedMargins, isPlanned, marginOf, type PlanOptions, planOf } from '../../disclosure/plan.ts';
import type { Transaction } from '../../storage/database.ts';
import type { RawCell } from '../../vocabulary/cell.ts';
import type { Measure } from '../../vocabulary/measure.ts';
import { comparePeriods } from '../../vocabulary/period.ts';
import { insertPlan, type MeasurePlan } from './store.ts';

const YEAR = 365 * 24 * 60 * 60 * 1000;
const PERIODS = 4;

export interface PlanningOptions extends PlanOptions {
  /** Measure → its newest plan. What is planned anew is added. */
  readonly plans: Map<string, MeasurePlan>;
  /** Measure → the periods that the latest release has of it. */
  readonly published: ReadonlyMap<string, readonly string[]>;
  readonly actor: string;
  readonly at: Date;
}

/**
 * The cells of authorities that are planned for publication. A measure without a plan, or whose plan has run out, is
 * planned by the gates over the last four periods that are published already, or over these cells where none is; the plan
 * then holds for a year, so that it says nothing about any one quarter. What is not planned is not protected: nobody will
 * see it.
 */
export async function planned(
  tx: Transaction,
  cells: readonly RawCell[],
  options: PlanningOptions,
): Promise<{
  readonly cells: readonly RawCell[];
  readonly closed: Readonly<Record<string, readonly string[]>>;
}> {
  const byMeasure = new Map<string, RawCell[]>();
  for (const cell of cells) {
    if (cell.origin === 'official') continue;
    const own = byMeasure.get(cell.measure);
    if (own === undefined) byMeasure.set(cell.measure, [cell]);
    else own.push(cell);
  }
  const closed = new Map<string, ReadonlySet<string>>();
  for (const [id, own] of byMeasure) {
    const measure = options.measures.get(id);
    if (!isPlanned(measure, options.policy)) continue;
    const known = options.plans.get(id);
    const plan =
      known !== undefined && known.holdsUntil > options.at
        ? known
        : await planAnew(tx, { cells: own, measure }, options);
    closed.set(id, closedMargins(plan.margins, id, options.policy));
  }
  return {
    cells: cells.filter(
      (cell) => cell.origin === 'official' || !closed.get(cell.measure)?.has(marginOf(cell, options)),
    ),
    closed: Object.fromEntries(
      [...closed].filter(([, margins]) => margins.size > 0).map(([id, margins]) => [id, [...margins].sort()]),
    ),
  };
}

/** Cells of one measure; empty where there is none. */
async function planAnew(
  tx: Transaction,
  { cells, measure }: { readonly cells: readonly RawCell[]; readonly measure: Measure },
  options: PlanningOptions,
): Promise<MeasurePlan> {
  const there = [...new Set(cells.map(({ period }) => period))].sort(comparePeriods);
  const before = there.filter((period) => options.published.get(measure.id)?.includes(period));
  const basis = before.length > 0 ? before.slice(-PERIODS) : there;
  const plan: MeasurePlan = {
    measure: measure.id,
    basis,
    margins: planOf(
      cells.filter(({ period }) => basis.includes(period)),
      measure,
      options,
    ),
    madeBy: options.actor,
    madeAt: options.at,
    holdsUntil: new Date(options.at.valueOf() + YEAR),
  };
  await insertPlan(tx, plan);
  options.plans.set(measure.id, plan);
  return plan;
}
