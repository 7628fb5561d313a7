import type { Area } from '../vocabulary/area.ts';
import { ALL, type EthnicGroup, NOT_KNOWN } from '../vocabulary/ethnic-group.ts';
import { dividesByPopulation, type Measure } from '../vocabulary/measure.ts';
import { authoritiesIn, type Vocabulary } from '../vocabulary/vocabulary.ts';
import { lazily, lazilyByKey } from './estimate.ts';
import type { Grouping } from './grouping.ts';
import type { CellTable } from './table.ts';

/** Which groups a measure can be compared by. Whoever names the groups seldom needs the finest worked out. */
export interface PublishedGroups {
  /** The finest groups that numerator and denominator both support, alphabetically. */
  readonly finest: () => readonly EthnicGroup[];
  /** The finest groups, then not known, then all: what a question without groups is answered with. */
  readonly usual: () => readonly EthnicGroup[];
  readonly supported: (group: string) => boolean;
  readonly peersOf: (group: EthnicGroup) => readonly EthnicGroup[];
}

export function publishedGroups(given: {
  readonly vocabulary: Vocabulary;
  readonly grouping: Grouping;
  readonly measure: Measure;
  readonly table: CellTable;
  readonly populationTable: CellTable;
  /** What is published of other areas (of England, say) is not to be had here. */
  readonly areas: readonly Area[];
}): PublishedGroups {
  const { vocabulary, grouping, measure, table, populationTable, areas } = given;
  const places = areas.flatMap(({ id }) =>
    vocabulary.areaSets.has(id) ? authoritiesIn(vocabulary, id) : [id],
  );
  const present = new Set(
    [...table.groups].filter((group) => places.some((id) => table.at(id, group) !== undefined)),
  );
  const people = populationTable.groups;
  const needsPeople = dividesByPopulation(measure) && [...people].some((group) => group !== ALL);
  const supported = lazilyByKey(
    (group: string): boolean =>
      grouping.isThere(group, present) && (!needsPeople || grouping.isThere(group, people)),
  );

  const finest = lazily((): readonly EthnicGroup[] =>
    grouping
      .finest(supported, present)
      .filter((group) => group.level !== 'known' && supported(group.id))
      .sort(byLabel),
  );

  function usual(): readonly EthnicGroup[] {
    const last = [NOT_KNOWN, ALL]
      .filter((id) => present.has(id))
      .map((id) => vocabulary.group.get(id))
      .filter((group) => group !== undefined);
    return [...finest(), ...last];
  }

  function peersOf(group: EthnicGroup): readonly EthnicGroup[] {
    if (finest().some((each) => each.id === group.id) || !isOneGroup(group)) return finest();
    const sameLevel = vocabulary.groups.filter(
      (each) =>
        each.id === group.id ||
        (each.level === group.level && supported(each.id) && !grouping.overlap(each.id, group.id)),
    );
    return sameLevel.sort(byLabel);
  }

  return { finest, usual, supported, peersOf };
}

/** Not everybody, nor those whose group is known or not. */
export function isOneGroup(group: EthnicGroup): boolean {
  return group.level !== 'all' && group.level !== 'known' && group.level !== 'unknown';
}

function byLabel(one: EthnicGroup, other: EthnicGroup): number {
  return one.label < other.label ? -1 : one.label > other.label ? 1 : 0;
}
