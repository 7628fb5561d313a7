import { isAscii, isUtf8 } from 'node:buffer';
import { Problem } from '../problem.ts';
import type { ByteSource } from './byte-source.ts';

/** What must be known of a file before its first row can be read. */
export interface Survey {
  readonly encoding: 'utf-8' | 'windows-1252';
  /** Whether there is nothing but ASCII in it. */
  readonly ascii: boolean;
  readonly bom: boolean;
  readonly delimiter: ',' | ';' | '\t';
  /** Whether there is a quotation mark anywhere. */
  readonly quoted: boolean;
}

/** Whether a row's fields are the names of columns. */
export type HeaderTest = (fields: readonly string[]) => boolean;

/** A header stands in one of the first rows or in none. */
export const HEADER_ROWS = 20;
/** More than any header row needs; a delimiter is not looked for beyond it. */
const HEAD = 64 * 1024;
const QUOTE = 0x22;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const SIGNATURES: readonly { readonly bytes: Buffer; readonly what: string }[] = [
  { bytes: Buffer.from('%PDF', 'latin1'), what: 'a PDF' },
];

/**
 * Reads the bytes once: valid UTF-8 is that, anything else is taken for windows-1252; the delimiter is the one that
 * makes a header of one of the first lines, or else the one that the first line has most of. Throws the Problem `unreadable-file` for an empty file and for anything that is not text.
 */
export async function surveyBytes(source: ByteSource, isHeader: HeaderTest): Promise<Survey> {
  let head = Buffer.alloc(0);
  let valid = true;
  let quoted = false;
  let ascii = true;
  let cut = Buffer.alloc(0);
  for await (const chunk of source()) {
    if (head.length < HEAD) {
      head = Buffer.concat([head, chunk.subarray(0, HEAD - head.length)]);
      refuseSignatures(head);
    }
    if (chunk.includes(0)) throw new Problem('unreadable-file', 'The file is not text: it holds NUL bytes.');
    quoted ||= chunk.includes(QUOTE);
    ascii &&= isAscii(chunk);
    if (!valid) continue;
    const bytes = cut.length === 0 ? chunk : Buffer.concat([cut, chunk]);
    const whole = bytes.length - unfinished(bytes);
    valid = isUtf8(bytes.subarray(0, whole));
    cut = Buffer.from(bytes.subarray(whole));
  }
  if (cut.length > 0) valid = false;
  const bom = head.subarray(0, 3).equals(BOM);
  const text = head.subarray(bom ? 3 : 0).toString('latin1');
  if (text.trim() === '') throw new Problem('unreadable-file', 'The file is empty.');
  const encoding = valid ? 'utf-8' : 'windows-1252';
  const delimiter = headerDelimiter(text, isHeader) ?? delimiterOf(text);
  return { encoding, ascii, bom, delimiter, quoted };
}

function refuseSignatures(head: Buffer): void {
  for (const { bytes, what } of SIGNATURES) {
    if (head.subarray(0, bytes.length).equals(bytes)) {
      throw new Problem('unreadable-file', `The file is ${what}. Save it as CSV (UTF-8) and send that.`);
    }
  }
}

/** How many bytes at the end begin a character that the next chunk finishes. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
  }
  return 0;
}

/** The delimiter by which one of the first lines is a header: a title above it may hold others. */
function headerDelimiter(text: string, isHeader: HeaderTest): Survey['delimiter'] | undefined {
  for (const line of text.split('\n', HEADER_ROWS)) {
    const plain = line.replace(/["\r]/g, '');
    for (const delimiter of [',', ';', '\t'] as const) {
      if (isHeader(plain.split(delimiter))) return delimiter;
    }
  }
  return undefined;
}

function delimiterOf(text: string): Survey['delimiter'] {
  const counts = { ',': 0, ';': 0, '\t': 0 };
  let quoted = false;
  let begun = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '\n' || character === '\r') {
      if (begun) break;
    } else if (character === ',' || character === ';' || character === '\t') counts[character] += 1;
    if (character.trim() !== '') begun = true;
  }
  if (counts['\t'] > counts[','] && counts['\t'] >= counts[';']) return '\t';
  return counts[';'] > counts[','] ? ';' : ',';
}
