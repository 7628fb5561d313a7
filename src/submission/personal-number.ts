/**
 * A Unique Pupil Number: a check letter, and twelve digits of which the last may be a letter in a temporary one. The check
 * letter is not asked to be right: a number that was mistyped is a child's all the same, and nothing else looks like it.
 */
const UPN = /^[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]$/i;

/** Whether a Unique Pupil Number may stand in a field of this text, with a space or two about it: quickly told of most. */
export function mayHoldPupilNumber(text: string): boolean {
  const { length } = text;
  if (length < 13 || length > 15) return false;
  const within = text.charCodeAt(6);
  return within >= 48 && within <= 57;
}

export function isPupilNumber(text: string): boolean {
  return text.length === 13 && UPN.test(text);
}

/** Ten digits, alone or as an NHS number is set. */
export function tenDigits(text: string): string | null {
  if (text.length < 10 || text.length > 12) return null;
  const digits = /^(\d{3})[ -](\d{3})[ -](\d{4})$/.exec(text);
  if (digits !== null) return `${digits[1]}${digits[2]}${digits[3]}`;
  return /^\d{10}$/.test(text) ? text : null;
}

/** Whether ten digits are a Unique Learner Number: nine digits times 10 to 2; ten less the remainder by 11 is the last. */
export function isLearnerNumber(digits: string): boolean {
  const remainder = weighted(digits) % 11;
  return remainder !== 0 && 10 - remainder === Number(digits[9]);
}

/** Whether ten digits are an NHS number: nine digits times 10 to 2; eleven less the remainder by 11 is the last, 11 being 0. */
export function isNhsNumber(digits: string): boolean {
  const check = (11 - (weighted(digits) % 11)) % 11;
  return check !== 10 && check === Number(digits[9]);
}

function weighted(digits: string): number {
  let sum = 0;
  for (let at = 0; at < 9; at += 1) sum += (10 - at) * (digits.charCodeAt(at) - 48);
  return sum;
}
