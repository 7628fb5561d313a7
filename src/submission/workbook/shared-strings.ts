import { Problem } from '../../problem.ts';
import { plainSpaces } from '../plain-spaces.ts';
import { LARGEST_STRINGS, LONGEST_CELL } from './limits.ts';
import type { Parts } from './parts.ts';
import { scanXml, type XmlHandler } from './scan-xml.ts';
import { tooLongCell } from './too-large.ts';

/** The texts that cells name by their number. Kept as bytes: a million of them are strings only while they are looked at. */
export type SharedStrings = (index: number) => string | undefined;

/** So many are kept as strings: a table's words are few and come again and again. */
const REMEMBERED = 10_000;

export async function readSharedStrings(parts: Parts, part: string | undefined): Promise<SharedStrings> {
  if (part === undefined) return () => undefined;
  let bytes = Buffer.alloc(64 * 1024);
  let ends = new Uint32Array(1024);
  let count = 0;
  let used = 0;
  const text = textCollector();
  await scanXml(parts.read(part), {
    open(name, attributes) {
      if (name === 'si') text.begin();
      else text.open(name, attributes);
    },
    text: text.text,
    close(name) {
      if (name !== 'si') {
        text.close(name);
        return;
      }
      const value = text.end();
      const room = value.length * 3;
      if (used + room > LARGEST_STRINGS) {
        throw new Problem(
          'workbook-too-large',
          'The workbook has more text in it than any table of figures.',
        );
      }
      if (used + room > bytes.length) bytes = Buffer.concat([bytes], (used + room) * 2);
      if (count === ends.length) {
        const more = new Uint32Array(count * 2);
        more.set(ends);
        ends = more;
      }
      used += bytes.write(value, used);
      ends[count] = used;
      count += 1;
    },
  });
  const known = new Map<number, string>();
  return (index) => {
    if (!(index >= 0 && index < count)) return undefined;
    const found = known.get(index);
    if (found !== undefined) return found;
    const value = bytes.toString('utf8', index === 0 ? 0 : ends[index - 1], ends[index]);
    if (known.size < REMEMBERED) known.set(index, value);
    return value;
  };
}

/** Puts the text of a cell together out of its runs; a reading aid for Japanese is none of it. */
export function textCollector(): XmlHandler & { begin(): void; end(): string } {
  let value = '';
  let inText = false;
  let aside = 0;
  return {
    begin() {
      value = '';
    },
    open(name) {
      if (name === 't') inText = true;
      else if (name === 'rPh') aside += 1;
    },
    text(text) {
      if (!inText || aside > 0) return;
      value += text;
      if (value.length > LONGEST_CELL) throw tooLongCell();
    },
    close(name) {
      if (name === 't') inText = false;
      else if (name === 'rPh') aside -= 1;
    },
    end: () => plainText(value),
  };
}

/** Line ends and other control characters as blanks, so that a row of the sheet is a line of the table. */
export function plainText(text: string): string {
  const decoded = text.includes('_x')
    ? text.replace(/_x([0-9a-f]{4})_/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;
  return plainSpaces(decoded.replace(/\r\n|\p{Cc}/gu, ' '));
}
