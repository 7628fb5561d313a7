/** So many things are named in a message. */
const NAMED = 6;

/** `a, b and c`, or the first few of many: `a, b, c, d, e, f and 12 more`. */
export function listed(things: readonly string[], most = NAMED): string {
  const named = things.length > most + 1 ? things.slice(0, most) : things.slice(0, -1);
  const last =
    things.length > most + 1
      ? `${(things.length - most).toLocaleString('en-GB')} more`
      : (things.at(-1) ?? '');
  return named.length === 0 ? last : `${named.join(', ')} and ${last}`;
}
