import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { DuckDBInstance } from '@duckdb/node-api';
import { parse } from 'csv-parse/sync';
import { readXlsx } from 'hucre/xlsx';
import { fromBufferPromise } from 'yauzl';
import { z } from 'zod';

/** A row of a file: column → what stands there, as text; empty for what is not there. */
export type TextRow = Readonly<Record<string, string>>;

const csvRows = z.array(z.record(z.string(), z.string()));
const values = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));

/** The rows of a release's file in any of its formats, each read by a program that the service does not have. */
export async function rowsIn(format: string, bytes: Buffer): Promise<readonly TextRow[]> {
  if (format === 'csv') return csvRows.parse(parse(bytes, { columns: true }));
  if (format === 'ndjson') {
    const lines = bytes.toString('utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => asText(values.parse(JSON.parse(line))));
  }
  if (format === 'parquet') return throughDuckDb(bytes);
  if (format === 'xlsx') return ofSheets(bytes);
  throw new Error(`${format} is not a table`);
}

export function asText(row: Readonly<Record<string, unknown>>): TextRow {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value == null ? '' : `${value}`]),
  );
}

async function throughDuckDb(bytes: Buffer): Promise<readonly TextRow[]> {
  const directory = await mkdtemp(join(tmpdir(), 'ldd-attack-'));
  try {
    const path = join(directory, 'rows.parquet');
    await writeFile(path, bytes);
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const found = await connection.runAndReadAll(`select * from read_parquet('${path}')`);
    return found.getRowObjects().map(asText);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** The tables of a workbook: each begins with the row of column names. */
async function ofSheets(bytes: Buffer): Promise<readonly TextRow[]> {
  const { sheets } = await readXlsx(bytes);
  return sheets.flatMap(({ rows }) => {
    const at = rows.findIndex(([first, second]) => first === 'measure' && second === 'domain');
    if (at < 0) return [];
    const names = (rows[at] ?? []).map(String);
    return rows
      .slice(at + 1)
      .map((row) => asText(Object.fromEntries(names.map((name, index) => [name, row[index]]))));
  });
}

/** The files inside an archive. */
export async function filesIn(archive: Buffer): Promise<ReadonlyMap<string, Buffer>> {
  const zip = await fromBufferPromise(archive, { lazyEntries: true });
  const files = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry()) {
    files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
  }
  return files;
}
