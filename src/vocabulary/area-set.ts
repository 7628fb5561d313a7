import type { Area } from './area.ts';

/** One of the ten authorities most like another, by DfE's model for children's services. */
export interface Neighbour {
  readonly authority: string;
  /** 1 is the most like it. */
  readonly place: number;
  /** null for an authority outside London. */
  readonly neighbour: string | null;
  readonly name: string;
  readonly closeness: string;
}

/** Authorities that are compared with together, and that no published total stands for. */
export interface AreaSet {
  readonly area: Area;
  readonly members: readonly string[];
  /** Names of those that belong to it and are outside London. */
  readonly outside: readonly string[];
}

/** Sets that depend on whose comparison it is: the row's own neighbours, sub-region, or Inner or Outer London. */
export const RELATIVE_AREAS = ['statistical-neighbours', 'sub-region', 'inner-outer'] as const;
export type RelativeArea = (typeof RELATIVE_AREAS)[number];

const COLLABORATIONS: Readonly<Record<string, string>> = {
  'black-caribbean-achievement': 'Boroughs of the Black Caribbean achievement collaboration',
};

/** Every set: each authority's statistical neighbours, and the boroughs of each collaboration. */
export function areaSetsOf(
  authorities: readonly Area[],
  neighbours: readonly Neighbour[],
): ReadonlyMap<string, AreaSet> {
  const sets = new Map<string, AreaSet>();
  const add = (id: string, name: string, more: Pick<AreaSet, 'members' | 'outside'> & { note: string }) => {
    const { members, outside, note } = more;
    sets.set(id, { area: { ...NOWHERE, id, name, note }, members, outside });
  };
  for (const { id, name } of authorities) {
    const own = neighbours.filter(({ authority }) => authority === id);
    if (own.length === 0) continue;
    add(neighboursOf(id), `Statistical neighbours of ${name}`, {
      members: own.flatMap(({ neighbour }) => neighbour ?? []),
      outside: own.filter(({ neighbour }) => neighbour === null).map((each) => each.name),
      note: "Of the ten nearest by DfE's 2025 model for children's services, those in London.",
    });
  }
  for (const collaboration of new Set(authorities.flatMap((area) => area.collaboration ?? []))) {
    const members = authorities.filter((area) => area.collaboration === collaboration).map(({ id }) => id);
    const name = COLLABORATIONS[collaboration] ?? collaboration;
    add(collaboration, name, { members, outside: [], note: 'Added up from released figures.' });
  }
  return sets;
}

/** The id of the set of an authority's statistical neighbours. */
export function neighboursOf(authority: string): string {
  return `statistical-neighbours:${authority}`;
}

const NOWHERE: Omit<Area, 'id' | 'name' | 'note'> = {
  kind: 'area-set',
  subRegion: null,
  innerOuter: null,
  region: null,
  dfeCode: null,
  liiaCode: null,
  collaboration: null,
};
