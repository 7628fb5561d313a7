import { type Area, rollUpsOf } from './area.ts';
import { type AreaSet, areaSetsOf, type Neighbour } from './area-set.ts';
import type { EthnicAlias, EthnicCode, EthnicGroup, Partition } from './ethnic-group.ts';
import type { Layout } from './layout.ts';
import type { Measure } from './measure.ts';
import type { Pathway } from './pathway.ts';
import type { Population } from './population.ts';
import type { SeriesBreak } from './series-break.ts';

/** Everything the service has words for, as one edition holds it. Plain JSON. */
export interface VocabularyBody {
  readonly areas: readonly Area[];
  readonly groups: readonly EthnicGroup[];
  readonly partitions: readonly Partition[];
  readonly codes: readonly EthnicCode[];
  readonly aliases: readonly EthnicAlias[];
  readonly measures: readonly Measure[];
  readonly populations: readonly Population[];
  readonly layouts: readonly Layout[];
  // Editions of before there were such words have none.
  readonly neighbours?: readonly Neighbour[];
  readonly pathways?: readonly Pathway[];
  readonly seriesBreaks?: readonly SeriesBreak[];
}

/** An edition of the vocabulary with its look-ups. A release names the edition it was made with. */
export interface Vocabulary extends Required<VocabularyBody> {
  readonly edition: number;
  readonly area: ReadonlyMap<string, Area>;
  readonly group: ReadonlyMap<string, EthnicGroup>;
  readonly measure: ReadonlyMap<string, Measure>;
  readonly population: ReadonlyMap<string, Population>;
  readonly layout: ReadonlyMap<string, Layout>;
  readonly authorities: readonly Area[];
  /** Roll-up area → its authorities' ids. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  /** Authorities that are compared with together, by id; no total of theirs is published. */
  readonly areaSets: ReadonlyMap<string, AreaSet>;
}

export function buildVocabulary(edition: number, body: VocabularyBody): Vocabulary {
  const authorities = body.areas.filter((area) => area.kind === 'authority');
  const members = new Map<string, string[]>();
  for (const authority of authorities) {
    for (const parent of rollUpsOf(authority)) {
      const list = members.get(parent);
      if (list === undefined) members.set(parent, [authority.id]);
      else list.push(authority.id);
    }
  }
  const { neighbours = [], pathways = [], seriesBreaks = [] } = body;
  return {
    ...body,
    neighbours,
    pathways,
    seriesBreaks,
    edition,
    area: byId(body.areas),
    group: byId(body.groups),
    measure: byId(body.measures),
    population: byId(body.populations),
    layout: new Map(body.layouts.map((layout) => [layout.name, layout])),
    authorities,
    members,
    areaSets: areaSetsOf(authorities, neighbours),
  };
}

/** The authorities that an area is made of: a roll-up's or a set's members, or the area itself. */
export function authoritiesIn({ members, areaSets }: Vocabulary, area: string): readonly string[] {
  return members.get(area) ?? areaSets.get(area)?.members ?? [area];
}

function byId<T extends { readonly id: string }>(entries: readonly T[]): ReadonlyMap<string, T> {
  return new Map(entries.map((entry) => [entry.id, entry]));
}
