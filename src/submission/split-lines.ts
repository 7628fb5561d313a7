import { Problem } from '../problem.ts';
import { type CsvRow, isFilled, LONGEST_ROW } from './csv-row.ts';
import { plainSpaces } from './plain-spaces.ts';
import type { Survey } from './survey.ts';
import { createTextPool } from './text-pool.ts';

const LINE_END = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
/** Few enough to die young: what lives longer than a batch is copied about in memory. */
const ROWS_AT_ONCE = 512;

/** The rows of a file in which nothing is quoted, in batches. The bytes are UTF-8 without a byte-order mark. */
export async function* splitLines(
  chunks: AsyncIterable<Buffer>,
  { delimiter }: Pick<Survey, 'delimiter'>,
): AsyncGenerator<readonly CsvRow[]> {
  const fieldsOf = lineSplitter(delimiter);
  let rest: Buffer = Buffer.alloc(0);
  let row = 0;
  const read = (bytes: Buffer, from: number, to: number): CsvRow | undefined => {
    row += 1;
    if (to - from > LONGEST_ROW) throw new Problem('unreadable-file', `Line ${row} is too long to be a row.`);
    const fields = fieldsOf(bytes, from, bytes[to - 1] === RETURN ? to - 1 : to);
    return fields === undefined ? undefined : { row, line: row, fields };
  };
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let batch: CsvRow[] = [];
    let from = 0;
    for (let to = bytes.indexOf(LINE_END); to !== -1; to = bytes.indexOf(LINE_END, from)) {
      const line = read(bytes, from, to);
      if (line !== undefined) batch.push(line);
      from = to + 1;
      if (batch.length === ROWS_AT_ONCE) {
        yield batch;
        batch = [];
      }
    }
    rest = bytes.subarray(from);
    if (rest.length > LONGEST_ROW)
      throw new Problem('unreadable-file', `Line ${row + 1} is too long to be a row.`);
    if (batch.length > 0) yield batch;
  }
  const last = rest.length === 0 ? undefined : read(rest, 0, rest.length);
  if (last !== undefined) yield [last];
}

/** A function from the bytes of a line to its fields; undefined where nothing stands in them. */
function lineSplitter(
  delimiter: Survey['delimiter'],
): (bytes: Buffer, from: number, to: number) => readonly string[] | undefined {
  const separator = delimiter.charCodeAt(0);
  const pool = createTextPool();
  // Copied at the right length: an array that grows leaves its former selves behind.
  const found: string[] = [];
  return (bytes, from, to) => {
    let width = 0;
    let begin = from;
    let hash = 0;
    let most = 0;
    for (let at = from; at < to; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === separator) {
        found[width] = pool.text(bytes, begin, at, hash);
        width += 1;
        begin = at + 1;
        hash = 0;
      } else {
        hash = (Math.imul(hash, 31) + byte) | 0;
        if (byte > most) most = byte;
      }
    }
    // The separator is ASCII, so that no byte of another character is taken for one; the texts are made anew.
    if (most >= 0x80) {
      const texts = plainSpaces(bytes.toString('utf8', from, to)).split(delimiter);
      return isFilled(texts) ? texts : undefined;
    }
    found[width] = pool.text(bytes, begin, to, hash);
    const fields = found.slice(0, width + 1);
    return most > SPACE || isFilled(fields) ? fields : undefined;
  };
}
