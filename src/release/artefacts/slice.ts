import type { FileHandle } from 'node:fs/promises';
import { fitting, type LineFilter, lineFilter } from './line-filter.ts';
import type { RowRange } from './ranges.ts';

const READ_BYTES = 512 * 1024;
const LINE_END = 0x0a;

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
  const fits = lineFilter(filter);
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
  const fits = lineFilter(filter);
  for (const range of ranges) {
    for await (const { bytes, end } of wholeLines(file, range)) {
      for (let from = 0; from < bytes.length; ) {
        const next = bytes.indexOf(LINE_END, from) + 1;
        if (fits === null || fits(bytes, from))
          yield { line: bytes.toString('utf8', from, next - 2), end: end - bytes.length + next };
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
