/** So many things are named in a message. */
const NAMED = 6;

/** `a, b and c`, or the first few of many: `a, b, c, d, e, f and 12 more`. */
export function listed(things: readonly string[]): string {
  const named = things.length > NAMED + 1 ? things.slice(0, NAMED) : things.slice(0, -1);
  const last =
    things.length > NAMED + 1
      ? `${(things.length - NAMED).toLocaleString('en-GB')} more`
      : (things.at(-1) ?? '');
  return named.length === 0 ? last : `${named.join(', ')} and ${last}`;
}
