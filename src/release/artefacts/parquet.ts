import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { type ArtefactRow, COLUMNS, type Column, type ColumnType } from './columns.ts';

/** Small enough for a reader of ranges to take one group at a time, and for the young generation of the garbage collector. */
const GROUP_ROWS = 10_000;

/** Readers skip row groups by these: the rows are in their order. */
const ORDERED_BY = new Set(['measure', 'period', 'area']);

const TYPES: Readonly<Record<ColumnType, Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  date: { type: 'INT32', converted_type: 'DATE' },
  integer: { type: 'INT32' },
  number: { type: 'DOUBLE' },
};

const SCHEMA: SchemaElement[] = [
  { name: 'cells', num_children: COLUMNS.length },
  ...COLUMNS.map(
    ({ name, type, required }): SchemaElement => ({
      name,
      ...TYPES[type],
      repetition_type: required ? 'REQUIRED' : 'OPTIONAL',
    }),
  ),
];

export interface ParquetFile {
  write(row: ArtefactRow): Promise<void>;
  /** Writes what is left and the footer, with the metadata given. */
  close(metadata: Readonly<Record<string, string>>): Promise<void>;
}

/** A Parquet file of the columns, row group by row group into `sink`: no more than one group is held. */
export function openParquet(
  sink: (bytes: Buffer) => Promise<void>,
  { groupRows = GROUP_ROWS }: { readonly groupRows?: number } = {},
): ParquetFile {
  const writer = new ByteWriter(256 * 1024);
  const parquet = new ParquetWriter({ writer, schema: SCHEMA, createdBy: 'london-disproportionality-data' });
  let data = emptyColumns();
  let rows = 0;
  const pass = async () => {
    const bytes = Buffer.from(writer.buffer.slice(0, writer.index));
    writer.index = 0;
    await sink(bytes);
  };
  const flush = async () => {
    const columnData = data.map(({ column, values }) => ({
      name: column.name,
      data: values,
      statistics: ORDERED_BY.has(column.name),
    }));
    await parquet.write({ columnData, rowGroupSize: groupRows });
    data = emptyColumns();
    rows = 0;
    await pass();
  };
  return {
    async write(row) {
      for (const [index, { column, values }] of data.entries()) {
        const value = row[index] ?? null;
        values.push(column.type === 'date' && typeof value === 'string' ? dayOf(value) : value);
      }
      rows += 1;
      if (rows === groupRows) await flush();
    },
    async close(metadata) {
      if (rows > 0) await flush();
      parquet.kvMetadata = Object.entries(metadata).map(([key, value]) => ({ key, value }));
      await parquet.finish();
      await pass();
    },
  };
}

function emptyColumns(): readonly { readonly column: Column; readonly values: (string | number | null)[] }[] {
  return COLUMNS.map((column) => ({ column, values: [] }));
}

const days = new Map<string, number>();

/** Days since 1970, as Parquet counts them. The days of periods are few. */
export function dayOf(iso: string): number {
  const known = days.get(iso);
  if (known !== undefined) return known;
  const day = Date.parse(`${iso}T00:00:00Z`) / 86_400_000;
  days.set(iso, day);
  return day;
}
