import type { FileHandle } from 'node:fs/promises';
import { COLUMN_NAMES } from './columns.ts';
import type { RowRange } from './ranges.ts';

const READ_BYTES = 512 * 1024;
const LINE_END = 0x0a;

/** Column → the ids that a row may have there. Only columns of ids, which are ASCII and never quoted. */
export type LineFilter = ReadonlyMap<string, ReadonlySet<string>>;

/** Whole lines of a frozen CSV file, and where the last of them ends. */
interface Lines {
  readonly bytes: Buffer;
  readonly end: number;
}

/**
 * The lines of a frozen CSV file that stand in the ranges and fit the filter, chunk by chunk, as they stand there. Throws
 * where the file is shorter than it was frozen.
 */
export async function* linesOf(
  file: FileHandle,
  ranges: readonly RowRange[],
  filter: LineFilter,
): AsyncGenerator<Buffer> {
  const fits = filterOf(filter);
  for (const range of ranges) {
    for await (const { bytes } of wholeLines(file, range)) {
      const kept = fits === null ? bytes : fitting(bytes, fits);
      if (kept.length > 0) yield kept;
    }
  }
}

async function* wholeLines(file: FileHandle, { firstByte, byteLength }: RowRange): AsyncGenerator<Lines> {
  const last = firstByte + byteLength;
  for (let at = firstByte; at < last; ) {
    const wanted = Math.min(READ_BYTES, last - at);
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(wanted), 0, wanted, at);
    const length = buffer.lastIndexOf(LINE_END, bytesRead - 1) + 1;
    if (bytesRead < wanted || length === 0) throw new Error('A frozen file ends too early');
    at += length;
    yield { bytes: buffer.subarray(0, length), end: at };
  }
}

/** The same, line by line without their ends: for whoever stops at some line and goes on after it. */
export async function* singleLines(
  file: FileHandle,
  ranges: readonly RowRange[],
  filter: LineFilter,
): AsyncGenerator<{ readonly line: string; readonly end: number }> {
  const fits = filterOf(filter);
  for (const range of ranges) {
    for await (const { bytes, end } of wholeLines(file, range)) {
      let from = 0;
      while (from < bytes.length) {
        const next = bytes.indexOf(LINE_END, from) + 1;
        const line = bytes.toString('utf8', from, next - 2);
        if (fits === null || fits(line)) yield { line, end: end - bytes.length + next };
        from = next;
      }
    }
  }
}

/** What of the ranges comes after a place between two lines. Undefined where the file has no line that begins there. */
export async function rangesAfter(
  file: FileHandle,
  ranges: readonly RowRange[],
  place: number,
): Promise<readonly RowRange[] | undefined> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, place - 1);
  if (bytesRead !== 1 || buffer[0] !== LINE_END) return undefined;
  return ranges.flatMap(({ firstByte, byteLength }) => {
    const last = firstByte + byteLength;
    if (last <= place) return [];
    const first = Math.max(firstByte, place);
    return [{ firstByte: first, byteLength: last - first }];
  });
}

type Fits = (line: string) => boolean;

/** Looks at no more fields than it must, and stops at the first that does not fit. */
function filterOf(filter: LineFilter): Fits | null {
  const checks = [...filter]
    .map(([name, ids]) => ({ index: COLUMN_NAMES.indexOf(name), ids }))
    .toSorted((one, other) => one.index - other.index);
  if (checks.length === 0) return null;
  return (line) => {
    let at = 0;
    let index = 0;
    for (const check of checks) {
      for (; index < check.index; index += 1) at = nextField(line, at);
      if (!check.ids.has(line.slice(at, line.indexOf(',', at)))) return false;
    }
    return true;
  };
}

/** Where the field after the one at `at` begins. */
function nextField(line: string, at: number): number {
  if (line[at] !== '"') return line.indexOf(',', at) + 1;
  let closing = line.indexOf('"', at + 1);
  while (line[closing + 1] === '"') closing = line.indexOf('"', closing + 2);
  return closing + 2;
}

function fitting(bytes: Buffer, fits: Fits): Buffer {
  // One character a byte, so that positions in the text are positions in the bytes.
  const text = bytes.toString('latin1');
  const kept: Buffer[] = [];
  let keptFrom = -1;
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at) + 1;
    if (fits(text.slice(at, end))) {
      if (keptFrom === -1) keptFrom = at;
    } else if (keptFrom !== -1) {
      kept.push(bytes.subarray(keptFrom, at));
      keptFrom = -1;
    }
    at = end;
  }
  if (keptFrom !== -1) kept.push(bytes.subarray(keptFrom));
  return kept.length === 1 ? (kept[0] ?? bytes) : Buffer.concat(kept);
}
