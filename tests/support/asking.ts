import type { ComparisonQuestion } from '../../src/flow/answer.ts';
import { type ComparisonAnswer, type ComparisonRow, createEnquire } from '../../src/flow/enquire.ts';
import type { ReleaseFacts } from '../../src/release/read.ts';
import type { RawCell } from '../../src/vocabulary/cell.ts';
import type { Vocabulary } from '../../src/vocabulary/vocabulary.ts';
import { HACKNEY } from './london.ts';
import { releaseOf } from './reader.ts';

export const LONDON = 'E12000007';

/** Asks a release that holds exactly these cells. */
export function ask(
  vocabulary: Vocabulary,
  cells: readonly RawCell[],
  question: ComparisonQuestion,
  facts: Partial<ReleaseFacts> = {},
): Promise<ComparisonAnswer> {
  return createEnquire({ reader: releaseOf(vocabulary, cells, facts) }).comparison(question);
}

/** The row of one group, in Hackney unless said. */
export function rowOf(answer: ComparisonAnswer, group: string, area = HACKNEY): ComparisonRow {
  const row = answer.rows.find((each) => each.group.id === group && each.area.id === area);
  if (row === undefined) throw new Error(`The answer has no row for ${group} in ${area}.`);
  return row;
}

/** The codes of caveats. */
export function codesOf(caveats: readonly { readonly code: string }[]): readonly string[] {
  return caveats.map(({ code }) => code);
}
