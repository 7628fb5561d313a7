import type { EthnicGroup } from '../vocabulary/ethnic-group.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { lazily, lazilyByKey } from './estimate.ts';

/** Qualities under which a source's group holds others than the group it is shown as, or not all of them. */
const NOT_EXACT: ReadonlySet<string> = new Set([
  'ambiguous-19',
  'approximate',
  'contains',
  'contains-18',
  'part-of',
  'unverified',
]);

/** What one must know of a group because of how its source classifies; undefined where it is counted exactly. */
export function mappingNotes(
  { layouts, codes }: Vocabulary,
  measure: string,
): (group: EthnicGroup, official: boolean) => string | undefined {
  const classificationsUsed = lazily(
    () =>
      new Set(
        layouts
          .filter(({ rules }) =>
            rules.some(({ values }) => values.some((value) => value.measure === measure)),
          )
          .map(({ classification }) => classification),
      ),
  );
  const noteOf = lazilyByKey((group: string): { readonly note: string | undefined } => {
    const inexact = codes.find(
      (code) =>
        code.group === group &&
        classificationsUsed().has(code.classification) &&
        NOT_EXACT.has(code.mappingQuality),
    );
    return {
      note: inexact === undefined ? undefined : (inexact.note ?? `The source calls it ${inexact.label}.`),
    };
  });
  return (group, official) => {
    const found = official ? noteOf(group.id).note : undefined;
    return found ?? (group.level === 'as-published' ? (group.note ?? group.definition) : undefined);
  };
}
