import type { RawCell } from '../vocabulary/cell.ts';
import type { Partition } from '../vocabulary/ethnic-group.ts';
import { isProportion, type Measure } from '../vocabulary/measure.ts';
import { type Count, shown } from '../vocabulary/symbol.ts';
import { isOfPersons, type Policy, ruleFor } from './policy.ts';

/** What a revision shows of those whose records it changed: nothing, too few of them to be told, or enough. */
export type Revision = 'none' | 'small' | 'enough';

export interface RevisionOptions {
  readonly measures: ReadonlyMap<string, Measure>;
  readonly partitions: readonly Partition[];
  readonly policy: Policy;
}

/**
 * What somebody learns who holds an authority's figures of a period as they were published and as they are now: two
 * tables give their difference away, count by count. It is `small` where any one count could have changed by fewer
 * records than the threshold. A measure or breakdown that only one of the two has is no difference.
 */
export function revisionOf(
  before: readonly RawCell[],
  after: readonly RawCell[],
  options: RevisionOptions,
): Revision {
  let found: Revision = 'none';
  const earlier = slicesOf(before);
  const pairs = new Map<string, Pair[]>();
  for (const [id, { measure, line, cells }] of slicesOf(after)) {
    const was = earlier.get(id);
    if (was === undefined) continue;
    const own = pairs.get(measure) ?? [];
    pairs.set(measure, own);
    own.push({ line, before: was.cells, after: cells });
  }
  for (const [id, own] of pairs) {
    const measure = options.measures.get(id);
    if (measure === undefined || !isOfPersons(options.policy, measure)) continue;
    const { threshold } = ruleFor(options.policy, measure);
    for (const series of seriesOf(measure)) {
      if (!own.some((pair) => hasChanged(pair, series, options))) continue;
      if (fewest(own, series, options) < threshold) return 'small';
      found = 'enough';
    }
  }
  return found;
}

type Groups = ReadonlyMap<string, RawCell>;

/** The groups of one place of one measure, as they were and as they are. */
interface Pair {
  /** The place but for its sex: female, male and not known of one line are different people. */
  readonly line: string;
  readonly before: Groups;
  readonly after: Groups;
}

/** A count that revisions are told by. */
interface Series {
  readonly of: (cell: RawCell) => Count | null;
  /** The count of people that says how many records changed at least. */
  readonly counts: (cell: RawCell) => Count | null;
  /** One number repeated over all groups. */
  readonly repeated: boolean;
}

function seriesOf(measure: Measure): readonly Series[] {
  const share = measure.kind === 'composition-share';
  const numerator = ({ numerator: count }: RawCell) => count;
  const denominator = ({ denominator: count }: RawCell) => count;
  const base: Series = { of: denominator, counts: denominator, repeated: share };
  if (measure.kind === 'mean' || measure.kind === 'median' || measure.kind === 'gap') {
    // A score that is different may be one person's: only the number of people says how many there were.
    const squares = ({ sumOfSquares }: RawCell) => (sumOfSquares === null ? null : shown(sumOfSquares));
    return [
      { of: numerator, counts: denominator, repeated: false },
      { of: squares, counts: denominator, repeated: false },
      base,
    ];
  }
  const rest = ({ numerator: n, denominator: d }: RawCell): Count | null =>
    n.value === null || d === null || d.value === null ? null : shown(d.value - n.value);
  return [
    { of: numerator, counts: numerator, repeated: false },
    base,
    ...(isProportion(measure) && !share ? [{ of: rest, counts: rest, repeated: false }] : []),
  ];
}

function slicesOf(cells: readonly RawCell[]) {
  const slices = new Map<string, { measure: string; line: string; cells: Map<string, RawCell> }>();
  for (const cell of cells) {
    // What was not available and is now was never published: it has nothing to differ from.
    if (cell.numerator.value === null && !['c', 'low'].includes(cell.numerator.status)) continue;
    const { measure, period, area, sex, ageBand, category } = cell;
    const line = [period, area, ageBand, category, sex === 'all' ? 'all' : 'by sex'].join('|');
    const id = `${measure}|${line}|${sex}`;
    const slice = slices.get(id) ?? { measure, line, cells: new Map<string, RawCell>() };
    slices.set(id, slice);
    slice.cells.set(cell.group, cell);
  }
  return slices;
}

