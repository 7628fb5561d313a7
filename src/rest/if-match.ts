import { Problem } from '../problem.ts';

/** The version that an If-Match header names; null where it names none, or whichever there is. */
export function versionNamed(header: string | undefined): number | null {
  const text = header?.trim() ?? '*';
  if (text === '*') return null;
  const version = /^"(\d{1,9})"$/.exec(text)?.[1];
  if (version === undefined)
    throw new Problem('bad-request', 'If-Match holds one ETag in its quotes, such as "3".');
  return Number(version);
}
