import { isUtf8 } from 'node:buffer';
import { Problem } from '../problem.ts';
import type { ByteSource } from './byte-source.ts';

/** What must be known of a file before its first row can be read. */
export interface Survey {
  readonly encoding: 'utf-8' | 'windows-1252';
  readonly bom: boolean;
  readonly delimiter: ',' | ';' | '\t';
  /** Whether there is a quotation mark anywhere. */
  readonly quoted: boolean;
}

/** More than any header row needs; a delimiter is not looked for beyond it. */
const HEAD = 64 * 1024;
const QUOTE = 0x22;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const SIGNATURES: readonly { readonly bytes: Buffer; readonly what: string }[] = [
  { bytes: Buffer.from('PK\u0003\u0004', 'latin1'), what: 'an Excel workbook or a zip file' },
  { bytes: Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), what: 'an old Excel workbook' },
  { bytes: Buffer.from([0xff, 0xfe]), what: 'UTF-16 text' },
  { bytes: Buffer.from([0xfe, 0xff]), what: 'UTF-16 text' },
  { bytes: Buffer.from('%PDF', 'latin1'), what: 'a PDF' },
];

/**
 * Reads the bytes once: valid UTF-8 is that, anything else is taken for windows-1252; the delimiter is the one that the
 * header line has most of. Throws the Problem `unreadable-file` for an empty file and for anything that is not text.
 */
export async function surveyBytes(source: ByteSource): Promise<Survey> {
  let head = Buffer.alloc(0);
  let valid = true;
  let quoted = false;
  let cut = Buffer.alloc(0);
  for await (const chunk of source()) {
    if (head.length < HEAD) {
      head = Buffer.concat([head, chunk.subarray(0, HEAD - head.length)]);
      refuseSignatures(head);
    }
    if (chunk.includes(0)) throw new Problem('unreadable-file', 'The file is not text: it holds NUL bytes.');
    quoted ||= chunk.includes(QUOTE);
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
  return { encoding: valid ? 'utf-8' : 'windows-1252', bom, delimiter: delimiterOf(text), quoted };
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
