import { ALL, BROAD_GROUPS, type EthnicGroup, KNOWN, type Partition } from '../vocabulary/ethnic-group.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { lazilyByKey, lazilyByPair } from './estimate.ts';

/** How the ethnic groups of an edition lie inside and beside each other. */
export interface Grouping {
  readonly partitionsOf: (group: string) => readonly Partition[];
  /** The labels of the groups that a partition adds up to a group. */
  readonly childrenOf: (group: string, partition: string) => readonly string[];
  /** Whether somebody can be counted in both: the same group, or one inside the other, or across. */
  readonly overlap: (one: string, other: string) => boolean;
  /** Whether a group is there itself, or through a partition whose children are there. */
  readonly isThere: (group: string, present: ReadonlySet<string>) => boolean;
  /** The finest groups that do not overlap and that `supported` knows, from `known` downwards. */
  readonly finest: (
    supported: (group: string) => boolean,
    present: ReadonlySet<string>,
  ) => readonly EthnicGroup[];
}

/** One for each edition: what it works out depends on nothing else. */
const groupings = new WeakMap<Vocabulary, Grouping>();

export function groupingOf(vocabulary: Vocabulary): Grouping {
  const known = groupings.get(vocabulary);
  if (known !== undefined) return known;
  const made = makeGrouping(vocabulary);
  groupings.set(vocabulary, made);
  return made;
}

function makeGrouping(vocabulary: Vocabulary): Grouping {
  const partitionsOf = lazilyByKey((group: string): readonly Partition[] =>
    vocabulary.partitions.filter((partition) => partition.parent === group),
  );
  // A named set lies across its parent's other children; what is in it comes from its partitions.
  const directlyBelow = (group: string): readonly EthnicGroup[] =>
    vocabulary.groups.filter((each) => each.parent === group && each.level !== 'named-set');

  const within = lazilyByKey((group: string): ReadonlySet<string> => {
    const inside = new Set([group]);
    const below = [
      ...partitionsOf(group).flatMap((partition) => partition.children),
      ...directlyBelow(group).map((child) => child.id),
    ];
    for (const child of below) for (const each of within(child)) inside.add(each);
    return inside;
  });

  const overlaps = lazilyByPair((one: string, other: string): boolean => {
    const inside = within(one);
    for (const each of within(other)) if (inside.has(each)) return true;
    return false;
  });

  function isThere(group: string, present: ReadonlySet<string>): boolean {
    if (present.has(group)) return true;
    return partitionsOf(group).some((partition) =>
      partition.children.every((child) => isThere(child, present)),
    );
  }

  function finest(
    supported: (group: string) => boolean,
    present: ReadonlySet<string>,
  ): readonly EthnicGroup[] {
    const leaves = lazilyByKey((group: string): readonly string[] => {
      let best: readonly string[] | undefined;
      for (const partition of partitionsOf(group)) {
        if (!partition.children.every(supported)) continue;
        const found = partition.children.flatMap(leaves);
        if (best === undefined || isFiner(found, best, present)) best = found;
      }
      return best ?? [group];
    });
    const fromKnown = leaves(KNOWN);
    const found = fromKnown.includes(KNOWN) ? BROAD_GROUPS.filter(supported).flatMap(leaves) : fromKnown;
    return [...new Set(found)].map((id) => vocabulary.group.get(id)).filter((group) => group !== undefined);
  }

  return {
    partitionsOf,
    childrenOf: (group, name) =>
      (partitionsOf(group).find((partition) => partition.name === name)?.children ?? []).map(
        (child) => vocabulary.group.get(child)?.label ?? child,
      ),
    overlap: (one, other) => one === ALL || other === ALL || overlaps(one, other),
    isThere,
    finest,
  };
}

/** More groups are finer; of as many, those that were published as they stand. */
function isFiner(found: readonly string[], best: readonly string[], present: ReadonlySet<string>): boolean {
  if (found.length !== best.length) return found.length > best.length;
  return presentAmong(found, present) > presentAmong(best, present);
}

function presentAmong(groups: readonly string[], present: ReadonlySet<string>): number {
  return groups.reduce((count, group) => (present.has(group) ? count + 1 : count), 0);
}
