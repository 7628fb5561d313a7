import type { Partition } from '../vocabulary/ethnic-group.ts';
import { KNOWN } from '../vocabulary/ethnic-group.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';

/** A group of the table that a file is, with the groups that it stands above, from the broadest to the next. */
export interface Leaf {
  readonly group: string;
  readonly above: readonly string[];
}

/**
 * The finest groups of the table that a set of groups comes from: of everybody known, that partition at each step which the
 * set fills best. For the nineteen groups of the Census without Roma it is the nineteen; for the five broad ones, the five.
 */
export function leavesOf(vocabulary: Vocabulary, used: ReadonlySet<string>): readonly Leaf[] {
  const partitions = new Map<string, Partition[]>();
  for (const partition of vocabulary.partitions) {
    // Sets of groups that somebody has named are drawn across the table.
    if (partition.children.some((id) => vocabulary.group.get(id)?.level === 'named-set')) continue;
    partitions.set(partition.parent, [...(partitions.get(partition.parent) ?? []), partition]);
  }
  const filled = (leaves: readonly Leaf[]) => leaves.filter(({ group }) => used.has(group)).length;
  const expand = (group: string, above: readonly string[]): readonly Leaf[] => {
    let best: readonly Leaf[] = [{ group, above }];
    let share = 0;
    for (const { children } of partitions.get(group) ?? []) {
      const leaves = children.flatMap((child) => expand(child, [...above, group]));
      const own = filled(leaves) / leaves.length;
      if (own > share || (own === share && own > 0 && leaves.length > best.length)) {
        best = leaves;
        share = own;
      }
    }
    return best;
  };
  return expand(KNOWN, []);
}
