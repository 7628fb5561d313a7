export const AREA_KINDS = [
  'authority',
  'sub-region',
  'inner-outer',
  'region',
  'country',
  'area-set',
] as const;
export type AreaKind = (typeof AREA_KINDS)[number];

export interface Area {
  readonly id: string;
  readonly name: string;
  readonly kind: AreaKind;
  /** For authorities: the areas that contain it. */
  readonly subRegion: string | null;
  readonly innerOuter: string | null;
  readonly region: string | null;
  readonly dfeCode: string | null;
  readonly liiaCode: string | null;
  readonly collaboration: string | null;
  readonly note: string | null;
}

export const LONDON = 'E12000007';

/** The areas above an authority whose figures are sums of their authorities' (never England's). */
export function rollUpsOf(area: Area): readonly string[] {
  return [area.subRegion, area.innerOuter, area.region].filter((id) => id !== null);
}
