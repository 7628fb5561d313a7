/** Strings for the bytes of a file's fields, of which few are new: the same bytes give the same string, without making it. */
export interface TextPool {
  /** The text of `bytes[from, to)`, which are ASCII and have this hash. */
  text(bytes: Buffer, from: number, to: number, hash: number): string;
}

/** A power of two. So many texts are held at a time, one for each place that hashes lead to. */
const HELD = 8_192;
/** A longer text is hardly sent twice. */
const LONGEST = 64;

export function createTextPool(): TextPool {
  const held: string[] = new Array(HELD).fill('');
  return {
    text(bytes, from, to, hash) {
      const length = to - from;
      if (length === 0) return '';
      if (length > LONGEST) return bytes.toString('latin1', from, to);
      const place = (hash ^ (hash >>> 13)) & (HELD - 1);
      const known = held[place] ?? '';
      if (known.length === length && isAt(bytes, from, known)) return known;
      const text = bytes.toString('latin1', from, to);
      held[place] = text;
      return text;
    },
  };
}

function isAt(bytes: Buffer, from: number, text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    if (bytes[from + at] !== text.charCodeAt(at)) return false;
  }
  return true;
}
