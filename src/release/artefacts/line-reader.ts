const LINE_END = 0x0a;

/** One line after another of a frozen CSV file, as bytes, without a promise for each. */
export interface LineReader {
  /** The line read last, with its end. */
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** Where in the file it begins. */
  readonly at: number;
  /** Goes on to the next line; false after the last. */
  advance(): boolean | Promise<boolean>;
  close(): Promise<void>;
}

/** Reads lines out of chunks that may break them anywhere; `at` is where in its file the first chunk begins. */
export function readLines(chunks: AsyncIterable<Buffer>, at = 0): LineReader {
  const iterator = chunks[Symbol.asyncIterator]();
  let bytes: Buffer = Buffer.alloc(0);
  let chunkAt = at;
  let start = 0;
  let end = 0;
  async function more(): Promise<boolean> {
    for (;;) {
      const next = await iterator.next();
      if (next.done === true) {
        if (end < bytes.length) throw new Error('A frozen file ends within a line');
        start = end;
        return false;
      }
      const left = bytes.subarray(end);
      chunkAt += end;
      bytes = left.length === 0 ? next.value : Buffer.concat([left, next.value]);
      start = 0;
      end = bytes.indexOf(LINE_END) + 1;
      if (end > 0) return true;
    }
  }
  return {
    get bytes() {
      return bytes;
    },
    get start() {
      return start;
    },
    get end() {
      return end;
    },
    get at() {
      return chunkAt + start;
    },
    advance() {
      const found = bytes.indexOf(LINE_END, end) + 1;
      if (found === 0) return more();
      start = end;
      end = found;
      return true;
    },
    async close() {
      await iterator.return?.();
    },
  };
}

/** The line as text, without its end. */
export function lineOf({ bytes, start, end }: LineReader): string {
  return bytes.toString('utf8', start, end - 2);
}
