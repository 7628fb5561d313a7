import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { csvLine } from '../../platform/csv-line.ts';
import type { ProtectedCell } from '../../vocabulary/cell.ts';
import type { Vocabulary } from '../../vocabulary/vocabulary.ts';
import { COLUMN_NAMES } from '../artefacts/columns.ts';
import type { FilePlaces, RowRange, RunFilter } from '../artefacts/ranges.ts';
import { joined } from '../artefacts/ranges.ts';
import { artefactRow, type EstimateCell } from '../artefacts/row.ts';

interface Run extends RowRange {
  readonly measure: string;
  readonly period: string;
  readonly area: string;
}

/** A draft's rows as `all.csv` would have them, in a file of this machine, and where each measure, period and area stands in it. */
export interface PreviewFile {
  readonly path: string;
  readonly sha256: string;
  readonly byteLength: number;
  /** Domain → how many rows. */
  readonly rows: ReadonlyMap<string, number>;
  ranges(filter: RunFilter): readonly RowRange[];
  places(measures: readonly string[]): FilePlaces;
}

export interface WritePreview {
  readonly path: string;
  readonly version: string;
  readonly vocabulary: Vocabulary;
  readonly estimate: EstimateCell;
}

/** Writes the cells of measures, which come in the order of files; populations are left out, as they are in `all.csv`. */
export async function writePreview(
  cells: AsyncIterable<ProtectedCell>,
  { path, ...words }: WritePreview,
): Promise<PreviewFile> {
  const target = createWriteStream(path, { mode: 0o600 });
  const sha256 = createHash('sha256');
  const runs: { -readonly [Name in keyof Run]: Run[Name] }[] = [];
  const rows = new Map<string, number>();
  let at = 0;
  const write = async (line: string) => {
    const bytes = Buffer.from(line);
    sha256.update(bytes);
    at += bytes.length;
    if (!target.write(bytes)) await once(target, 'drain');
    return bytes.length;
  };
  try {
    await write(csvLine([...COLUMN_NAMES]));
    for await (const cell of cells) {
      const domain = words.vocabulary.measure.get(cell.measure)?.domain;
      if (domain === undefined) continue;
      rows.set(domain, (rows.get(domain) ?? 0) + 1);
      const firstByte = at;
      const byteLength = await write(csvLine(artefactRow(cell, words)));
      const { measure, period, area } = cell;
      const last = runs.at(-1);
      if (last?.area === area && last.period === period && last.measure === measure)
        last.byteLength += byteLength;
      else runs.push({ measure, period, area, firstByte, byteLength });
    }
  } finally {
    target.end();
    await finished(target);
  }
  const within = (ids: readonly string[] | null, id: string) => ids === null || ids.includes(id);
  return {
    path,
    sha256: sha256.digest('hex'),
    byteLength: at,
    rows,
    ranges: ({ measures, periods, areas }) =>
      joined(
        runs.filter(
          (run) => within(measures, run.measure) && within(periods, run.period) && within(areas, run.area),
        ),
      ),
    places(measures) {
      const of = runs.filter((run) => measures.includes(run.measure));
      const distinct = (name: 'measure' | 'period' | 'area') => [...new Set(of.map((run) => run[name]))];
      return { measures: distinct('measure'), periods: distinct('period'), areas: distinct('area') };
    },
  };
}
