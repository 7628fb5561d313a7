import type { RawCell } from '../vocabulary/cell.ts';
import { ALL, KNOWN, NOT_KNOWN, type Partition } from '../vocabulary/ethnic-group.ts';
import type { MeasureKind } from '../vocabulary/measure.ts';
import { addCounts, type Count, subtractCounts } from '../vocabulary/symbol.ts';

/** The counts of one cell without its place. */
type Counts = Pick<RawCell, 'numerator' | 'denominator' | 'sumOfSquares'>;

/**
 * Completes the ethnic groups of one place: broad groups out of detailed ones, `not-known`, `known` and `all`
 * (decision 3a: `all` is what the sender gave where it gave it, and what is left over the known groups is
 * `not-known`). What was sent is never replaced, and a group that cannot be made exactly is left out.
 *
 * `sent` are the cells of one measure, period, area, sex, age band and category. Returns the added ones only.
 */
export function rollUpGroups(
  sent: readonly RawCell[],
  { partitions, kind }: { readonly partitions: readonly Partition[]; readonly kind: MeasureKind },
): readonly RawCell[] {
  const [template] = sent;
  if (template === undefined || kind === 'median' || kind === 'gap') return [];
  const have = new Map<string, Counts>(sent.map((cell) => [cell.group, cell]));
  const added: RawCell[] = [];
  const add = (group: string, counts: Counts | undefined) => {
    if (counts === undefined || have.has(group)) return;
    have.set(group, counts);
    added.push({ ...template, ...counts, group });
  };
  const combine = kind === 'composition-share' ? addShares : addParts;

  // From the finest upwards: a partition's children may themselves be made of partitions.
  const upwards = partitions.filter(({ parent }) => parent !== ALL && parent !== KNOWN);
  for (const partition of [...upwards, ...upwards]) {
    if (!have.has(partition.parent))
      add(partition.parent, combine(partition.children.map((id) => have.get(id))));
  }
  const broad = partitions
    .filter(({ parent }) => parent === KNOWN)
    .map((partition) => combine(partition.children.map((id) => have.get(id))))
    .find((counts) => counts !== undefined);

  if (kind === 'composition-share') {
    // Shares are of known ethnicity: there is no `all` to be had from them.
    add(KNOWN, broad);
    return added;
  }
  const all = have.get(ALL);
  const notKnown = have.get(NOT_KNOWN);
  if (all !== undefined && notKnown !== undefined) {
    add(KNOWN, subtract(all, notKnown));
  } else if (all !== undefined && (have.get(KNOWN) ?? broad) !== undefined) {
    const known = have.get(KNOWN) ?? broad;
    const rest = known === undefined ? undefined : subtract(all, known);
    add(KNOWN, known);
    if (rest !== undefined && !isNegative(rest)) add(NOT_KNOWN, rest);
  } else if (all === undefined) {
    add(KNOWN, broad);
    const known = have.get(KNOWN);
    if (known !== undefined) add(ALL, notKnown === undefined ? known : addParts([known, notKnown]));
  }
  return added;
}

function addParts(parts: readonly (Counts | undefined)[]): Counts | undefined {
  const present = parts.filter((part) => part !== undefined);
  if (present.length < parts.length || present.length === 0) return undefined;
  return {
    numerator: addCounts(present.map((part) => part.numerator)),
    denominator: addDenominators(present),
    sumOfSquares: addSquares(present),
  };
}

/** Composition shares repeat one denominator over all groups, which is never summed over them. */
function addShares(parts: readonly (Counts | undefined)[]): Counts | undefined {
  const sum = addParts(parts);
  const denominator = parts.find((part) => part !== undefined)?.denominator ?? null;
  return sum === undefined ? undefined : { ...sum, denominator };
}

function subtract(whole: Counts, part: Counts): Counts {
  const denominator =
    whole.denominator === null || part.denominator === null
      ? null
      : subtractCounts(whole.denominator, part.denominator);
  return { numerator: subtractCounts(whole.numerator, part.numerator), denominator, sumOfSquares: null };
}

function isNegative(counts: Counts): boolean {
  const below = (count: Count | null) => count !== null && count.value !== null && count.value < 0;
  // A mean's sum of scores may be below zero; its number of children may not.
  return counts.denominator === null ? below(counts.numerator) : below(counts.denominator);
}

export function addDenominators(cells: readonly Counts[]): Count | null {
  const present = cells.flatMap((cell) => cell.denominator ?? []);
  return present.length === cells.length && present.length > 0 ? addCounts(present) : null;
}

export function addSquares(cells: readonly Counts[]): number | null {
  let total = 0;
  for (const cell of cells) {
    if (cell.sumOfSquares === null) return null;
    total += cell.sumOfSquares;
  }
  return cells.length === 0 ? null : total;
}
