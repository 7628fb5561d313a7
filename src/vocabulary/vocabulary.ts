import { type Area, rollUpsOf } from './area.ts';
import type { EthnicAlias, EthnicCode, EthnicGroup, Partition } from './ethnic-group.ts';
import type { Layout } from './layout.ts';
import type { Measure } from './measure.ts';
import type { Population } from './population.ts';

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
}

/** An edition of the vocabulary with its look-ups. A release names the edition it was made with. */
export interface Vocabulary extends VocabularyBody {
  readonly edition: number;
  readonly area: ReadonlyMap<string, Area>;
  readonly group: ReadonlyMap<string, EthnicGroup>;
  readonly measure: ReadonlyMap<string, Measure>;
  readonly population: ReadonlyMap<string, Population>;
  readonly layout: ReadonlyMap<string, Layout>;
  readonly authorities: readonly Area[];
  /** Roll-up area → its authorities' ids. */
  readonly members: ReadonlyMap<string, readonly string[]>;
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
  return {
    ...body,
    edition,
    area: byId(body.areas),
    group: byId(body.groups),
    measure: byId(body.measures),
    population: byId(body.populations),
    layout: new Map(body.layouts.map((layout) => [layout.name, layout])),
    authorities,
    members,
  };
}

function byId<T extends { readonly id: string }>(entries: readonly T[]): ReadonlyMap<string, T> {
  return new Map(entries.map((entry) => [entry.id, entry]));
}
