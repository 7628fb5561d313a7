/** `female`, `10-15`, `under-1`, `16-and-over`: the forms in which an age band may be written. */
const AGE_BAND = /^(?:all|under-\d{1,3}|\d{1,3}-\d{1,3}|\d{1,3}-and-over|\d{1,3}|not-known)$/;
const CATEGORY = /^([a-z][a-z0-9-]*):([a-z0-9][a-z0-9-]*)$/;

export function isAgeBand(text: string): boolean {
  return AGE_BAND.test(text);
}

/** `grade:senior-manager` → its dimension and code; undefined for any other form. `all` has neither. */
export function parseCategory(
  text: string,
): { readonly dimension: string; readonly code: string } | undefined {
  const match = CATEGORY.exec(text);
  if (match === null) return undefined;
  return { dimension: match[1] ?? '', code: match[2] ?? '' };
}
