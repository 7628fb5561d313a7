const OPENING = Buffer.from('="');
const LINE_END = 0x0a;

/**
 * The bytes of a CSV file with every field `="12"` written as `"=""12"""`. Programs write numbers so to have a
 * spreadsheet show them as text, though no quotation mark can stand there; nothing else is changed.
 */
export async function* formulasQuoted(
  chunks: AsyncIterable<Buffer>,
  delimiter: string,
): AsyncGenerator<Buffer> {
  // Its content begins with no separator, or the end of one quoted field and the beginning of another would be taken for it.
  const formula = new RegExp(
    `(^|[${delimiter}\\n])="([^"${delimiter}\\r\\n][^"\\r\\n]*)"(?=[${delimiter}\\r\\n]|$)`,
    'g',
  );
  const mended = (bytes: Buffer) =>
    bytes.includes(OPENING) ? Buffer.from(bytes.toString('utf8').replace(formula, '$1"=""$2"""')) : bytes;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(LINE_END) + 1;
    if (end === 0) {
      // A line longer than a chunk is passed on as it is: it is no row of numbers.
      if (rest.length > chunk.length * 4 + 65_536) {
        yield rest;
        rest = chunk;
      } else rest = Buffer.concat([rest, chunk]);
      continue;
    }
    yield mended(Buffer.concat([rest, chunk.subarray(0, end)]));
    rest = chunk.subarray(end);
  }
  if (rest.length > 0) yield mended(rest);
}
