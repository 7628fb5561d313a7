import { ALL, KNOWN, NOT_KNOWN } from '../vocabulary/ethnic-group.ts';
import { lazilyByPair } from './estimate.ts';
import { absent, subtractFigures } from './figure.ts';
import type { Grouping } from './grouping.ts';
import { addPlaces, type CellTable, coverageKey, type Place } from './table.ts';

/** What a release holds, or lets one add up, of an area and group. */
export type Lookup = (area: string, group: string) => Place | undefined;

interface Source {
  readonly table: CellTable;
  readonly grouping: Grouping;
  /** `sum`: counts add up. `shared-base`: numerators do, and repeat one denominator. `never`: medians. */
  readonly additive: 'sum' | 'shared-base' | 'never';
}

/**
 * Looks a group up: the release's own cell, else the sum of a partition's cells, of which every one must be there (one
 * withheld child withholds the sum). `known` is `all` less `not-known` where the release has no cell of its own.
 */
export function createLookup({ table, grouping, additive }: Source): Lookup {
  function find(area: string, group: string): Place | undefined {
    return table.at(area, group) ?? made(area, group).place;
  }

  /** What the release has no cell of its own for. */
  const made = lazilyByPair((area: string, group: string): { readonly place: Place | undefined } => {
    if (additive === 'never') return { place: undefined };
    if (group === KNOWN) return { place: knownOf(area) ?? summed(area, group) };
    return { place: summed(area, group) };
  });

  function summed(area: string, group: string): Place | undefined {
    let missing: Place | undefined;
    for (const partition of grouping.partitionsOf(group)) {
      const parts = partsOf(area, partition.children);
      if (parts === undefined) continue;
      const place = addPlaces(parts, partition.name, additive === 'shared-base');
      if (place !== undefined && place.events.count.value !== null) return place;
      missing ??= place;
    }
    return missing;
  }

  /** The children of a partition; undefined where one of them is not there. */
  function partsOf(area: string, children: readonly string[]): readonly Place[] | undefined {
    const parts: Place[] = [];
    for (const child of children) {
      const part = find(area, child);
      if (part === undefined) return undefined;
      parts.push(part);
    }
    return parts;
  }

  function knownOf(area: string): Place | undefined {
    const all = table.at(area, ALL);
    const notKnown = table.at(area, NOT_KNOWN);
    if (all === undefined || notKnown === undefined) return undefined;
    return subtractPlaces(all, notKnown, additive === 'shared-base');
  }

  return find;
}

const APART = absent('x', 'COVERAGE_DIFFERS');

/** `whole` less `part`: only where both are made from the same authorities. */
export function subtractPlaces(whole: Place, part: Place, sharedBase: boolean): Place {
  const together = coverageKey(whole.coverage) === coverageKey(part.coverage);
  const bothBases = whole.base !== null && part.base !== null;
  return {
    events: together ? subtractFigures(whole.events, part.events) : APART,
    base: !bothBases
      ? null
      : sharedBase
        ? part.base
        : together
          ? subtractFigures(whole.base, part.base)
          : APART,
    sumOfSquares:
      together && whole.sumOfSquares !== null && part.sumOfSquares !== null
        ? whole.sumOfSquares - part.sumOfSquares
        : null,
    coverage: part.coverage,
    official: whole.official && part.official,
    partition: null,
  };
}
