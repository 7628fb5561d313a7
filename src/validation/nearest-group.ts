import { ofVocabulary } from '../vocabulary/of-vocabulary.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { nearest } from './nearest.ts';

const spellings = ofVocabulary(({ groups, codes, aliases }): readonly string[] => [
  ...new Set([
    ...groups.map(({ label }) => label),
    ...groups.map(({ id }) => id),
    ...codes.map(({ code }) => code),
    ...codes.map(({ label }) => label),
    ...aliases.map(({ alias }) => alias),
  ]),
]);

/** The name of an ethnic group, in whatever classification, that is spelt most like the text; undefined where none is close. */
export function nearestGroup(text: string, vocabulary: Vocabulary): string | undefined {
  return nearest(text, spellings(vocabulary));
}
