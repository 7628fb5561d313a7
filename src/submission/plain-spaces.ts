/** Spaces that do not break, thin ones, and those of no width: what word processors and web pages leave in a table. */
const ODD = /[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g;
const NO_WIDTH = /[\u200b-\u200d\u2060\ufeff]/g;

/** The text with ordinary spaces only. */
export function plainSpaces(text: string): string {
  return text.replace(ODD, ' ').replace(NO_WIDTH, '');
}
