import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { lazilyByPair } from './estimate.ts';
import type { Lookup } from './lookup.ts';
import { addPlaces, type CellTable, type Place } from './table.ts';

/**
 * Looks sets of authorities up as well (statistical neighbours, a collaboration), as sums of released cells: one withheld
 * part withholds the sum. As in a published total, who has no cell of the group is left out and told in the coverage, and
 * so is, where a population divides, who has none.
 */
export function withAreaSets(
  lookup: Lookup,
  given: {
    readonly vocabulary: Vocabulary;
    /** null where no population divides. */
    readonly populationTable: CellTable | null;
    readonly additive: boolean;
  },
): Lookup {
  const { vocabulary, populationTable, additive } = given;

  const sumOf = lazilyByPair((set: string, group: string): { readonly place: Place | undefined } => {
    const lists = { included: [] as string[], notReturned: [] as string[], joint: [] as string[] };
    const noPopulation: string[] = [];
    const parts: Place[] = [];
    for (const member of vocabulary.areaSets.get(set)?.members ?? []) {
      const part = lookup(member, group);
      if (part === undefined) lists.notReturned.push(member);
      else if (part.events.count.status === 'z') lists.joint.push(member);
      else if (populationTable?.areas.has(member) === false) noPopulation.push(member);
      else {
        lists.included.push(member);
        parts.push({ ...part, coverage: null });
      }
    }
    const place = addPlaces(parts, null);
    return { place: place === undefined ? undefined : { ...place, coverage: { ...lists, noPopulation } } };
  });

  return (area, group) => {
    if (!vocabulary.areaSets.has(area)) return lookup(area, group);
    return additive ? sumOf(area, group).place : undefined;
  };
}
