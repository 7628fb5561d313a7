import { csvLine } from '../../platform/csv-line.ts';
import type { Transaction } from '../../storage/database.ts';
import type { ReleaseChanges } from '../../vocabulary/release-changes.ts';
import type { Vocabulary } from '../../vocabulary/vocabulary.ts';
import { type About, sourcesOf } from './about.ts';
import { freezeBundle } from './bundle.ts';
import { COLUMN_NAMES, jsonLine } from './columns.ts';
import { checksums, csvMetadata, dataPackage, fileNameOf } from './documents.ts';
import { freezeChanges, freezeRevisions } from './freeze-changes.ts';
import { openFrozenFile, openGzippedFile } from './frozen-file.ts';
import { artefactRow, type EstimateCell } from './row.ts';
import { openRuns } from './runs.ts';
import { openSharedText } from './shared-text.ts';
import { dataRow, sharedStrings } from './sheet-xml.ts';
import { frozenFiles, publishedCells } from './store.ts';
import { MEDIA_TYPES, openTableFiles, type TableFiles } from './table-files.ts';

export interface FreezeOptions extends About {
  readonly releaseId: number;
  readonly number: number;
  readonly vocabulary: Vocabulary;
  readonly estimate: EstimateCell;
  readonly changes: ReleaseChanges;
  readonly onStep: (step: FreezeStep) => void;
}

export type FreezeStep = 'write the tables' | 'bundle them' | 'list the revisions';

const CSV_HEADER = csvLine([...COLUMN_NAMES]);
const POPULATION = COLUMN_NAMES.indexOf('population');

/** Whose figures a table holds. */
interface Contents {
  readonly official: Set<string>;
  authorities: boolean;
}

/**
 * Writes the release's files (`all`, one for each domain that has cells, and `populations`, in every format; then what
 * describes them, and the bundle) into the database, in the transaction that publishes it. The cells are read once, in
 * order, as a stream; no file is ever held whole.
 */
export async function freezeArtefacts(tx: Transaction, options: FreezeOptions): Promise<void> {
  const { releaseId, vocabulary, onStep } = options;
  onStep('write the tables');
  const openText = (format: 'csv' | 'ndjson', header: string) =>
    openSharedText({
      open: (name) => openGzippedFile(tx, { releaseId, name, format, mediaType: MEDIA_TYPES[format] }),
      header,
    });
  const csv = openText('csv', CSV_HEADER);
  const ndjson = openText('ndjson', '');
  const runs = openRuns(tx, { releaseId, firstByte: Buffer.byteLength(CSV_HEADER) });
  const strings = sharedStrings();
  const tables = new Map<string, { readonly files: TableFiles; readonly contents: Contents }>();
  const open = (name: string) => {
    const files = openTableFiles(tx, { releaseId, name, strings });
    const table = { files, contents: { official: new Set<string>(), authorities: false } };
    tables.set(name, table);
    return table;
  };

  const namesOf = namesByMeasure(vocabulary);
  for await (const cell of publishedCells(tx, options.number)) {
    const names = namesOf(cell.measure);
    const [widest = '', subject = widest] = names;
    const row = artefactRow(cell, options);
    const line = csvLine(row);
    await csv.write(names, line);
    await runs.note(widest, cell, line);
    await ndjson.write(names, jsonLine(row));
    const sheet = { subject, sheetRow: dataRow(row, strings) };
    for (const name of names) {
      const { files, contents } = tables.get(name) ?? open(name);
      if (cell.origin === 'official') contents.official.add(cell.measure);
      else contents.authorities = true;
      const population = row[POPULATION];
      if (typeof population === 'string') contents.official.add(population);
      await files.write(row, sheet);
    }
  }
  await runs.close();
  await csv.close();
  await ndjson.close();
  for (const { files, contents } of tables.values()) {
    await files.close(options, sourcesOf(vocabulary, contents));
  }
  await freezeDescriptions(
    tx,
    options,
    [...tables.values()].map(({ contents }) => contents),
  );
}

/** What describes the tables, all of it together, and the digest of each file. */
async function freezeDescriptions(
  tx: Transaction,
  options: FreezeOptions,
  contents: readonly Contents[],
): Promise<void> {
  const { releaseId, vocabulary, changes, onStep } = options;
  onStep('bundle them');
  const sources = sourcesOf(vocabulary, {
    official: new Set(contents.flatMap(({ official }) => [...official])),
    authorities: contents.some(({ authorities }) => authorities),
  });
  const freeze = async (key: { name: string; format: string; mediaType: string }, content: string) => {
    const file = openFrozenFile(tx, { releaseId, ...key });
    await file.write(Buffer.from(content));
    await file.close(0);
  };
  const files = await frozenFiles(tx, releaseId);
  const format = 'csv-metadata.json';
  for (const file of files.filter((each) => each.format === 'csv')) {
    await freeze({ name: file.name, format, mediaType: MEDIA_TYPES[format] }, csvMetadata(options, file));
  }
  const described = files.filter((each) => each.format === 'csv' || each.format === 'parquet');
  const json = { name: 'datapackage', format: 'json', mediaType: 'application/json' };
  await freeze(json, dataPackage(options, { files: described, sources }));
  const bundled = described.filter(
    (each) => each.name === 'all' || (each.name === 'populations' && each.format === 'csv'),
  );
  await freezeBundle(tx, { releaseId, about: options, sources, files: bundled, changes });
  onStep('list the revisions');
  await freezeChanges(tx, { releaseId, about: options, changes });
  await freezeRevisions(tx, { releaseId, about: options, changes });
  const sums = { name: 'SHA256SUMS', format: '', mediaType: 'text/plain; charset=utf-8' };
  const frozen = await frozenFiles(tx, releaseId);
  await freeze(sums, checksums(frozen.map((file) => ({ path: fileNameOf(file), sha256: file.sha256 }))));
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
