import type { CellFilter } from '../../src/release/cell-lines.ts';
import type { ReleaseFacts, ReleaseReader } from '../../src/release/read.ts';
import { asProtected, type ProtectedCell, type RawCell } from '../../src/vocabulary/cell.ts';
import type { Vocabulary } from '../../src/vocabulary/vocabulary.ts';

/** A release that lives in memory: the cells as if disclosure control had just let them through. */
export function releaseOf(
  vocabulary: Vocabulary,
  cells: readonly RawCell[],
  facts: Partial<ReleaseFacts> = {},
): ReleaseReader {
  const release: ReleaseFacts = {
    id: 1,
    version: '1.0.0',
    number: 1,
    status: 'published',
    isLatest: true,
    notes: '',
    correction: null,
    nextRelease: null,
    edition: vocabulary.edition,
    cellCount: cells.length,
    withheldCount: 0,
    manifest: {},
    publishedAt: new Date('2026-01-01T00:00:00Z'),
    withdrawnReason: null,
    withdrawnAt: null,
    ...facts,
  };
  const released: readonly ProtectedCell[] = cells.map(asProtected);
  const periods = new Map<string, readonly string[]>();
  for (const { measure, period } of released) {
    periods.set(measure, [...new Set([...(periods.get(measure) ?? []), period])]);
  }
  const cellsOf = (filter: CellFilter): readonly ProtectedCell[] =>
    released.filter(
      (cell) =>
        cell.measure === filter.measure &&
        cell.period === filter.period &&
        (filter.sex === undefined || cell.sex === filter.sex) &&
        (filter.ageBand === undefined || cell.ageBand === filter.ageBand) &&
        (filter.category === undefined || cell.category === filter.category),
    );
  return {
    releases: async () => [release],
    find: async (selector) =>
      selector === 'latest' || release.version.startsWith(selector.replace('*', '')) ? release : undefined,
    vocabulary: async () => vocabulary,
    periods: async () => periods,
    cells: async (_number, filter) => cellsOf(filter),
    read: async (_number, filter) => {
      const cells = cellsOf(filter);
      return { areas: () => new Set(cells.map(({ area }) => area)), cells: () => cells };
    },
    changes: async () => null,
    artefacts: async () => [],
    async *artefactBytes() {
      yield Buffer.alloc(0);
    },
  };
}
