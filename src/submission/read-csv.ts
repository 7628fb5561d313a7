import { once } from 'node:events';
import { CsvError, parse } from 'csv-parse';
import { Problem } from '../problem.ts';
import type { ByteSource } from './byte-source.ts';
import { type CsvRow, isFilled, LONGEST_ROW } from './csv-row.ts';
import { formulasQuoted } from './formula-text.ts';
import { plainSpaces } from './plain-spaces.ts';
import { splitLines } from './split-lines.ts';
import { HEADER_ROWS, type HeaderTest, type Survey, surveyBytes } from './survey.ts';
import { asUtf8, type Utf16, utf16Of } from './utf-16.ts';
import { decodeWindows1252 } from './windows-1252.ts';

export interface CsvTable {
  readonly encoding: Survey['encoding'] | Utf16;
  /** A title, or whatever else stands above the header row. */
  readonly above: readonly CsvRow[];
  readonly header: CsvRow;
  /** The rows below the header in batches, without empty ones. May be read once. */
  readonly rows: AsyncIterable<readonly CsvRow[]>;
}

/**
 * Opens a CSV file: UTF-8, UTF-16 or windows-1252; comma, semicolon or tab; CRLF or LF; RFC 4180 quotes. The header is
 * the first of the rows at the top that is one by the test, or else the first row. Rows keep however many fields they
 * have. Throws the Problem `unreadable-file`, at once or from `rows`, where it is no table.
 */
export async function openCsv(received: ByteSource, isHeader: HeaderTest = () => false): Promise<CsvTable> {
  const utf16 = await utf16Of(received);
  const source = utf16 === undefined ? received : asUtf8(received, utf16);
  const survey = await surveyBytes(source, isHeader);
  // Without a single quotation mark, splitting at line ends and separators is all there is to CSV, and five times faster.
  const batches = survey.quoted ? parseQuoted(source, survey) : splitLines(decoded(source, survey), survey);
  let top: readonly CsvRow[] = [];
  let at = -1;
  while (at === -1 && (top.at(-1)?.row ?? 0) < HEADER_ROWS) {
    const next = await batches.next();
    if (next.done) break;
    top = top.length === 0 ? next.value : [...top, ...next.value];
    at = top.findIndex(({ row, fields }) => row <= HEADER_ROWS && isHeader(fields));
  }
  at = Math.max(0, at);
  const header = top[at];
  if (header === undefined) throw new Problem('unreadable-file', 'The file is empty.');
  const rows = following(top.slice(at + 1), batches);
  return { encoding: utf16 ?? survey.encoding, above: top.slice(0, at), header, rows };
}

async function* following(
  rest: readonly CsvRow[],
  batches: AsyncIterable<readonly CsvRow[]>,
): AsyncGenerator<readonly CsvRow[]> {
  if (rest.length > 0) yield rest;
  yield* batches;
}

async function* parseQuoted(source: ByteSource, survey: Survey): AsyncGenerator<readonly CsvRow[]> {
  let batch: CsvRow[] = [];
  let records = 0;
  let brokenLines = 0;
  const parser = parse({
    delimiter: survey.delimiter,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_ROW,
  });
  // csv-parse hands every record to `push` when its own counters stand at it. Taking it there costs half of what its
  // `info` option does and spares the queue of the readable side.
  parser.push = (record: readonly string[] | null): boolean => {
    if (record === null) return true;
    records += 1;
    const row = records + parser.info.empty_lines;
    if (isFilled(record)) {
      const fields = survey.ascii ? record : record.map(plainSpaces);
      batch.push({ row, line: row + brokenLines, fields });
    }
    if (parser.info.lines !== row + brokenLines) brokenLines += newlines(record);
    return true;
  };
  const failure = once(parser, 'error').then(([error]: unknown[]) => {
    throw asProblem(error, parser.info.lines);
  });
  failure.catch(() => {});
  const step = (act: (done: (error?: Error | null) => void) => void) =>
    Promise.race([
      failure,
      new Promise<void>((resolve) => {
        act((error) => {
          if (!error) resolve();
        });
      }),
    ]);
  for await (const chunk of formulasQuoted(decoded(source, survey), survey.delimiter)) {
    await step((done) => parser.write(chunk, done));
    if (batch.length > 0) yield batch;
    batch = [];
  }
  await step((done) => parser.end(done));
  if (batch.length > 0) yield batch;
}

async function* decoded(source: ByteSource, { encoding, bom }: Survey): AsyncGenerator<Buffer> {
  let skip = bom && encoding === 'utf-8' ? 3 : 0;
  for await (const chunk of source()) {
    const bytes = chunk.subarray(skip);
    skip = Math.max(0, skip - chunk.length);
    if (bytes.length > 0) yield encoding === 'utf-8' ? bytes : Buffer.from(decodeWindows1252(bytes));
  }
}

function newlines(record: readonly string[]): number {
  let count = 0;
  for (const field of record) {
    for (let at = field.indexOf('\n'); at !== -1; at = field.indexOf('\n', at + 1)) count += 1;
  }
  return count;
}

/** csv-parse puts the field's text into its messages; only the line is kept. */
function asProblem(error: unknown, line: number): unknown {
  if (!(error instanceof CsvError)) return error;
  const detail =
    error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE'
      ? `A quotation mark is opened and never closed; the reading stopped in line ${line}.`
      : `Line ${line} has a quotation mark where none can stand. Write a field that holds one as "…""…".`;
  return new Problem('unreadable-file', detail);
}
