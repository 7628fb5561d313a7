/** Rows of which one and the same thing is to be said, so that it is said once. */
export interface Alike {
  add(row: number): void;
  /** How many cells there are. */
  times(): number;
  /** Which rows stand behind the first: `3 to 12, 15 and 20 to 231`. */
  others(): string;
}

/** So many stretches of rows are named; whoever has more finds them by the first. */
const NAMED = 5;

export function createAlike(): Alike {
  const stretches: { readonly from: number; to: number }[] = [];
  let times = 0;
  let first = 0;
  let unnamed = 0;
  return {
    add(row) {
      times += 1;
      if (times === 1) first = row;
      const last = stretches.at(-1);
      if (row === first || row === last?.to) return;
      if (unnamed > 0) unnamed += 1;
      else if (last !== undefined && row === last.to + 1) last.to = row;
      else if (stretches.length < NAMED) stretches.push({ from: row, to: row });
      else unnamed = 1;
    },
    times: () => times,
    others() {
      const named = stretches.map(({ from, to }) => (from === to ? `${from}` : `${from} to ${to}`));
      if (unnamed > 0) named.push(`${unnamed.toLocaleString('en-GB')} more`);
      const last = named.pop() ?? '';
      return named.length === 0 ? last : `${named.join(', ')} and ${last}`;
    },
  };
}
