import type { EthnicGroup } from '../vocabulary/ethnic-group.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { lazily, lazilyByKey, lazilyByPair } from './estimate.ts';

/** Qualities under which a source's group holds others than the group it is shown as, or not all of them. */
const NOT_EXACT: ReadonlySet<string> = new Set([
  'ambiguous-19',
  'approximate',
  'contains',
  'contains-18',
  'part-of',
  'unverified',
]);

/** What a count is made of: the source's own figures, or those of authorities. */
interface Counted {
  readonly official: boolean;
  /** The authorities that it is made of; none where their source published it whole. */
  readonly authorities: readonly string[];
}

/**
 * What one must know of a group because of how those who count it classify; undefined where it is counted exactly. Of
 * official figures by the classification of their layout, of an authority's by the one its file was read by.
 */
export function mappingNotes(
  { layouts, codes }: Vocabulary,
  measure: string,
  readBy: ReadonlyMap<string, ReadonlySet<string>>,
): (group: EthnicGroup, counted: Counted) => string | undefined {
  const ofLayouts = lazily(
    () =>
      new Set(
        layouts
          .filter(({ rules }) =>
            rules.some(({ values }) => values.some((value) => value.measure === measure)),
          )
          .map(({ classification }) => classification),
      ),
  );
  const noteOf = (group: string, used: ReadonlySet<string>): string | undefined => {
    const inexact = codes.find(
      (code) => code.group === group && used.has(code.classification) && NOT_EXACT.has(code.mappingQuality),
    );
    return inexact && (inexact.note ?? `The source calls it ${inexact.label}.`);
  };
  const official = lazilyByKey((group: string) => ({ note: noteOf(group, ofLayouts()) }));
  const ofAuthority = lazilyByPair((area: string, group: string) => ({
    note: noteOf(group, readBy.get(area) ?? NOTHING),
  }));
  return (group, counted) => {
    const notes = counted.official
      ? [official(group.id).note]
      : counted.authorities.map((area) => ofAuthority(area, group.id).note);
    const found = notes.find((note) => note !== undefined);
    return found ?? (group.level === 'as-published' ? (group.note ?? group.definition) : undefined);
  };
}

const NOTHING: ReadonlySet<string> = new Set();
