/** First and last byte, both inclusive. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The part that a Range header asks for (RFC 9110 §14.2): `whole` where it says nothing that we follow (another unit, bad
 * syntax, several ranges, which we may answer whole), `unsatisfiable` where no byte of it exists.
 */
export function rangeOf(header: string | undefined, length: number): ByteRange | 'whole' | 'unsatisfiable' {
  const [, from = '', to = ''] = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(header ?? '') ?? [];
  if (from === '' && to === '') return 'whole';
  if (from === '') {
    const count = Math.min(Number(to), length);
    return count === 0 ? 'unsatisfiable' : { first: length - count, last: length - 1 };
  }
  const first = Number(from);
  const last = to === '' ? length - 1 : Number(to);
  if (last < first && to !== '') return 'whole';
  return first >= length ? 'unsatisfiable' : { first, last: Math.min(last, length - 1) };
}

/** Whether an Accept-Encoding header would have gzip rather than the plain bytes (RFC 9110 §12.5.3). */
export function prefersGzip(header: string | undefined): boolean {
  const weights = new Map<string, number>();
  for (const each of (header ?? '').toLowerCase().split(',')) {
    const [coding = '', ...parameters] = each.split(';').map((part) => part.trim());
    const weight = parameters.map((part) => /^q=([01](?:\.\d{0,3})?)$/.exec(part)?.[1]).find(Boolean);
    weights.set(coding, Number(weight ?? 1));
  }
  const gzip = weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0;
  return gzip > 0 && gzip >= (weights.get('identity') ?? 0);
}
