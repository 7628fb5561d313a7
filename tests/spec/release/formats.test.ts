import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import t from 'tap';
import { csvLine } from '../../../src/platform/csv-line.ts';
import {
  type ArtefactRow,
  COLUMN_NAMES,
  COLUMNS,
  jsonLine,
  rowOfCsv,
} from '../../../src/release/artefacts/columns.ts';
import { openParquet } from '../../../src/release/artefacts/parquet.ts';
import { dataRow, sharedStrings } from '../../../src/release/artefacts/sheet-xml.ts';
import { openWorkbook } from '../../../src/release/artefacts/workbook.ts';
import { openZip } from '../../../src/release/artefacts/zip.ts';

/* One row is the same row in every format. */
const directory = await mkdtemp(join(tmpdir(), 'ldd-formats-'));
t.teardown(() => rm(directory, { recursive: true, force: true }));

const FORMULA = '=HYPERLINK("https://example.org")';
const NAMES = ['Kensington & Chelsea', FORMULA, '<Bexley> “quoted”', 'Côte, "d’Azur"', '@SUM(A1)'];

/** A row of every type, with what is awkward in it. */
function rowOf(index: number): ArtefactRow {
  const values: Readonly<Record<string, string | number | null>> = {
    period_start: '2024-02-29',
    period_end: '2025-12-31',
    area_name: NAMES[index % NAMES.length] ?? null,
    numerator: index % 2 === 0 ? null : index + 0.25,
    numerator_status: index % 2 === 0 ? 'c' : 'shown',
    denominator: 0,
    population_year: index % 3 === 0 ? null : 2021,
    value: 1e-7,
    lower_95: 0.1 + 0.2,
    upper_95: null,
    interval_method: null,
  };
  return COLUMNS.map(({ name, type }) =>
    name in values ? (values[name] ?? null) : type === 'text' ? name : null,
  );
}
const ROWS = Array.from({ length: 7 }, (_, index) => rowOf(index));

function gathered() {
  const chunks: Uint8Array[] = [];
  return {
    write: async (bytes: Uint8Array) => void chunks.push(Uint8Array.from(bytes)),
    close: async () => {},
    bytes: () => Buffer.concat(chunks),
  };
}

async function workbook(mostRows: number): Promise<Buffer> {
  const target = gathered();
  const strings = sharedStrings();
  const made = openWorkbook({ zip: openZip(target), strings, mostRows });
  for (const row of ROWS) await made.write('youth-justice', dataRow(row, strings));
  const about = {
    version: '1.2.3',
    publishedAt: new Date(0),
    correction: null,
    notes: 'Notes & <more>.',
    publicUrl: '',
  };
  await made.close(about, []);
  return target.bytes();
}

t.test('Parquet keeps types, nulls and every digit; DuckDB reads it', async (t) => {
  const file = gathered();
  const parquet = openParquet(file.write);
  for (const row of ROWS) await parquet.write(row);
  await parquet.close({ release: '1.2.3', licence: 'OGL' });
  const path = join(directory, 'rows.parquet');
  await writeFile(path, file.bytes());
  const duckdb = await (await DuckDBInstance.create(':memory:')).connect();
  const read = async (sql: string) => (await duckdb.runAndReadAll(sql)).getRowObjectsJson();
  t.same(
    (await read(`select * from '${path}'`)).map((row) => COLUMN_NAMES.map((name) => row[name])),
    ROWS,
  );
  const types = new Map(
    (await read(`describe select * from '${path}'`)).map((row) => [row.column_name, row.column_type]),
  );
  const expected = { text: 'VARCHAR', date: 'DATE', integer: 'INTEGER', number: 'DOUBLE' };
  for (const { name, type } of COLUMNS) t.equal(types.get(name), expected[type], name);
  t.same(await read(`select key::varchar k, value::varchar v from parquet_kv_metadata('${path}')`), [
    { k: 'release', v: '1.2.3' },
    { k: 'licence', v: 'OGL' },
  ]);
});

t.test('a line of NDJSON is the row, and a formula is only a text there', async (t) => {
  for (const row of ROWS) {
    const line = jsonLine(row);
    t.equal(line, `${JSON.stringify(Object.fromEntries(COLUMN_NAMES.map((name, at) => [name, row[at]])))}\n`);
  }
  t.match(csvLine(rowOf(1)), /,"'=HYPERLINK/);
  t.match(csvLine(rowOf(4)), /,'@SUM/);
});

t.test('a line of a frozen CSV file gives its row back', async (t) => {
  for (const row of ROWS) t.same(rowOfCsv(csvLine(row).trimEnd()), row);
});

t.test('the same rows are the same bytes', async (t) => {
  t.ok((await workbook(100)).equals(await workbook(100)));
});

const office = spawnSync('soffice', ['--version']).status === 0;
t.test(
  'a workbook opens in LibreOffice; a table too long for a sheet goes on in the next',
  {
    skip: office ? false : 'there is no LibreOffice here',
  },
  async (t) => {
    const path = join(directory, 'rows.xlsx');
    await writeFile(path, await workbook(3));
    const sheets = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1';
    const profile = `-env:UserInstallation=file://${directory}/profile`;
    const made = spawnSync('soffice', [
      profile,
      '--headless',
      '--convert-to',
      sheets,
      '--outdir',
      directory,
      path,
    ]);
    t.equal(made.status, 0, `${made.stderr}`);
    const sheet = (name: string) => readFile(join(directory, `rows-${name}.csv`), 'utf8');
    const lines = async (name: string) => (await sheet(name)).trimEnd().split('\n');
    const parts = ['Youth justice', 'Youth justice 2', 'Youth justice 3'];
    const rows = (await Promise.all(parts.map(lines))).map((part) => part.slice(5));
    t.same(
      rows.map((part) => part.length),
      [3, 3, 1],
    );
    t.match((await lines('Youth justice 2'))[1], /goes on from the sheet before/);
    t.equal((await lines('Youth justice 2'))[4], COLUMN_NAMES.join(','));
    t.match(rows[0]?.[1], /2024-02-29,2025-12-31,area,"'=HYPERLINK/);
    t.match(rows[0]?.[1], /,1.25,shown,0,denominator_status,population,2021,/);
    t.match(await sheet('Contents'), /Youth justice 3,1 row$/m);
    t.match(await sheet('Cover'), /Notes & <more>\./);
    t.match(await sheet('Notes'), /Withheld to protect people/);
  },
);
