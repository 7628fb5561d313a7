import type { Leak } from './derived.ts';
import { type Count, idOf, type Table } from './equations.ts';
import type { KnownWords } from './known-words.ts';
import { type PublicRelease, placeOf } from './public-release.ts';

/** An authority's figures of a count and period that two releases have differently, though not by much. */
export interface SmallCorrection {
  readonly block: string;
  /** The most records that its shown figures say were changed. */
  readonly most: number;
}

/**
 * Corrections that give few records away: between any two releases, an authority's figures of a count and period of which
 * something has changed, but nowhere by as much as the threshold. What adds up is added up: groups of a partition.
 */
export function smallCorrections(
  tables: readonly Table[],
  {
    thresholdOf,
    partitions,
  }: { readonly thresholdOf: (count: Count) => number } & Pick<KnownWords, 'partitions'>,
): readonly SmallCorrection[] {
  const found = new Map<string, SmallCorrection>();
  tables.forEach((later, index) => {
    for (const earlier of tables.slice(0, index)) {
      const blocks = new Map<string, { readonly count: Count; readonly most: number }>();
      for (const { count, changes } of changedPlaces(earlier, later)) {
        const block = `${count.count} ${count.period} ${count.area}`;
        const ways = [
          ...[...changes.keys()].map((group) => [group]),
          ...partitions.map(({ children }) => children),
        ];
        const sizes = ways.map((way) => sizeOf(way.map((group) => changes.get(group) ?? 0)));
        blocks.set(block, { count, most: Math.max(blocks.get(block)?.most ?? 0, ...sizes) });
      }
      for (const [block, { count, most }] of blocks)
        if (most < thresholdOf(count)) found.set(block, { block, most });
    }
  });
  return [...found.values()];
}

/** Records that came or that went, whichever were more: one that was moved did both. */
function sizeOf(changes: readonly number[]): number {
  const up = changes.reduce((sum, by) => sum + Math.max(0, by), 0);
  const down = changes.reduce((sum, by) => sum + Math.max(0, -by), 0);
  return Math.max(up, down);
}

/** Each place of an authority where a shown count is another: how much it changed, by group. */
function changedPlaces(earlier: Table, later: Table) {
  const places = new Map<string, { readonly count: Count; readonly changes: Map<string, number> }>();
  for (const [id, count] of later.counts) {
    const was = earlier.counts.get(id)?.known;
    if (count.made !== null || was === undefined || count.known === undefined || was === count.known)
      continue;
    const where = idOf({ ...count, group: '' });
    const place = places.get(where) ?? { count, changes: new Map<string, number>() };
    places.set(where, place);
    place.changes.set(count.group, count.known - was);
  }
  return places.values();
}

/** Figures that a list of revisions shows though the release that they are of does not. */
export function revisionsDisagree(releases: readonly PublicRelease[]): readonly Leak[] {
  const shownIn = new Map(
    releases.map(({ version, cells }) => [version, new Map(cells.map((cell) => [placeOf(cell), cell]))]),
  );
  return releases.flatMap(({ version, revisions }) =>
    revisions.flatMap((row) => {
      const place = placeOf({
        ...{ measure: row.measure ?? '', period: row.period ?? '', area: row.area ?? '' },
        ...{
          group: row.ethnic_group ?? '',
          sex: row.sex ?? '',
          age: row.age_band ?? '',
          category: row.category ?? '',
        },
      });
      if (row.figure !== 'numerator' && row.figure !== 'denominator') return [];
      const side = row.figure;
      const disagrees = (release: string, value: string) => {
        const cells = shownIn.get(release);
        const own = cells?.get(place)?.[side];
        // What a population supplies is not among a cell's own figures.
        return cells !== undefined && value !== '' && own !== null && own !== Number(value);
      };
      if (!disagrees(row.since ?? '', row.old_value ?? '') && !disagrees(version, row.new_value ?? ''))
        return [];
      return [
        {
          kind: 'disagreement' as const,
          where: `${version} ${place}`,
          what: 'revisions.csv shows another figure',
        },
      ];
    }),
  );
}
