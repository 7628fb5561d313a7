/** Rows of which one and the same thing is to be said, so that it is said once. */
export interface Alike {
  add(row: number): void;
  /** How many cells there are. */
  times(): number;
  /** Which rows stand behind the first, for a sentence: `3 to 12, 15 and 20 to 231`. */
  others(): string;
  /** All of the rows, as many as are kept, for whoever marks them: `2 to 12, 15, 20 to 231`. */
  all(): string;
}

/** So many stretches of rows are named in a sentence; whoever has more finds them by the list. */
const NAMED = 5;
const NAMED_AT_ONCE = 40;
/** So many are kept for the list. */
const KEPT = 200;

interface Stretch {
  readonly from: number;
  to: number;
}

export function createAlike(rows: Iterable<number> = [], kept = KEPT): Alike {
  const stretches: Stretch[] = [];
  let times = 0;
  let first = 0;
  let unkept = 0;
  const add = (row: number) => {
    times += 1;
    if (times === 1) first = row;
    const last = stretches.at(-1);
    if (row === first || row === last?.to) return;
    if (unkept > 0) unkept += 1;
    else if (last !== undefined && row === last.to + 1) last.to = row;
    else if (stretches.length < kept) stretches.push({ from: row, to: row });
    else unkept = 1;
  };
  for (const row of rows) add(row);
  return {
    add,
    times: () => times,
    others() {
      const named = stretches.slice(0, NAMED).map(asText);
      const unnamed = stretches.slice(NAMED).reduce((sum, { from, to }) => sum + to - from + 1, unkept);
      if (unnamed > 0) named.push(`${unnamed.toLocaleString('en-GB')} more`);
      return inWords(named);
    },
    all() {
      const [next, ...rest] = stretches;
      const joined = next?.from === first + 1;
      const begin = { from: first, to: joined ? next.to : first };
      return [begin, ...(joined ? rest : stretches)].map(asText).join(', ');
    },
  };
}

/**
 * `row 3`, or `rows 3, 5 and 7 to 12`, in the order of the file; of many stretches the first few are named.
 * `cut` where there are more rows than are kept.
 */
export function rowsInWords(rows: readonly number[], cut = false): string {
  const sorted = rows.toSorted((a, b) => a - b);
  const [first = 0] = sorted;
  if (sorted.at(-1) === first && !cut) return `row ${first}`;
  const stretches = createAlike(sorted, Number.POSITIVE_INFINITY).all().split(', ');
  const unnamed = stretches.length - NAMED_AT_ONCE;
  if (unnamed > 0) stretches.splice(NAMED_AT_ONCE);
  if (cut) stretches.push('more');
  else if (unnamed > 0) stretches.push(`${unnamed.toLocaleString('en-GB')} more stretches`);
  return `rows ${inWords(stretches)}`;
}

function asText({ from, to }: Stretch): string {
  return from === to ? `${from}` : `${from} to ${to}`;
}

function inWords(named: string[]): string {
  const last = named.pop() ?? '';
  return named.length === 0 ? last : `${named.join(', ')} and ${last}`;
}

/** The stretches of a list of rows as `all` writes it. */
export function stretchesOf(rows: string): readonly (readonly [from: number, to: number])[] {
  return [...rows.matchAll(/(\d+)(?: to (\d+))?/g)].map(([, from, to]) => [Number(from), Number(to ?? from)]);
}
