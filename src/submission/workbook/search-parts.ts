import { Problem } from '../../problem.ts';
import { isSearched } from './carried-parts.ts';
import { MOST_MERGES } from './limits.ts';
import { type Merge, readMerge } from './merges.ts';
import type { Parts } from './parts.ts';
import { unescaped } from './scan-xml.ts';

/** What is seen of a workbook by going through all of its parts, before any is understood. */
export interface Searched {
  /** By part: the cells that sheets merge, which stand behind their rows. */
  readonly merges: ReadonlyMap<string, readonly Merge[]>;
  /** Somewhere stands what looks like a Unique Pupil Number. */
  readonly pupilNumbers: boolean;
}

/** As in `isPupilNumber`, within other text. */
const UPN = /(?<=[^0-9A-Z])[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z](?=[^0-9A-Z])/i;
const MERGE = /<(?:[\w.-]+:)?mergeCell\s[^>]*?ref\s*=\s*["']([A-Z]+\d+:[A-Z]+\d+)["']/g;
/** Longer than anything that is looked for. */
const OVERLAP = 200;

/**
 * Unpacks every part of XML once: so that what it comes to is known before anything is made of it, and no list of pupils
 * comes in by a hidden sheet, a comment, or the memory of a pivot table.
 */
export async function searchParts(parts: Parts, sheets: ReadonlySet<string>): Promise<Searched> {
  const merges = new Map<string, Merge[]>();
  let pupilNumbers = false;
  let found = 0;
  for (const name of parts.names) {
    if (!isSearched(name)) continue;
    const mine: Merge[] = [];
    let before = '';
    for await (const chunk of parts.read(name)) {
      if (chunk.includes(0)) {
        throw new Problem('unreadable-file', 'The workbook is damaged, or is not written in UTF-8.');
      }
      const text = before + chunk.toString('latin1');
      // What reaches into the overlap is found again with the next piece, whole.
      pupilNumbers ||= UPN.test(text.includes('&#') ? unescaped(text) : text);
      if (sheets.has(name) && text.includes('mergeCell')) {
        for (const match of text.matchAll(MERGE)) {
          if (match.index + match[0].length <= before.length) continue;
          mine.push(readMerge(match[1] ?? ''));
          found += 1;
        }
      }
      if (found > MOST_MERGES) {
        throw new Problem(
          'workbook-too-large',
          `The workbook merges cells in more than ${MOST_MERGES} places.`,
        );
      }
      before = text.slice(-OVERLAP);
    }
    if (mine.length > 0) merges.set(name, mine);
  }
  return { merges, pupilNumbers };
}
