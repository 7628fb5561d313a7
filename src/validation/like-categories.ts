import { knownCategories } from '../vocabulary/known-categories.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import type { Place } from './finding.ts';
import type { Reading } from './reading.ts';

/** A category that is spelt nearly as another. */
export interface LikeCategory {
  readonly meant: string;
  /** Whether published figures have the other; else it stands in the file, in many more rows. */
  readonly published: boolean;
  readonly first: Place;
  readonly times: number;
  /** As many as are kept. */
  readonly rows: readonly number[];
  /** Whether there are more. */
  readonly cut: boolean;
}

export interface CategoryWatch {
  take(reading: Reading): void;
  /** By the category as it is read. */
  likes(): ReadonlyMap<string, LikeCategory>;
}

interface Sent {
  readonly dimension: string;
  readonly like: string | undefined;
  readonly first: Place;
  times: number;
  readonly rows: number[];
  cut: boolean;
}

/** So many distinct categories are looked at, and so many rows of each are kept. */
const DISTINCT = 1_000;
const ROWS = 500;
/** A slip is made now and then: whatever is spelt so in more rows than this share of the other's is meant so. */
const SELDOM = 1 / 3;
/** Shorter words differ by a letter for many reasons: grades a and b. */
const SHORTEST_WORD = 5;

/** Finds the categories of a file that are probably slips for another of the same dimension. */
export function createCategoryWatch(vocabulary: Vocabulary): CategoryWatch {
  const sent = new Map<string, Sent>();
  return {
    take({ draft: { row, line }, category }) {
      if (category === undefined || category.dimension === null) return;
      const { id, dimension, like } = category;
      const known = sent.get(id);
      if (known === undefined) {
        if (sent.size < DISTINCT)
          sent.set(id, { dimension, like, first: { row, line }, times: 1, rows: [row], cut: false });
        return;
      }
      known.times += 1;
      if (known.rows.at(-1) === row) return;
      if (known.rows.length < ROWS) known.rows.push(row);
      else known.cut = true;
    },
    likes() {
      const published = knownCategories(vocabulary);
      const found = new Map<string, LikeCategory>();
      for (const [id, { dimension, like, first, times, rows, cut }] of sent) {
        if (like === undefined && published.get(dimension)?.includes(id) === true) continue;
        const meant = like ?? oftener(id, times, { dimension, sent });
        if (meant !== undefined)
          found.set(id, { meant, published: like !== undefined, first, times, rows, cut });
      }
      return found;
    },
  };
}

/** The category of the same dimension that is spelt the same but for one letter, and stands in many more rows. */
function oftener(
  id: string,
  times: number,
  { dimension, sent }: { readonly dimension: string; readonly sent: ReadonlyMap<string, Sent> },
): string | undefined {
  for (const [other, each] of sent) {
    if (each.dimension === dimension && times <= each.times * SELDOM && isOneLetterApart(id, other))
      return other;
  }
  return undefined;
}

/** Whether one letter of one word was added, left out, changed or swapped with the next. Digits tell things apart. */
export function isOneLetterApart(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1 || one === other) return false;
  let begin = 0;
  while (begin < one.length && one[begin] === other[begin]) begin += 1;
  let end = 0;
  while (end < Math.min(one.length, other.length) - begin && one.at(-1 - end) === other.at(-1 - end))
    end += 1;
  const left = one.slice(begin, one.length - end);
  const right = other.slice(begin, other.length - end);
  if (!/^[a-z]*$/.test(left + right)) return false;
  const longer = one.length >= other.length ? one : other;
  const before = /[a-z]*$/.exec(longer.slice(0, begin))?.[0].length ?? 0;
  const behind = /^[a-z]*/.exec(longer.slice(begin))?.[0].length ?? 0;
  if (before + behind < SHORTEST_WORD) return false;
  const swapped = left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
  return swapped || (left.length <= 1 && right.length <= 1);
}
