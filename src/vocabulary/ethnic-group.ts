export const GROUP_LEVELS = [
  'all',
  'known',
  'broad',
  'detailed',
  'as-published',
  'extended',
  'named-set',
  'unknown',
] as const;
export type GroupLevel = (typeof GROUP_LEVELS)[number];

export interface EthnicGroup {
  readonly id: string;
  readonly label: string;
  readonly level: GroupLevel;
  readonly parent: string | null;
  readonly sort: number;
  readonly definition: string;
  readonly note: string | null;
}

/** One complete, non-overlapping way to make `parent` out of `children`. */
export interface Partition {
  readonly parent: string;
  readonly name: string;
  readonly children: readonly string[];
}

export interface EthnicCode {
  readonly classification: string;
  readonly code: string;
  readonly label: string;
  /** null for a code that stands for nobody, such as the Census's -8. */
  readonly group: string | null;
  readonly mappingQuality: string;
  readonly note: string | null;
}

export interface EthnicAlias {
  readonly alias: string;
  readonly group: string;
  readonly kind: string;
}

export const ALL = 'all';
export const KNOWN = 'known';
export const NOT_KNOWN = 'not-known';
export const BROAD_GROUPS = ['asian', 'black', 'mixed', 'other', 'white'] as const;
