import { ALL, KNOWN, NOT_KNOWN } from './ethnic-group.ts';
import type { Vocabulary } from './vocabulary.ts';

/**
 * The groups that a classification can tell: those of its codes, and whatever adding them up or taking one from another
 * makes, by the partitions of the vocabulary. Everybody, and those whose group is not known, can be told in any.
 */
export function expressibleGroups(
  { codes, groups, partitions }: Vocabulary,
  classifications: readonly string[],
): ReadonlySet<string> {
  const told = new Set([ALL, KNOWN, NOT_KNOWN]);
  for (const { id, level } of groups) {
    if (level === 'unknown') told.add(id);
  }
  for (const { classification, group } of codes) {
    if (group !== null && classifications.includes(classification)) told.add(group);
  }
  for (let before = -1; before < told.size; ) {
    before = told.size;
    for (const { parent, children } of partitions) {
      // Of a sum and its parts, one that is missing follows from the others.
      const missing = [parent, ...children].filter((id) => !told.has(id));
      if (missing.length === 1) for (const id of missing) told.add(id);
    }
  }
  return told;
}
