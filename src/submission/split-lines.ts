import { Problem } from '../problem.ts';
import { type CsvRow, isFilled, LONGEST_ROW } from './csv-row.ts';
import { plainSpaces } from './plain-spaces.ts';
import type { Survey } from './survey.ts';

const LINE_END = 0x0a;

/** The rows of a file in which nothing is quoted, in batches. The bytes are UTF-8 without a byte-order mark. */
export async function* splitLines(
  chunks: AsyncIterable<Buffer>,
  { delimiter, ascii }: Pick<Survey, 'delimiter' | 'ascii'>,
): AsyncGenerator<readonly CsvRow[]> {
  let rest: Buffer = Buffer.alloc(0);
  let row = 0;
  const read = (bytes: Buffer, from: number, to: number): CsvRow | undefined => {
    row += 1;
    if (to - from > LONGEST_ROW) throw new Problem('unreadable-file', `Line ${row} is too long to be a row.`);
    // Each line is a string of its own, so that what is kept of it does not keep the whole chunk in memory.
    const text = bytes.toString('utf8', from, bytes[to - 1] === 0x0d ? to - 1 : to);
    if (text === '') return undefined;
    const fields = (ascii ? text : plainSpaces(text)).split(delimiter);
    return isFilled(fields) ? { row, line: row, fields } : undefined;
  };
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const batch: CsvRow[] = [];
    let from = 0;
    for (let to = bytes.indexOf(LINE_END); to !== -1; to = bytes.indexOf(LINE_END, from)) {
      const line = read(bytes, from, to);
      if (line !== undefined) batch.push(line);
      from = to + 1;
    }
    rest = bytes.subarray(from);
    if (rest.length > LONGEST_ROW)
      throw new Problem('unreadable-file', `Line ${row + 1} is too long to be a row.`);
    if (batch.length > 0) yield batch;
  }
  const last = rest.length === 0 ? undefined : read(rest, 0, rest.length);
  if (last !== undefined) yield [last];
}
