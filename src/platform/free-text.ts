import { z } from 'zod';

/** A Unique Pupil Number (see `submission/personal-number.ts`), wherever it stands. */
const UPN_WITHIN = /(?<![0-9A-Z])[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z](?![0-9A-Z])/i;

/** Whether a Unique Pupil Number stands anywhere in what somebody has written: a file's name, a note. */
export function tellsPupilNumber(text: string): boolean {
  return UPN_WITHIN.test(text);
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
