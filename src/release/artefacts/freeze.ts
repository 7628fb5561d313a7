import { createHash } from 'node:crypto';
import { csvLine } from '../../platform/csv-line.ts';
import type { Transaction } from '../../storage/database.ts';
import { artefact, artefactPart } from '../../storage/publication-tables.ts';
import type { ProtectedCell } from '../../vocabulary/cell.ts';
import { DOMAINS } from '../../vocabulary/measure.ts';
import type { Vocabulary } from '../../vocabulary/vocabulary.ts';
import { ARTEFACT_COLUMNS, artefactRow, type EstimateCell } from './row.ts';
import { publishedCells } from './store.ts';

const PART_BYTES = 1024 * 1024;

export interface FreezeOptions {
  readonly releaseId: number;
  readonly number: number;
  readonly version: string;
  readonly vocabulary: Vocabulary;
  readonly estimate: EstimateCell;
}

/**
 * Writes the release's CSV artefacts (`all`, one for each domain that has cells, and `populations`) into the database, in
 * the transaction that publishes it. The cells are read once, as a stream; no file is ever held whole.
 */
export async function freezeArtefacts(tx: Transaction, options: FreezeOptions): Promise<void> {
  const { vocabulary } = options;
  const all = openArtefact(tx, options.releaseId, 'all');
  const named = new Map(
    [...DOMAINS, 'populations'].map((name) => [name, openArtefact(tx, options.releaseId, name)]),
  );
  const targetsOf = (cell: ProtectedCell) => {
    const domain = vocabulary.measure.get(cell.measure)?.domain;
    return domain === undefined ? [named.get('populations')] : [all, named.get(domain)];
  };
  for await (const cell of publishedCells(tx, options.number)) {
    const line = csvLine(artefactRow(cell, options));
    for (const target of targetsOf(cell)) await target?.write(line);
  }
  await all.close();
  for (const target of named.values()) await target.close();
}

interface OpenArtefact {
  write(line: string): Promise<void>;
  close(): Promise<void>;
}

function openArtefact({ tables }: Transaction, releaseId: number, name: string): OpenArtefact {
  const sha256 = createHash('sha256');
  const header = csvLine([...ARTEFACT_COLUMNS]);
  let pending = header;
  let byteLength = 0;
  let rowCount = 0;
  let part = 0;
  const flush = async () => {
    const bytes = Buffer.from(pending);
    sha256.update(bytes);
    byteLength += bytes.length;
    pending = '';
    await tables.insert(artefactPart).values({ releaseId, name, format: 'csv', part, bytes });
    part += 1;
  };
  return {
    async write(line) {
      pending += line;
      rowCount += 1;
      if (pending.length >= PART_BYTES) await flush();
    },
    async close() {
      if (rowCount === 0) return; // a domain without a cell has no file
      if (pending !== '') await flush();
      const facts = {
        mediaType: 'text/csv; charset=utf-8; header=present',
        sha256: sha256.digest('hex'),
        byteLength,
        rowCount,
      };
      await tables.insert(artefact).values({ releaseId, name, format: 'csv', ...facts });
    },
  };
}
