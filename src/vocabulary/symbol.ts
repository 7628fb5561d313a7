/**
 * Why a number is or is not there. `shown` and `rounded` carry a value; the others never do.
 * c withheld · x not available · z not applicable · low rounds to zero · u unreliable.
 */
export const STATUSES = ['shown', 'rounded', 'c', 'x', 'z', 'low', 'u'] as const;
export type Status = (typeof STATUSES)[number];
export type MissingStatus = Exclude<Status, 'shown' | 'rounded'>;

/** A number and the reason for its presence, or the reason for its absence: never a sentinel, never 0 for missing. */
export type Count =
  | { readonly status: 'shown' | 'rounded'; readonly value: number }
  | { readonly status: MissingStatus; readonly value: null };

export const NOT_AVAILABLE: Count = { status: 'x', value: null };
export const WITHHELD: Count = { status: 'c', value: null };

export function shown(value: number): Count {
  return { status: 'shown', value };
}

export function missing(status: MissingStatus): Count {
  return { status, value: null };
}

function statusOf(text: string): Status {
  for (const status of STATUSES) if (status === text) return status;
  return 'x';
}

/** A stored value and status as a Count. A status that is not known counts as unavailable, never as a number. */
export function toCount(value: number | null, status: string): Count {
  const known = statusOf(status);
  if (known === 'shown' || known === 'rounded')
    return value === null ? missing('x') : { status: known, value };
  return missing(known);
}

/** What a symbol in a file means, in the words of DfE and GSS; `k` is the older spelling of `low`. */
const SYMBOLS: ReadonlyMap<string, MissingStatus> = new Map([
  ['c', 'c'],
  ['x', 'x'],
  ['z', 'z'],
  ['low', 'low'],
  ['k', 'low'],
  ['u', 'u'],
]);

/** The status that a symbol stands for, or undefined where the text is not a symbol. */
export function symbolStatus(text: string): MissingStatus | undefined {
  return text === '' ? undefined : SYMBOLS.get(text.trim().toLowerCase());
}

/**
 * The sum of counts. One missing part makes the sum missing (`c` before everything else, since a sum over withheld
 * parts is either wrong or a leak); one rounded part makes it `rounded`.
 */
export function addCounts(parts: readonly Count[]): Count {
  let total = 0;
  let rounded = false;
  let absent: MissingStatus | undefined;
  for (const part of parts) {
    if (part.value === null) {
      absent = absent === 'c' || part.status === 'c' ? 'c' : 'x';
    } else {
      total += part.value;
      rounded ||= part.status === 'rounded';
    }
  }
  if (absent !== undefined) return missing(absent);
  return { status: rounded ? 'rounded' : 'shown', value: tidy(total) };
}

/** `whole` less `part`, with the same rules as `addCounts`. */
export function subtractCounts(whole: Count, part: Count): Count {
  if (whole.value === null || part.value === null) return addCounts([whole, part]);
  const rounded = whole.status === 'rounded' || part.status === 'rounded';
  return { status: rounded ? 'rounded' : 'shown', value: tidy(whole.value - part.value) };
}

/** Sums of scores are decimals; this drops the binary noise that adding them leaves in the seventh place. */
function tidy(value: number): number {
  return Number.isInteger(value) ? value : Math.round(value * 1e6) / 1e6;
}
