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
  const lines = lineSplitter(delimiter);
  let rest: Buffer = Buffer.alloc(0);
  let row = 0;
  const tooLong = () => new Problem('unreadable-file', `Line ${row} is too long to be a row.`);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let batch: CsvRow[] = [];
    let from = 0;
    for (let end = lines.split(bytes, from); end !== -1; end = lines.split(bytes, from)) {
      row += 1;
      if (end - from > LONGEST_ROW) throw tooLong();
      const fields = lines.fields(bytes, from, end);
      if (fields !== undefined) batch.push({ row, line: row, fields });
      from = end + 1;
      if (batch.length === ROWS_AT_ONCE) {
        yield batch;
        batch = [];
      }
    }
    rest = bytes.subarray(from);
    if (rest.length > LONGEST_ROW) {
      row += 1;
      throw tooLong();
    }
    if (batch.length > 0) yield batch;
  }
  if (rest.length === 0) return;
  row += 1;
  const last = Buffer.concat([rest, Buffer.from([LINE_END])]);
  lines.split(last, 0);
  const fields = lines.fields(last, 0, rest.length);
  if (fields !== undefined) yield [{ row, line: row, fields }];
}

interface LineSplitter {
  /** Finds the fields of the line that begins at `from`, and returns where it ends; -1 where it is not all there. */
  split(bytes: Buffer, from: number): number;
  /** The fields of the line that was split last; undefined where nothing stands in them. */
  fields(bytes: Buffer, from: number, end: number): readonly string[] | undefined;
}

/** Rows begin mostly as the one before: what both begin with is compared, and made into texts once. */
function lineSplitter(delimiter: Survey['delimiter']): LineSplitter {
  const separator = delimiter.charCodeAt(0);
  const pool = createTextPool();
  // Copied at the right length: an array that grows leaves its former selves behind.
  const found: string[] = [];
  let width = 0;
  let most = 0;
  let before: Buffer = Buffer.alloc(0);
  let beforeFrom = 0;
  /** 0 where the fields found are not those of the line before. */
  let beforeLength = 0;
  return {
    split(bytes, from) {
      const { length } = bytes;
      // Names of its own for what the loops touch at every byte: they stay in registers.
      const earlier = before;
      const shift = beforeFrom - from;
      const alike = Math.min(length, from + beforeLength);
      let at = from;
      let begin = from;
      let column = 0;
      let highest = 0;
      for (; at < alike; at += 1) {
        const byte = bytes[at] ?? 0;
        if (byte !== earlier[at + shift] || byte === LINE_END) break;
        if (byte === separator) {
          column += 1;
          begin = at + 1;
        } else if (byte > highest) highest = byte;
      }
      let hash = 0;
      for (at = begin; at < length; at += 1) {
        const byte = bytes[at] ?? 0;
        if (byte === separator) {
          found[column] = pool.text(bytes, begin, at, hash);
          column += 1;
          begin = at + 1;
          hash = 0;
        } else if (byte === LINE_END) {
          const to = at > begin && bytes[at - 1] === RETURN ? at - 1 : at;
          found[column] = pool.text(bytes, begin, to, hash);
          width = column;
          most = highest;
          before = bytes;
          beforeFrom = from;
          beforeLength = highest < 0x80 ? at - from : 0;
          return at;
        } else if (byte !== RETURN) {
          // A return at the end of a line belongs to no field, and so to no hash.
          hash = (Math.imul(hash, 31) + byte) | 0;
          if (byte > highest) highest = byte;
        }
      }
      beforeLength = 0;
      return -1;
    },
    fields(bytes, from, end) {
      // The separator is ASCII, so that no byte of another character is taken for one; the texts are made anew.
      if (most >= 0x80) {
        const to = bytes[end - 1] === RETURN ? end - 1 : end;
        const texts = plainSpaces(bytes.toString('utf8', from, to)).split(delimiter);
        return isFilled(texts) ? texts : undefined;
      }
      const fields = found.slice(0, width + 1);
      return most > SPACE || isFilled(fields) ? fields : undefined;
    },
  };
}
