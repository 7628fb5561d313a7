import type { FileHandle } from 'node:fs/promises';
import { fieldsOf } from '../platform/csv-line.ts';
import { COLUMN_NAMES } from '../release/artefacts/columns.ts';
import type { RowRange } from '../release/artefacts/ranges.ts';
import { singleLines } from '../release/artefacts/slice.ts';
import type { Condition } from './data-set-criteria.ts';
import { inOrderOf } from './data-set-order.ts';

/** The fields of a row of a frozen file, in the order of its columns. */
export type Fields = readonly (string | undefined)[];

/** Where rows of a frozen file stand, in the order asked for: twelve bytes a row, whatever is in it. */
export interface FoundRows {
  readonly starts: Float64Array;
  readonly lengths: Uint32Array;
}

/** What a row is sorted by: NaN where it has nothing. */
export interface Sort {
  readonly by: (fields: Fields) => number;
  readonly descending: boolean;
}

export const indexOf = (column: string): number => COLUMN_NAMES.indexOf(column);

const NO_FILTER: ReadonlyMap<string, ReadonlySet<string>> = new Map();

/** Every row of the ranges. */
export async function* rowsOf(file: FileHandle, ranges: readonly RowRange[]): AsyncGenerator<Fields> {
  for await (const { line } of singleLines(file, ranges, NO_FILTER)) yield fieldsOf(line);
}

/** The rows that a condition holds for, sorted; those that sort alike stay as the file has them. */
export async function findRows(
  file: FileHandle,
  ranges: readonly RowRange[],
  { condition, sorts }: { readonly condition: Condition; readonly sorts: readonly Sort[] },
): Promise<FoundRows> {
  const holds = compiled(condition);
  const starts: number[] = [];
  const lengths: number[] = [];
  const keys: number[][] = sorts.map(() => []);
  for await (const { line, end } of singleLines(file, ranges, NO_FILTER)) {
    const fields = fieldsOf(line);
    if (!holds(fields)) continue;
    const length = Buffer.byteLength(line) + LINE_END_BYTES;
    starts.push(end - length);
    lengths.push(length);
    sorts.forEach(({ by }, index) => void keys[index]?.push(by(fields)));
  }
  const sortKeys = sorts.map(({ descending }, index) => ({
    values: Float64Array.from(keys[index] ?? []),
    descending,
  }));
  const order = inOrderOf(starts.length, sortKeys);
  return {
    starts: Float64Array.from(order, (row) => starts[row] ?? 0),
    lengths: Uint32Array.from(order, (row) => lengths[row] ?? 0),
  };
}

const LINE_END_BYTES = 2;

function compiled(condition: Condition): (fields: Fields) => boolean {
  if (condition.kind === 'is') {
    const { ids, not } = condition;
    const index = indexOf(condition.column);
    return (fields) => ids.has(fields[index] ?? '') !== not;
  }
  const parts = condition.of.map(compiled);
  return condition.kind === 'all'
    ? (fields) => parts.every((part) => part(fields))
    : (fields) => parts.some((part) => part(fields));
}

const MOST_READ_BYTES = 256 * 1024;

/** The bytes of found rows from a place among them on; rows that follow one another in the file are read together. */
export async function* bytesOf(
  file: FileHandle,
  { starts, lengths }: FoundRows,
  { from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<Buffer> {
  for (let row = from; row < to; ) {
    const first = starts[row] ?? 0;
    let last = first;
    for (; row < to && starts[row] === last && last - first < MOST_READ_BYTES; row += 1) {
      last += lengths[row] ?? 0;
    }
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(last - first), 0, last - first, first);
    if (bytesRead < last - first) throw new Error('A frozen file ends too early');
    yield buffer;
  }
}

/** The rows in bytes of whole lines. */
export function fieldsIn(bytes: Buffer): readonly Fields[] {
  return bytes.toString('utf8').split('\r\n').slice(0, -1).map(fieldsOf);
}
