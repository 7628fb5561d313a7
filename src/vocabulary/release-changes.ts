/** Greatest first. */
export const BUMPS = ['major', 'minor', 'patch'] as const;
export type Bump = (typeof BUMPS)[number];

/** What a cell's place is made of, as released rows name it. */
export const PLACE_DIMENSIONS = ['period', 'area', 'ethnic-group', 'sex', 'age-band', 'category'] as const;
export type PlaceDimension = (typeof PLACE_DIMENSIONS)[number];

export const CHANGED_THINGS = ['measure', 'population', 'partition', ...PLACE_DIMENSIONS] as const;
export const CHANGE_KINDS = ['removed', 'redefined', 'added', 'reworded'] as const;

/** One thing that is different in the catalogue from one release to the next. */
export interface CatalogueChange {
  readonly kind: (typeof CHANGE_KINDS)[number];
  readonly what: (typeof CHANGED_THINGS)[number];
  /** The measure or population whose codes they are; null where the change is to the code itself. */
  readonly measure: string | null;
  readonly codes: readonly string[];
  /** Of a code that was redefined or reworded: what of it. */
  readonly fields: readonly string[];
  readonly bump: Bump;
}

/** How many cells of a measure or population came, changed and went. */
export interface CellTally {
  readonly measure: string;
  readonly added: number;
  readonly revised: number;
  readonly removed: number;
}

/** What is different from one release to the next, and how great a step in the version that takes. */
export interface ReleaseChanges {
  /** The release that it was compared with: the newest that stood; null for the first. */
  readonly since: string | null;
  readonly bump: Bump;
  readonly catalogue: readonly CatalogueChange[];
  readonly cells: readonly CellTally[];
}
