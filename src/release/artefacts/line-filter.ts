import { COLUMN_NAMES } from './columns.ts';

const LINE_END = 0x0a;
const COMMA = 0x2c;
const QUOTE = 0x22;

/** Column → the ids that a row may have there. Only columns of ids, which are ASCII and never quoted. */
export type LineFilter = ReadonlyMap<string, ReadonlySet<string>>;

/** Whether the line of a frozen CSV file that begins there is wanted. */
export type FitsAt = (bytes: Buffer, start: number) => boolean;

/**
 * Null where every line is wanted. It looks at no more fields than it must and makes no text but of those; and since files
 * are ordered, it finds the last field where the line before had it if both begin alike.
 */
export function lineFilter(filter: LineFilter): FitsAt | null {
  const checks = [...filter]
    .map(([name, ids]) => ({ index: COLUMN_NAMES.indexOf(name), ids }))
    .toSorted((one, other) => one.index - other.index);
  const last = checks.pop();
  if (last === undefined) return null;
  /** What the line that came to the last check most recently has before that field. */
  let beginning: Buffer = Buffer.alloc(0);
  return (bytes, start) => {
    let at = start + beginning.length;
    const alike = beginning.length > 0 && at <= bytes.length && beginning.compare(bytes, start, at) === 0;
    if (!alike) {
      at = start;
      let index = 0;
      for (const check of checks) {
        for (; index < check.index; index += 1) at = nextField(bytes, at);
        if (!check.ids.has(fieldAt(bytes, at))) return false;
      }
      for (; index < last.index; index += 1) at = nextField(bytes, at);
      beginning = bytes.subarray(start, at);
    }
    return last.ids.has(fieldAt(bytes, at));
  };
}

/** Of whole lines those that fit, in their order. */
export function fitting(bytes: Buffer, fits: FitsAt): Buffer {
  const kept = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  let from = -1;
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(LINE_END, at) + 1;
    if (fits(bytes, at)) {
      if (from === -1) from = at;
    } else if (from !== -1) {
      length += bytes.copy(kept, length, from, at);
      from = -1;
    }
    at = end;
  }
  if (from !== -1) length += bytes.copy(kept, length, from);
  return kept.subarray(0, length);
}

function fieldAt(bytes: Buffer, at: number): string {
  return bytes.toString('latin1', at, nextField(bytes, at) - 1);
}

/** Where the field after the one at `at` begins. */
function nextField(bytes: Buffer, at: number): number {
  let end = at;
  if (bytes[at] === QUOTE) {
    do end = bytes.indexOf(QUOTE, end + 1) + 1;
    while (bytes[end] === QUOTE);
  } else {
    while (end < bytes.length && bytes[end] !== COMMA) end += 1;
  }
  return end + 1;
}
