import { csvLine } from '../../platform/csv-line.ts';
import type { Transaction } from '../../storage/database.ts';
import type { Vocabulary } from '../../vocabulary/vocabulary.ts';
import { openGzippedFile } from './frozen-file.ts';
import { ARTEFACT_COLUMNS, artefactRow, type EstimateCell } from './row.ts';
import { openRuns } from './runs.ts';
import { openSharedText } from './shared-text.ts';
import { publishedCells } from './store.ts';

export interface FreezeOptions {
  readonly releaseId: number;
  readonly number: number;
  readonly version: string;
  readonly vocabulary: Vocabulary;
  readonly estimate: EstimateCell;
}

const HEADER = csvLine([...ARTEFACT_COLUMNS]);

/**
 * Writes the release's files (`all`, one for each domain that has cells, and `populations`) into the database, in the
 * transaction that publishes it. The cells are read once, as a stream; no file is ever held whole.
 */
export async function freezeArtefacts(tx: Transaction, options: FreezeOptions): Promise<void> {
  const { releaseId } = options;
  const mediaType = 'text/csv; charset=utf-8; header=present';
  const csv = openSharedText({
    open: (name) => openGzippedFile(tx, { releaseId, name, format: 'csv', mediaType }),
    header: HEADER,
  });
  const firstByte = Buffer.byteLength(HEADER);
  const runs = new Map(
    ['all', 'populations'].map((name) => [name, openRuns(tx, { releaseId, name, firstByte })]),
  );
  const namesOf = namesByMeasure(options.vocabulary);
  for await (const cell of publishedCells(tx, options.number)) {
    const names = namesOf(cell.measure);
    const line = csvLine(artefactRow(cell, options));
    await csv.write(names, line);
    await runs.get(names[0] ?? '')?.note(cell, line);
  }
  for (const each of runs.values()) await each.close();
  await csv.close();
}

/** The files that a measure's rows stand in, the widest first. */
function namesByMeasure({ measure }: Vocabulary): (id: string) => readonly string[] {
  const populations = ['populations'];
  const byDomain = new Map<string, readonly string[]>();
  return (id) => {
    const domain = measure.get(id)?.domain;
    if (domain === undefined) return populations;
    const known = byDomain.get(domain) ?? ['all', domain];
    byDomain.set(domain, known);
    return known;
  };
}
