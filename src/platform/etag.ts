import { createHash } from 'node:crypto';

/** A method can be corrected and a release withdrawn, so no cache may keep an answer for long without asking. */
export const A_WHILE = 'public, max-age=60';

/** A strong ETag for an answer, of all that it is made from (decision 11). */
export function etagOf(made: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(made)).digest('base64url')}"`;
}

/** Whether an If-None-Match (weak comparison) or If-Match (strong) header names this ETag (RFC 9110 §13.1). */
export function namesEtag(
  header: string | undefined,
  etag: string,
  comparison: 'weak' | 'strong' = 'weak',
): boolean {
  if (header === undefined) return false;
  const named = header.split(',').map((each) => each.trim());
  return named.some(
    (each) => each === '*' || (comparison === 'weak' ? each.replace(/^W\//, '') : each) === etag,
  );
}
