import { Problem } from '../problem.ts';
import type { ByteSource } from './byte-source.ts';

export type Utf16 = 'utf-16le' | 'utf-16be';

/** The byte order that a file's first two bytes speak of; undefined where it is not UTF-16. */
export async function utf16Of(source: ByteSource): Promise<Utf16 | undefined> {
  let head = Buffer.alloc(0);
  for await (const chunk of source()) {
    head = Buffer.concat([head, chunk.subarray(0, 2 - head.length)]);
    if (head.length === 2) break;
  }
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined;
}

/** The same file as UTF-8 without a byte-order mark. Its reading throws the Problem `unreadable-file` where it is broken. */
export function asUtf8(source: ByteSource, encoding: Utf16): ByteSource {
  return async function* () {
    const decoder = new TextDecoder(encoding, { fatal: true });
    for await (const chunk of source()) {
      const text = decode(() => decoder.decode(chunk, { stream: true }));
      if (text !== '') yield Buffer.from(text);
    }
    const text = decode(() => decoder.decode());
    if (text !== '') yield Buffer.from(text);
  };
}

function decode(read: () => string): string {
  try {
    return read();
  } catch {
    throw new Problem('unreadable-file', 'The file begins as UTF-16 and is not. Save it as CSV UTF-8.');
  }
}
