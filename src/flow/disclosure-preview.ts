import { derive } from '../cells/derive.ts';
import { type OwnSlice, ownSlices, readOwnSlice } from '../cells/store.ts';
import type { SolveFamily } from '../disclosure/family-task.ts';
import { closedMargins, isPlanned, marginOf } from '../disclosure/plan.ts';
import type { Policy } from '../disclosure/policy.ts';
import { previewProtection, type WithheldWhy } from '../disclosure/preview.ts';
import { Problem } from '../problem.ts';
import { policyInForce, releasePlans } from '../release/policy/store.ts';
import type { Transaction } from '../storage/database.ts';
import type { SubmissionFacts } from '../submission/store.ts';
import { type CellKey, cellId, type RawCell } from '../vocabulary/cell.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { requireCells } from './submission-difference.ts';

export interface WithheldCell {
  readonly place: CellKey;
  readonly why: WithheldWhy;
  /** false for a total that is made of the cells sent. */
  readonly sent: boolean;
}

export interface DisclosurePreview {
  readonly policy: Policy;
  readonly cells: readonly WithheldCell[];
  /** Cells of breakdowns that are not planned for publication at all, whoever sends them. */
  readonly notPlanned: number;
  /** Small counts that no withholding within these cells could hide. */
  readonly unprotected: number;
}

/** A quarter's submission has about 4,000 cells; protection of more than this would keep everybody else waiting. */
const MOST_CELLS = 20_000;

/**
 * Which of a submission's cells, and of the totals made of them, disclosure control would withhold if nobody else had sent
 * anything: the authority is the only member of every total, so that totals over authorities are left away, being nothing
 * but its own cells over again. A release looks at all authorities together and may withhold more. Reads the submission's
 * own rows and no others. Throws `cells-not-kept` and `query-too-large`.
 */
export async function disclosurePreviewOf(
  tx: Transaction,
  facts: SubmissionFacts,
  { vocabulary, solve }: { readonly vocabulary: Vocabulary; readonly solve: SolveFamily },
): Promise<DisclosurePreview> {
  requireCells(facts);
  const { policy } = await policyInForce(tx);
  // Official figures go out as their source published them.
  if (facts.origin === 'official') return { policy, cells: [], notPlanned: 0, unprotected: 0 };
  if (facts.cellCount > MOST_CELLS) {
    const most = MOST_CELLS.toLocaleString('en-GB');
    throw new Problem('query-too-large', `A preview is made for submissions of at most ${most} cells.`);
  }
  const alone: Vocabulary = { ...vocabulary, members: new Map() };
  const options = {
    measures: alone.measure,
    partitions: alone.partitions,
    groups: alone.group,
    areas: alone.area,
    members: alone.members,
    policy,
  };
  const plans = await releasePlans(tx);
  const closed = new Map(
    vocabulary.measures
      .filter((measure) => isPlanned(measure, policy))
      .map(({ id }) => [id, closedMargins(plans.get(id)?.margins ?? {}, id, policy)]),
  );
  const withheld: WithheldCell[] = [];
  let notPlanned = 0;
  let unprotected = 0;
  for (const family of byPeriod(await ownSlices(tx, facts))) {
    const sent = new Set<string>();
    const cells: RawCell[] = [];
    for (const slice of family) {
      const own = await readOwnSlice(tx, slice);
      for (const cell of own) sent.add(cellId(cell));
      const kind = vocabulary.measure.get(slice.measure)?.kind ?? 'count';
      cells.push(...derive(own, { vocabulary: alone, kind, withPopulation: null }));
    }
    const open = cells.filter((cell) => closed.get(cell.measure)?.has(marginOf(cell, options)) !== true);
    notPlanned += cells.length - open.length;
    const preview = await previewProtection(open, { ...options, solve });
    unprotected += preview.breaches;
    for (const { cell, why } of preview.withheld) {
      const { measure, period, area, group, sex, ageBand, category } = cell;
      const place = { measure, period, area, group, sex, ageBand, category };
      withheld.push({ place, why, sent: sent.has(cellId(cell)) });
    }
  }
  return { policy, cells: withheld, notPlanned, unprotected };
}

/** Measures of one period are protected together: they share counts. A submission is of one domain. */
function byPeriod(slices: readonly OwnSlice[]): Iterable<readonly OwnSlice[]> {
  const periods = new Map<string, OwnSlice[]>();
  for (const slice of slices) {
    const family = periods.get(slice.period);
    if (family === undefined) periods.set(slice.period, [slice]);
    else family.push(slice);
  }
  return periods.values();
}
