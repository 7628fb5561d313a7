import type {
  CollectionFacts,
  CollectionStatus,
  Returned,
  Standing,
} from '../submission/collection/store.ts';
import type { Domain } from '../vocabulary/measure.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';

/** `late`: the due day has passed without a return. A return that came after it is `returned`, with its day. */
export const RETURN_STATUSES = ['returned', 'late', 'not-yet'] as const;
export type ReturnStatus = (typeof RETURN_STATUSES)[number];

export interface AuthorityReturn {
  readonly area: string;
  readonly name: string;
  readonly status: ReturnStatus;
  /** ISO day on which the first file of the return came; null where there is none. */
  readonly returnedOn: string | null;
  /** For the authority itself and the steward; null for everybody else, and where nothing has been sent. */
  readonly standing: ReturnStanding | null;
}

/** Where a return stands, whatever its authority has made of it so far. */
export type ReturnStanding = Omit<Standing, 'collection' | 'area'>;

/**
 * A collection as everybody may see it: what is asked for, and who has answered, never with what. Who is late follows from
 * that and from the due day, so it is no secret; what only `standing` tells is.
 */
export interface CollectionView {
  readonly id: string;
  readonly domain: Domain;
  readonly period: string;
  readonly dueDate: string;
  readonly status: CollectionStatus;
  readonly measures: readonly string[];
  readonly returns: readonly AuthorityReturn[];
}

export interface ViewOptions {
  readonly returned: readonly Returned[];
  /** Those that whoever asks may see. */
  readonly standings: readonly Standing[];
  readonly vocabulary: Vocabulary;
  /** ISO day in London. */
  readonly today: string;
}

export function collectionView(
  { id, domain, period, dueOn, status, measures }: CollectionFacts,
  { returned, standings, vocabulary, today }: ViewOptions,
): CollectionView {
  const isOf = (area: string) => (each: Returned | Standing) => each.collection === id && each.area === area;
  const returns = vocabulary.authorities.map(({ id: area, name }): AuthorityReturn => {
    const found = returned.find(isOf(area));
    const standing = standingOf(standings.find(isOf(area)));
    if (found === undefined) {
      return { area, name, status: today > dueOn ? 'late' : 'not-yet', returnedOn: null, standing };
    }
    return { area, name, status: 'returned', returnedOn: found.returnedOn, standing };
  });
  return { id, domain, period, dueDate: dueOn, status, measures, returns };
}

function standingOf(found: Standing | undefined): ReturnStanding | null {
  if (found === undefined) return null;
  const { collection: _collection, area: _area, ...standing } = found;
  return standing;
}

const LONDON_DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London', dateStyle: 'short' });

/** The ISO day that it is in London. */
export function dayInLondon(at: Date): string {
  return LONDON_DAY.format(at);
}
