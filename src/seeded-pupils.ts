import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { derive } from './cells/derive.ts';
import { PUPILS, type PupilQuestion, pupilPeriodFor } from './flow/known-pupils.ts';
import { readPublished } from './storage/seed.ts';
import type { AcceptedCell } from './submission/accepted-cell.ts';
import { sourceOf } from './submission/scratch-file.ts';
import type { KnownPupils } from './validation/context.ts';
import { validate } from './validation/validate.ts';
import type { RawCell } from './vocabulary/cell.ts';
import { addCounts } from './vocabulary/symbol.ts';
import type { Vocabulary } from './vocabulary/vocabulary.ts';

/**
 * The pupils of an authority as the School Census counted them, read from the file that the service publishes at its first
 * start; null where there are none, or only old ones. What a release has by the same file, without a release.
 */
export async function seededPupils(
  published: string,
  vocabulary: Vocabulary,
  { area, period }: PupilQuestion,
): Promise<KnownPupils | null> {
  const cells: AcceptedCell[] = [];
  for (const { file, layout, domain } of await readPublished(published)) {
    if (layout !== PUPILS) continue;
    await using handle = await open(join(published, file), 'r');
    const { size } = await handle.stat();
    const declared = vocabulary.layout.get(layout) ?? null;
    const context = {
      vocabulary,
      domain,
      layout: declared,
      classification: declared?.classification ?? null,
    };
    await validate({
      source: sourceOf(handle, size),
      context: { ...context, period: null, area: null, asked: null, pupils: null },
      take: async (batch) => void cells.push(...batch.filter(isOf(area))),
    });
  }
  const counted = pupilPeriodFor(period, [...new Set(cells.map((cell) => cell.period))]);
  if (counted === undefined) return null;
  const sent = new Map<string, RawCell>();
  for (const { row: _, ordinal: __, groupAsSent: ___, isPart: ____, ...cell } of cells) {
    if (cell.period !== counted) continue;
    const before = sent.get(cell.group);
    const numerator = before === undefined ? cell.numerator : addCounts([before.numerator, cell.numerator]);
    sent.set(cell.group, { ...cell, numerator, origin: 'official', coverage: null });
  }
  const byGroup = new Map<string, number>();
  for (const cell of derive([...sent.values()], { vocabulary, kind: 'count', withPopulation: null })) {
    const { value } = cell.numerator;
    if (cell.area === area && value !== null) byGroup.set(cell.group, value);
  }
  return byGroup.size === 0 ? null : { population: PUPILS, period: counted, byGroup };
}

function isOf(area: string): (cell: AcceptedCell) => boolean {
  return (cell) =>
    cell.measure === PUPILS &&
    cell.area === area &&
    cell.sex === 'all' &&
    cell.ageBand === 'all' &&
    cell.category === 'all';
}