/** A row that is there in one of the two only has changed from nothing, unless nobody was told apart at its level before. */
function hasChanged({ before, after }: Pair, { of }: Series, { partitions }: RevisionOptions): boolean {
  const appeared = (group: string, cell: RawCell, others: Groups) =>
    of(cell)?.value !== 0 &&
    of(cell) !== null &&
    partitions.some(({ children }) => children.includes(group) && children.some((each) => others.has(each)));
  for (const [group, cell] of after) {
    const was = before.get(group);
    if (was === undefined ? appeared(group, cell, before) : !isSame(of(was), of(cell))) return true;
  }
  return [...before].some(([group, cell]) => !after.has(group) && appeared(group, cell, after));
}

function isSame(a: Count | null, b: Count | null): boolean {
  return a?.value === b?.value && a?.status === b?.status;
}

/** Records that came, and that went. One that was moved did both. */
interface Moved {
  readonly up: number;
  readonly down: number;
}

const NONE: Moved = { up: 0, down: 0 };

/** The fewest records that can have changed: of all sums of parts that exclude each other, the one that tells most. */
function fewest(pairs: readonly Pair[], series: Series, options: RevisionOptions): number {
  const lines = new Map<string, Moved[]>();
  for (const pair of pairs) {
    const moved = most(
      [...pair.before.keys(), ...pair.after.keys()].map((group) => movedIn(pair, group, series, options)),
    );
    lines.set(pair.line, [...(lines.get(pair.line) ?? []), moved]);
  }
  return Math.max(...[...lines.values()].map((sexes) => sizeOf(added(sexes))));
}

/** Of one group: by its own count, or by those of the groups that make it up, whichever tells of more records. */
function movedIn(pair: Pair, group: string, series: Series, options: RevisionOptions): Moved {
  const { before, after } = pair;
  const numberIn = (groups: Groups, others: Groups) => {
    const cell = groups.get(group);
    if (cell !== undefined) return series.counts(cell)?.value ?? null;
    return isNobody(group, { groups, others, ...options }) ? 0 : null;
  };
  const [from, to] = [numberIn(before, after), numberIn(after, before)];
  const by = from === null || to === null ? 0 : to - from;
  const own: Moved = { up: Math.max(0, by), down: Math.max(0, -by) };
  if (series.repeated) return own;
  const ways = options.partitions
    .filter(({ parent }) => parent === group)
    .map(({ children }) => added(children.map((child) => movedIn(pair, child, series, options))));
  return most([own, ...ways]);
}

/**
 * Whether a row that is not there stands for nobody: others of its level are there, and no total of theirs could tell that
 * it had just been left out.
 */
function isNobody(
  group: string,
  {
    groups,
    others,
    partitions,
  }: { readonly groups: Groups; readonly others: Groups } & Pick<RevisionOptions, 'partitions'>,
): boolean {
  const above = (part: string): readonly string[] =>
    partitions
      .filter(({ children }) => children.includes(part))
      .flatMap(({ parent }) => [parent, ...above(parent)]);
  return (
    partitions.some(
      ({ children }) => children.includes(group) && children.some((each) => groups.has(each)),
    ) && !above(group).some((total) => groups.has(total) && others.has(total))
  );
}

function added(all: readonly Moved[]): Moved {
  return all.reduce((sum, { up, down }) => ({ up: sum.up + up, down: sum.down + down }), NONE);
}

function most(all: readonly Moved[]): Moved {
  return all.reduce((best, each) => (sizeOf(each) > sizeOf(best) ? each : best), NONE);
}

function sizeOf({ up, down }: Moved): number {
  return Math.max(up, down);
}
