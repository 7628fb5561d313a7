import { Problem } from '../problem.ts';
import type { Transaction } from '../storage/database.ts';
import {
  type ChangeCounts,
  type ChangedCell,
  lastAccepted,
  type PlaceCursor,
  readChangedCells,
  readDifference,
} from '../submission/difference/store.ts';
import type { SubmissionFacts } from '../submission/store.ts';

export { type CellContent, CHANGES, type Change, type ChangedCell } from '../submission/difference/store.ts';
export type { PlaceCursor };

export interface DifferencePage {
  readonly limit: number;
  /** The place that the page before ended with; null for the first. */
  readonly after: PlaceCursor | null;
}

export interface SubmissionDifference extends ChangeCounts {
  /** The submission compared with; null where none has been accepted, so that every cell is new. */
  readonly against: string | null;
  readonly cells: readonly ChangedCell[];
  /** Where the next page begins; null after the last. */
  readonly next: PlaceCursor | null;
}

/** So many cells of a file are read in one transaction, so that a slow reader never keeps one open. */
const CELLS_AT_ONCE = 20_000;

/** A page of the cells that differ from the last accepted submission, with how many there are. Throws `cells-not-kept`. */
export async function differenceOf(
  tx: Transaction,
  facts: SubmissionFacts,
  { limit, after }: DifferencePage,
): Promise<SubmissionDifference> {
  const against = await comparedWith(tx, facts);
  // One more than asked for tells whether there is a next page.
  const { cells, ...counts } = await readDifference(tx, { id: facts.id, against, limit: limit + 1, after });
  const page = cells.slice(0, limit);
  return { against, ...counts, cells: page, next: cells.length > limit ? cursorAfter(page) : null };
}

/** The submission that this one is compared with; null for none. Throws `cells-not-kept`. */
export async function comparedWith(tx: Transaction, facts: SubmissionFacts): Promise<string | null> {
  requireCells(facts);
  return await lastAccepted(tx, facts);
}

/** All cells that differ from `against`, some at a time, each time in a transaction that `within` opens. */
export async function* allChangedCells(
  within: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>,
  { id, against }: { readonly id: string; readonly against: string | null },
): AsyncGenerator<readonly ChangedCell[]> {
  for (let after: PlaceCursor | null = null; ; ) {
    const request = { id, against, limit: CELLS_AT_ONCE, after };
    const cells = await within((tx) => readChangedCells(tx, request));
    yield cells;
    if (cells.length < CELLS_AT_ONCE) return;
    after = cursorAfter(cells);
  }
}

/** Throws `cells-not-kept` for a file with errors: to compare it with anything would say that all cells were removed. */
export function requireCells({ errorCount }: SubmissionFacts): void {
  if (errorCount > 0)
    throw new Problem('cells-not-kept', 'The file has errors, and none of its cells are kept.');
}

function cursorAfter(cells: readonly ChangedCell[]): PlaceCursor | null {
  const place = cells.at(-1)?.place;
  if (place === undefined) return null;
  return [place.measure, place.period, place.area, place.group, place.sex, place.ageBand, place.category];
}
