import { z } from 'zod';

/** A Unique Pupil Number (see `submission/personal-number.ts`), wherever it stands. */
const UPN_WITHIN = /(?<![0-9A-Z])[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z](?![0-9A-Z])/gi;

/** Whether a Unique Pupil Number stands anywhere in what somebody has written: a file's name, a note. */
export function tellsPupilNumber(text: string): boolean {
  return text.match(UPN_WITHIN)?.some((found) => !isTimestamp(found)) === true;
}

/** A letter and the minute at which a copy was made, as in `backup_v202511221005.csv`. */
const MINUTE = /^.20[23]\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])[0-5]\d$/;
const CHECK_LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ';

/** Schools of Camden and Greenwich (202 and 203) have numbers that read as a minute: one whose check letter is right is no timestamp. */
function isTimestamp(found: string): boolean {
  if (!MINUTE.test(found)) return false;
  const sum = [...found.slice(1)].reduce((total, digit, at) => total + Number(digit) * (at + 2), 0);
  return CHECK_LETTERS[sum % CHECK_LETTERS.length] !== found[0]?.toUpperCase();
}

/** What somebody types and we keep or show. Refused with a NUL, which Postgres does not take, and with a pupil's number. */
export function freeText(least: number, most: number) {
  return z
    .string()
    .trim()
    .min(least)
    .max(most)
    .regex(/^[^\0]*$/, 'may not hold a NUL')
    .refine((text) => !tellsPupilNumber(text), NAMES_NO_CHILD);
}

/** The address of a page, with the same care: it is shown to everybody. */
export function webAddress(most: number) {
  return z
    .url({ protocol: /^https?$/ })
    .max(most)
    .refine((text) => !tellsPupilNumber(text), NAMES_NO_CHILD);
}

const NAMES_NO_CHILD = 'has a Unique Pupil Number in it. Say it without naming a child.';
