/** How near to a whole number a ratio is called "almost" it, and how near it is it. */
const ALMOST = 0.3;
const EXACTLY = 0.05;
const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/**
 * Returns a ratio the two ways one says it: how many times as likely, and how many times less often (its inverse; null
 * for a ratio of 0).
 * Throws RangeError unless the ratio is finite and not negative.
 * Source: Washington State Center for Court Research, "Reading the data": an index of 0.4 is 2.5 times less often.
 */
export function bothWays(ratio: number): { timesAsLikely: number; timesLessOften: number | null } {
  requireRatio(ratio);
  return { timesAsLikely: ratio, timesLessOften: ratio === 0 ? null : 1 / ratio };
}

/**
 * Returns a ratio in round words as a report says it: "three times", "almost three times" (from 0.3 below), "more than
 * two times"; below 1.7 and above 10 in figures ("1.2 times", "14 times").
 * Throws RangeError unless the ratio is finite and not negative.
 * Source: House of Commons Justice Committee HC 306 (2020–21), paragraph 68, where 2.75 is "almost three times".
 */
export function inRoundWords(ratio: number): string {
  requireRatio(ratio);
  const above = Math.ceil(ratio - EXACTLY);
  const word = NUMBERS[above];
  if (ratio < 2 - ALMOST || ratio > 10 + EXACTLY || word === undefined) {
    return `${ratio > 10 ? Math.round(ratio) : Number(ratio.toPrecision(2))} times`;
  }
  if (Math.abs(ratio - above) <= EXACTLY) return `${word} times`;
  return above - ratio <= ALMOST ? `almost ${word} times` : `more than ${NUMBERS[above - 1]} times`;
}

function requireRatio(ratio: number): void {
  if (!Number.isFinite(ratio) || ratio < 0) throw new RangeError('A ratio must be finite and not negative.');
}
